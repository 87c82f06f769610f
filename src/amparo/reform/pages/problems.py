"""Problems, their repairs, and what was found of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from amparo.casework.cases.selectors.breakdowns import LACKS, STEP_NAMES
from amparo.reform.models import Evaluation, Exposure, Intervention, Registration
from amparo.reform.pages.breaks import cause_named
from amparo.reform.plans import Looks, Method
from amparo.reform.selectors.evaluating import outcome_name
from amparo.reform.selectors.problems import Repair, Standing
from amparo.reform.services.repairs import is_as_registered, plan_of
from amparo.web.charts import Chart
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Fact, Happening, Row, Tone

PORTFOLIO = ("Problem", "How far", "Repair", "Cost", "Effect")


def portfolio(problems: Sequence[Standing]) -> list[Row]:
    """Problem, repair, cost, effect: one row a repair, and a row for a problem without one."""
    rows = []
    for one in problems:
        problem = Cell(
            one.problem.title, href=reverse("problem", args=[one.problem.pk]),
            note=cause_named(one.problem.cause).name,
        )  # fmt: skip
        stage = one.stage.get_stage_display() if one.stage else ""
        for repair in one.repairs:
            made = repair.intervention
            name = Cell(
                made.name, href=reverse("repair", args=[made.pk]), note=made.get_kind_display()
            )
            rows.append(Row((problem, stage, name, cost_of(made), effect_cell(repair.last))))
        if not one.repairs:
            rows.append(Row((problem, stage, "None designed yet", "", "")))
    return rows


def cost_of(made: Intervention) -> str:
    """What it costs."""
    return f"{made.currency} {made.cost:,.0f}" if made.cost is not None else "Not said"


def effect_cell(last: Evaluation | None) -> Cell:
    """The effect with its interval, or what can be said instead."""
    if last is None:
        return Cell("Not judged yet")
    result = last.result
    claim = str(result["claim"]).capitalize()
    numbers = interval_words(result)
    return Cell(claim, note=numbers)


def interval_words(result: dict[str, Any]) -> str:
    """The estimate with its interval, in percentage points."""
    if result["estimate"] is None or result["low"] is None or result["high"] is None:
        return ""
    return (
        f"{result['estimate'] * 100:+.1f} points ({result['low'] * 100:+.1f} to "
        f"{result['high'] * 100:+.1f})"
    )


@dataclass(frozen=True)
class ProblemPage:
    """One problem."""

    facts: Sequence[Fact]
    stages: Sequence[Happening]
    repairs: Sequence[Fact]
    break_href: str


def problem_page(one: Standing) -> ProblemPage:
    """Compose the page."""
    problem, cause = one.problem, cause_named(one.problem.cause)
    asked = urlencode({"cause": problem.cause, "step": problem.step})
    authority = (
        f"{problem.authority_post}, {problem.authority.name}" if problem.authority
        else "Not shared with an authority yet"
    )  # fmt: skip
    facts = [
        Fact("Cause", f"{cause.id}. {cause.name}; the step {LACKS[cause.lacks]}"),
        Fact("Step", STEP_NAMES[problem.step]),
        Fact("Where", problem.institution.name if problem.institution else ""),
        Fact("Programme", problem.programme.name if problem.programme else ""),
        Fact("Answers for it here", problem.owner.name),
        Fact("Answers for it there", authority),
        Fact("Agreed on", spoken_date(problem.agreed_on) if problem.agreed_on else ""),
        Fact("Opened", spoken_date(problem.opened_on)),
    ]
    return ProblemPage(
        facts=[fact for fact in facts if fact.value],
        stages=[
            Happening(
                stage.get_stage_display(),
                spoken_date(stage.on),
                stage.recorded_by.name,
                stage.why if stage.why != stage.get_stage_display() else "",
            )
            for stage in reversed(one.stages)
        ],
        repairs=[
            Fact(
                each.intervention.get_kind_display(),
                each.intervention.name,
                href=reverse("repair", args=[each.intervention.pk]),
                tag=effect_cell(each.last).text,
            )
            for each in one.repairs
        ],
        break_href=f"{reverse('one_break')}?{asked}",
    )


@dataclass(frozen=True)
class PlanCard:
    """A plan as it was registered."""

    title: str
    facts: Sequence[Fact]
    is_kept: bool
    baseline: Sequence[Row]


@dataclass(frozen=True)
class RepairPage:
    """One repair."""

    facts: Sequence[Fact]
    plans: Sequence[PlanCard]
    calendar: Sequence[Row]
    calendar_columns: tuple[str, ...]
    found: Sequence[VerdictCard]
    may_judge: bool


@dataclass(frozen=True)
class VerdictCard:
    """What was found once."""

    title: str
    sentence: str
    rests_on: str
    checks: Sequence[Row]
    facts: Sequence[Fact]
    again_href: str
    chart: Chart | None


def repair_page(one: Repair, *, may_manage: bool) -> RepairPage:
    """Compose the page."""
    made = one.intervention
    facts = [
        Fact("Problem", made.problem.title, href=reverse("problem", args=[made.problem_id])),
        Fact("What it brings", made.get_kind_display()),
        Fact("What it is", made.what),
        Fact("Answers for it here", made.owner.name),
        Fact("With", made.authority.name if made.authority else ""),
        Fact("Cost", cost_of(made)),
        Fact("Planned to begin", spoken_date(made.planned_on)),
    ]
    return RepairPage(
        facts=[fact for fact in facts if fact.value],
        plans=[plan_card(row) for row in reversed(one.plans)],
        calendar=[_acts(row, may_manage=may_manage) for row in (*one.acting, *one.planned)],
        calendar_columns=("Where", "From", "Until", "People", "How much"),
        found=[verdict_card(row) for row in one.found],
        may_judge=may_manage and bool(one.plans) and bool(one.acting),
    )


def plan_card(row: Registration) -> PlanCard:
    """A plan, and whether it is still what was registered."""
    plan, when = row.plan, spoken_date(row.registered_at.date())
    kept = is_as_registered(row)
    looks = (
        f"The share of cases that break so again ({plan['cause']})"
        if plan["looks"] == Looks.RECURRENCE
        else sentence_of(outcome_name(plan_of(row)))
    )
    before = "before the repair began" if row.is_before else "after the repair had begun"
    units = ", ".join(f"{unit} ({spoken(on)})" for unit, on in plan["units"].items()) or "Not said"
    facts = [
        Fact("Registered", f"{when}, {before}", tag="" if row.is_before else "Late",
             tone=Tone.WAITING),
        Fact("Outcome", looks),
        Fact("Better is", plan["better"]),
        Fact("Places planned", units),
        Fact("Compared with", "All other units of the same kind"),
        Fact("Periods", plan["period"].capitalize() + "s"),
        Fact("Judged by", Method(plan.get("method", "")).words),
        Fact("Who is repaired when", "Drawn by lot" if plan["timing"] == "random" else "By choice"),
        Fact("Expected", f"{plan['expected']:+.0f} percentage points. {plan['why']}"),
        Fact("Why another plan", row.reason),
        Fact("Baseline until", spoken(row.baseline["until"])),
        Fact("Fingerprint", row.digest[:16],
             tag="As registered" if kept else "Altered since", tone=Tone.GOOD if kept
             else Tone.DANGER),
    ]  # fmt: skip
    return PlanCard(
        f"Plan {row.number}", [fact for fact in facts if fact.value], kept,
        _baseline(row.baseline["rows"]),
    )  # fmt: skip


BASELINE = ("Unit", Column("Cases", number=True), Column("Of them", number=True))


def _baseline(rows: Sequence[Sequence[Any]]) -> list[Row]:
    """The baseline by unit; units of fewer than ten cases together."""
    totals: dict[str, list[int]] = {}
    for unit, _, k, n in rows:
        found = totals.setdefault(unit, [0, 0])
        found[0] += k
        found[1] += n
    few = [v for v in totals.values() if v[1] < 10]
    named = [Row((unit, f"{n:,}", f"{k:,}")) for unit, (k, n) in sorted(totals.items()) if n >= 10]
    if few:
        named.append(
            Row((f"{len(few)} with fewer than ten", f"{sum(v[1] for v in few):,}", "Not shown"))
        )
    return named


def sentence_of(words: str) -> str:
    """Words that begin a sentence."""
    return f"{words[:1].upper()}{words[1:]}"


def spoken(iso: str) -> str:
    """A day kept as text, in words."""
    return spoken_date(date.fromisoformat(iso))


def _acts(row: Exposure, *, may_manage: bool) -> Row:
    place = f"{row.unit.name}, {row.institution.name}" if row.unit else row.institution.name
    ends = spoken_date(row.to_on) if row.to_on else "Goes on"
    end = reverse("exposure_end", args=[row.pk]) if may_manage and not row.to_on else ""
    return Row(
        (
            Cell(place, tag="Planned" if row.is_planned else "Acting",
                 tone=Tone.NEUTRAL if row.is_planned else Tone.ACTIVE),
            spoken_date(row.from_on),
            Cell(ends, href=end) if end else ends,
            f"{row.n_people:,}" if row.n_people is not None else "Not said",
            f"{row.dose:,.0f} {row.dose_unit}" if row.dose is not None else "Not said",
        )
    )  # fmt: skip


def verdict_card(row: Evaluation) -> VerdictCard:
    """What was found, in words, with what it rests on."""
    result = row.result
    return VerdictCard(
        title=str(result["claim"]).capitalize(),
        sentence=result["sentence"],
        rests_on=result["rests_on"],
        checks=[
            Row((one["says"], {True: "Holds", False: "Does not hold", None: "Cannot be told"}[
                one["passed"]]))
            for one in result["checks"]
        ],
        facts=[
            Fact("Effect", interval_words(result) or "No number"),
            Fact("Records as they stood on", spoken_date(row.as_known_on)),
            Fact("Fingerprint of the data", row.data_digest[:16]),
            Fact("By plan", str(row.registration.number)),
        ],
        again_href=reverse("verdict_again", args=[row.pk]),
        chart=effect_chart(result),
    )  # fmt: skip


def effect_chart(result: dict[str, Any]) -> Chart | None:
    """The drawing that was kept with a verdict; verdicts from before there were drawings have
    none."""
    kept = result.get("drawing")
    if not kept:
        return None
    first, *others = kept["columns"]
    return Chart(
        title="What the repair did", sentence=kept["sentence"], wide=kept["wide"],
        narrow=kept["narrow"], columns=(first, *(Column(one, number=True) for one in others)),
        rows=kept["rows"],
    )  # fmt: skip
