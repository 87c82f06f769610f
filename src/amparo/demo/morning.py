"""This morning in the synthetic office: what waits, what is due, who looked where.

Done through the single services, one act after another, after all that happened before today.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from django.db.models import QuerySet
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases.models import Case, ConflictOfInterest, Programme, RoleKind
from amparo.casework.cases.services.opening import receive_referral
from amparo.casework.cases.services.paper import add_document
from amparo.casework.cases.services.tasks import add_task, raise_alert
from amparo.casework.cases.services.team import break_glass, record_conflict, share_with
from amparo.demo.names import Names, spelt_otherwise
from amparo.demo.papers import synthetic_pdf
from amparo.demo.people import Team
from amparo.demo.places import Surroundings

TO_DO = (
    "Phone the station about the warrant", "Bring school papers to the shelter",
    "Ask the clinic for the missing page", "Agree on a visit with the aunt",
    "Send the prosecutor the list of exhibits", "Find an interpreter for the statement",
    "Check the bus times for the court day", "Ask how the first week at school was",
)  # fmt: skip
# source, what was told, urgent, days ago
TOLD = (
    ("school", "A pupil says a man pays her cousin to sit before a camera.", True, 0),
    ("hotline", "A caller heard children at night in a house by the harbour.", True, 1),
    ("police", "The women and children desk asks for a social worker on Thursday.", False, 1),
    ("ngo", "Another organisation hands over a girl who moved here.", False, 2),
    ("family", "A grandmother fears for two boys whose stepfather sells videos.", False, 4),
    ("clinic", "A nurse saw the same child three times this month.", False, 6),
)  # fmt: skip


MORNING = timedelta(hours=5)
ACTS = 1800  # more than the last acts are


@dataclass
class Morning:
    """What the last acts need; `ticks` gives each act its own moment, in order."""

    today: date
    now: datetime
    ticks: Iterator[datetime]
    programmes: dict[str, Programme]
    teams: dict[str, tuple[Team, ...]]
    around: Surroundings
    names: Names

    @property
    def team(self) -> Team:
        """The team of those who sign in."""
        return self.teams["trafficking"][0]

    def cases(self, lead: User) -> QuerySet[Case]:
        """The open cases that someone leads, newest first."""
        return Case.objects.filter(
            team__user=lead, team__leads=True, standing__is_open=True
        ).order_by("-opened_on", "pk")


def ticks_until(now: datetime) -> Iterator[datetime]:
    """ACTS moments of this day up to now: ten seconds apart, or closer while the day is young."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    start = max(now - MORNING, midnight)
    return (start + (now - start) / ACTS * n for n in count())


def live_through(morning: Morning, *, showcase: Case) -> None:
    """Carry out the morning's acts."""
    _emergencies(morning)
    _referrals(morning, showcase)
    _dates(morning)
    _dangers(morning)
    _partners(morning, showcase)
    _conflicts(morning)
    _papers(morning, showcase)


def _emergencies(morning: Morning) -> None:
    """Two openings that wait for a supervisor's review."""
    others = list(morning.cases(morning.teams["trafficking"][1].caseworker)[:2])
    reasons = (
        "The child phoned the night line and her own team could not be reached.",
        "The court called about a hearing this morning; the lawyer of the case is ill.",
    )
    users = (morning.team.investigator, morning.team.lawyer)
    for case, user, reason in zip(others, users, reasons, strict=False):
        at = min(next(morning.ticks), morning.now - MORNING)  # over by now, whatever the hour
        break_glass(by=user, at=at, case=case, reason=f"Synthetic. {reason}")


def _referrals(morning: Morning, showcase: Case) -> None:
    """New ones; two of them about someone the office knows under another spelling."""
    by = morning.team.caseworker
    for source, told, is_urgent, days in TOLD:
        receive_referral(
            by=by, at=next(morning.ticks), programme=morning.programmes["trafficking"],
            received_on=morning.today - timedelta(days=days), source=source,
            told=f"Synthetic. {told}", name=morning.names.next(), is_urgent=is_urgent,
        )  # fmt: skip
    for case in (showcase, *morning.cases(by).exclude(pk=showcase.pk)[:1]):
        known = case.roles.filter(role__in=[RoleKind.VICTIM, RoleKind.SURVIVOR]).earliest("from_on")
        receive_referral(
            by=by, at=next(morning.ticks), programme=case.programme, source="ngo",
            received_on=morning.today, name=spelt_otherwise(known.person.name()),
            told="Synthetic. Another organisation asks whether we know this child.",
        )  # fmt: skip


def _dates(morning: Morning) -> None:
    """The week's small things."""
    owners = (morning.team.caseworker, morning.team.social_worker, morning.team.investigator)
    for index, case in enumerate(morning.cases(morning.team.caseworker)[: len(TO_DO)]):
        add_task(
            by=morning.team.caseworker, at=next(morning.ticks), case=case, what=TO_DO[index],
            due_on=morning.today + timedelta(days=index - 2), owner=owners[index % len(owners)],
        )  # fmt: skip


def _dangers(morning: Morning) -> None:
    words = ("A car waited outside the shelter twice", "The accused's brother came to the school")
    for case, what in zip(morning.cases(morning.team.caseworker)[2:4], words, strict=False):
        raise_alert(by=morning.team.social_worker, at=next(morning.ticks), case=case, what=what)


def _partners(morning: Morning, showcase: Case) -> None:
    """Cases the police may follow by code."""
    shared = morning.cases(morning.team.caseworker).exclude(pk=showcase.pk)[:24]
    for case in (showcase, *shared):
        share_with(
            by=morning.team.caseworker, at=next(morning.ticks), case=case,
            institution=morning.around.partner_police, on=case.opened_on,
            purpose="Joint work on this case, by the agreement of 2022",
        )  # fmt: skip


def _conflicts(morning: Morning) -> None:
    kinds = ConflictOfInterest.Kind
    other = morning.teams["trafficking"][1]
    cases = morning.cases(other.caseworker)[2:5]
    people = (morning.team.lawyer, morning.team.investigator, morning.team.caseworker)
    for case, user, kind in zip(
        cases, people, (kinds.KIN, kinds.SUSPECT, kinds.DECLARED), strict=False
    ):
        record_conflict(
            by=other.caseworker, at=next(morning.ticks), case=case, user=user, kind=kind
        )


def _papers(morning: Morning, showcase: Case) -> None:
    papers = (
        (showcase, "medical_report", "Medical report of the first week"),
        (showcase, "charge_sheet", "Information as filed"),
        (showcase, "consent_form", "Consent, with drawings"),
        *(
            (case, "police_report", "Report of the first visit")
            for case in morning.cases(morning.team.caseworker).exclude(pk=showcase.pk)[:3]
        ),
    )
    for case, kind, title in papers:
        add_document(
            by=morning.team.caseworker, at=next(morning.ticks), case=case, kind=kind, title=title,
            content=[synthetic_pdf(title, f"Case {case.code}")], dated_on=case.opened_on,
        )  # fmt: skip
