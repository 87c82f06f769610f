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
    """One consent: its facts, how it was asked, and the address that takes it back."""

    title: str
    tag: str
    tone: Tone
    facts: Sequence[Fact]
    more: Sequence[Fact]
    withdraw_href: str
    is_in_force: bool


def consent_cards(agreements: Sequence[Agreement], *, may_record: bool) -> list[ConsentCard]:
    """What was agreed or refused, newest first."""
    return [
        ConsentCard(
            title=f"{one.who}: {one.purpose}",
            tag="in force" if one.is_in_force else "not in force" if one.is_given else "refused",
            tone=Tone.GOOD if one.is_in_force else Tone.NEUTRAL,
            facts=_said(
                ("Agreed" if one.is_given else "Refused", spoken_date(one.on)),
                ("To", one.recipient), ("Covers", one.covers),
                ("Until", spoken_date(one.until) if one.until else ""),
                ("Taken back", f"from {spoken_date(one.withdrawn_on)}" if one.withdrawn_on else ""),
            ),
            more=_said(
                ("Explained", one.explained), ("They were told", one.told),
                ("For research", one.research), ("Who decided", one.basis),
                ("Reason", one.reason),
            ),
            withdraw_href=reverse("consent_withdraw", kwargs={"consent": one.id})
            if may_record and one.is_in_force
            else "",
            is_in_force=one.is_in_force,
        )
        for one in agreements
    ]  # fmt: skip


def _said(*pairs: tuple[str, str]) -> list[Fact]:
    return [Fact(label, value) for label, value in pairs if value]
