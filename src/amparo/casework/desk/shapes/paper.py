"""Documents and consent as rows and cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from amparo.casework.cases.selectors.paper import Agreement, Paper
from amparo.casework.desk.shapes.case import clock_time
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Fact, Row, Tone


def paper_rows(papers: Sequence[Paper]) -> list[Row]:
    """Documents, newest first; each leads to a copy without its place, and to the original."""
    return [
        Row([
            Cell(paper.title, href=reverse("document", kwargs={"document": paper.id}),
                 note=f"Number {paper.number}, {_size(paper.n_bytes)}"),
            paper.kind,
            spoken_date(paper.dated_on) if paper.dated_on else "Not said",
            Cell(paper.added_by, note=clock_time(paper.added_at)),
            Cell(f"Original {paper.number}",
                 href=reverse("document_whole", kwargs={"document": paper.id})),
        ])
        for paper in papers
    ]  # fmt: skip


def _size(n_bytes: int) -> str:
    if n_bytes < 1000:
        return f"{n_bytes} bytes"
    return f"{n_bytes / 1000:.0f} kB" if n_bytes < 1_000_000 else f"{n_bytes / 1_000_000:.1f} MB"


@dataclass(frozen=True)
class ConsentCard:
    """One consent: its facts, and the address that takes it back."""

    title: str
    facts: Sequence[Fact]
    withdraw_href: str


def consent_cards(agreements: Sequence[Agreement], *, may_record: bool) -> list[ConsentCard]:
    """What was agreed or refused, newest first."""
    return [
        ConsentCard(
            title=f"{one.who}: {one.purpose}",
            facts=[fact for fact in _consent_facts(one) if fact.value or fact.tag],
            withdraw_href=reverse("consent_withdraw", kwargs={"consent": one.id})
            if may_record and one.is_in_force
            else "",
        )
        for one in agreements
    ]


def _consent_facts(one: Agreement) -> list[Fact]:
    answer = "Agreed" if one.is_given else "Refused"
    standing = "in force" if one.is_in_force else "not in force"
    return [
        Fact("Answer", f"{answer} on {spoken_date(one.on)}", tag=standing if one.is_given else "",
             tone=Tone.GOOD if one.is_in_force else Tone.NEUTRAL),
        Fact("To whom", one.recipient),
        Fact("Covers", one.covers),
        Fact("Explained", one.explained),
        Fact("Who decided", one.basis),
        Fact("Reason", one.reason),
        Fact("Until", spoken_date(one.until) if one.until else ""),
        Fact("Taken back", f"from {spoken_date(one.withdrawn_on)}" if one.withdrawn_on else ""),
    ]  # fmt: skip
