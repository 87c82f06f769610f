"""Lists of cases: the same number everywhere, and no more queries when the office grows."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amparo.casework.cases.models import (
    Case,
    Clock,
    Milestone,
    SafetyAlert,
    Standing,
    Task,
    TeamMember,
)
from amparo.casework.cases.selectors import caseload, today
from amparo.casework.cases.services.tasks import add_task, raise_alert
from amparo.casework.cases.services.team import share_with
from amparo.casework.desk.shapes import lists
from amparo.vault.models import DataKey
from tests.cast import NOW, OPENED_ON, VICTIM_NAME


def grow(cast, n):
    """So many more cases of Alma's, each with something overdue and something due this week."""
    on = timezone.localdate()
    keys = DataKey.objects.bulk_create(
        DataKey(wrapped=b"x", office_key_version=1) for _ in range(n)
    )
    cases = Case.objects.bulk_create(
        Case(programme=cast.programme, office=cast.office, opened_on=OPENED_ON, key=key)
        for key in keys
    )
    Standing.objects.bulk_create(
        Standing(
            case=case, next_due_on=on - timedelta(days=3), next_what="Late", has_alert=True,
            legal_due_on=on - timedelta(days=3),
        )
        for case in cases
    )  # fmt: skip
    SafetyAlert.objects.bulk_create(
        SafetyAlert(case=case, what="A threat", raised_at=NOW) for case in cases
    )
    TeamMember.objects.bulk_create(
        TeamMember(case=case, user=cast.alma, leads=True, from_on=OPENED_ON) for case in cases
    )
    rows = Milestone.objects.bulk_create(
        Milestone(
            case=case, type="rescue.referral_received", happened_on=OPENED_ON, recorded_at=NOW
        )
        for case in cases
    )
    Clock.objects.bulk_create(
        Clock(case=row.case, code="ph.custody", name="Late", is_statutory=True, started_by=row,
              started_on=OPENED_ON, due_on=on - timedelta(days=3))
        for row in rows
    )  # fmt: skip
    Task.objects.bulk_create(
        Task(case=case, what="Soon", due_on=on + timedelta(days=2), made_at=NOW) for case in cases
    )


def queries_of(client, address):
    client.get(address)  # what is kept in memory after the first page is not this page's
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("address", ["/", "/cases/", "/cases/?due=week", "/cases/?due=overdue"])
def test_a_page_asks_no_more_of_two_hundred_cases_than_of_ten(cast, as_, address):
    client = as_(cast.alma)
    grow(cast, 10)
    few = queries_of(client, address)
    grow(cast, 190)
    assert queries_of(client, address) == few


@pytest.mark.parametrize("part", ["", "timeline/", "people/", "team/", "record/"])
def test_a_case_page_asks_no_more_in_a_large_office(cast, as_, part):
    client = as_(cast.alma)
    address = f"/cases/{cast.case.code}/{part}"
    few = queries_of(client, address)
    grow(cast, 100)
    assert queries_of(client, address) == few


@pytest.mark.parametrize(
    ("section", "due"), [("alerts", "alert"), ("overdue", "overdue"), ("coming", "week")]
)
def test_today_and_the_caseload_say_the_same_number(cast, as_, section, due):
    client = as_(cast.alma)
    grow(cast, 13)
    page = client.get("/").text
    said = re.search(rf'id="{section}">[^<]*: ([\d,]+)<', page)[1]
    listed = client.get(f"/cases/?due={due}").text
    assert re.search(r'role="status">([\d,]+) case', listed)[1] == said
    assert f"/cases/?due={due}" in page


@pytest.mark.parametrize("name", ["alma", "sofia"])
@pytest.mark.parametrize(
    ("read", "up_to", "said"),
    [(1000, 500, None), (4, 500, None), (10, 5, "5+"), (4, 5, "5+")],
    ids=["all-are-read", "more-than-are-read", "more-than-are-counted", "more-than-both"],
)
@pytest.mark.parametrize(("section", "due"), [("alerts", "alert"), ("coming", "week")])
def test_the_number_is_right_however_many_items_are_read(
    cast, as_, monkeypatch, section, due, read, up_to, said, name
):
    grow(cast, 13)
    monkeypatch.setattr(today, "READ", read)
    for room in (today, caseload):
        monkeypatch.setattr(room, "COUNT_UP_TO", up_to)
    monkeypatch.setattr(lists, "COUNT_UP_TO", up_to)
    client = as_(getattr(cast, name))
    shown = re.search(rf'id="{section}">[^<]*: ([\d,]+\+?)<', client.get("/").text)[1]
    listed = client.get(f"/cases/?due={due}").text
    assert re.search(r'role="status">([\d,]+\+?) case', listed)[1] == shown
    matching = Case.objects.filter(caseload._due(due, timezone.localdate()))
    assert shown == (said or str(matching.count()))


