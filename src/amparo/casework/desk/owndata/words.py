"""One row as labels and words: codes as words, days as they are spoken, sealed words opened."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import reduce
from typing import Any

from django.db import models
from django.utils import timezone

from amparo.casework.cases.models import Person
from amparo.directory.models import Institution, Jurisdiction, Post, Unit
from amparo.directory.packs import milestone_type
from amparo.errors import Broken
from amparo.vault.models import DataKey
from amparo.vault.sealing import ERASED, unseal
from amparo.web.dates import spoken_date

NAMED = {Institution: "name", Unit: "name", Jurisdiction: "name", Post: "title"}
LABELS = {
    "on": "Day", "at": "When", "from_on": "From", "to_on": "Until", "words": "In words",
    "happened_on": "Day", "recorded_at": "Written down", "type": "What", "what": "What",
}  # fmt: skip
# Of the office's own book-keeping: it says nothing of the person.
NEVER = frozenset(
    {
        "id", "token", "version", "change", "digest", "number_digest", "precision", "seq",
        "manifest_digest", "case", "office", "programme", "compartment", "is_scored_blind",
    }
)  # fmt: skip
ANOTHER, YOU = "another person", "you"
SHORTEST_NAME = 3


def names_of(people: Iterable[Person]) -> frozenset[str]:
    """Every name and number by which these people are known, whole and in parts."""
    found: set[str] = set()
    for person in people:
        texts = [person.name(), *(detail.value() for detail in person.details.all())]
        for text in texts:
            found |= {text, *text.split()}
    return frozenset(name for name in found if len(name) >= SHORTEST_NAME)


def hold_out(text: str, names: frozenset[str]) -> str:
    """The text without other people's names and numbers."""
    longest_first = sorted(names, key=len, reverse=True)
    if not longest_first:
        return text
    anyone = "|".join(re.escape(name) for name in longest_first)
    return re.sub(rf"(?<!\w)(?:{anyone})(?!\w)", f"[{ANOTHER}]", text, flags=re.IGNORECASE)


def words_of(
    row: models.Model, *, person: Person, key: str, leave: frozenset[str], others: frozenset[str]
) -> dict[str, str]:
    """Label and words of each field that says something; `others` are names to hold out."""
    told: dict[str, str] = {}
    for field in row._meta.concrete_fields:
        name = field.name.removesuffix("_sealed")
        if name in leave or field.name in leave or name in NEVER:
            continue
        if isinstance(field, models.BinaryField):
            said = _flat(_opened(row, field.name, key)) if field.name.endswith("_sealed") else ""
        else:
            said = _said(row, field, person)
        if said:
            label = LABELS.get(name, name.replace("_", " ").capitalize())
            told[label] = hold_out(said, others)
    return told


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


def _said(row: models.Model, field: models.Field[Any, Any], person: Person) -> str:
    value = getattr(row, field.attname if field.is_relation else field.name)
    if value in {None, ""} if not isinstance(value, list | dict) else not value:
        return ""
    if field.is_relation:
        return _related(row, field, person)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, date):
        return _day(value, str(getattr(row, "precision", "") or "day"))
    is_step = field.name == "type" and row._meta.label == "cases.Milestone"
    return milestone_type(value).name if is_step else _flat(value)


def _day(value: date, precision: str) -> str:
    if not isinstance(value, datetime):
        return spoken_date(value, precision)
    here = timezone.localtime(value)
    return f"{spoken_date(here.date())}, {here:%H:%M}"


def _related(row: models.Model, field: models.Field[Any, Any], person: Person) -> str:
    """A person as you or another, an institution or post by its name; a colleague not at all."""
    if field.related_model is Person:
        return YOU if getattr(row, field.attname) == person.pk else ANOTHER
    name = NAMED.get(field.related_model)  # type: ignore[arg-type]
    return str(getattr(getattr(row, field.name), name)) if name else ""


def _flat(value: object) -> str:
    """Text as it is, codes as words, lists and tables as one line."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        parts = ((_code(str(name)), _flat(one)) for name, one in value.items())
        return "; ".join(f"{name}: {one}" for name, one in parts if one)
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(_flat, value)))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "" if value is None else str(value)


def _text(value: str) -> str:
    if value[:1] in {"{", "["}:
        try:
            return _flat(json.loads(value))
        except ValueError:
            return value
    return _code(value) if re.fullmatch(r"[a-z0-9_]+", value) else value


def _code(code: str) -> str:
    return code.replace("_", " ").capitalize()
