"""The suspects of a case: called by their stage, placed by what happened, missing what is missing."""

from datetime import timedelta

import pytest

from amparo.casework.cases.models import RoleKind
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.docket.services.filing import accuse, lay_charge, open_court_case
from amparo.casework.docket.services.sentences import pass_sentence
from amparo.casework.docket.services.verdicts import give_verdict
from amparo.casework.restrain.liberty import Liberty, Stage
from amparo.casework.restrain.selectors.suspect import suspect_page_for
from amparo.casework.restrain.selectors.suspects import suspects_for
from amparo.casework.restrain.services.knowing import add_source, keep_file
from amparo.casework.restrain.services.warrants import issue_warrant
from amparo.errors import NotVisible
from tests.casework.cases.acting import DAY, happened
from tests.cast import NOW, OPENED_ON

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def only(cast, user=None):
    (found,) = suspects_for(user or cast.alma, cast.case, today=TODAY)
    return found


def missing(cast) -> list[str]:
    return [gap.what for gap in only(cast).missing]


def charge(cast, on=DAY):
    court_case = open_court_case(by=cast.beni, at=NOW, case=cast.case, court=cast.court, on=on)
    accused = accuse(by=cast.beni, at=NOW, court_case=court_case, person=cast.suspect, on=on)
    return lay_charge(by=cast.beni, at=NOW, accused=accused, offence="ph.trafficking", on=on)


def test_nothing_recorded_is_not_known_and_suspected(cast):
    assert (only(cast).liberty, only(cast).stage, only(cast).since) == (
        Liberty.UNKNOWN, Stage.SUSPECT, None,
    )  # fmt: skip


def test_liberty_follows_what_happened_and_since_when(cast):
    happened(cast, "restrain.arrested", person=cast.suspect)
    happened(cast, "restrain.remanded", person=cast.suspect, after=2)
    happened(cast, "restrain.produced_in_custody", person=cast.suspect, after=3)
    assert (only(cast).liberty, only(cast).since) == (Liberty.REMANDED, DAY + timedelta(2))


def test_what_happened_to_all_of_them_happened_to_each(cast):
    happened(cast, "restrain.arrested")
    assert only(cast).liberty is Liberty.ARRESTED


def test_what_happened_to_another_suspect_did_not_happen_to_this_one(cast):
    other = add_person(by=cast.alma, at=NOW, office=cast.office, name="Somebody Else")
    give_role(by=cast.alma, at=NOW, case=cast.case, person=other, role=RoleKind.SUSPECT, on=DAY)
    happened(cast, "restrain.arrested", person=other)
    found = {one.label: one.liberty for one in suspects_for(cast.alma, cast.case, today=TODAY)}
    assert found == {"Suspect 1": Liberty.UNKNOWN, "Suspect 2": Liberty.ARRESTED}


def test_a_charge_makes_an_accused(cast):
    charge(cast)
    assert (only(cast).stage, only(cast).label) == (Stage.ACCUSED, "Accused 1")


def test_a_conviction_makes_a_convict(cast):
    give_verdict(by=cast.beni, at=NOW, charge=charge(cast), outcome="convicted", on=DAY)
    assert (only(cast).stage, only(cast).label) == (Stage.CONVICTED, "Convicted 1")


def test_a_convicts_page_says_when_the_sentence_ends(cast):
    verdict = give_verdict(by=cast.beni, at=NOW, charge=charge(cast), outcome="convicted", on=DAY)
    pass_sentence(by=cast.beni, at=NOW, verdict=verdict, kind="custody", on=DAY, years=6)
    page = suspect_page_for(cast.alma, cast.case, cast.suspect.pk, today=TODAY)
    assert page.custody.until == DAY.replace(year=DAY.year + 6)


def test_acquitted_of_everything_is_no_suspect_any_more(cast):
    give_verdict(by=cast.beni, at=NOW, charge=charge(cast), outcome="acquitted", on=DAY)
    assert only(cast).is_cleared


def test_acquitted_in_one_court_with_a_charge_in_another_is_accused_still(cast):
    first = charge(cast)
    charge(cast)
    give_verdict(by=cast.beni, at=NOW, charge=first, outcome="acquitted", on=DAY)
    assert (only(cast).stage, only(cast).is_cleared) == (Stage.ACCUSED, False)