def test_what_was_never_begun_stands_before_what_is_silent_longest(cast):
    grow(cast, 12)
    days = [None, 9, 3, None, 5, 5, 7, 1, 2, 8, 6, 4]
    today_ = timezone.localdate()
    for standing, ago in zip(Standing.objects.exclude(case=cast.case), days, strict=True):
        standing.next_due_on = None
        standing.last_happened_on = ago and today_ - timedelta(days=ago)
        standing.save()
    for user in (cast.alma, cast.sofia):
        rows = today.today_for(user, today=today_).no_next.rows
        shown = [row.due_on and (today_ - row.due_on).days for row in rows]
        assert shown == [None, None, 9, 8, 7, 6, 5, 5, 4, 3]


def test_a_list_of_today_shows_ten_and_leads_to_all(cast, as_):
    grow(cast, 13)
    page = as_(cast.alma).get("/").text
    overdue = page[page.index('id="overdue"') : page.index('id="coming"')]
    assert overdue.count("3 days overdue") == 10 - overdue.count("Screen the risk")


def test_the_clock_of_the_law_comes_before_an_older_task(cast, as_):
    grow(cast, 1)
    page = as_(cast.alma).get("/").text
    overdue = page[page.index('id="overdue"') : page.index('id="coming"')]
    assert overdue.index("Clock of the law: Late") < overdue.index("Screen the risk")


def test_what_is_due_this_week_is_found_behind_what_is_overdue(cast, as_):
    soon = timezone.localdate() + timedelta(days=2)
    add_task(by=cast.alma, at=NOW, case=cast.case, what="Call", due_on=soon, owner=None)
    page = as_(cast.alma).get("/").text
    coming = page[page.index('id="coming"') : page.index('id="none"')]
    assert cast.case.code in coming
    assert "Call" in coming


def test_a_danger_stands_at_the_top(cast, as_):
    raise_alert(by=cast.alma, at=NOW, case=cast.case, what="He was seen at the gate.")
    page = as_(cast.alma).get("/").text
    assert page.index("He was seen at the gate.") < page.index('id="overdue"')


def test_carla_is_told_of_no_case(cast, as_):
    client = as_(cast.carla)
    assert cast.case.code not in client.get("/").text + client.get("/cases/?state=all").text
    assert "No case here yet" in client.get("/cases/").text


def test_an_empty_list_teaches_what_belongs_there(cast, as_):
    assert "No referral waits for a decision" in as_(cast.carla).get("/").text


def test_the_supervisor_sees_the_whole_office(cast, as_):
    assert cast.case.code in as_(cast.sofia).get("/cases/").text


def test_no_list_holds_a_name(cast, as_):
    client = as_(cast.sofia)
    assert VICTIM_NAME.split()[1] not in client.get("/").text + client.get("/cases/").text


@pytest.mark.parametrize(
    "query",
    [
        "programme=nonsense",
        "page=999",
        "page=-1",
        "page=x",
        "due=nonsense",
        "at=nonsense",
        "state=nonsense",
        "code=%00",
        "mine=lead",
        "at=rescue.referral_received",
        "code=a",
    ],
)
def test_any_address_is_a_page(cast, as_, query):
    assert as_(cast.alma).get(f"/cases/?{query}").status_code == 200


def test_a_filter_is_an_address(cast, as_):
    client = as_(cast.alma)
    assert cast.case.code in client.get("/cases/?at=rescue.referral_received").text
    assert cast.case.code not in client.get("/cases/?at=restrain.arrested").text


def test_a_partner_sees_a_shared_code_and_nothing_of_where_it_stands(cast, as_):
    share_with(
        by=cast.sofia, at=NOW, case=cast.case, institution=cast.police, purpose="Joint work",
        on=OPENED_ON,
    )  # fmt: skip
    page = as_(cast.pilar).get("/cases/").text
    assert cast.case.code in page
    assert "Alma" not in page
    assert "Screen the risk" not in page


def test_a_partner_learns_nothing_by_filtering(cast, as_):
    share_with(
        by=cast.sofia, at=NOW, case=cast.case, institution=cast.police, purpose="Joint work",
        on=OPENED_ON,
    )  # fmt: skip
    client = as_(cast.pilar)
    assert cast.case.code in client.get("/cases/?at=represent.convicted&due=alert").text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("adan", "Accounts"),
        ("amira", "Audit trail"),
        ("eva", "Where it breaks"),
        ("nadia", "Where"),
    ],
)
def test_a_role_without_cases_is_led_to_its_work(cast, as_, name, shown):
    assert f"Open: {shown}" in as_(getattr(cast, name)).get("/").text
