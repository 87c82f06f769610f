"""Bail and protective orders as cards."""

from __future__ import annotations

from amparo.casework.frame.shell import address
from amparo.casework.restrain.models import BailDecision, DossierReceipt, ProtectiveStep
from amparo.casework.restrain.selectors.suspect import (
    BailCard,
    HandoverCard,
    OrderCard,
    SuspectPage,
)
from amparo.casework.restrain.services.bail import FREES, TAKES
from amparo.casework.restrain.shapes.cards import (
    Card,
    Section,
    Seeing,
    facts_of,
    take_back_link,
)
from amparo.directory.packs import code_list
from amparo.web.dates import spoken_date
from amparo.web.shapes import Fact, Tone

STATES = {
    "": ("Asked, not decided", Tone.WAITING), "granted": ("In force, not served", Tone.ALERT),
    "refused": ("Refused", Tone.NEUTRAL), "served": ("In force", Tone.GOOD),
    "not_served": ("In force, not served", Tone.ALERT), "ended": ("Ended", Tone.NEUTRAL),
}  # fmt: skip


def bail_section(page: SuspectPage, seeing: Seeing) -> Section:
    """Decisions about bail, newest first."""
    links = [
        *seeing.link("Record a decision about bail", "bail_add", suspect=page.person.pk),
        *seeing.link("Risk dossier for the prosecutor", "suspect_risk", suspect=page.person.pk),
        *seeing.link("It was handed over", "risk_handed", suspect=page.person.pk),
    ]
    return Section(
        "bail", "Bail",
        [*bail_cards(page, seeing), *(_handover(card, seeing) for card in page.handovers)],
        empty="No decision about bail is recorded.", links=links,
    )  # fmt: skip


def bail_cards(page: SuspectPage, seeing: Seeing) -> list[Card]:
    """The decisions alone, as the dossier shows them."""
    return [_bail(card, seeing) for card in page.bail]


def decision_name(row: BailDecision) -> str:
    """The decision in words."""
    return code_list("bail_decisions").name_of(row.decision)


def _bail(card: BailCard, seeing: Seeing) -> Card:
    row = card.row
    names = code_list("bail_conditions")
    terms = next((one.words("words") for one in row.conditions.all() if one.words_sealed), "")
    heard = {True: "Yes", False: "No", None: "Not known"}[row.risk_was_told]
    broken = [
        Fact(
            f"Broken {spoken_date(one.on)}",
            (f"{names.name_of(one.condition.kind)}: " if one.condition else "")
            + one.words("words")
            + (f" (reported {spoken_date(one.reported_on)})" if one.reported_on else
               " (not reported yet)"),
            action="Entered wrongly?" if seeing.may_write else "",
            action_href=address("fact_take_back", seeing.case, fact="breach", row=one.pk),
        )
        for one in card.breaches
    ]  # fmt: skip
    title = f"{decision_name(row)}, {spoken_date(row.on)}"
    breach = seeing.link("Record a breach", "bail_breach", decision=row.pk)
    return Card(
        title,
        [
            *facts_of(
                ("Court", row.court.name if row.court else ""),
                ("Conditions", "\n".join(names.name_of(c.kind) for c in row.conditions.all())),
                ("In the court’s words", terms),
                ("The court had heard of the risk", heard),
                ("Reasons given", row.words("words")),
            ),
            *broken,
        ],
        tag="Breached" if broken else "",
        tone=Tone.DANGER if broken and row.decision in FREES else Tone.NEUTRAL,
        links=[
            *(breach if row.decision in TAKES else []),
            *([] if broken else take_back_link(row, seeing.case, may_write=seeing.may_write,
                                               what=title)),
        ],
    )  # fmt: skip


def _handover(card: HandoverCard, seeing: Seeing) -> Card:
    """The risk in writing, handed to a prosecutor, and by what that can be shown."""
    row = card.row
    title = f"Risk in writing to the prosecutor, {spoken_date(row.on)}"
    links = [
        *seeing.link("The receipt came", "risk_receipt", handover=row.pk),
        *take_back_link(row, seeing.case, may_write=seeing.may_write, what=title),
    ]
    return Card(
        title,
        [
            *facts_of(
                ("Handed to", row.to.name), ("Who took it", row.words("words")),
                ("Written down by", row.recorded_by.name),
            ),
            *([_receipt(card.receipt, seeing)] if card.receipt else []),
        ],
        tag="Receipt kept" if card.receipt else "No receipt yet",
        tone=Tone.GOOD if card.receipt else Tone.WAITING,
        links=[] if card.receipt else links,
    )  # fmt: skip


def _receipt(row: DossierReceipt, seeing: Seeing) -> Fact:
    words = row.words("words")
    return Fact(
        "Receipt",
        f"{row.get_kind_display()}, {spoken_date(row.on)}" + (f". {words}" if words else ""),
        action="Entered wrongly?" if seeing.may_write else "",
        action_href=address("fact_take_back", seeing.case, fact="receipt", row=row.pk),
    )


def orders_section(page: SuspectPage, seeing: Seeing) -> Section:
    """Protective orders against the person."""
    return Section(
        "orders", "Protective orders", [_order(card, seeing) for card in page.orders],
        empty="No protective order is recorded.",
        links=seeing.link("A protective order was asked for", "order_add",
                          suspect=page.person.pk),
    )  # fmt: skip


def _order(card: OrderCard, seeing: Seeing) -> Card:
    row = card.row
    tag, tone = STATES[card.state]
    if card.until is not None and card.until < seeing.today and card.state != "refused":
        tag, tone = "Expired", Tone.ALERT
    if card.n_breaches:
        tag, tone = f"{tag}, breached", Tone.DANGER
    steps = [
        Fact(
            spoken_date(step.on), _said(step),
            action="Entered wrongly?" if seeing.may_write else "",
            action_href=address("fact_take_back", seeing.case, fact="order-step", row=step.pk),
        )
        for step in card.steps
    ]  # fmt: skip
    title = f"Asked {spoken_date(row.on)}"
    return Card(
        title,
        [
            *facts_of(
                ("Protects", card.protects or "Every survivor of the case"),
                ("Court", row.court.name if row.court else ""),
                ("What was asked", row.words("words")),
                ("Until", spoken_date(card.until) if card.until else ""),
            ),
            *steps,
        ],
        tag=tag, tone=tone,
        links=[
            *seeing.link("What became of it?", "order_step", protection=row.pk),
            *([] if steps else take_back_link(row, seeing.case, may_write=seeing.may_write,
                                              what=title)),
        ],
    )  # fmt: skip


def _said(step: ProtectiveStep) -> str:
    until = f", until {spoken_date(step.until)}" if step.until else ""
    words = step.words("words")
    return f"{step.get_what_display()}{until}" + (f". {words}" if words else "")
