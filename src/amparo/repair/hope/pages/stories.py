"""A repair told from the cases to what is told of it, and a repair as a partner sees it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse

from amparo.reform.models import Intervention, Registration
from amparo.reform.pages.breaks import cause_named
from amparo.reform.pages.problems import effect_cell, sentence_of
from amparo.repair.hope.selectors.stories import OwnUnit, SharedRepair, Shown, Story
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Fact, Happening, Row, Tone

STORIES = ("What was mended", "With", "What was found")
OWN = ("Your unit", "Since", Column("Before", number=True), Column("Since then", number=True))
# what a repair brings → where its making is kept
MADE = {"resources": ("things", "What was handed over, and its use"),
        "training": ("training_changed", "What was taught, and what changed since"),
        "accountability": ("grievance_figures", "Complaints about officials, in numbers"),
        "hope": ("hope", "Promises, letters and proof points")}  # fmt: skip


def stories(rows: Sequence[Intervention]) -> list[Row]:
    """One row a repair that was judged."""
    return [
        Row(
            (
                Cell(row.problem.title, href=reverse("repair_story", args=[row.pk]),
                     note=row.name),
                row.problem.authority.name if row.problem.authority else "Nobody yet",
                effect_cell(row.evaluations.all()[0]),
            )
        )
        for row in rows
    ]  # fmt: skip


def happenings(one: Story) -> list[Happening]:
    """The story as it went, from the cases on; each entry leads to its page."""
    return [*_broke(one), *_mended(one), *_found(one), *(_told(row) for row in one.told)]


def _broke(one: Story) -> list[Happening]:
    problem = one.repair.intervention.problem
    cause = cause_named(problem.cause)
    asked = urlencode({"cause": problem.cause, "step": problem.step})
    cases = "case" if one.n_cases == 1 else "cases"
    found = [
        Happening(
            f"It kept going wrong: {problem.title}", f"Seen since {spoken_date(problem.opened_on)}",
            text=f"{cause.name}. People stand behind it in {one.n_cases:,} {cases}.",
            href=f"{reverse('one_break')}?{asked}",
        )
    ]  # fmt: skip
    if problem.authority and problem.agreed_on:
        found.append(
            Happening(
                f"It is theirs too: {problem.authority.name}", spoken_date(problem.agreed_on),
                text=f"Answers for it there: {problem.authority_post}.",
                href=reverse("problem", args=[problem.pk]),
            )
        )  # fmt: skip
    return found


def _mended(one: Story) -> list[Happening]:
    made, plan = one.repair.intervention, next(reversed(one.repair.plans), None)
    found = [
        Happening(
            f"What was planned: {made.name}",
            spoken_date(plan.registered_at.date() if plan else made.planned_on),
            text=f"{made.what} {_registered(plan)}".strip(),
            href=reverse("repair", args=[made.pk]),
        )
    ]  # fmt: skip
    if one.repair.acting:
        address, label = MADE[made.kind]
        first = min(row.from_on for row in one.repair.acting)
        places = dict.fromkeys(
            row.unit.name if row.unit else row.institution.name for row in one.repair.acting
        )
        found.append(
            Happening(
                "It began to act", spoken_date(first), by=label,
                text=f"At: {', '.join(places)}.", href=reverse(address),
            )
        )  # fmt: skip
    return found


def _registered(plan: Registration | None) -> str:
    if plan is None:
        return ""
    when = "before it began" if plan.is_before else "after it had begun"
    said = f"{plan.plan['expected']:+.0f} points. {plan.plan['why']}"
    return f"The plan was registered {when}. Expected: {said}"


def _found(one: Story) -> list[Happening]:
    return [
        Happening(
            f"What was found: {row.result['claim']}", spoken_date(row.as_known_on),
            text=row.result["sentence"], href=reverse("verdict_again", args=[row.pk]),
        )
        for row in one.repair.found[:1]
    ]  # fmt: skip


def _told(row: Shown) -> Happening:
    on = row.proof.published_on
    return Happening(
        f"It is told: {row.title}", spoken_date(on) if on else "",
        text=f"{row.proof.place.name}. Heard by about {row.n_heard:,} people."
        if row.n_heard else f"{row.proof.place.name}. Nobody is kept as having heard it yet.",
        href=reverse(row.opens, args=[row.proof.pk]) if row.opens else "",
        tag="Published", tone=Tone.GOOD,
    )  # fmt: skip


def own_units(rows: Sequence[OwnUnit]) -> list[Row]:
    """The partner's units, before and since."""
    return [
        Row((row.name, spoken_date(row.since), _of(row.before), _of(row.after))) for row in rows
    ]


def _of(side: tuple[int, int] | None) -> str:
    if side is None:
        return "Too few cases to show"
    k, n = side
    return f"{k:,} of {n:,} ({k / n:.0%})"


def shared_facts(one: SharedRepair) -> list[Fact]:
    """The repair, without a number of anybody else."""
    made, last = one.intervention, one.last
    told = [
        Fact("Problem", made.problem.title),
        Fact("What it is", made.what),
        Fact("Planned to begin", spoken_date(made.planned_on)),
        Fact("Looked at", sentence_of(one.said_of)),
        Fact("What was found, over all units", sentence_of(str(last.result["claim"]))
             if last else "Not judged yet"),
    ]  # fmt: skip
    return [fact for fact in told if fact.value]
