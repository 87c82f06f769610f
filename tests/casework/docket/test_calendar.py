"""The calendar, the cause list, the private feed and reminders: dates to those they are for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import icalendar
import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from amparo.audit.models import Entry
from amparo.casework.cases.services.people import add_person
from amparo.casework.docket.models import OwnCalendar, Reminder
from amparo.casework.docket.selectors.calendar import (
    Chosen,
    cause_list,
    closed_on,
    next_working_day,
    vacation_on,
    week_for,
)
from amparo.casework.docket.services.filing import open_court_case
from amparo.casework.docket.services.hearings import set_hearing
from amparo.casework.docket.services.own_calendar import (
    choose_reminders,
    close_feed,
    open_feed,
    own_calendar,
    read_feed,
)
from amparo.casework.docket.services.preparing import need_ready, summon
from amparo.casework.docket.services.reminding import remind
from amparo.directory.packs import load_pack
from amparo.errors import Conflict, NotVisible, Refused
from tests.casework.docket.conftest import FILED_ON
from tests.cast import NOW, OPENED_ON, VICTIM_NAME, open_one

pytestmark = pytest.mark.django_db
MONDAY = date(2024, 4, 1)


class Kept:
    """A gateway that keeps what it is given."""

    def __init__(self):
        self.texts = []

    def send(self, *, to, text):
        self.texts.append((to, text))


class Broken:
    """A gateway whose provider is away."""

    def send(self, *, to, text):
        raise OSError("no route")


@pytest.fixture
def hearing(cast, court):
    return set_hearing(
        by=cast.beni, at=NOW, court_case=court.case, on=MONDAY + timedelta(days=2),
        type="in_camera", starts_at=time(9), room="3",
    )  # fmt: skip


def codes_in(week):
    return [code for day in week.days for one in day.rows for code in one.codes]


def test_a_week_holds_its_hearings_from_monday_to_sunday(cast, hearing):
    week = week_for(cast.beni, hearing.on, Chosen())
    assert (week.starts, week.n) == (MONDAY, 1)
    assert codes_in(week) == [cast.case.code]


def test_whoever_may_not_see_the_case_has_an_empty_week(cast, hearing):
    assert week_for(cast.carla, hearing.on, Chosen()).n == 0
    assert week_for(cast.dario, hearing.on, Chosen()).n == 0


def test_the_supervisor_sees_everyones_and_can_choose_one_person(cast, hearing):
    everyone = week_for(cast.sofia, hearing.on, Chosen())
    of_beni = week_for(cast.sofia, hearing.on, Chosen(person=str(cast.beni.pk)))
    of_carla = week_for(cast.sofia, hearing.on, Chosen(person=str(cast.carla.pk)))
    assert (everyone.n, of_beni.n, of_carla.n) == (1, 1, 0)


def test_a_court_narrows_it(cast, hearing):
    assert week_for(cast.beni, hearing.on, Chosen(court=str(cast.court.pk))).n == 1
    assert week_for(cast.beni, hearing.on, Chosen(court=str(cast.police.pk))).n == 0


def test_a_holiday_of_the_pack_is_named_on_its_day():
    packs = [load_pack("ph")]
    assert closed_on(date(2026, 12, 25), packs)
    assert closed_on(date(2026, 11, 24), packs) == ""


def test_a_vacation_of_the_courts_is_told_beside_its_days():
    packs = [load_pack("in-tn"), load_pack("ph")]
    said = "Summer vacation of the High Court, 2026"
    days = (date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1))
    assert [vacation_on(day, packs) for day in days] == ["", said, said, ""]


def test_the_next_working_day_steps_over_weekends_and_holidays():
    packs = [load_pack("ph")]
    assert next_working_day(date(2026, 11, 27), packs) == date(2026, 12, 1)  # Bonifacio on the 30th
    assert next_working_day(date(2026, 11, 24), packs) == date(2026, 11, 25)


def test_the_cause_list_says_what_is_missing_and_names_nobody(cast, hearing, client):
    summon(by=cast.beni, at=NOW, hearing=hearing, person=cast.victim, role="survivor", on=OPENED_ON)
    need_ready(
        by=cast.beni, at=NOW, hearing=hearing, what="The laboratory's report",
        party="laboratory", on=OPENED_ON,
    )  # fmt: skip
    (row,) = cause_list(cast.beni, hearing.on).rows
    assert (row.n_called, row.n_unserved, row.missing) == (1, 1, ("The laboratory's report",))
    client.force_login(cast.beni)
    page = client.get(reverse("cause_list"), {"on": hearing.on.isoformat()}).content.decode()
    assert "1 of 1 not served" in page
    assert VICTIM_NAME not in page


def test_a_day_that_does_not_fit_is_cut_by_the_hour_and_can_be_put_on_one_page(
    cast, court, hearing, client, monkeypatch
):
    later = set_hearing(
        by=cast.beni, at=NOW, court_case=court.case, on=hearing.on, type="judgment",
        starts_at=time(15),
    )  # fmt: skip
    first, second = (cause_list(cast.beni, hearing.on, page=n, size=1) for n in (1, 2))
    assert [row.listed.line.id for row in first.rows] == [str(hearing.pk)]
    assert [row.listed.line.id for row in second.rows] == [str(later.pk)]
    assert (first.has_next, first.is_whole, second.has_next) == (True, False, False)
    client.force_login(cast.beni)
    monkeypatch.setattr("amparo.casework.docket.selectors.calendar.PAGE", 1)
    day = {"on": hearing.on.isoformat()}
    page = client.get(reverse("cause_list"), day).content.decode()
    assert "A part of the day" in page
    assert str(later.pk) not in page
    whole = client.get(reverse("cause_list"), {**day, "whole": "yes"}).content.decode()
    assert str(later.pk) in whole
    assert "A part of the day" not in whole
    other = cause_list(cast.beni, hearing.on, Chosen(court=str(cast.prosecution.pk)))
    assert other.rows == ()


def test_the_calendar_page_takes_any_week_and_survives_nonsense(cast, hearing, client):
    client.force_login(cast.beni)
    page = client.get(reverse("calendar"), {"day": hearing.on.isoformat()}).content.decode()
    assert cast.case.code in page
    assert client.get(reverse("calendar"), {"day": "soon", "court": "x"}).status_code == 200
    assert client.get(reverse("cause_list"), {"on": "2024-99-99"}).status_code == 200


def soon(cast, court):
    return set_hearing(
        by=cast.beni, at=NOW, court_case=court.case, on=timezone.localdate() + timedelta(days=3),
        type="in_camera", starts_at=time(9), room="3",
    )  # fmt: skip


def test_the_feed_brings_code_hour_and_court_and_no_more(cast, court, client):
    hearing = soon(cast, court)
    token = open_feed(by=cast.beni, at=NOW)
    answer = client.get(reverse("feed", args=[token]))
    calendar = icalendar.Calendar.from_ical(answer.content)
    (event,) = calendar.walk("VEVENT")
    assert str(event["summary"]) == f"Court: {cast.case.code}"
    assert event.decoded("dtstart").astimezone(UTC).date() >= hearing.on - timedelta(days=1)
    assert "closed doors" not in answer.content.decode()
    assert VICTIM_NAME.split()[0] not in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


def test_an_hour_in_court_is_an_hour_of_its_place(cast, court, client):
    hearing = soon(cast, court)
    cast.court.time_zone = "Asia/Manila"
    cast.court.save()
    answer = client.get(reverse("feed", args=[open_feed(by=cast.beni, at=NOW)]))
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    expected = datetime.combine(hearing.on, time(1), tzinfo=UTC)  # 09:00 in Manila
    assert event.decoded("dtstart") == expected


def test_the_address_of_a_feed_is_kept_as_a_digest_only(cast):
    token = open_feed(by=cast.beni, at=NOW)
    mine = OwnCalendar.objects.get(user=cast.beni)
    assert token not in str(mine.__dict__)
    assert token not in str(list(Entry.objects.values()))


def test_a_new_address_ends_the_old_one_and_closing_ends_both(cast, client):
    first, second = open_feed(by=cast.beni, at=NOW), open_feed(by=cast.beni, at=NOW)
    assert client.get(reverse("feed", args=[first])).status_code == 404
    assert client.get(reverse("feed", args=[second])).status_code == 200
    close_feed(by=cast.beni, at=NOW)
    assert client.get(reverse("feed", args=[second])).status_code == 404


def test_whoever_leaves_takes_the_feed_with_them(cast, client):
    token = open_feed(by=cast.beni, at=NOW)
    cast.beni.is_active = False
    cast.beni.save()
    assert client.get(reverse("feed", args=[token])).status_code == 404


def test_a_guess_opens_nothing(client):
    assert client.get(reverse("feed", args=["x" * 43])).status_code == 404
    assert client.get("/calendar/feed/.ics").status_code == 404
    with pytest.raises(NotVisible):
        read_feed(at=NOW, token="")


def test_reading_the_feed_is_noted_once_a_day(cast):
    token = open_feed(by=cast.beni, at=NOW)
    for hours in (0, 1, 5, 25):
        read_feed(at=NOW + timedelta(hours=hours), token=token)
    assert Entry.objects.filter(verb="feed.read").count() == 2


def test_the_feed_holds_the_dates_of_its_owners_team_only(cast, court, client):
    soon(cast, court)
    answer = client.get(reverse("feed", args=[open_feed(by=cast.sofia, at=NOW)]))
    assert not icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_reminder_says_that_there_is_a_date_and_nothing_of_it(cast, hearing):
    done = remind(at=NOW, today=hearing.on - timedelta(days=1), sms=Kept())
    assert done.sent == len(mail.outbox) == 2  # Alma and Beni are on the team
    text = f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    told = [cast.case.code, cast.court.name, VICTIM_NAME, "closed doors", "Testimony"]
    assert [word for word in told if word in text] == []
    assert "You have a hearing on 3 April 2024" in text


def test_nobody_is_reminded_twice(cast, hearing):
    for _ in range(2):
        remind(at=NOW, today=hearing.on - timedelta(days=1), sms=Kept())
    assert len(mail.outbox) == 2
    assert Reminder.objects.count() == 2


def test_a_text_message_goes_to_the_number_that_was_given(cast, hearing):
    choose_reminders(by=cast.beni, at=NOW, version=1, by_email=False, phone="+63 900 000 0000")
    sms = Kept()
    remind(at=NOW, today=hearing.on - timedelta(days=1), sms=sms)
    assert [to for to, _ in sms.texts] == ["+63 900 000 0000"]
    assert [message.to for message in mail.outbox] == [[cast.alma.email]]


def test_what_did_not_go_out_is_tried_again(cast, hearing):
    choose_reminders(by=cast.beni, at=NOW, version=1, by_email=False, phone="+63 900 000 0000")
    first = remind(at=NOW, today=hearing.on - timedelta(days=1), sms=Broken())
    sms = Kept()
    second = remind(at=NOW, today=hearing.on - timedelta(days=1), sms=sms)
    assert (first.sent, first.failed, second.sent, len(sms.texts)) == (1, 1, 1, 1)


def test_a_phone_is_sealed_and_must_be_one(cast):
    choose_reminders(by=cast.beni, at=NOW, version=1, by_email=True, phone="+63 900 000 0000")
    mine = own_calendar(cast.beni)
    assert b"900" not in bytes(mine.phone_sealed)
    assert mine.phone() == "+63 900 000 0000"
    with pytest.raises(Refused, match="no phone number"):
        choose_reminders(by=cast.beni, at=NOW, version=2, by_email=True, phone="call me")
    with pytest.raises(Conflict):
        choose_reminders(by=cast.beni, at=NOW, version=1, by_email=True, phone="")


def test_the_page_of_ones_own_calendar_opens_and_closes_a_feed(cast, client):
    client.force_login(cast.beni)
    opened = client.post(reverse("feed_open")).content.decode()
    assert "/calendar/feed/" in opened
    assert "End the feed" in client.get(reverse("own_calendar")).content.decode()
    client.post(reverse("feed_close"))
    assert "End the feed" not in client.get(reverse("own_calendar")).content.decode()


def test_today_shows_the_next_days_in_court(cast, court, client):
    soon(cast, court)
    client.force_login(cast.beni)
    page = client.get(reverse("today")).content.decode()
    assert "In court, a week ahead: 1" in page


def many(cast, n):
    for number in range(n):
        case = open_one(by=cast.beni, programme=cast.programme)
        row = open_court_case(
            by=cast.beni, at=NOW, case=case, court=cast.court, on=FILED_ON, token=uuid4()
        )
        set_hearing(
            by=cast.beni, at=NOW, court_case=row, on=MONDAY + timedelta(days=number % 5),
            type="mention",
        )  # fmt: skip


@pytest.mark.parametrize("name", ["calendar", "cause_list", "today"])
def test_pages_of_dates_ask_no_more_of_a_full_week(
    cast, client, django_assert_max_num_queries, name
):
    client.force_login(cast.beni)
    asked = {"day": MONDAY.isoformat(), "on": MONDAY.isoformat()}
    many(cast, 2)
    with django_assert_max_num_queries(60) as few:
        assert client.get(reverse(name), asked).status_code == 200
    many(cast, 20)
    with django_assert_max_num_queries(60) as more:
        client.get(reverse(name), asked)
    assert len(more) == len(few)


def test_a_person_added_to_no_case_has_no_dates(cast, hearing):
    add_person(by=cast.alma, at=NOW, office=cast.office, name="Nobody Here")
    assert cause_list(cast.carla, hearing.on).rows == ()
