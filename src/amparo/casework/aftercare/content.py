"""What a referral says: a closed list of fields, and which consent each needs. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from amparo.directory.packs import code_list

REQUEST = "request"
CHILD_UNTIL = 18


@dataclass(frozen=True)
class Field:
    """One thing a referral may say: known from the record, or written for this recipient."""

    code: str
    name: str
    is_known: bool
    covers: str


@dataclass(frozen=True)
class Line:
    """One line of what leaves."""

    code: str
    label: str
    value: str


@cache
def sendable() -> dict[str, Field]:
    """The closed list, by code; what is not in it cannot leave."""
    return {
        entry.code: Field(
            entry.code, entry.name, entry.maps.get("kind") == "known", entry.maps.get("covers", "")
        )
        for entry in code_list("referral_fields").entries
    }


def covers_of(fields: Iterable[str]) -> tuple[str, ...]:
    """The groups of facts a consent must cover for these fields."""
    known = sendable()
    return tuple(sorted({known[code].covers for code in fields if known[code].covers}))


def lines_of(known: Mapping[str, str], words: Mapping[str, str]) -> tuple[Line, ...]:
    """The lines that leave, in the order of the list; what is empty is left out.

    `known` are the chosen facts of the record, `words` what was written for this recipient.
    """
    return tuple(
        Line(field.code, field.name, text.strip())
        for field in sendable().values()
        if (text := (known if field.is_known else words).get(field.code, "")).strip()
    )


def age_band(birth_year: int | None, *, year: int) -> str:
    """Child or adult, by the year of birth; nothing where it is not known."""
    if birth_year is None:
        return ""
    return "Child" if year - birth_year < CHILD_UNTIL else "Adult"


def as_text(lines: Iterable[Line]) -> str:
    """The lines as they are kept, exactly."""
    return json.dumps([[line.code, line.label, line.value] for line in lines], ensure_ascii=False)


def from_text(text: str) -> tuple[Line, ...]:
    """The lines that were kept."""
    return tuple(Line(*parts) for parts in json.loads(text)) if text else ()
