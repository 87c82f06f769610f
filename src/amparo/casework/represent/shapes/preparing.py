"""The Prepare page of a case and the page of a charge, as components show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from amparo.casework.docket.selectors.lines import HearingLine
from amparo.casework.represent.charging import Answer, Assessment, State
from amparo.casework.represent.forms.representing import elements_asked
from amparo.casework.represent.selectors.charging import Decided, Pair
from amparo.casework.represent.selectors.forecast import Forecast
from amparo.casework.represent.selectors.preparation import Prepared
from amparo.casework.represent.selectors.rights import Lack
from amparo.casework.represent.selectors.stuck import Stuck, StuckList
from amparo.directory.packs import code_list
from amparo.web.dates import spoken_date, spoken_due
from amparo.web.shapes import Cell, Fact, Happening, Link, Row, Tone

PAIRS = ["Charges", "What is known", "What the facts show"]
OFFENCES = ["Offence", "What the facts show", "Still missing", "Decision"]
LACKS = ["Accused", "What was missing", "When"]
AHEAD = ["Step", "A quarter by", "Half by", "Three quarters by", "From"]
STUCK = ["Case", "Why it may be stuck", "What next", "Last recorded"]
MISCHARGED = ["Who laid the charges", "Charges", "Below what the facts show"]
TAGS = {
    State.MET: ("Supported", Tone.GOOD), State.OPEN: ("Open", Tone.WAITING),
    State.NOT_MET: ("Not shown", Tone.NEUTRAL),
}  # fmt: skip


@dataclass(frozen=True)
class PlanCard:
    """One survivor's preparation."""

    title: str
    needs_check: bool
    is_blank: bool
    facts: Sequence[Fact]
    visits: Sequence[Happening]
    links: Sequence[Link]


def prepare_page(
    code: str, *, pairs: Sequence[Pair], prepared: Sequence[Prepared], lacks: Sequence[Lack],
    forecasts: Sequence[Forecast], stuck: StuckList, coming: HearingLine | None, today: date,
    writes: bool,
) -> dict[str, Any]:  # fmt: skip
    """What the template of the Prepare page is given."""
    return {
        "coming": [_coming(coming, code, today)] if coming else [],
        "pair_columns": PAIRS,
        "pairs": [_pair_row(pair, code) for pair in pairs],
        "plans": [_plan(one, code, writes=writes) for one in prepared],
        "lack_columns": LACKS,
        "lacks": [
            Row([one.who, one.what, spoken_date(one.on) if one.on else "All the time"])
            for one in lacks
        ],
        "forecast_columns": AHEAD,
        "forecasts": [_forecast_row(one) for one in forecasts]
        if any(one.enough for one in forecasts)
        else [],
        "waits_since": spoken_date(forecasts[0].since) if forecasts else "",
        "reasons": stuck.rows[0].reasons if stuck.rows else [],
    }


def _coming(one: HearingLine, code: str, today: date) -> Fact:
    clock = f" at {one.starts_at:%H:%M}" if one.starts_at else ""
    said = f"{one.type}, {spoken_date(one.on)}{clock} ({spoken_due(one.on, today)})"
    return Fact("Next in court", said, href=reverse("hearing", args=[code, one.id]))


def _address(name: str, code: str, pair: Pair, *more: str) -> str:
    return reverse(name, args=[code, pair.victim.person_id, pair.suspect.person_id, *more])


def _pair_row(pair: Pair, code: str) -> Row:
    supported = [one for one in pair.assessments if one.state is State.MET]
    said = f"{len(supported)} supported, {len(pair.charged)} charged"
    below = "Less was charged than the facts show" if pair.findings else ""
    label = f"{pair.suspect.label}, for {pair.victim.label.lower()}"
    return Row([
        Cell(label, _address("charges", code, pair)),
        _answers(pair.n_answers),
        Cell(said, note=below, tag="Undercharged" if below else "", tone=Tone.ALERT),
    ])  # fmt: skip


def _answers(n: int) -> str:
    return "1 answer" if n == 1 else f"{n} answers" if n else "Nothing yet"


def _plan(one: Prepared, code: str, *, writes: bool) -> PlanCard:
    known = [] if one.is_blank else [
        ("Wants to be told", one.telling), ("How", one.how), ("Testimony", one.mode),
        ("What helps", one.comfort), ("There and back", one.transport),
    ]  # fmt: skip
    here = [code, one.who.person_id]
    links = [
        Link(
            "Ask and plan" if one.is_blank else "Change the plan", reverse("plan_change", args=here)
        ),
        Link("Record a step", reverse("visit_new", args=here)),
    ]
    return PlanCard(
        one.who.label, one.needs_check, one.is_blank,
        [Fact(label, value) for label, value in known if value],
        [
            Happening(
                line.what, spoken_date(line.on), by=line.by, text=line.note,
                tag="Threatened" if line.is_threatened else "", tone=Tone.DANGER,
            )
            for line in one.visits
        ],
        links if writes else [],
    )  # fmt: skip


def _forecast_row(one: Forecast) -> Row:
    if not one.enough:
        # Without their number: it would tell of cases that this reader may not know of.
        return Row([one.step, "", "", "", "Too few past cases got there"])
    days = [spoken_date(day) if day else "Later than any past case" for day in one.dates]
    return Row([one.step, *days, f"{one.n_ended} of {one.n} past cases got there"])


