"""The Court page of a case, and the page of an accused, as components show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from amparo.casework.docket.selectors.court import Court
from amparo.casework.docket.selectors.lines import (
    AccusedLine,
    AppealLine,
    ChargeLine,
    CourtCaseView,
    HearingLine,
    MoneyLine,
    OrderLine,
    SentenceLine,
)
from amparo.web.dates import spoken_date, spoken_due
from amparo.web.shapes import Action, Cell, Fact, Link, Row, Tone

CHARGES = ["Accused", "Charge", "Plea", "How it ended", "Sentence"]
HEARINGS = ["Day", "What for", "What became of it"]
AHEAD = ["Day", "What for", "Where"]
ORDERS = ["Ordered", "By whom", "Until"]
MONEY = ["Compensation", "For", "Received"]


@dataclass(frozen=True)
class CourtCard:
    """One court case on the page."""

    title: str
    facts: Sequence[Fact]
    charges: Sequence[Row]
    untold: Sequence[Row]
    ahead: Sequence[Row]
    past: Sequence[Row]
    orders: Sequence[Row]
    money: Sequence[Row]
    links: Sequence[Link]


def court_page(court: Court, code: str, *, today: date, writes: bool) -> dict[str, Any]:
    """What the template of the Court page is given."""
    return {
        "cards": [_card(view, code, today=today, writes=writes) for view in court.cases],
        "police": [f"{name}, {spoken_date(on)}" for name, on in court.police],
        "actions": _actions(code, has_court=bool(court.cases)) if writes else [],
        "charge_columns": CHARGES, "hearing_columns": HEARINGS, "ahead_columns": AHEAD,
        "order_columns": ORDERS, "money_columns": MONEY,
    }  # fmt: skip


def _actions(code: str, *, has_court: bool) -> list[Action]:
    return [
        Action(
            "Add a court case", reverse("court_case_new", args=[code]),
            "secondary" if has_court else "primary",
        ),
        Action("Join another file's court case", reverse("court_case_join", args=[code])),
        Action("Add the police's number", reverse("police_case_new", args=[code])),
    ]  # fmt: skip


def _card(view: CourtCaseView, code: str, *, today: date, writes: bool) -> CourtCard:
    hearings = view.hearings
    return CourtCard(
        title=view.name,
        facts=_facts(view, code, today),
        charges=[_charge_row(one, charge, code) for one in view.accused for charge in one.standing]
        + [_bare(one, code) for one in view.accused if not one.charges],
        untold=[hearing_row(one, code) for one in hearings if one.is_untold(today)],
        ahead=[hearing_row(one, code) for one in hearings if one.is_ahead(today)],
        past=[hearing_row(one, code) for one in reversed(hearings) if one.outcome],
        orders=[_order_row(one, code, today, writes=writes) for one in view.orders],
        money=[_money_row(one, code, writes=writes) for one in view.money],
        links=_links(view, code) if writes else [],
    )


def _facts(view: CourtCaseView, code: str, today: date) -> list[Fact]:
    coming = view.next(today)
    if coming:
        day = f"{spoken_date(coming.on)}{_clock(coming)} ({spoken_due(coming.on, today)})"
        following = Fact(
            "Next", f"{coming.type}, {day}", href=reverse("hearing", args=[code, coming.id])
        )
    elif view.ended_on or not view.is_undecided:
        following = Fact("Next", "No date is waited for")
    else:
        following = Fact("Next", "", tag="No date is known", tone=Tone.ALERT)
    known = [
        ("Docket number", view.number), ("Grew out of", view.police),
        ("Appeal of", view.appeal_of), ("Also about", ", ".join(view.also_in)),
    ]  # fmt: skip
    facts = [Fact(label, value) for label, value in known if value]
    return [following, Fact("Filed", spoken_date(view.filed_on)), *facts]


def _clock(hearing: HearingLine) -> str:
    return f" at {hearing.starts_at:%H:%M}" if hearing.starts_at else ""


def _links(view: CourtCaseView, code: str) -> list[Link]:
    here = [code, view.id]
    return [
        Link("Set a hearing", reverse("hearing_set", args=here)),
        Link("Add an accused", reverse("accuse", args=here)),
        Link("Lay a charge", reverse("charge_lay", args=here)),
        Link("Compensation ordered", reverse("compensation_order", args=here)),
    ]


def _charge_row(one: AccusedLine, charge: ChargeLine, code: str) -> Row:
    return Row([
        Cell(one.label, reverse("accused", args=[code, one.id])),
        Cell(charge.offence, note=charge.victim and f"Done to {charge.victim.lower()}"),
        Cell(charge.plea or "Not yet", note=_said(charge.plea_on)),
        _end(charge),
        Cell("; ".join(sentence.words for sentence in charge.sentences) or "None"),
    ])  # fmt: skip


def _bare(one: AccusedLine, code: str) -> Row:
    return Row([
        Cell(one.label, reverse("accused", args=[code, one.id])),
        Cell(tag="No charge is recorded", tone=Tone.WAITING), "", "", "",
    ])  # fmt: skip


def _end(charge: ChargeLine) -> Cell:
    if not charge.verdict:
        return Cell("Not yet")
    if charge.sent_back:
        return Cell(charge.verdict, note="Sent back to be tried again", tag="Open again")
    tag = "On appeal" if charge.waits_on_appeal else ""
    return Cell(charge.verdict, note=_said(charge.verdict_on), tag=tag, tone=Tone.WAITING)


def _said(on: date | None) -> str:
    return spoken_date(on) if on else ""


def hearing_row(one: HearingLine, code: str) -> Row:
    """A hearing as a row; what nobody told of is marked."""
    if one.outcome:
        told = Cell(one.outcome_name, note="; ".join(filter(None, [one.reason, one.party])))
    else:
        told = Cell(one.room and f"Room {one.room}", note=one.judge)
    return Row([
        Cell(f"{spoken_date(one.on)}{_clock(one)}", reverse("hearing", args=[code, one.id])),
        one.type, told,
    ])  # fmt: skip


def _order_row(one: OrderLine, code: str, today: date, *, writes: bool) -> Row:
    over = one.days_over(today)
    if one.complied_on:
        state = Cell(tag="Obeyed", tone=Tone.GOOD, note=spoken_date(one.complied_on))
    else:
        state = Cell(
            "Say it was obeyed" if writes else "Not yet",
            reverse("order_obeyed", args=[code, one.id]) if writes else "",
            note=spoken_date(one.due_on) if one.due_on else "No day was set",
            overdue=spoken_due(one.due_on, today) if over > 0 and one.due_on else "",
        )
    return Row([Cell(one.words, note=f"On {spoken_date(one.made_on)}"), one.party, state])


def _money_row(one: MoneyLine, code: str, *, writes: bool) -> Row:
    received = f"{one.paid:,} of {one.amount:,} {one.currency}"
    if one.is_paid:
        state = Cell(received, tag="Paid", tone=Tone.GOOD)
    else:
        pay = reverse("compensation_pay", args=[code, one.id]) if writes else ""
        state = Cell(received, pay, note=f"Due {spoken_date(one.due_on)}" if one.due_on else "")
    return Row([f"{one.amount:,} {one.currency}, {spoken_date(one.on)}", one.label, state])


@dataclass(frozen=True)
class ChargeCard:
    """One charge on the page of an accused, with what can be said of it next."""

    title: str
    facts: Sequence[Fact]
    links: Sequence[Link]
    replaced: bool


def accused_page(one: AccusedLine, code: str, *, writes: bool) -> dict[str, Any]:
    """What the template of an accused is given."""
    change = reverse("accused_change", args=[code, one.id]) if writes else ""
    held = f"{one.days_held:,} days" if one.days_held else "No day recorded"
    facts = [
        Fact("Defended by", one.counsel),
        Fact("Language", one.language or "Not recorded"),
        Fact(
            "Papers given to the defence",
            spoken_date(one.disclosed_on) if one.disclosed_on else "Not yet",
        ),
        Fact("In custody so far", held),
    ]  # fmt: skip
    if one.custody:
        until = spoken_date(one.custody.until) if one.custody.until else "for life"
        facts.append(Fact("Sentenced to be held", f"{spoken_date(one.custody.since)} to {until}"))
    return {
        "one": one,
        "facts": facts,
        "change_href": change,
        "charges": [_charge_card(charge, code, writes=writes) for charge in one.charges],
    }


def _charge_card(charge: ChargeLine, code: str, *, writes: bool) -> ChargeCard:
    known = [
        ("Law", charge.law),
        ("Done", ", ".join(filter(None, [
            charge.victim and f"to {charge.victim[:1].lower()}{charge.victim[1:]}",
            f"on {spoken_date(charge.acted_on)}" if charge.acted_on else "",
        ]))),
        ("Laid", ", ".join(filter(None, [
            spoken_date(charge.laid_on), charge.laid.lower(),
            charge.laid_by and f"by {charge.laid_by}",
        ]))),
        ("Why it was changed", charge.reason),
        ("Plea", _dated(charge.plea, charge.plea_on)),
        ("How it ended", _dated(charge.verdict, charge.verdict_on)),
        ("Sentence", "\n".join(_sentence(one) for one in charge.sentences)),
        ("Appeal", "\n".join(_appeal(one) for one in charge.appeals)),
    ]  # fmt: skip
    return ChargeCard(
        title=f"{charge.count}. {charge.offence}",
        facts=[Fact(label, value) for label, value in known if value],
        links=_charge_links(charge, code) if writes and not charge.replaced else [],
        replaced=charge.replaced,
    )


def _sentence(one: SentenceLine) -> str:
    return f"{one.words}, {one.runs.lower()}" if one.runs else one.words


def _appeal(one: AppealLine) -> str:
    return f"{one.side}, {spoken_date(one.filed_on)}: {one.result or 'not decided'}"


def _dated(words: str, on: date | None) -> str:
    return f"{words}, {spoken_date(on)}" if words and on else words


def _charge_links(charge: ChargeLine, code: str) -> list[Link]:
    def to(label: str, name: str, pk: str) -> Link:
        return Link(label, reverse(name, args=[code, pk]))

    if not charge.verdict_id:
        return [
            to("Record the plea", "plea", charge.id),
            to("Record the verdict", "verdict", charge.id),
            to("Change the charge", "charge_amend", charge.id),
        ]
    waiting = [one for one in charge.appeals if not one.result]
    more = "Add to the sentence" if charge.sentences else "Record the sentence"
    sentence = [to(more, "sentence", charge.verdict_id)]
    return [
        *(sentence if charge.is_conviction else []),
        *(to("What became of the appeal", "appeal_decide", one.id) for one in waiting),
        *([] if waiting else [to("Record an appeal", "appeal", charge.verdict_id)]),
        to("Set the verdict right", "verdict", charge.id),
    ]  # fmt: skip