def test_acquitted_of_one_charge_and_convicted_of_another_is_convicted(cast):
    first = charge(cast)
    second = lay_charge(
        by=cast.beni, at=NOW, accused=first.accused, offence="ph.child_abuse", on=DAY
    )
    give_verdict(by=cast.beni, at=NOW, charge=first, outcome="acquitted", on=DAY)
    give_verdict(by=cast.beni, at=NOW, charge=second, outcome="convicted", on=DAY)
    assert only(cast).stage is Stage.CONVICTED


@pytest.mark.parametrize("end", ["withdrawn", "dismissed_delay", "discharged"])
def test_charges_that_ended_without_a_verdict_clear_nobody(cast, end):
    give_verdict(by=cast.beni, at=NOW, charge=charge(cast), outcome=end, on=DAY)
    assert only(cast).stage is Stage.LET_GO


def test_everything_is_missing_at_first_but_the_name(cast):
    assert missing(cast) == [
        "Where to find the person",
        "A source or evidence",
        "A warrant in force",
    ]


def test_each_thing_found_is_no_longer_missing(cast):
    keep_file(
        by=cast.beni, at=NOW, case=cast.case, person=cast.suspect, version=0, description="Tall",
        whereabouts="The green house", needs_warrant=True,
    )  # fmt: skip
    add_source(
        by=cast.beni, at=NOW, case=cast.case, person=cast.suspect, on=DAY, kind="witness",
        scheme="4x4", reliability="B", credibility="2", told="Saw him there",
    )  # fmt: skip
    assert missing(cast) == ["A warrant in force"]
    issue_warrant(by=cast.beni, at=NOW, case=cast.case, person=cast.suspect, on=DAY)
    assert missing(cast) == []


def test_evidence_stands_for_a_source(cast):
    happened(cast, "restrain.exhibit_logged")
    assert "A source or evidence" not in missing(cast)


def test_where_no_warrant_is_needed_none_is_missing(cast):
    keep_file(
        by=cast.beni, at=NOW, case=cast.case, person=cast.suspect, version=0, description="",
        whereabouts="", needs_warrant=False,
    )  # fmt: skip
    assert "A warrant in force" not in missing(cast)


def test_nothing_is_missing_before_an_arrest_that_took_place(cast):
    happened(cast, "restrain.arrested", person=cast.suspect)
    assert missing(cast) == []


def test_a_person_located_is_to_be_found(cast):
    happened(cast, "restrain.located", person=cast.suspect)
    assert "Where to find the person" not in missing(cast)


def test_custody_in_another_case_is_told_without_its_code(cast, second):
    happened(cast, "restrain.arrested", person=cast.suspect)
    page = suspect_page_for(cast.carla, second, cast.suspect.pk, today=TODAY)
    assert (page.suspect.liberty, page.elsewhere, page.elsewhere_since) == (
        Liberty.UNKNOWN, Liberty.ARRESTED, DAY,
    )  # fmt: skip


def test_a_survivor_has_no_page_as_a_suspect(cast):
    with pytest.raises(NotVisible):
        suspect_page_for(cast.alma, cast.case, cast.victim.pk, today=TODAY)


def test_whoever_may_not_open_the_case_sees_none(cast):
    assert suspects_for(cast.carla, cast.case, today=TODAY) == ()


def test_the_custody_clock_runs_until_the_person_is_brought_before_a_court(cast):
    happened(cast, "restrain.arrested", person=cast.suspect)
    page = suspect_page_for(cast.alma, cast.case, cast.suspect.pk, today=TODAY)
    assert [(c.name, c.stopped_on) for c in page.clocks] == [
        ("Delivery to the prosecutor or court", None)
    ]
    happened(cast, "restrain.produced_in_custody", person=cast.suspect, after=1)
    page = suspect_page_for(cast.alma, cast.case, cast.suspect.pk, today=TODAY)
    assert page.clocks[0].stopped_on == DAY + timedelta(1)


def test_the_number_of_queries_does_not_grow_with_the_suspects(cast, django_assert_max_num_queries):
    for name in ("One More", "Two More", "Three More"):
        person = add_person(by=cast.alma, at=NOW, office=cast.office, name=name)
        give_role(
            by=cast.alma, at=NOW, case=cast.case, person=person, role=RoleKind.SUSPECT, on=OPENED_ON
        )
    with django_assert_max_num_queries(10):
        assert len(suspects_for(cast.alma, cast.case, today=TODAY)) == 4
