"""What keeps a survivor safe, as pages show it; threats with the stage of the trial."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case, Milestone, Person
from amparo.casework.cases.selectors.case import people_in
from amparo.casework.docket.models import CourtCase, Hearing
from amparo.casework.restore.models import ContactWish, RiskAssessment, SafetyPlan, Threat
from amparo.casework.restore.questions import Suggestion, danger_tool, suggested
from amparo.casework.restore.services.safety import answers_of, in_words, parts_of
from amparo.directory.packs import code_list
from amparo.errors import NotVisible
from amparo.web.dates import spoken_date

OPENS = "represent.trial_opened"
ENDS = ("represent.convicted", "represent.acquitted", "represent.dismissed")
BEFORE, DURING, AFTER = "Before the trial", "During the trial", "After the verdict"


@dataclass(frozen=True)
class ThreatLine:
    """One threat; `stage` follows from the case's milestones, nobody types it."""

    row: Threat
    words: str
    stage: str
    suspect: str
    hearing: str


@dataclass(frozen=True)
class SafetyPage:
    """Everything about a survivor's safety."""

    danger: RiskAssessment | None
    found: Suggestion | None
    danger_words: str
    plan: SafetyPlan | None
    parts: Mapping[str, str]
    contact: ContactWish | None
    contact_words: str
    threats: tuple[ThreatLine, ...]


def safety_for(user: User, case: Case, person: Person) -> SafetyPage:
    """Danger, safety plan, channel and threats of one survivor; a fixed number of queries."""
    mine = {"case": case, "person": person}
    danger = (
        RiskAssessment.objects.visible_to(user).filter(**mine).select_related("case__key").first()
    )
    plan = SafetyPlan.objects.visible_to(user).filter(**mine).select_related("case__key").first()
    contact = (
        ContactWish.objects.visible_to(user).filter(**mine).select_related("case__key").first()
    )
    return SafetyPage(
        danger=danger,
        found=suggested(danger_tool(), answers_of(danger)) if danger else None,
        danger_words=danger.words("words") if danger else "",
        plan=plan,
        parts=parts_of(plan) if plan else {},
        contact=contact,
        contact_words=in_words(contact) if contact else "",
        threats=threats_of(user, case, person),
    )


def threats_of(user: User, case: Case, person: Person) -> tuple[ThreatLine, ...]:
    """The standing threats against a survivor, newest first; four queries."""
    rows = Threat.objects.visible_to(user).filter(
        case=case, person=person, taken_back_at__isnull=True
    )
    labels = {who.person_id: who.label for who in people_in(case, user)}
    stages = trial_days(user, case)
    return tuple(
        ThreatLine(
            row=row,
            words=row.words("words"),
            stage=stage_on(row.on, stages),
            suspect=labels.get(str(row.suspect_id), "") if row.suspect_id else "",
            hearing=spoken_date(row.hearing.on) if row.hearing else "",
        )
        for row in rows.select_related("case__key", "hearing", "recorded_by")
    )


def trial_days(user: User, case: Case) -> tuple[date | None, date | None]:
    """The day the first trial of the case opened, and that of its last verdict."""
    rows = list(
        Milestone.objects.visible_to(user)
        .filter(case=case, type__in=[OPENS, *ENDS])
        .current()
        .values_list("type", "happened_on")
    )
    opened = min((on for kind, on in rows if kind == OPENS), default=None)
    ended = max((on for kind, on in rows if kind in ENDS), default=None)
    return opened, ended


def stage_on(on: date, days: tuple[date | None, date | None]) -> str:
    """Before, during or after the trial, on a day."""
    opened, ended = days
    if ended is not None and on >= ended:
        return AFTER
    return DURING if opened is not None and on >= opened else BEFORE


def threat_for(user: User, case: Case, person: Person, pk: UUID) -> Threat:
    """A standing threat this user may take back; NotVisible otherwise."""
    rows = Threat.objects.visible_to(user, "cases.write").filter(
        case=case, person=person, pk=pk, taken_back_at__isnull=True
    )
    found = rows.select_related("case__key", "case__programme", "milestone__case").first()
    if found is None:
        raise NotVisible
    return found


def hearings_in(user: User, case: Case) -> Sequence[tuple[str, str]]:
    """The hearings of a case to choose from, newest first: id, day and kind."""
    courts = CourtCase.objects.visible_to(user).filter(joined__case=case)
    rows = Hearing.objects.visible_to(user).filter(court_case__in=courts)
    kinds = code_list("hearing_types")
    rows = rows.exclude(outcome=Hearing.Outcome.CANCELLED).order_by("-on")
    return [
        (str(row.pk), f"{spoken_date(row.on)}, {kinds.name_of(row.type).lower()}") for row in rows
    ]


def hearing_among(user: User, case: Case, pk: str) -> Hearing | None:
    """A hearing of the case by id; nothing for an empty id, NotVisible for another's."""
    if not pk:
        return None
    courts = CourtCase.objects.visible_to(user).filter(joined__case=case)
    found = Hearing.objects.visible_to(user).filter(court_case__in=courts, pk=pk).first()
    if found is None:
        raise NotVisible
    return found
