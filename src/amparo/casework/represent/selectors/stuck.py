"""Which cases in court are stuck, and why: one query over the cases a person may see.

The reasons and their days are data (packs/codes/stuck_reasons.toml).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases.models import Case, Clock, Milestone, Task, TeamMember
from amparo.casework.docket.models import Hearing, InCourt, Summons
from amparo.directory.packs import code_list

MOST = 100
ENDS = (
    "represent.convicted", "represent.acquitted", "represent.dismissed", "represent.abated",
    "represent.withdrawn", "represent.settled", "represent.struck_off",
)  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """Why a case may be stuck, and what to do next."""

    code: str
    name: str
    next_step: str


@dataclass(frozen=True)
class Stuck:
    """A case with its reasons, in the order of the list."""

    code: str
    lead: str
    since: date
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class StuckList:
    """Those silent longest of the stuck cases, with most reasons first; `has_more` than these."""

    rows: tuple[Stuck, ...]
    has_more: bool


def _days(code: str) -> timedelta:
    entry = next(one for one in code_list("stuck_reasons").entries if one.code == code)
    return timedelta(days=int(entry.maps["days"]))


def _named() -> dict[str, Reason]:
    return {
        one.code: Reason(one.code, one.name, one.maps["next"])
        for one in code_list("stuck_reasons").entries
    }


def _hearings(**facts: Any) -> Any:
    rows = Hearing.objects.filter(court_case__joined__case=OuterRef("pk"), **facts)
    return rows.exclude(outcome=Hearing.Outcome.CANCELLED)


def _newest(*types: str) -> Any:
    """Current milestones of these types in the case of the outer query."""
    return Milestone.objects.filter(case=OuterRef("pk"), type__in=types).current()


def _at_large() -> Any:
    """Suspects who fled and were not arrested since."""
    since = Milestone.objects.filter(
        case=OuterRef("case"), person=OuterRef("person"), type="restrain.arrested",
        happened_on__gte=OuterRef("happened_on"),
    )  # fmt: skip
    return _newest("restrain.at_large").filter(~Exists(since.current()))


def reasons_on(today: date) -> Mapping[str, Any]:
    """Each reason as a condition on a case; Exists, so that a case is one row."""
    lead = TeamMember.objects.filter(
        case=OuterRef("pk"), leads=True, to_on__isnull=True, user__is_active=True
    )
    open_court = InCourt.objects.filter(case=OuterRef("pk"), court_case__ended_on__isnull=True)
    undecided = Exists(open_court) & ~Exists(_newest(*ENDS))
    reserved = _newest("represent.judgment_reserved").filter(
        happened_on__lt=today - _days("reserved")
    )
    # An instant, since to ask the day of every row costs more than all the rest.
    silent = timezone.make_aware(datetime.combine(today - _days("no_contact"), time.min))
    recent = Milestone.objects.filter(case=OuterRef("pk"), recorded_at__gte=silent)
    done = Task.objects.filter(case=OuterRef("pk"), done_at__gte=silent)
    unserved = Summons.objects.filter(
        hearing__court_case__joined__case=OuterRef("pk"), hearing__outcome="",
        hearing__on__range=(today, today + _days("summons_unserved")),
    ).exclude(state=Summons.State.SERVED)  # fmt: skip
    return {
        "untold": Exists(_hearings(outcome="", on__lt=today - _days("untold"))),
        "no_next_date": undecided & ~Exists(_hearings(outcome="", on__gte=today)),
        "no_task": ~Exists(Task.objects.filter(case=OuterRef("pk"), done_at__isnull=True))
        & ~Exists(Clock.objects.filter(case=OuterRef("pk"), stopped_on__isnull=True)),
        "no_contact": ~Exists(recent) & ~Exists(done),
        "owner_left": ~Exists(lead),
        "summons_unserved": Exists(unserved),
        "reserved": Exists(reserved) & ~Exists(_newest(*ENDS)),
        "archived": Exists(_newest("represent.archived")) & Exists(_at_large()),
    }


def stuck_for(user: User, today: date, *, case: Case | None = None, why: str = "") -> StuckList:
    """The open cases in court that are stuck, of those this person may write in; two queries.

    They are looked at from the one that was silent longest, and no further than the page shows, so
    that it costs the same in any office. `why` narrows them to one reason of the list.
    """
    conditions = reasons_on(today)
    in_court = InCourt.objects.filter(case=OuterRef("pk"))
    rows: Any = Case.objects.all().visible_to(user, "cases.write")
    # A list of one, so that the database walks the index of open cases by their last day.
    rows = rows.filter(standing__is_open__in=[True])
    rows = rows.filter(Exists(in_court)) if case is None else rows.filter(pk=case.pk)
    rows = rows.annotate(**{f"is_{code}": condition for code, condition in conditions.items()})
    anything = Q()
    for code in [why] if why in conditions else conditions:
        anything |= Q(**{f"is_{code}": True})
    stuck = rows.filter(anything).select_related("standing")
    found = list(stuck.order_by("standing__last_happened_on", "code")[: MOST + 1])
    has_more, found = len(found) > MOST, found[:MOST]
    leads = dict(
        TeamMember.objects.filter(case__in=found, leads=True, to_on__isnull=True).values_list(
            "case", "user__name"
        )
    )
    named = _named()
    made = [
        Stuck(
            one.code, leads.get(one.pk, ""), one.standing.last_happened_on or one.opened_on,
            tuple(named[code] for code in named if getattr(one, f"is_{code}")),
        )
        for one in found
    ]  # fmt: skip
    made.sort(key=lambda one: (-len(one.reasons), one.since, one.code))
    return StuckList(tuple(made), has_more)
