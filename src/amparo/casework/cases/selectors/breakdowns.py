"""Breakdowns of a case, and the late or failed steps that may be one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import PERSON, Breakdown, Case, Clock, Milestone
from amparo.casework.cases.selectors.case import people_in
from amparo.directory.packs import (
    Cause,
    causes,
    detectors,
    load_pack,
    milestone_type,
    milestone_types,
)
from amparo.errors import NotVisible
from amparo.web.dates import spoken_date, spoken_days

STEP_NAMES = {
    "report": "When it is reported", "investigate": "In the investigation",
    "operation": "In the operation", "status": "When victims are recognised",
    "arrest": "At the arrest", "charge": "When it is charged", "bail": "At bail",
    "trial": "In the trial", "judgment": "At the judgment", "sentence": "At the sentence",
    "aftercare": "In aftercare", "system": "In the system as a whole",
}  # fmt: skip
LACKS = {
    "resources": "lacks means", "training": "lacks training",
    "accountability": "lacks accountability", "hope": "lacks hope",
}  # fmt: skip

LOSSES = frozenset({"represent.hearing_adjourned", "represent.file_returned"})
"""Milestones that end nothing and endanger nobody, and yet are a step that failed."""


@dataclass(frozen=True)
class Found:
    """One breakdown as its case shows it."""

    id: str
    cause: Cause
    step: str
    on: date
    where: str
    who: str
    days_lost: int | None
    followed: str
    evidence: str
    found_by: str
    is_detected: bool
    explained: str
    state: str
    why: str
    recorded_by: str
    corrected_because: str


@dataclass(frozen=True)
class Late:
    """A step that is late, came late or failed, as it would be noted: everything filled in."""

    key: str
    what: str
    why: str
    on: date
    days_lost: int | None
    causes: tuple[str, ...]
    place: str = ""
    person_id: str = ""
    milestone_id: str = ""


def causes_of_steps(on: date) -> dict[str, list[Cause]]:
    """The causes in use on a day, by the step they break, in the order of the steps."""
    found: dict[str, list[Cause]] = {}
    for cause in causes():
        if cause.is_in_use(on):
            found.setdefault(cause.step, []).append(cause)
    return found


def finder_of(found_by: str) -> str:
    """Who found it, in words: a person, or a detector by its name."""
    known = detectors().get(found_by)
    return known.name if known else ("A person" if found_by == PERSON else found_by)


def breakdowns_for(user: User, case: Case) -> tuple[Found, ...]:
    """The case's breakdowns in force, what waits first, then newest first; four queries."""
    labels = {who.person_id: who.label for who in people_in(case, user)}
    rows = (
        Breakdown.objects.visible_to(user)
        .filter(case=case)
        .current()
        .with_state()
        .select_related("institution", "unit", "recorded_by", "case__key", "supersedes")
        .prefetch_related("reviews")
    )
    found = [_found(row, labels) for row in rows]
    return tuple(sorted(found, key=lambda one: one.state != "proposed"))


def _found(row: Breakdown, labels: dict[str, str]) -> Found:
    known = {cause.id: cause for cause in causes()}
    said = list(row.reviews.all())
    return Found(
        id=str(row.pk),
        cause=known[row.cause],
        step=row.step,
        on=row.on,
        where=row.unit.name if row.unit else (row.institution.name if row.institution else ""),
        who=labels.get(str(row.person_id), "") if row.person_id else "",
        days_lost=row.days_lost,
        followed=row.followed(),
        evidence=row.evidence,
        found_by=finder_of(row.found_by),
        is_detected=row.found_by != PERSON,
        explained=row.explained,
        state=str(getattr(row, "state")),  # noqa: B009  (an annotation, unknown to the model)
        why=said[-1].reason if said else "",
        recorded_by=row.recorded_by.name if row.recorded_by else "",
        corrected_because=row.correction_reason,
    )


def breakdown_for(user: User, breakdown_id: str, verb: str = "cases.write") -> Breakdown:
    """One breakdown in force that this user may speak to; NotVisible where there is none."""
    rows = Breakdown.objects.visible_to(user, verb).current().select_related(
        "case__programme", "case__key", "institution", "unit", "person", "milestone"
    )  # fmt: skip
    found = rows.filter(pk=breakdown_id).first()
    if found is None:
        raise NotVisible
    return found


