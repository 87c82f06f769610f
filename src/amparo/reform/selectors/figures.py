"""What "Where it breaks" asks: the engine's answers over the milestones a user may count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases import eventlog
from amparo.casework.cases.eventlog import Scope
from amparo.casework.cases.models import Case, Programme
from amparo.casework.cases.selectors.caseload import CaseRow, leads_of, row_of
from amparo.directory.packs import Pathway as CasePathway
from amparo.directory.packs import milestone_types, pathways
from amparo.errors import CannotEstimate, NotVisible
from amparo.flow import Diagnosis, EventLog, Exit, Pathway, Stage, diagnose
from amparo.flow.eventlog import EXIT
from amparo.reform.selectors.groups import GROUPS, groups_of

SAID = {
    "entered": "began this step",
    "advanced": "went on",
    "exited": "left here",
    "waiting": "are waiting",
    "skipped": "have a later step, not this one",
    "set_aside": "have days in the wrong order",
}
OUTCOMES = tuple(SAID)
FEWEST = 11
"""Public figures under this are not shown; smaller cells can point at a person."""


@dataclass(frozen=True)
class Asked:
    """What was asked of the page; an address carries each part."""

    pathway: str = "justice"
    programme: UUID | None = None
    by: str = ""
    group: str = ""
    opened_from: date | None = None
    opened_to: date | None = None
    as_known_on: date | None = None

    @property
    def scope(self) -> Scope:
        """Which cases are counted."""
        return Scope(self.programme, self.opened_from, self.opened_to)


def pathway_asked(code: str) -> CasePathway:
    """A pathway by its code; NotVisible for a code that is none."""
    found = pathways().get(code)
    if found is None:
        raise NotVisible
    return found


def programmes_for(user: User) -> list[tuple[str, str]]:
    """(id, name) of the programmes of the user's office."""
    rows = Programme.objects.visible_to(user).values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def log_for(user: User, asked: Asked, *, today: date, besides: tuple[str, ...] = ()) -> EventLog:
    """The milestones this user may count, as the engine's log; `besides` names more of their types.

    Counts: cases; those that reached no stage of the pathway are not in it.
    Raises: CannotEstimate where there is no milestone to count.
    """
    chosen = pathway_asked(asked.pathway)
    rows, in_path = rows_for(user, asked)
    if besides:
        cases = in_path.get_column("case").unique().implode()
        more = rows.filter(pl.col("case").is_in(cases), pl.col("type").is_in(besides))
        in_path = pl.concat([in_path, more]).sort("happened_on", maintain_order=True)
    return EventLog.read(
        in_path.join(groups_of(rows), on="case", how="left"),
        pathway=_pathway(chosen, asked),
        as_of=min(asked.as_known_on or today, today),
    )


def rows_for(user: User, asked: Asked) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every milestone this user may count, and those of them that are on the pathway asked for.

    Raises: CannotEstimate where there is no milestone to count.
    """
    chosen = pathway_asked(asked.pathway)
    rows = eventlog.read(user, asked.scope, asked.as_known_on).sort("happened_on")
    in_path = on_path(rows, chosen)
    first = [m for stage in chosen.stages for m in stage.codes]
    reached = in_path.filter(pl.col("type").is_in(first)).get_column("case").unique()
    in_path = in_path.filter(pl.col("case").is_in(reached.implode()))
    if in_path.height == 0:
        raise CannotEstimate(
            "No case on this pathway is among those you may count",
            next_step="choose another pathway or programme, or wider dates",
        )
    return rows, in_path


def on_path(rows: pl.DataFrame, chosen: CasePathway) -> pl.DataFrame:
    """Those of the milestones that are stages or exits of a pathway; an exit only where it is the
    last person's of its kind."""
    wanted = [m for codes in _codes(chosen) for m in codes]
    return _without_early_exits(rows.filter(pl.col("type").is_in(wanted)), rows, chosen)


