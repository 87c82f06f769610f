"""The pages of the directory, as people of each role meet them."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from amparo.directory.models import Institution, Jurisdiction, PostHolder, Unit
from amparo.directory.packs import code_list_names, pack_codes
from amparo.directory.packs.kinds import LACKS, WAYS
from amparo.directory.services import (
    add_institution,
    add_jurisdiction,
    appoint_holder,
    close_unit,
    end_holding,
    install_pack,
)
from tests.directory.conftest import NOW, account


@pytest.fixture(autouse=True)
def only_these_rooms(settings):
    settings.ROOT_URLCONF = "tests.directory.urls"
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def sign_in(client):
    def signing_in(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signing_in


@pytest.fixture
def held(sol, chief):
    return appoint_holder(
        by=sol, at=NOW, post=chief, holder_name="R. Cruz", from_on=date(2024, 1, 1)
    )


READING = [
    ("directory", []), ("jurisdictions", []), ("packs", []), ("milestones", []), ("causes", []),
    ("code_lists", []),
    *(("code_list", [name]) for name in code_list_names()),
    *(("milestones_of", [way]) for way in WAYS),
    *(("causes_of", [lacks]) for lacks in LACKS),
    *(("pack", [code]) for code in pack_codes()),
    *(
        ("pack_part", [code, part])
        for code in pack_codes()
        for part in ("about", "clocks", "offences", "papers", "examples", "holidays")
    ),
]  # fmt: skip
EDITING = {
    "institution_add": None, "jurisdiction_add": None, "institution_change": "police",
    "unit_add": "police", "unit_close": "station", "post_add": "station",
    "holder_appoint": "chief", "holding_end": "held",
}  # fmt: skip


def address(request, name):
    fixture = EDITING[name]
    return reverse(name, args=[request.getfixturevalue(fixture).pk] if fixture else [])


@pytest.mark.parametrize(("name", "args"), READING, ids=[" ".join([n, *a]) for n, a in READING])
def test_whoever_reads_the_directory_can_open(sign_in, alma, name, args):
    answer = sign_in(alma).get(reverse(name, args=args))
    assert answer.status_code == 200
    assert answer.content.count(b"<h1") == 1
    # What a page may weigh once style and script are there.
    assert len(answer.content) <= 30_000


@pytest.mark.parametrize(
    ("name", "args"), READING[:8], ids=[" ".join([n, *a]) for n, a in READING[:8]]
)
def test_an_account_without_a_role_meets_a_wrong_address(sign_in, nadia, name, args):
    assert sign_in(nadia).get(reverse(name, args=args)).status_code == 404


@pytest.mark.parametrize("name", EDITING)
def test_who_may_not_edit_meets_a_wrong_address(request, sign_in, alma, name):
    assert sign_in(alma).get(address(request, name)).status_code == 404
    assert sign_in(alma).post(address(request, name), {}).status_code == 404


@pytest.mark.parametrize("name", EDITING)
def test_who_edits_is_asked_one_thing(request, sign_in, sol, name):
    answer = sign_in(sol).get(address(request, name))
    assert answer.status_code == 200
    assert answer.content.count(b"<h1") == 1


@pytest.mark.parametrize("name", EDITING)
def test_an_empty_form_is_asked_again(request, sign_in, sol, name):
    answer = sign_in(sol).post(address(request, name), {"nothing": "x"})
    assert answer.status_code == 422
    assert b"There is a problem" in answer.content


@pytest.mark.parametrize(
    "name", ["institution", "institution_change", "unit_add", "unit_close", "post_add",
             "holder_appoint", "holding_end"],
)  # fmt: skip
def test_a_row_that_is_not_there_is_a_wrong_address(sign_in, sol, name):
    assert sign_in(sol).get(reverse(name, args=[uuid4()])).status_code == 404


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("pack", ["zz"]),
        ("pack_part", ["ph", "secrets"]),
        ("code_list", ["moods"]),
        ("milestones_of", ["revenge"]),
        ("causes_of", ["luck"]),
    ],
)
def test_law_that_does_not_ship_is_a_wrong_address(sign_in, alma, name, args):
    assert sign_in(alma).get(reverse(name, args=args)).status_code == 404


def test_nobody_reads_it_without_signing_in(client, db):
    answer = client.get(reverse("directory"))
    assert (answer.status_code, "login" in answer["Location"]) == (302, True)


def test_an_empty_directory_says_what_belongs_there(sign_in, alma):
    assert "No institution yet" in sign_in(alma).get(reverse("directory")).text


def test_links_to_change_are_shown_only_to_who_may(sign_in, alma, sol, police, chief):
    page = reverse("institution", args=[police.pk])
    assert "Add a post" not in sign_in(alma).get(page).text
    assert "Add a post" in sign_in(sol).get(page).text


def test_the_list_is_narrowed_by_kind(sign_in, sol, alma, police, coast):
    add_institution(by=sol, at=NOW, name="Coast Court", kind="court", jurisdiction=coast)
    answer = sign_in(alma).get(reverse("directory"), {"kind": "court"}).text
    assert ("Coast Court" in answer, ">Coast Police<" in answer) == (True, False)


def test_the_list_is_narrowed_to_a_place_and_all_inside_it(sign_in, sol, alma, police, coast):
    town = add_jurisdiction(by=sol, at=NOW, code="port", name="Port", kind="village", parent=coast)
    hills = add_jurisdiction(by=sol, at=NOW, code="coast-hills", name="Hills", kind="region")
    add_institution(by=sol, at=NOW, name="Port Court", kind="court", jurisdiction=town)
    add_institution(by=sol, at=NOW, name="Hills Court", kind="court", jurisdiction=hills)
    answer = sign_in(alma).get(reverse("directory"), {"place": "coast"}).text
    assert [name in answer for name in ("Coast Police", "Port Court", "Hills Court")] == [
        True, True, False,
    ]  # fmt: skip


def test_an_institution_is_found_by_the_name_of_a_unit(sign_in, alma, station):
    assert "Coast Police" in sign_in(alma).get(reverse("directory"), {"text": "station 7"}).text


@pytest.mark.parametrize("query", [{"kind": "army"}, {"place": "../x"}, {"page": "x' OR 1"}])
def test_a_filter_that_cannot_be_read_asks_for_nothing(sign_in, alma, police, query):
    answer = sign_in(alma).get(reverse("directory"), query)
    assert (answer.status_code, "Coast Police" in answer.text) == (200, True)


def test_the_page_says_who_holds_a_post_and_who_did(sign_in, sol, alma, police, chief, held):
    appoint_holder(by=sol, at=NOW, post=chief, holder_name="L. Santos", from_on=date(2025, 6, 1))
    answer = sign_in(alma).get(reverse("institution", args=[police.pk])).text
    assert "L. Santos" in answer
    assert "since 1 June 2025" in answer
    assert "R. Cruz, 1 January 2024 to 31 May 2025" in answer


def test_a_closed_unit_says_so(sign_in, sol, alma, police, station):
    close_unit(by=sol, at=NOW, unit=station, on=date(2026, 1, 5))
    answer = sign_in(alma).get(reverse("institution", args=[police.pk])).text
    assert "Closed" in answer
    assert "closed on 5 January 2026" in answer


def test_names_are_escaped(sign_in, sol, alma, coast):
    add_institution(by=sol, at=NOW, name="<script>x</script>", kind="court", jurisdiction=coast)
    assert "<script>x" not in sign_in(alma).get(reverse("directory")).text


def test_a_supervisor_adds_an_institution(sign_in, sol, coast):
    typed = {
        "name": "Coast Court", "kind": "court", "jurisdiction": coast.pk,
        "time_zone": "Asia/Manila",
    }  # fmt: skip
    answer = sign_in(sol).post(reverse("institution_add"), typed, follow=True)
    assert "The institution was added." in answer.text
    assert Institution.objects.get(name="Coast Court").time_zone == "Asia/Manila"


def test_what_a_service_refuses_is_said_and_what_was_typed_is_kept(sign_in, sol, police, coast):
    typed = {"name": "Coast Police", "kind": "police", "jurisdiction": coast.pk, "time_zone": "UTC"}
    answer = sign_in(sol).post(reverse("institution_add"), typed)
    assert answer.status_code == 422
    assert "An institution of this name is there already" in answer.text
    assert 'value="Coast Police"' in answer.text


def test_a_change_on_an_old_page_meets_the_conflict(sign_in, sol, police, coast):
    typed = {"name": "First", "kind": "police", "jurisdiction": coast.pk, "version": 1}
    page = reverse("institution_change", args=[police.pk])
    assert sign_in(sol).post(page, typed).status_code == 302
    assert sign_in(sol).post(page, {**typed, "name": "Second"}).status_code == 409


def test_a_supervisor_adds_a_unit_a_post_and_its_holder(sign_in, sol, police):
    office = sign_in(sol)
    office.post(
        reverse("unit_add", args=[police.pk]), {"name": "Station 9", "opened_on": "2020-01-05"}
    )
    unit = Unit.objects.get(name="Station 9")
    office.post(reverse("post_add", args=[unit.pk]), {"title": "Desk officer"})
    post = unit.posts.get()
    typed = {"holder_name": "L. Santos", "from_on": "1 March 2024"}
    office.post(reverse("holder_appoint", args=[post.pk]), typed)
    assert post.holders.get().from_on == date(2024, 3, 1)


def test_a_supervisor_says_when_someone_left(sign_in, sol, held):
    sign_in(sol).post(reverse("holding_end", args=[held.pk]), {"on": "2 February 2025"})
    held.refresh_from_db()
    assert held.to_on == date(2025, 2, 2)


def test_a_supervisor_closes_a_unit(sign_in, sol, station):
    sign_in(sol).post(reverse("unit_close", args=[station.pk]), {"on": "2 February 2025"})
    station.refresh_from_db()
    assert station.closed_on == date(2025, 2, 2)


def test_a_last_day_before_the_first_is_asked_again(sign_in, sol, chief):
    typed = {"holder_name": "X", "from_on": "2 March 2024", "to_on": "1 March 2024"}
    answer = sign_in(sol).post(reverse("holder_appoint", args=[chief.pk]), typed)
    assert "The last day cannot be before the first." in answer.text
    assert not PostHolder.objects.exists()


def test_a_supervisor_adds_a_place(sign_in, sol, coast):
    typed = {
        "name": "Port", "code": "Port-Town", "kind": "municipality", "parent": coast.pk,
        "population": "1200", "population_year": "2020", "population_source": "Census of 2020",
    }  # fmt: skip
    answer = sign_in(sol).post(reverse("jurisdiction_add"), typed, follow=True)
    assert "1,200" in answer.text
    assert Jurisdiction.objects.get(code="port-town").path == "/coast/port-town/"


def test_a_population_is_not_taken_without_year_and_source(sign_in, sol):
    typed = {"name": "Port", "code": "port", "kind": "village", "population": "1200"}
    answer = sign_in(sol).post(reverse("jurisdiction_add"), typed)
    assert "Enter the year of the population." in answer.text
    assert "Enter the source of the population." in answer.text


def test_a_place_says_what_lies_around_it(sign_in, sol, alma):
    install_pack(by=sol, at=NOW, pack_code="ph")
    answer = sign_in(alma).get(reverse("jurisdictions")).text
    assert "in Cebu, Philippines" in answer
    assert "109,035,343" in answer
    assert "Not known" in answer


def test_a_large_tree_has_pages_whose_places_still_say_what_lies_around_them(sign_in, sol, alma):
    land = add_jurisdiction(by=sol, at=NOW, code="land", name="Land", kind="country")
    Jurisdiction.objects.bulk_create(
        Jurisdiction(
            code=f"v{n:03}", name=f"Village {n:03}", kind="village", parent=land,
            path=f"/land/v{n:03}/",
        )
        for n in range(60)
    )  # fmt: skip
    answer = sign_in(alma).get(reverse("jurisdictions"), {"page": "2"}).text
    assert "41 to 61 of 61" in answer
    assert "Village 059" in answer
    assert "in Land" in answer


def test_a_population_says_its_year(sign_in, sol, alma):
    add_jurisdiction(
        by=sol, at=NOW, code="x", name="X", kind="region", population=9, population_year=2019,
        population_source="Office of statistics",
    )  # fmt: skip
    assert "Office of statistics, 2019" in sign_in(alma).get(reverse("jurisdictions")).text


def test_what_nobody_compared_with_the_law_says_so(sign_in, alma):
    answer = sign_in(alma).get(reverse("pack_part", args=["ph", "clocks"])).text
    assert "Not yet compared" in answer
    assert "Revised Penal Code, art. 125" in answer


def fill(sol, coast, n):
    for number in range(n):
        row = add_institution(
            by=sol, at=NOW, name=f"Court {number:03}", kind="court", jurisdiction=coast
        )
        unit = Unit.objects.create(institution=row, name="Branch")
        Unit.objects.create(institution=row, name="Registry")
        post = unit.posts.create(title="Judge")
        post.holders.create(holder_name="N. N.", from_on=date(2024, 1, 1))


def queries(django_assert_max_num_queries, page, client):
    with django_assert_max_num_queries(40) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


@pytest.mark.parametrize("name", ["directory", "jurisdictions"])
def test_a_list_asks_as_much_of_the_database_for_one_as_for_sixty(
    sign_in, alma, sol, coast, django_assert_max_num_queries, name
):
    client, page = sign_in(alma), reverse(name)
    fill(sol, coast, 1)
    few = queries(django_assert_max_num_queries, page, client)
    Institution.objects.all().update(name="Court")
    fill(sol, coast, 60)
    assert queries(django_assert_max_num_queries, page, client) == few


def test_an_institution_asks_as_much_for_one_unit_as_for_twenty(
    sign_in, alma, police, station, chief, held, django_assert_max_num_queries
):
    client, page = sign_in(alma), reverse("institution", args=[police.pk])
    few = queries(django_assert_max_num_queries, page, client)
    units = Unit.objects.bulk_create(
        Unit(institution=police, name=f"Station {n}") for n in range(20, 40)
    )
    [
        unit.posts.create(title="Chief").holders.create(holder_name="N.", from_on=NOW.date())
        for unit in units
    ]
    assert queries(django_assert_max_num_queries, page, client) == few


def test_a_long_list_has_pages_that_keep_the_filter(sign_in, alma, sol, coast):
    fill(sol, coast, 51)
    answer = sign_in(alma).get(reverse("directory"), {"kind": "court"}).text
    assert "kind=court&amp;page=2" in answer
    assert "1 to 50 of 51" in answer


def test_an_analyst_reads_the_directory_too(sign_in, db):
    assert sign_in(account("Eva", "analyst")).get(reverse("directory")).status_code == 200


def test_who_left_today_still_held_the_post_today(sign_in, sol, alma, police, held):
    from django.utils import timezone

    end_holding(by=sol, at=NOW, holding=held, on=timezone.localdate())
    answer = sign_in(alma).get(reverse("institution", args=[police.pk])).text
    assert answer.index("R. Cruz") < answer.index("Nobody recorded")
