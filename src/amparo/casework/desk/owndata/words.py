"""One row as labels and words: codes as words, days as they are spoken, sealed words opened."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import reduce
from typing import Any

from django.db import models
from django.utils import timezone

from amparo.casework.cases.models import Person
from amparo.casework.desk.owndata.readers import reader_of
from amparo.casework.desk.owndata.spec import Told, labels
from amparo.directory.models import Institution, Jurisdiction, Post, Unit
from amparo.errors import Broken
from amparo.vault.models import DataKey
from amparo.vault.sealing import ERASED, unseal
from amparo.web.dates import spoken_date

NAMED = {Institution: "name", Unit: "name", Jurisdiction: "name", Post: "title"}
# Of the office's own book-keeping: it says nothing of the person.
NEVER = frozenset(
    {
        "id", "token", "version", "change", "digest", "number_digest", "place_digest", "precision",
        "seq", "manifest_digest", "case", "office", "programme", "compartment", "is_scored_blind",
        "object_id", "content_type", "fact", "found_version", "tool_version", "has_words",
        "has_reason", "n_goals", "n_actions", "is_secret",
    }
)  # fmt: skip
# Said only where it is so: of most rows it is not, and a no would be noise.
ONLY_YES = frozenset(
    {"is_void", "is_carried", "corrects", "met", "is_abuse_material", "is_urgent", "is_planned"}
)
WRITTEN = "recorded_at"  # told last
LATER = ("superseded_by", "replaced_by")
CORRECTED, STRUCK_OUT = "Corrected since", "Struck out"
ANOTHER, YOU = "another person", "you"
SHORTEST_NAME = 3
_NUMBER = re.compile(r"\+?\d[\d ()/-]{4,}\d")


def names_of(people: Iterable[Person], colleagues: Iterable[str] = ()) -> frozenset[str]:
    """Every name and number by which these people are known, whole and in parts."""
    found: set[str] = set()
    for person in people:
        texts = [person.name(), *(detail.value() for detail in person.details.all())]
        for text in texts:
            found |= {text, *_names_in(text)}
        contact = person.safe_contact()
        found |= {contact, *_NUMBER.findall(contact)}
    for name in colleagues:
        found |= {name, *_names_in(name)}
    return frozenset(name for name in found if len(name) >= SHORTEST_NAME)


def _names_in(text: str) -> set[str]:
    """The parts of a name; a number is nobody's but whole."""
    return {part for part in text.split() if any(letter.isalpha() for letter in part)}


def hold_out(text: str, names: frozenset[str]) -> str:
    """The text without other people's names and numbers."""
    longest_first = sorted(names, key=len, reverse=True)
    if not longest_first:
        return text
    anyone = "|".join(map(_however_written, longest_first))
    return re.sub(rf"(?<!\w)(?:{anyone})(?!\w)", f"[{ANOTHER}]", text, flags=re.IGNORECASE)


def _however_written(name: str) -> str:
    """What finds a name, or a number whatever stands between its digits."""
    if _NUMBER.fullmatch(name):
        return r"\+?" + "[ ()./-]*".join(re.findall(r"\d", name))
    return re.escape(name)


@dataclass(frozen=True)
class For:
    """For whom a row is told, and the names that are held out of what somebody typed."""

    person: Person
    others: frozenset[str]


def words_of(row: models.Model, one: Told, to: For, *, is_struck: bool) -> dict[str, str]:
    """Label and words of each field that says something."""
    told = {label: said for label, way in one.also.items() if (said := _along(row, way, one, to))}
    for field in sorted(row._meta.concrete_fields, key=lambda field: field.name == WRITTEN):
        name = field.name.removesuffix("_sealed")
        if {name, field.name} & (one.leave | NEVER) or _is_the_way(row, field, one, to):
            continue
        if said := _said(row, field, name, one, to):
            told[label_of(name, one)] = said
    if any(getattr(row, name, None) for name in LATER):
        told[CORRECTED] = "Yes, another entry stands in its place"
    if is_struck:
        told[STRUCK_OUT] = "Yes, it was entered by mistake"
    return told


def label_of(name: str, one: Told) -> str:
    """What a field of a table is called."""
    return one.labels.get(name) or labels().get(name) or name.replace("_", " ").capitalize()


def _is_the_way(row: models.Model, field: models.Field[Any, Any], one: Told, to: For) -> bool:
    """That the row is theirs is said by its heading."""
    return field.name in one.ways and getattr(row, field.attname) == to.person.pk


def _along(row: models.Model, way: str, one: Told, to: For) -> str:
    """What the field at the end of a way says; nothing where the way breaks off."""
    *steps, name = way.split(".")
    end: Any = row
    for step in steps:
        end = getattr(end, step, None)
    return _said(end, end._meta.get_field(name), way, one, to) if end is not None else ""


def _said(row: models.Model, field: models.Field[Any, Any], way: str, one: Told, to: For) -> str:
    """One field in words: by its reader where codes stand in it, else as it stands.

    Names are held out of what was typed before a reader puts its own words around it.
    """
    reader = one.said.get(way, "")
    if isinstance(field, models.BinaryField):
        value: Any = _opened(row, field.name, one.key) if field.name.endswith("_sealed") else ""
    else:
        value = getattr(row, field.attname if field.is_relation else field.name)
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, str) and (way in one.typed or not (reader or field.choices)):
        value = hold_out(value, to.others)
    if reader and value != ERASED:
        return reader_of(reader)(row, value)
    if field.is_relation:
        return _related(row, field, to.person)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return "Yes" if value else "" if field.name in ONLY_YES else "No"
    return _day(value, row) if isinstance(value, date | time) else str(value)


def _opened(row: models.Model, field: str, key: str) -> str:
    """A sealed value; the tables of the rooms are named by their model, or by their table."""
    content = getattr(row, field)
    if not content:
        return ""
    data_key: DataKey | None = reduce(getattr, key.split("."), row)  # type: ignore[assignment]
    if data_key is None:
        return ERASED
    model = type(row).__name__
    tables = (row._meta.db_table, re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model).lower())
    for table in tables:
        try:
            return unseal(
                content, data_key, table=table, row=row.pk, field=field.removesuffix("_sealed")
            )
        except Broken:
            continue
    raise Broken("A sealed value does not open", where=f"{row._meta.label}.{field}")


def _day(value: date | time, row: models.Model) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if not isinstance(value, datetime):
        return spoken_date(value, str(getattr(row, "precision", "") or "day"))
    here = timezone.localtime(value)
    return f"{spoken_date(here.date())}, {here:%H:%M}"


def _related(row: models.Model, field: models.Field[Any, Any], person: Person) -> str:
    """A person as you or another, an institution or post by its name; a colleague not at all."""
    if field.related_model is Person:
        return YOU if getattr(row, field.attname) == person.pk else ANOTHER
    name = NAMED.get(field.related_model)  # type: ignore[arg-type]
    return str(getattr(getattr(row, field.name), name)) if name else ""
