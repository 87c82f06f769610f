"""Growing the synthetic office where it may be grown, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from amparo.access.models import User
from amparo.audit.models import Entry
from amparo.casework.cases.models import BreakGlass, Case, Referral
from amparo.demo import office
from amparo.demo.office import grow
from amparo.errors import Refused
from tests.cast import gather
from tests.demo.test_the_records import TODAY

pytestmark = pytest.mark.django_db


def quiet(what: str, share: float) -> None:
    pass


@pytest.mark.usefixtures("sealing_key")
def test_it_refuses_a_database_that_holds_an_office() -> None:
    gather()  # not the file's own cast: the other tests here need an empty database
    with pytest.raises(Refused, match="holds an office already"):
        grow(n_cases=4, progress=quiet, today=TODAY)
    assert Case.objects.count() == 1


@pytest.mark.usefixtures("sealing_key")
def test_what_is_interrupted_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*args: object, **facts: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(office, "live_through", stop)
    with pytest.raises(KeyboardInterrupt):
        grow(n_cases=4, progress=quiet, today=TODAY)
    assert not User.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.usefixtures("sealing_key")
def test_progress_goes_from_nothing_to_all() -> None:
    shares: list[float] = []
    grow(n_cases=6, progress=lambda what, share: shares.append(share), today=TODAY)
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert shares == sorted(shares)


@pytest.mark.usefixtures("sealing_key")
def test_it_grows_on_any_day() -> None:
    grow(n_cases=6, progress=quiet, today=TODAY.replace(month=2, day=1))
    assert Case.objects.count() == 6


@pytest.mark.usefixtures("sealing_key")
def test_it_grows_a_minute_after_midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Acts of "this morning" fall on this day, and none of them after now."""
    now = datetime.combine(TODAY, time(0, 1), tzinfo=UTC)
    monkeypatch.setattr(office.timezone, "now", lambda: now)
    grow(n_cases=6, progress=quiet)
    assert Referral.objects.filter(received_on=TODAY).exists()
    assert not Entry.objects.filter(at__gt=now).exists()
    assert not BreakGlass.objects.filter(until__gt=now).exists()


def test_too_few_cases_are_refused() -> None:
    with pytest.raises(Refused, match="found 2; ask for 3 or more"):
        grow(n_cases=2, progress=quiet, today=TODAY)


@pytest.mark.usefixtures("sealing_key")
def test_three_cases_are_enough() -> None:
    grow(n_cases=3, progress=quiet, today=TODAY)
    assert Case.objects.count() == 3
