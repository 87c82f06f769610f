"""Words for copies of a synthetic office: what was sealed for a first row, sealed for its copy.

`office.multiply` leaves the copies' words bound to the rows they were copied from. For the copies
that somebody is to open, `say_again` opens the first ones and seals them anew. Where a value's key
is and what it is bound to is found by trying: each way to a data key, each name of a table.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from itertools import cycle
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from django.apps import apps
from django.db import connection, models, transaction

import amparo
from amparo.access.models import User
from amparo.casework.cases.models import Case, Person, PersonDetail
from amparo.errors import AmparoError
from amparo.vault.keys import office_key
from amparo.vault.models import DataKey
from amparo.vault.sealing import seal, unseal
from tests.casework.scale.office import NOT_COPIED, ROOMS

T = TypeVar("T", bound=models.Model)
SEALED = "_sealed"
TAIL = 96  # bits of an id after those that number the copy
STEPS = 3  # from a row to the one that has the key
ALREADY = (Person, PersonDetail)  # named by `multiply`


def say_again(copies: Iterable[int], times: int, say: Callable[[str], None]) -> None:
    """Seal the words of these copies, each under its own key."""
    chosen = [number for number in copies if number]  # 0 is what was copied
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role=replica")
        for number in chosen:
            _new_keys(number)
        for model in _models():
            for column in _columns(model):
                n = _reseal(model, column, chosen, times)
                say(f"{model._meta.label}.{column}: {n}")


def spread(people: int, times: int) -> list[int]:
    """The copies in which so many people work, far from one another; 0 where there is none."""
    return sorted({times * n // people for n in range(people)})


def accounts(people: int, times: int) -> Iterator[User]:
    """So many accounts who work on cases, each in a copy of its own where there are enough."""
    first = [
        user for user in _first(User, times).filter(is_active=True).order_by("pk")
        if user.may("cases.write")
        and Case.objects.all().visible_to(user, "cases.write").exists()
    ]  # fmt: skip
    for n, number in zip(range(people), cycle(spread(people, times)), strict=False):
        one = first[n % len(first)]
        same = one.pk if number == 0 else UUID(int=number << TAIL | one.pk.int % (1 << TAIL))
        yield User.objects.get(pk=same)


def own_cases(user: User, times: int) -> models.QuerySet[Case]:
    """The cases of the account's own copy that it may write in: their words open."""
    cases, number = Case.objects.all().visible_to(user, "cases.write"), user.pk.int >> TAIL
    return cases.filter(pk__range=_of(number) if number < times else (_of(times)[1], _of(-1)[1]))


def _first(model: type[T], times: int) -> models.QuerySet[T]:
    """The rows that were copied."""
    return model._default_manager.filter(pk__gt=_of(times)[1])


def _models() -> Iterator[type[models.Model]]:
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            if model not in ALREADY and model._meta.label not in NOT_COPIED:
                yield model


def _columns(model: type[models.Model]) -> list[str]:
    return [
        field.name for field in model._meta.concrete_fields
        if isinstance(field, models.BinaryField) and field.name.endswith(SEALED)
    ]  # fmt: skip


def _of(number: int) -> tuple[UUID, UUID]:
    """The least and the greatest id of a copy; -1 is the last that there could be."""
    number %= 1 << (128 - TAIL)
    return UUID(int=number << TAIL), UUID(int=((number + 1) << TAIL) - 1)


def _new_keys(number: int) -> None:
    """A key that opens, for each that was copied with another's number; not those of people."""
    people = Person.objects.filter(pk__range=_of(number)).values("key")
    held = DataKey.objects.filter(pk__range=_of(number)).exclude(pk__in=people)
    for key in held:
        key.wrapped, key.office_key_version = office_key().wrap(
            secrets.token_bytes(32), key_id=str(key.pk)
        )
    DataKey.objects.bulk_update(held, ["wrapped", "office_key_version"], batch_size=500)


def _reseal(model: type[models.Model], column: str, copies: list[int], times: int) -> int:
    first = _first(model, times).exclude(**{column: b""})
    first = first.exclude(**{f"{column}__isnull": True})
    one = first.first()
    if one is None:
        return 0
    path, table, field = _place(one, column)
    words = {
        row.pk.int % (1 << TAIL): unseal(
            getattr(row, column), _key(row, path), table=table, row=row.pk, field=field
        )
        for row in first.select_related("__".join(path))
    }
    n = 0
    for number in copies:
        rows = model._default_manager.filter(pk__range=_of(number)).exclude(**{column: b""})
        for row in rows.exclude(**{f"{column}__isnull": True}).select_related("__".join(path)):
            text = words[row.pk.int % (1 << TAIL)]
            sealed = seal(text, _key(row, path), table=table, row=row.pk, field=field)
            model._default_manager.filter(pk=row.pk).update(**{column: sealed})
            n += 1
    return n


def _place(row: models.Model, column: str) -> tuple[tuple[str, ...], str, str]:
    """The way to the key, the table's name and the field's, with which this value opens."""
    label = type(row).__name__.casefold()
    tables = [*_names(), f"{row._meta.app_label}_{label}", label, row._meta.db_table]
    for path in _ways(type(row), STEPS):
        for table in tables:
            try:
                field = column.removesuffix(SEALED)
                unseal(getattr(row, column), _key(row, path), table=table, row=row.pk, field=field)
            except (AmparoError, AttributeError):
                continue
            return path, table, field
    raise LookupError(f"No key opens {row._meta.label}.{column}")


def _names() -> list[str]:
    source = Path(amparo.__file__).parent
    said = [path.read_text(encoding="utf-8") for path in source.rglob("*.py")]
    return sorted({name for text in said for name in re.findall(r'table="(\w+)"', text)})


def _ways(model: type[models.Model], steps: int) -> Iterator[tuple[str, ...]]:
    related = [field for field in model._meta.concrete_fields if field.is_relation]
    yield from ((field.name,) for field in related if field.related_model is DataKey)
    if steps:
        for field in related:
            if field.related_model not in (DataKey, model):
                yield from ((field.name, *way) for way in _ways(field.related_model, steps - 1))


def _key(row: models.Model, path: tuple[str, ...]) -> DataKey:
    return reduce(getattr, path, row)
