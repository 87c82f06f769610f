"""A code is used once and tries are counted by all processes together."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal import auth
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from amparo.access import tried
from amparo.access.models import Tried
from amparo.access.tried import Shared


def a_process():
    """What a process of its own would look into."""
    return Shared("", {})


def test_the_office_counts_in_its_database():
    assert isinstance(caches["default"], Shared)
    assert settings.CACHES.keys() == {"default"}


@pytest.mark.django_db
def test_a_code_is_good_once_whichever_process_is_asked(cast, monkeypatch):
    second = auth.TOTP.activate(cast.alma, auth.generate_totp_secret())
    secret = auth.decrypt(second.instance.data["secret"])
    counter = next(auth.yield_hotp_counters_from_time())
    code = auth.format_hotp_value(auth.hotp_value(secret, counter))
    answers = []
    for _ in range(3):
        monkeypatch.setattr(auth, "cache", a_process())
        answers.append(second.validate_code(code))
    assert answers == [True, False, False]


@pytest.mark.django_db
def test_tries_are_counted_for_all_processes_and_name_nobody(cast, rf, monkeypatch):
    request = rf.post("/", REMOTE_ADDR="203.0.113.9")
    let_in = []
    with context.request_context(request):
        for _ in range(7):
            monkeypatch.setattr(ratelimit, "cache", a_process())
            usage = ratelimit.consume(
                request, app="allauth.account", action="login_failed", key=cast.alma.email,
                config={"login_failed": "5/15m/ip,9/15m/key"},
            )  # fmt: skip
            let_in.append(usage is not None)
    assert let_in == [True] * 5 + [False] * 2
    kept = str(list(Tried.objects.values()))
    assert "203.0.113.9" not in kept
    assert cast.alma.email not in kept


@pytest.mark.django_db
def test_what_is_kept_ends(monkeypatch):
    one = a_process()
    assert one.add("a", "y", timeout=30)
    assert (one.get("a"), one.has_key("a"), one.get("b", 7)) == ("y", True, 7)
    later = timezone.now() + timedelta(seconds=31)
    monkeypatch.setattr(tried.timezone, "now", lambda: later)
    assert one.get("a") is None
    assert one.add("a", "z", timeout=30)


@pytest.mark.django_db
def test_a_clock_that_was_ahead_locks_nobody_out():
    one = a_process()
    one.set("a", [time.time()], timeout=900)
    Tried.objects.update(
        at=timezone.now() + timedelta(days=365), until=timezone.now() + timedelta(days=366)
    )
    assert one.get("a") is None
    assert one.add("a", [], timeout=900)


@pytest.mark.django_db
def test_it_is_djangos_cache_in_all_else():
    one = a_process()
    one.set("n", 1, timeout=None)
    assert (one.incr("n"), one.touch("n", 5), one.touch("m", 5)) == (2, True, False)
    one.set("n", [1.5, 2.5])
    assert one.get_many(["n", "m"]) == {"n": [1.5, 2.5]}
    assert (one.delete("n"), one.delete("n"), one.get("n")) == (True, False, None)
    one.set("n", 1)
    one.clear()
    assert not Tried.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_add_at_one_moment_one_wins():
    def add(_):
        try:
            return a_process().add("code", "y", timeout=30)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(add, range(12))) == [False] * 11 + [True]
