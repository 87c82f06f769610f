"""The machine's clock goes back: nothing is opened by it, nobody is shut out for ever, and it shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from amparo.access import fresh, middleware
from amparo.access.models import SignInFailure
from amparo.access.signing_in import begin_try, closed_until
from amparo.audit.selectors import check_chain, clock_set_back
from amparo.audit.services import record
from amparo.config import opening
from amparo.config.verifying import _tell_of_the_clock
from tests.access.test_signing_in import later, sign_in
from tests.cast import NOW

pytestmark = pytest.mark.django_db
HOUR, YEAR = timedelta(hours=1), timedelta(days=365)


def look(user, at):
    with transaction.atomic():
        record(by=user, verb="case.read", kind="cases.case", object_id="a", case_id="a", at=at)


def test_a_session_from_the_future_is_over_and_says_why(cast, monkeypatch):
    client = Client()
    sign_in(client)
    assert client.get("/programmes/").status_code == 200
    answer = later(client, monkeypatch, -3600)
    assert answer.status_code == 302
    assert middleware.SET_BACK in client.get(answer["Location"]).text


def test_a_minute_or_two_ends_no_session(cast, monkeypatch):
    client = Client()
    sign_in(client)
    client.get("/programmes/")
    assert later(client, monkeypatch, -90).status_code == 200


@pytest.mark.parametrize(("ahead", "is_fresh"), [(60, True), (3600, False), (86_400, False)])
def test_a_sign_in_that_lies_ahead_is_not_fresh(ahead, is_fresh, monkeypatch):
    at = fresh.time.time() + ahead
    monkeypatch.setattr(fresh, "get_authentication_records", lambda *_: [{"at": at}])
    request = RequestFactory().get("/")
    request.user = None
    assert (fresh.seconds_since_shown(request) < fresh.ACT_SECONDS) is is_fresh


def test_failures_of_a_year_ahead_shut_nobody_out():
    ahead = [NOW + YEAR + timedelta(seconds=n) for n in range(20)]
    assert closed_until(ahead, NOW) is None
    assert closed_until([NOW - timedelta(seconds=n) for n in range(5)], NOW) is not None


def test_they_are_thrown_away_at_the_next_try(cast):
    SignInFailure.objects.create(bucket="x", at=NOW + YEAR)
    begin_try(RequestFactory().get("/"), "alma@example.org", "192.0.2.1", NOW)
    assert not SignInFailure.objects.filter(at__gt=NOW + HOUR).exists()


def test_the_trail_keeps_its_order_and_tells_where_the_clock_went_back(cast):
    for at in (NOW, NOW + HOUR, NOW - 3 * HOUR, NOW - 2 * HOUR):
        look(cast.alma, at)
    assert check_chain().holds
    (found,) = clock_set_back(more_than=HOUR)
    assert found.by == 4 * HOUR
    said = []
    _tell_of_the_clock(said.append)
    assert f"set back by 4.0 hours before entry {found.seq}" in said[0]


def test_a_clock_that_only_goes_on_is_not_told_of(cast):
    look(cast.alma, NOW)
    look(cast.alma, NOW + HOUR)
    assert clock_set_back(more_than=HOUR) == []


def test_an_office_opens_with_a_warning_where_its_clock_is_behind(cast):
    said = []
    opening.warn_of_clock(say=said.append)
    look(cast.alma, timezone.now() + 5 * HOUR)
    opening.warn_of_clock(say=said.append)
    assert len(said) == 1
    assert "5.0 hours behind the newest entry" in said[0]
