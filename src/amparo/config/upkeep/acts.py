"""What each round of `amparo upkeep` does."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from amparo.access.models import Session, SignInFailure
from amparo.access.services import System
from amparo.access.tried import over
from amparo.casework.aftercare.services.escalating import escalate
from amparo.casework.aftercare.services.homekeys import take_all_keys_back
from amparo.casework.cases.services.escalating import escalate_clocks
from amparo.casework.cases.services.hiding import take_identities_back
from amparo.casework.cases.services.keeping import note_what_is_due
from amparo.casework.docket.services.reminding import remind
from amparo.directory.models import Institution
from amparo.reform.services.detecting import detect

DAY = timedelta(days=1)


def remind_people(at: datetime) -> str:
    """Tell people of tomorrow's hearings, by the ways they chose, each way once."""
    done = remind(at=at, today=timezone.localdate(at))
    return f"{done.sent} sent, {done.failed} failed"


def pass_up(at: datetime) -> str:
    """Give what nobody answered to the lead, then to a supervisor; take keys of addresses back."""
    today = timezone.localdate(at)
    n_clocks, done = escalate_clocks(at=at, today=today), escalate(at=at, today=today)
    n_keys = take_all_keys_back(today=today) + take_identities_back(today=today)
    return (
        f"{n_clocks} terms, {done.referrals} referrals and {done.recalls} recalls went up; relief "
        f"is late in {done.late} cases; {n_keys} keys of people were taken back"
    )


def note_kept_long_enough(at: datetime) -> str:
    """Say which closed files were kept long enough; to erase them stays with two people."""
    n = note_what_is_due(at=at, today=timezone.localdate(at))
    return f"{n} more closed files were kept long enough"


def let_detectors_look(at: datetime) -> str:
    """Let the detectors propose breakdowns in each office."""
    n_proposed = 0
    for office in Institution.objects.filter(is_office=True).order_by("name"):
        done = detect(by=System(), at=at, office=office, today=timezone.localdate(at))
        n_proposed += done.n_proposed
    return f"{n_proposed} breakdowns proposed"


def sweep(at: datetime) -> str:
    """Remove sessions that are over and failures to sign in that count no longer."""
    n_sessions, _ = Session.objects.filter(expire_date__lt=at).delete()
    n_failures, _ = SignInFailure.objects.filter(at__lt=at - DAY).delete()
    over().delete()
    return f"{n_sessions} sessions and {n_failures} failures to sign in removed"