def _without_early_exits(
    in_path: pl.DataFrame, rows: pl.DataFrame, chosen: CasePathway
) -> pl.DataFrame:
    """Without the exits of one person while others of the kind go on: a case leaves with its last.

    A suspect whose prosecution is declined ends the case only when every suspect of it has left.
    """
    types = milestone_types()
    exits = [code for way_out in chosen.exits for code in way_out.codes]
    about = {code: types[code].about for code in rows.get_column("type").unique()}
    people = (
        rows.filter(pl.col("person").is_not_null())
        .with_columns(pl.col("type").replace_strict(about).alias("about"))
        .group_by("case", "about")
        .agg(
            pl.col("person").n_unique().alias("n"),
            pl.col("person").filter(pl.col("type").is_in(exits)).n_unique().alias("n_left"),
        )
    )
    ordered = in_path.with_columns(pl.col("type").replace_strict(about).alias("about"))
    marked = ordered.join(people, on=["case", "about"], how="left").with_columns(
        (pl.col("type").is_in(exits) & pl.col("person").is_not_null()).alias("one_left")
    )
    last = pl.col("happened_on") == pl.col("happened_on").filter(pl.col("one_left")).max().over(
        "case", "about"
    )
    stays = ~pl.col("one_left") | ((pl.col("n_left") == pl.col("n")) & last)
    return marked.filter(stays).select(in_path.columns)


def _codes(chosen: CasePathway) -> list[tuple[str, ...]]:
    return [stage.codes for stage in chosen.stages] + [way_out.codes for way_out in chosen.exits]


def _pathway(chosen: CasePathway, asked: Asked) -> Pathway:
    return Pathway(
        case="case",
        shape="long",
        activity="type",
        time="happened_on",
        stages=tuple(Stage(s.name, s.codes[0], s.codes[1:]) for s in chosen.stages),
        exits=tuple(Exit(e.kind, "type", e.codes, "happened_on") for e in chosen.exits),
        groups=(asked.by,) if asked.by in GROUPS else (),
    )


def diagnosis_for(user: User, asked: Asked, *, today: date | None = None) -> Diagnosis:
    """Where cases are lost and how long steps take, over what this user may count."""
    return diagnose(log_for(user, asked, today=today or timezone.localdate()))


def may_open_cases(user: User) -> bool:
    """Whether numbers lead to the cases behind them."""
    return user.may("people.read")


def hides_small(user: User) -> bool:
    """Whether counts are rounded, and small ones withheld: from those who see public figures."""
    return not user.may("figures.exact")


def shown(n: int, user: User) -> str:
    """A count as this user may see it.

    For the public, counts under eleven (none too) are withheld and all others rounded to five, so
    that taking one number from another gives none back.
    """
    if not hides_small(user):
        return f"{n:,}"
    return f"under {FEWEST}" if n < FEWEST else f"about {5 * round(n / 5):,}"


def shown_share(k: int, n: int, user: User) -> str:
    """A share as this user may see it: for the public in steps of five, of enough cases."""
    if not hides_small(user):
        return f"{k / n:.0%}"
    return f"about {5 * round(20 * k / n)}%" if n >= 4 * FEWEST and k >= FEWEST else "withheld"


def case_ids(log: EventLog, step: int, outcome: str, *, of: Asked | None = None) -> list[str]:
    """The ids of the cases behind one number, of one group where one was asked for.

    Raises: NotVisible for a step or outcome that is none.
    """
    names = log.stages
    if not 0 <= step < len(names) - 1 or outcome not in OUTCOMES:
        raise NotVisible
    start, to, later = pl.col(names[step]), pl.col(names[step + 1]), names[step + 2 :]
    skipped = (
        pl.any_horizontal(*(pl.col(n).is_not_null() for n in later))
        if later
        else pl.lit(value=False)
    )
    missing = to.is_null() & pl.col(EXIT).is_null()
    keep: Mapping[str, pl.Expr] = {
        "entered": start.is_not_null(),
        "advanced": to.is_not_null(),
        "exited": to.is_null() & pl.col(EXIT).is_not_null(),
        "waiting": missing,
        "skipped": missing & skipped,
        "set_aside": to < start,
    }
    rows = log.frame.filter(start.is_not_null() & keep[outcome])
    if of is not None and of.by and of.group:
        rows = rows.filter(pl.col(log.column_of(of.by)) == of.group)
    return [str(case) for case in rows.get_column("case")]


def cases_behind(
    user: User, asked: Asked, step: int, outcome: str, *, today: date
) -> tuple[EventLog, list[CaseRow], int]:
    """The log, the cases behind a number that this user may open, and how many there are.

    At most a hundred are given, what is due soonest first.
    """
    log = log_for(user, asked, today=today)
    ids = case_ids(log, step, outcome, of=asked)
    cases = list(
        Case.objects.all()
        .visible_to(user)
        .filter(pk__in=[UUID(case) for case in ids])
        .select_related("programme", "standing")
        .order_by("standing__next_due_on", "code")[:100]
    )
    leads = leads_of(cases)
    return log, [row_of(case, leads.get(case.pk, ""), today=today) for case in cases], len(ids)
