"""Working out clocks and standing from a case's milestones: pure of who did what.

Recomputing from nothing gives the same rows; `record_milestone` calls it for the case it touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from amparo.casework.cases.models import (
    Case,
    Clock,
    Milestone,
    RoleInCase,
    SafetyAlert,
    Standing,
    Task,
)
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.directory.packs import ClockRule, Pack, load_pack, milestone_type
from amparo.directory.packs.clocks import due_on

WAYS = ("rescue", "restrain", "represent", "restore")
REOPENS = "restore.reopened"
CLOSES = "restore.closed"
DETAINS = frozenset({"restrain.arrested", "restrain.remanded"})
FREES = frozenset(
    {"restrain.bailed", "restrain.escaped", "restrain.released", "restrain.sentence_served"}
)


@dataclass(frozen=True)
class Run:
    """One clock as it should stand."""

    rule: ClockRule
    start: Milestone
    due_on: date
    stop: Milestone | None


def in_order(milestones: Iterable[Milestone]) -> list[Milestone]:
    """By the day they happened, then by when they were recorded."""
    return sorted(milestones, key=lambda m: (m.happened_on, m.recorded_at, str(m.pk)))


def runs_of(milestones: Sequence[Milestone], pack: Pack, *, has_child: bool) -> list[Run]:
    """Every clock these milestones start, each with the milestone that stopped it, if any.

    A milestone about one person stops the clocks of that person and of the case as a whole; one
    about nobody in particular stops them all. A milestone that ends the case stops what still runs.
    """
    ordered = in_order(milestones)
    return [
        Run(rule, start, due_on(rule, start.happened_on, pack=pack), _stop(rule, index, ordered))
        for index, start in enumerate(ordered)
        for rule in pack.clocks
        if start.type in rule.starts
        and rule.is_in_force(start.happened_on)
        and _applies(rule, index, ordered, has_child=has_child)
    ]


def _same_person(one: Milestone, other: Milestone) -> bool:
    either_unnamed = one.person_id is None or other.person_id is None
    return either_unnamed or one.person_id == other.person_id


def _applies(rule: ClockRule, index: int, ordered: Sequence[Milestone], *, has_child: bool) -> bool:
    if rule.child is not None and rule.child != has_child:
        return False
    return rule.detained is None or rule.detained == _is_detained(index, ordered)


def _is_detained(index: int, ordered: Sequence[Milestone]) -> bool:
    """Whether the person was held on the day of this milestone, as the milestones tell it."""
    held = False
    for milestone in ordered[: index + 1]:
        if _same_person(ordered[index], milestone):
            held = milestone.type in DETAINS or (held and milestone.type not in FREES)
    return held


def _stop(rule: ClockRule, index: int, ordered: Sequence[Milestone]) -> Milestone | None:
    start = ordered[index]
    for later in ordered:
        if later is start or later.happened_on < start.happened_on:
            continue
        if later.type in rule.stops and _same_person(start, later):
            return later
        if later.type == CLOSES:
            return later
        if milestone_type(later.type).exit and later.person_id == start.person_id:
            return later
    return None


def has_child_on(case: Case, milestones: Sequence[Milestone]) -> bool:
    """Whether any victim or survivor was under 18 when the case began."""
    years = RoleInCase.objects.filter(
        case=case, role__in=SURVIVOR_ROLES, person__birth_year__isnull=False
    ).values_list("person__birth_year", flat=True)
    return is_child(years, case, milestones)


def is_child(years: Iterable[int | None], case: Case, milestones: Sequence[Milestone]) -> bool:
    """Whether anyone born in these years, where known, was under 18 when the case began."""
    began = min((m.happened_on for m in milestones), default=case.opened_on)
    return any(year is not None and began.year - year < 18 for year in years)


def take_turns(case: Case) -> None:
    """Have acts on one case wait for one another, so that none works from what another changes."""
    # Not the stronger lock: rows that point at the case hold it weakly, and two would deadlock.
    list(Case.objects.select_for_update(no_key=True).filter(pk=case.pk).values_list("pk"))


def rebuild(case: Case, *, pack_code: str) -> Standing:
    """Work out the case's clocks and standing anew, and keep them; call inside a transaction."""
    take_turns(case)
    current = in_order(Milestone.objects.filter(case=case).current())
    runs = runs_of(current, load_pack(pack_code), has_child=has_child_on(case, current))
    Clock.objects.filter(case=case).delete()
    clocks = Clock.objects.bulk_create(clock_of(case, run) for run in runs)
    return _keep_standing(case, current, clocks)


def clock_of(case: Case, run: Run) -> Clock:
    """The row that keeps one clock; not saved."""
    return Clock(
        case=case,
        code=run.rule.code,
        name=run.rule.name,
        is_statutory=run.rule.kind == "statutory",
        person_id=run.start.person_id,
        started_by=run.start,
        started_on=run.start.happened_on,
        due_on=run.due_on,
        stopped_by=run.stop,
        stopped_on=run.stop.happened_on if run.stop else None,
    )


def is_open(milestones: Sequence[Milestone]) -> bool:
    """Open until a closing milestone that no reopening follows."""
    state = True
    for milestone in milestones:
        if milestone.type in {CLOSES, REOPENS}:
            state = milestone.type == REOPENS
    return state


def _keep_standing(case: Case, current: Sequence[Milestone], clocks: Sequence[Clock]) -> Standing:
    tasks = Task.objects.filter(case=case, done_at__isnull=True).values_list("due_on", "what")
    has_alert = SafetyAlert.objects.filter(case=case, resolved_at__isnull=True).exists()
    facts = standing_of(current, clocks, list(tasks), has_alert=has_alert)
    standing, _ = Standing.objects.update_or_create(case=case, defaults=facts)
    return standing


def standing_of(
    current: Sequence[Milestone],
    clocks: Sequence[Clock],
    tasks: Sequence[tuple[date, str]],
    *,
    has_alert: bool,
) -> dict[str, object]:
    """The fields of a standing, from milestones in order, clocks, and open tasks (day, words)."""
    latest = {milestone.type.split(".", 1)[0]: milestone.type for milestone in current}
    due = [(clock.due_on, clock.name) for clock in clocks if clock.stopped_on is None]
    open_now = is_open(current)
    next_due_on, next_what = min([*due, *tasks], default=(None, "")) if open_now else (None, "")
    legal = [clock.due_on for clock in clocks if clock.stopped_on is None and clock.is_statutory]
    return {
        **{way: latest.get(way, "") for way in WAYS},
        "is_open": open_now,
        "last_happened_on": current[-1].happened_on if current else None,
        "next_due_on": next_due_on,
        "next_what": next_what,
        "legal_due_on": min(legal, default=None) if open_now else None,
        "has_alert": has_alert,
    }


def refresh_next(case: Case) -> Standing:
    """Work out the standing again where only tasks or alerts changed."""
    take_turns(case)
    current = in_order(Milestone.objects.filter(case=case).current())
    clocks = list(Clock.objects.filter(case=case))
    return _keep_standing(case, current, clocks)