def charges_page(pair: Pair, code: str, *, writes: bool) -> dict[str, Any]:
    """What the template of the charges of a pair is given."""
    facts = code_list("facts")
    child = {Answer.YES: "A child", Answer.NO: "Not a child", Answer.UNKNOWN: "Not known"}
    elements = dict.fromkeys(element.code for one in pair.assessments for element in one.elements)
    open_ones = [one for one in pair.assessments if one.state is not State.NOT_MET]
    silent = [one for one in open_ones if not _speaks(one, pair)]
    return {
        "pair": pair,
        "title": f"{pair.suspect.label}, for {pair.victim.label.lower()}",
        "facts": [
            Fact("The victim then", child[pair.is_child]),
            Fact("Day of the act", spoken_date(pair.acted_on) if pair.acted_on else "Not known"),
            *(
                Fact(
                    name, _answered(code_, pair) or "Nothing known yet",
                    action="Say what is known" if writes else "",
                    action_href=_address("facts_of", code, pair, code_) if writes else "",
                )
                for code_, name in elements_asked(list(elements))
            ),
        ],
        "findings": [
            f"{_name(pair, one.laid.offence)} was charged"
            f"{f' by {one.laid.laid_by}' if one.laid.laid_by else ''}, though the facts show: "
            f"{'; '.join(offence.name for offence in one.instead)}."
            for one in pair.findings
        ],
        "columns": OFFENCES,
        "rows": [
            _offence_row(one, pair, code, writes=writes) for one in open_ones if one not in silent
        ],
        "silent": [_offence_row(one, pair, code, writes=writes) for one in silent],
        "excluded": [
            f"{one.offence.name}: {', '.join(_lost(one))} not shown"
            for one in pair.assessments
            if one.state is State.NOT_MET
        ],
        "names": facts,
    }  # fmt: skip


def _speaks(one: Assessment, pair: Pair) -> bool:
    """Whether a fact shows an element of it beyond the age, or somebody charged or decided it."""
    key = one.offence.key
    shown = any(e.shown_by and e.shown_by[0] != "child" for e in one.elements if not e.is_dropped)
    return shown or one.state is State.MET or key in pair.charged or key in pair.decided


def _name(pair: Pair, key: str) -> str:
    return next((one.offence.name for one in pair.assessments if one.offence.key == key), key)


def _answered(element: str, pair: Pair) -> str:
    words = {Answer.YES: "", Answer.NO: "Not: "}
    said = [
        f"{words[Answer(pair.answers[entry.code])]}{entry.name}"
        for entry in code_list("facts").entries
        if entry.maps["element"] == element and pair.answers.get(entry.code) in ("yes", "no")
    ]
    return "\n".join(said)


def _lost(one: Assessment) -> list[str]:
    names = code_list("elements")
    lost = [element for element in one.elements if element.state is State.NOT_MET]
    return [names.name_of(element.code).lower() for element in lost]


def _offence_row(one: Assessment, pair: Pair, code: str, *, writes: bool) -> Row:
    names, facts = code_list("elements"), code_list("facts")
    tag, tone = TAGS[one.state]
    dropped = [element for element in one.elements if element.is_dropped]
    shown = [
        f"{names.name_of(e.code)}: {facts.name_of(e.shown_by[0]).lower()}"
        for e in one.elements
        if e.state is State.MET and not e.is_dropped and e.shown_by[0] != "child"
    ] + [f"{names.name_of(e.code)}: not needed for a child" for e in dropped]
    missing = "; ".join(names.name_of(element.code) for element in one.missing)
    kind = "Special law. " if one.offence.special_law else ""
    charged = "Charged" if one.offence.key in pair.charged else ""
    return Row([
        Cell(
            one.offence.name, note=f"{kind}{one.offence.law}, {one.offence.section}", tag=charged,
            tone=Tone.ACTIVE,
        ),
        Cell("; ".join(shown), tag=tag, tone=tone),
        missing or "Nothing",
        _decision(pair.decided.get(one.offence.key), one, pair, code, writes=writes),
    ])  # fmt: skip


def _decision(
    said: Decided | None, one: Assessment, pair: Pair, code: str, *, writes: bool
) -> Cell:
    href = _address("charge_decide", code, pair, one.offence.key) if writes else ""
    if said is None:
        return Cell("Decide" if writes else "None yet", href)
    return Cell(said.choice, href, note=f"{said.reason} ({said.by}, {spoken_date(said.on)})")


def stuck_page(found: StuckList) -> dict[str, Any]:
    """What the template of the stuck cases is given."""
    return {
        "n": len(found.rows), "has_more": found.has_more, "columns": STUCK,
        "rows": [_stuck_row(one) for one in found.rows],
    }  # fmt: skip


def _stuck_row(one: Stuck) -> Row:
    return Row([
        Cell(one.code, reverse("case_prepare", args=[one.code]), note=one.lead),
        Cell("; ".join(reason.name for reason in one.reasons)),
        one.reasons[0].next_step,
        spoken_date(one.since),
    ])  # fmt: skip
