"""A match with another case is counted and offered; whose case it is stays hidden."""

import pytest

from amparo.audit.models import Entry
from amparo.casework.cases.models import Case, RoleKind, SamePerson, Task
from amparo.casework.cases.services.people import Detail, add_person, give_role
from amparo.casework.restrain.selectors.matching import known_elsewhere_for
from amparo.casework.restrain.services.matching import COMPARE, ask_teams_to_compare
from amparo.errors import Refused
from tests.cast import NOW, OPENED_ON, SUSPECT_NAME, open_one

pytestmark = pytest.mark.django_db
QUERIES = 9


@pytest.fixture
def alike(cast) -> Case:
    """Carla's case, with a record of its own of a suspect of the same name."""
    case = open_one(by=cast.carla, programme=cast.programme, name="Second Survivor")
    person = add_person(by=cast.carla, at=NOW, office=cast.office, name=SUSPECT_NAME.upper())
    give_role(by=cast.carla, at=NOW, case=case, person=person, role=RoleKind.SUSPECT, on=OPENED_ON)
    return case


def known(cast, user):
    return known_elsewhere_for(user, cast.case, cast.suspect)


def page(cast, as_, user, part="same/"):
    return as_(user).get(f"/cases/{cast.case.code}/suspects/{cast.suspect.pk}/{part}").text


def test_one_record_in_two_cases_is_known_in_one_other(cast, second):
    assert (known(cast, cast.alma).n_cases, known(cast, cast.alma).codes) == (1, ())


def test_a_supervisor_sees_which(cast, second):
    assert known(cast, cast.sofia).codes == (second.code,)


def test_the_same_name_in_another_case_is_counted_for_everyone(cast, alike):
    found = known(cast, cast.alma)
    assert (found.n_cases, found.n_possible, found.n_hidden, found.matches) == (0, 1, 1, ())


def test_a_supervisor_is_offered_the_record_and_why(cast, alike):
    (match,) = known(cast, cast.sofia).matches
    assert (match.codes, match.because) == ((alike.code,), ("the same name or alias",))


def test_an_alias_matches_a_name(cast):
    case = open_one(by=cast.carla, programme=cast.programme, name="Second Survivor")
    person = add_person(
        by=cast.carla, at=NOW, office=cast.office, name="Somebody Different",
        details=[Detail("alias", SUSPECT_NAME)],
    )  # fmt: skip
    give_role(by=cast.carla, at=NOW, case=case, person=person, role=RoleKind.SUSPECT, on=OPENED_ON)
    assert known(cast, cast.alma).n_possible == 1


def test_a_common_name_asks_no_more_of_the_database(cast, alike, django_assert_num_queries):
    with django_assert_num_queries(QUERIES):
        known(cast, cast.alma)
    for number in range(4):
        case = open_one(by=cast.carla, programme=cast.programme, name=f"Survivor {number}")
        person = add_person(by=cast.carla, at=NOW, office=cast.office, name=SUSPECT_NAME)
        give_role(
            by=cast.carla, at=NOW, case=case, person=person, role=RoleKind.SUSPECT, on=OPENED_ON
        )
    with django_assert_num_queries(QUERIES):
        assert known(cast, cast.alma).n_possible == 5


def test_a_survivor_of_the_same_name_is_no_match(cast):
    open_one(by=cast.carla, programme=cast.programme, name=SUSPECT_NAME)
    assert known(cast, cast.alma).n_possible == 0


def test_a_namesake_in_another_organisation_is_no_match(cast):
    person = add_person(by=cast.dario, at=NOW, office=cast.other_office, name=SUSPECT_NAME)
    assert person.office != cast.office
    assert known(cast, cast.alma).n_possible == 0