def late_steps_for(user: User, case: Case, *, today: date) -> tuple[Late, ...]:
    """What is late, came late or failed in a case and is not noted as a breakdown; three queries.

    Clocks over their day, soonest due first, then milestones by which the case left or someone was
    in danger, newest first. What a breakdown names already is left out.
    """
    noted = set(
        Breakdown.objects.visible_to(user)
        .filter(case=case, milestone__isnull=False)
        .values_list("milestone", "on")
    )
    taken = {milestone for milestone, _ in noted}
    clocks = Clock.objects.visible_to(user).filter(case=case).select_related("started_by")
    late = [clock for clock in clocks if (clock.stopped_on or today) > clock.due_on]
    rows = Milestone.objects.visible_to(user).filter(case=case).current()
    failed = [row for row in rows if is_failure(row.type)]
    return (
        *(of_clock(c, case, today=today) for c in late if (c.started_by_id, c.due_on) not in noted),
        *(of_milestone(row) for row in reversed(failed) if row.pk not in taken),
    )


def is_failure(type_: str) -> bool:
    """Whether a milestone of this kind may be a step that failed."""
    kind = milestone_type(type_)
    return kind.danger or bool(kind.exit) or type_ in LOSSES


def late_step(user: User, case: Case, key: str, *, today: date) -> Late | None:
    """The late or failed step of a key, `c:CODE:START` or `m:ID`; nothing for an empty key."""
    if not key:
        return None
    kind, _, rest = key.partition(":")
    if kind == "c":
        code, _, start = rest.rpartition(":")
        clock = (
            Clock.objects.visible_to(user)
            .filter(case=case, code=code, started_by=_uuid(start))
            .select_related("started_by")
            .first()
        )
        if clock is None:
            raise NotVisible
        return of_clock(clock, case, today=today)
    row = Milestone.objects.visible_to(user).filter(case=case, pk=_uuid(rest)).current().first()
    if row is None:
        raise NotVisible
    return of_milestone(row)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotVisible from error


def key_of_clock(code: str, start: object) -> str:
    """How an address names a clock: clocks are made anew, their start stays."""
    return f"c:{code}:{start}"


def of_clock(clock: Clock, case: Case, *, today: date) -> Late:
    """A clock that is over its day, as a breakdown."""
    rule = next((r for r in load_pack(case.programme.pack).clocks if r.code == clock.code), None)
    over = ((clock.stopped_on or today) - clock.due_on).days
    ended = f"came {spoken_days(over)} late" if clock.stopped_on else f"is {spoken_days(over)} late"
    start = milestone_types()[clock.started_by.type].name
    return Late(
        key=key_of_clock(clock.code, clock.started_by_id),
        what=clock.name,
        why=f"{start} on {spoken_date(clock.started_on)}, due by {spoken_date(clock.due_on)}: it "
        f"{ended}.",
        on=clock.due_on,
        days_lost=max(over, 0),
        causes=_fitting([*(rule.stops if rule else ()), clock.started_by.type]),
        place=_place(clock.started_by),
        person_id=str(clock.person_id or ""),
        milestone_id=str(clock.started_by_id),
    )


def of_milestone(row: Milestone) -> Late:
    """A milestone that was a failure, as a breakdown."""
    kind = milestone_type(row.type)
    return Late(
        key=f"m:{row.pk}",
        what=kind.name,
        why=f"{kind.name} on {spoken_date(row.happened_on, row.precision)}. {kind.meaning}",
        on=row.happened_on,
        days_lost=None,
        causes=_fitting([row.type]),
        place=_place(row),
        person_id=str(row.person_id or ""),
        milestone_id=str(row.pk),
    )


def _place(row: Milestone) -> str:
    if row.unit_id:
        return f"u:{row.unit_id}"
    return f"i:{row.institution_id}" if row.institution_id else ""


def _fitting(types: Sequence[str]) -> tuple[str, ...]:
    """The causes that show in these milestones, those that show in the first of them first."""
    found = dict.fromkeys(
        cause.id for type_ in types for cause in causes() if type_ in cause.milestones
    )
    return tuple(found)
