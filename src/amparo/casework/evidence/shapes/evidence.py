"""The Evidence page and the page of an exhibit, as components show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from amparo.casework.evidence.fitting import ElementProof, Fit
from amparo.casework.evidence.selectors.disclosures import DutyLine
from amparo.casework.evidence.selectors.evidence import (
    CustodyLine,
    Evidence,
    ExhibitLine,
    InterviewLine,
    LabLine,
)
from amparo.directory.packs import code_list
from amparo.web.dates import spoken_date
from amparo.web.shapes import Action, Cell, Fact, Happening, Link, Row, Tone

EXHIBITS = ["Exhibit", "Kind", "Who holds it", "State"]
STATEMENTS = ["Whose", "How", "Where", "Why again"]
ELEMENTS = ["Element", "Proven by", "More would be", "How to gather it"]
LAB = ["Asked", "Laboratory", "Answer"]
FILES = ["File", "SHA-256", "Size"]
LOG = ["When", "To whom", "Why", "By"]
SLOW = 30  # days a laboratory has not answered, from which its age is marked


@dataclass(frozen=True)
class FitCard:
    """One offence with its score and its elements."""

    title: str
    score: str
    tone: Tone
    missing: Sequence[Fact]
    rows: Sequence[Row]
    tied: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class DutyCard:
    """A duty of law in words, and where a second person agrees."""

    words: str
    agree_href: str


def evidence_page(evidence: Evidence, code: str, *, writes: bool) -> dict[str, Any]:
    """What the template of the Evidence page is given."""
    return {
        "fits": [_fit(one, code, writes=writes) for one in evidence.fits],
        "element_columns": ELEMENTS,
        "exhibit_columns": EXHIBITS, "exhibits": [_exhibit(one, code) for one in evidence.exhibits],
        "statement_columns": STATEMENTS, "statements": [_statement(x) for x in evidence.interviews],
        "log_columns": LOG,
        "log": [
            Row([f"{timezone.localtime(at):%-d %B %Y, %H:%M}", to, why, by])
            for at, to, why, by in evidence.disclosures
        ],
        "duties": [_duty(one, code, writes=writes) for one in evidence.duties],
        "actions": _actions(code) if writes else [],
        "links": _links(code) if writes else [],
    }  # fmt: skip


def _actions(code: str) -> list[Action]:
    return [
        Action("Log an exhibit", reverse("exhibit_new", args=[code]), "primary"),
        Action("Record a statement", reverse("interview_new", args=[code])),
    ]


def _links(code: str) -> list[Link]:
    return [
        Link("Say what proves what", reverse("tie_new", args=[code])),
        Link("Make a bundle", reverse("bundle", args=[code])),
        Link("A law asks for a bundle", reverse("bundle_duty", args=[code])),
    ]


def _duty(one: DutyLine, code: str, *, writes: bool) -> DutyCard:
    said = f"{one.seconded_by} agreed: one bundle may leave." if one.seconded_by else (
        "Waits for a second person."
    )  # fmt: skip
    return DutyCard(
        f"A bundle to {one.recipient}: {one.citation}. Cited by {one.asked_by}. {said}",
        reverse("bundle_second", args=[code, one.id]) if writes and one.may_second else "",
    )


def _fit(one: Fit, code: str, *, writes: bool) -> FitCard:
    kinds, names = code_list("evidence_kinds"), code_list("elements")
    tied = [
        (f"{piece.label}, {names.name_of(element.code).lower()}",
         reverse("untie", args=[code, piece.tie]))
        for element in one.elements for piece in element.pieces
    ]  # fmt: skip
    return FitCard(
        one.offence.name,
        f"{one.n_proven} of {len(one.elements)} elements proven",
        Tone.GOOD if one.n_proven == len(one.elements) else Tone.WAITING,
        [
            Fact(names.name_of(element.code), element.how, tag="Nothing yet", tone=Tone.ALERT)
            for element in one.elements
            if not element.pieces
        ],
        [_element(element, kinds, names) for element in one.elements],
        tied if writes else [],
    )


def _element(one: ElementProof, kinds: Any, names: Any) -> Row:
    proven = ", ".join(piece.label for piece in one.pieces)
    return Row([
        names.name_of(one.code),
        Cell(proven) if proven else Cell(tag="Nothing yet", tone=Tone.ALERT),
        ", ".join(kinds.name_of(kind) for kind in one.would_prove),
        one.how,
    ])  # fmt: skip


def _exhibit(one: ExhibitLine, code: str) -> Row:
    state = Cell("Hash or reference only", tag="Abuse material", tone=Tone.DANGER)
    if not one.is_abuse_material:
        waiting = [lab for lab in one.lab if lab.result_on is None]
        n = len(one.files)
        files = f"{n} file{'s' * (n > 1)}" if n else "No file"
        slow = max((lab.age for lab in waiting), default=0)
        state = Cell(files, overdue=f"Laboratory: {slow} days" if slow > SLOW else "")
    return Row([
        Cell(f"Exhibit {one.number}", reverse("exhibit", args=[code, one.id])),
        Cell(one.kind_name, note=f"Seized {spoken_date(one.seized_on)}"), one.holder, state,
    ])  # fmt: skip


def _statement(one: InterviewLine) -> Row:
    again = Tone.ALERT if one.was_child and one.number > 1 else Tone.NEUTRAL
    return Row([
        Cell(f"{one.who}, {_nth(one.number)}", note=spoken_date(one.on),
             tag="Child" if one.was_child else "", tone=again),
        one.mode, one.room, one.reason,
    ])  # fmt: skip


def _nth(number: int) -> str:
    words = {1: "first", 2: "second", 3: "third"}
    return words.get(number, f"number {number}")


def exhibit_page(one: ExhibitLine, code: str, *, writes: bool) -> dict[str, Any]:
    """What the template of an exhibit is given."""
    known = [
        ("What it is", one.words.what), ("Kind", one.kind_name),
        ("Seized", spoken_date(one.seized_on)), ("Where", one.words.where),
        ("By", one.words.seized_by), ("From", one.seized_from), ("Held by", one.holder),
        ("Seizure reference", one.words.reference), ("Hash from the police", one.words.sha256),
    ]  # fmt: skip
    here = [code, one.id]
    links = [
        Link("Hand it over", reverse("exhibit_move", args=here)),
        Link("Send to a laboratory", reverse("lab_new", args=here)),
    ]
    if not one.is_abuse_material:
        links.insert(1, Link("Keep a file", reverse("exhibit_file_new", args=here)))
    return {
        "one": one,
        "facts": [Fact(label, value) for label, value in known if value],
        "links": links if writes else [],
        "custody": [_line(line) for line in reversed(one.custody)],
        "file_columns": FILES,
        "files": [
            Row([
                Cell(file.copy, reverse("exhibit_file", args=[code, file.id])),
                file.sha256, f"{file.n_bytes:,} bytes",
            ])
            for file in one.files
        ],
        "lab_columns": LAB,
        "lab": [_lab(line, code, writes=writes) for line in one.lab],
    }  # fmt: skip


def _line(line: CustodyLine) -> Happening:
    seal = f" Seal {line.seal}." if line.seal else ""
    hashed = f" SHA-256 {line.digest}." if line.digest else ""
    who = f"{line.giver} to {line.taker}" if line.giver and line.giver != line.taker else line.taker
    return Happening(
        f"{line.seq}. {line.what}", f"{timezone.localtime(line.moved_at):%-d %B %Y, %H:%M}",
        by=who, text=f"{line.why}.{seal}{hashed}",
    )  # fmt: skip


def _lab(line: LabLine, code: str, *, writes: bool) -> Row:
    if line.result_on:
        answer = Cell(line.result, note=f"{spoken_date(line.result_on)}, after {line.age} days")
    else:
        answer = Cell(
            "Record the answer" if writes else "Not yet",
            reverse("lab_result", args=[code, line.id]) if writes else "",
            note=f"Sent {spoken_date(line.sent_on)}, {line.age} days ago",
        )
    return Row([line.asked, line.laboratory or "Not in the directory", answer])