def test_two_people_whose_names_are_not_known_are_not_alike(cast):
    for user in (cast.alma, cast.carla):
        case = cast.case if user == cast.alma else open_one(by=user, programme=cast.programme)
        person = add_person(by=user, at=NOW, office=cast.office, name="not known")
        give_role(by=user, at=NOW, case=case, person=person, role=RoleKind.SUSPECT, on=OPENED_ON)
    nameless = cast.case.roles.get(person__fingerprints=None, role="suspect").person
    assert known_elsewhere_for(cast.alma, cast.case, nameless).n_possible == 0


def test_the_page_says_how_many_and_names_no_case(cast, alike, second, as_):
    text = page(cast, as_, cast.alma)
    assert "in 1 other case of the office" in text
    assert "same name or number is in 1 other case" in text
    assert alike.code not in text
    assert second.code not in text
    assert "Second Survivor" not in text


def test_the_suspects_page_counts_both(cast, alike, second, as_):
    assert "Known in 1 other case. Perhaps in 1 more" in page(cast, as_, cast.alma, "")


def test_the_other_team_is_asked_without_being_told_of_this_case(cast, alike):
    ask_teams_to_compare(by=cast.alma, at=NOW, case=cast.case, person=cast.suspect)
    task = Task.objects.get(what=COMPARE)
    assert (task.case, task.owner) == (alike, cast.carla)
    assert cast.case.code not in task.what


def test_it_is_asked_once(cast, alike):
    ask_teams_to_compare(by=cast.alma, at=NOW, case=cast.case, person=cast.suspect)
    ask_teams_to_compare(by=cast.alma, at=NOW, case=cast.case, person=cast.suspect)
    assert Task.objects.filter(what=COMPARE).count() == 1


def test_nobody_is_asked_where_there_is_nobody(cast):
    with pytest.raises(Refused, match="no other team"):
        ask_teams_to_compare(by=cast.alma, at=NOW, case=cast.case, person=cast.suspect)


def link(cast, as_, user, other, reason="The same scar"):
    address = f"/cases/{cast.case.code}/suspects/{cast.suspect.pk}/same/"
    return as_(user).post(address, {"other": str(other.pk), "reason": reason})


def test_a_supervisor_links_them_with_a_reason(cast, alike, as_):
    other = alike.roles.get(role="suspect").person
    assert link(cast, as_, cast.sofia, other).status_code == 302
    row = SamePerson.objects.select_related("one__key").get()
    assert (row.reason(), row.decided_by) == ("The same scar", cast.sofia)
    assert Entry.objects.filter(verb="person.linked").count() == 1
    assert (known(cast, cast.alma).n_cases, known(cast, cast.alma).n_possible) == (1, 0)


def test_without_a_reason_nothing_is_linked(cast, alike, as_):
    other = alike.roles.get(role="suspect").person
    assert link(cast, as_, cast.sofia, other, reason="").status_code == 422
    assert not SamePerson.objects.exists()


def test_a_record_one_may_not_see_cannot_be_linked(cast, alike, as_):
    other = alike.roles.get(role="suspect").person
    assert link(cast, as_, cast.alma, other).status_code == 422
    assert not SamePerson.objects.exists()


def test_a_link_is_taken_back_by_whoever_sees_both(cast, alike, as_):
    other = alike.roles.get(role="suspect").person
    link(cast, as_, cast.sofia, other)
    row = SamePerson.objects.get()
    address = f"/cases/{cast.case.code}/suspects/links/{row.pk}/undo/"
    assert as_(cast.alma).post(address, {"reason": "No"}).status_code == 404
    assert as_(cast.sofia).post(address, {"reason": "Two birth years"}).status_code == 302
    assert known(cast, cast.sofia).n_cases == 0


def test_the_reason_of_a_link_is_hidden_from_whoever_sees_one_side(cast, alike, as_):
    other = alike.roles.get(role="suspect").person
    link(cast, as_, cast.sofia, other, reason="Maria said so in the other case")
    assert "Maria" not in page(cast, as_, cast.alma)
    assert "Maria" in page(cast, as_, cast.sofia)
