"""A court's list and what became of it, as components show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from amparo.casework.docket.models import HearingImport
from amparo.casework.docket.selectors.matching import Fate, Proposal
from amparo.casework.docket.sheets import Sheet
from amparo.directory.packs import code_list
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Fact, Row, Tone

COLUMNS = ["Row", "The list says", "Day", "What for", "What becomes of it"]
SET, UNSURE = "Will be set", "Perhaps"
LABELS = {
    Fate.NEW: (SET, Tone.GOOD), Fate.PERHAPS: (UNSURE, Tone.WAITING),
    Fate.KNOWN: ("Known", Tone.NEUTRAL), Fate.TWICE: ("Twice", Tone.NEUTRAL),
    Fate.NOBODY: ("Not yours", Tone.NEUTRAL), Fate.SEVERAL: ("Not clear", Tone.ALERT),
    Fate.WRONG: ("Cannot be used", Tone.ALERT),
}  # fmt: skip


def list_of(source: HearingImport, sheet: Sheet, proposals: Sequence[Proposal]) -> dict[str, Any]:
    """A list before it is carried out."""
    counts = Counter(one.fate for one in proposals)
    said = [f"{counts[fate]} {LABELS[fate][0].lower()}" for fate in Fate if counts[fate]]
    return {
        "source": source,
        "columns": COLUMNS,
        "facts": _facts(sheet, "; ".join(said)),
        "rows": [_row(one, *LABELS[one.fate]) for one in proposals],
        "may_set": bool(counts[Fate.NEW] or counts[Fate.PERHAPS]),
    }


def done_of(
    source: HearingImport, sheet: Sheet, proposals: Sequence[Proposal], used: Collection[int]
) -> dict[str, Any]:
    """A list that was carried out: what was used, and what was not with the reason."""
    left = [one for one in proposals if one.row.row not in used]
    taken = [one for one in proposals if one.row.row in used]
    back = source.state == HearingImport.State.UNDONE
    words = "Taken back" if back else "Set"
    return {
        "source": source,
        "columns": COLUMNS,
        "facts": _facts(sheet, f"{len(taken)} set; {len(left)} not used"),
        "rows": [
            _row(one, words, Tone.NEUTRAL if back else Tone.GOOD, because="") for one in taken
        ],
        "left": [_row(one, "Not used", LABELS[one.fate][1]) for one in left],
        "may_undo": source.state == HearingImport.State.DONE and bool(taken),
    }


def erased_of(source: HearingImport) -> dict[str, Any]:
    """A list whose text was destroyed with a case; what it set can still be taken back."""
    n = source.used.count()
    return {
        "source": source,
        "facts": [Fact("Rows", f"Erased, with a case of this court. {n} of them set a hearing.")],
        "may_undo": source.state == HearingImport.State.DONE and bool(n),
        "may_bring_again": source.state == HearingImport.State.SHOWN,
    }


def _facts(sheet: Sheet, counted: str) -> list[Fact]:
    took = ", ".join(f"“{header}” as {what}" for what, header in _named(sheet).items())
    facts = [Fact("Rows", f"{len(sheet.rows)}: {counted}"), Fact("Columns used", took)]
    if sheet.unused:
        facts.append(Fact("Columns not used", ", ".join(sheet.unused)))
    return [*facts, Fact("Days", sheet.note)] if sheet.note else facts


def _named(sheet: Sheet) -> dict[str, str]:
    words = {"number": "the docket number", "on": "the day", "hour": "the hour",
             "type": "what for", "names": "the names", "room": "the room"}  # fmt: skip
    return {words[what]: header for what, header in sheet.columns.items()}


def _row(one: Proposal, tag: str, tone: Tone, because: str | None = None) -> Row:
    row = one.row
    hour = f" at {row.hour:%H:%M}" if row.hour else ""
    day = f"{spoken_date(row.on)}{hour}" if row.on else ""
    why = one.because if because is None else because
    return Row([
        Cell(str(row.row)), row.words, day, code_list("hearing_types").name_of(row.type),
        Cell(", ".join(one.codes), tag=tag, tone=tone, note=why),
    ])  # fmt: skip
