"""A synthetic office made many times its size in one statement a table, to see what grows with it.

The demo grows the first cases, each before a court with its hearings. `multiply` then writes copies
of every row that hangs on a case: new ids, the same days, colleagues of their own. What each worker
has stays as it was; what the office has grows. People get names as offices have them, a few of them
common, sealed and findable. Other sealed text of the copies is bound to its first row and does not
open: only pages of the first cases can be looked at.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import numpy as np
from django.apps import apps
from django.db import connection, models, transaction

from amparo.casework.cases import derive
from amparo.casework.cases.findable import digest_of
from amparo.casework.cases.models import (
    Case,
    Milestone,
    Person,
    PersonDetail,
    PersonFingerprint,
    Referral,
    RoleInCase,
    TeamMember,
)
from amparo.casework.cases.models.case import CODE_LENGTH, CODE_LETTERS
from amparo.casework.cases.models.person import SUSPECT_ROLES
from amparo.casework.docket.models import (
    Accused,
    Adjournment,
    Charge,
    CourtCase,
    Hearing,
    InCourt,
    Recorded,
)
from amparo.demo.office import grow
from amparo.directory.models import Unit
from amparo.vault.keys import office_key
from amparo.vault.models import DataKey
from amparo.vault.sealing import new_data_key, seal

HEARINGS = 20  # of each case, on average two million in an office of 100,000
AHEAD = 2  # of them, in an open case, still to come
EVERY = 45  # days between two hearings
ROOMS = ("access", "cases", "docket", "restrain", "represent", "evidence")
LOADING = {
    "sqlite": (
        ("PRAGMA foreign_keys=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-2000000"),
        "SELECT name, sql FROM sqlite_master WHERE type='index' AND sql IS NOT NULL",
        ("PRAGMA synchronous=FULL", "PRAGMA cache_size=-32768", "PRAGMA foreign_keys=ON"),
    ),
    "postgresql": (
        (
            "SET session_replication_role=replica", "SET synchronous_commit=off",
            "SET maintenance_work_mem='1500MB'",
        ),
        "SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indexrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()"
        " WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid)",
        (
            "RESET session_replication_role", "RESET synchronous_commit",
            "RESET maintenance_work_mem",
        ),
    ),
}  # fmt: skip
"""Of each database: what to say first, where its indexes stand, and what to say at the end."""
NOT_COPIED = frozenset(
    {
        "access.Session", "cases.Programme", "cases.PersonFingerprint", "cases.Document", "cases.SamePerson",
        "cases.Sending", "cases.Recall",
        "docket.OwnCalendar", "docket.Reminder", "docket.HearingImport", "docket.ImportedRow",
        "evidence.ExhibitFile",
    }
)  # fmt: skip
"""What belongs to the office, to one colleague, or to a file on disk; digests are made anew."""


def first_cases(n: int, *, today: date, hearings: int = HEARINGS) -> None:
    """Grow the office, and take each of its cases to court."""
    grow(n_cases=n, progress=lambda what, share: None, today=today)
    with transaction.atomic():
        go_to_court(today, hearings=hearings)


def go_to_court(today: date, *, hearings: int = HEARINGS) -> None:
    """A court case for every case that is there, with its hearings, past and to come."""
    branches = list(Unit.objects.filter(institution__kind="court").select_related("institution"))
    suspects: dict[object, object] = {}
    for case, person in RoleInCase.objects.filter(role__in=SUSPECT_ROLES).values_list(
        "case", "person"
    ):
        suspects.setdefault(case, person)
    leads = dict(TeamMember.objects.filter(leads=True, to_on=None).values_list("case", "user"))
    made: dict[type[models.Model], list[models.Model]] = {
        model: []
        for model in (
            DataKey, CourtCase, InCourt, Accused, Charge, Hearing, Adjournment, Milestone, Recorded,
        )
    }  # fmt: skip
    at = datetime.combine(today, time(8), tzinfo=UTC)
    cases = list(Case.objects.select_related("standing", "programme").order_by("code"))
    for index, case in enumerate(cases):
        branch = branches[index % len(branches)]
        by = leads[case.pk]
        key = new_data_key()
        court_case = CourtCase(
            key=key, court=branch.institution, branch=branch, filed_on=case.opened_on,
            recorded_by_id=by, recorded_at=at,
            ended_on=None if case.standing.is_open else today,
        )  # fmt: skip
        made[DataKey].append(key)
        made[CourtCase].append(court_case)
        made[InCourt].append(InCourt(case=case, court_case=court_case, joined_on=case.opened_on))
        if case.pk in suspects:
            accused = Accused(
                court_case=court_case, person_id=suspects[case.pk], since_on=case.opened_on
            )
            made[Accused].append(accused)
            offence = "ph.osaec" if case.programme.pack == "ph" else "in-tn.bonded_labour"
            made[Charge] += [
                Charge(
                    accused=accused, count=count, offence=offence, laid_on=case.opened_on,
                    recorded_by_id=by, recorded_at=at,
                )
                for count in (1, 2)
            ]  # fmt: skip
        ahead = AHEAD if case.standing.is_open else 0
        for number in range(hearings):
            on = today + timedelta(days=EVERY * (number - hearings + ahead) + 1 + index % EVERY)
            _hear(made, case, court_case, on, index + number, by=by, at=at, today=today)
    for model, rows in made.items():
        model._default_manager.bulk_create(rows, batch_size=500)
    for case in cases:
        derive.rebuild(case, pack_code=case.programme.pack)


def _hear(
    made: dict[type[models.Model], list[models.Model]], case: Case, court_case: CourtCase,
    on: date, number: int, *, by: object, at: datetime, today: date,
) -> None:  # fmt: skip
    is_over, is_put_off = on < today, number % 3 == 0
    outcome = (Hearing.Outcome.ADJOURNED if is_put_off else Hearing.Outcome.HELD) if is_over else ""
    hearing = Hearing(
        court_case=court_case, on=on, starts_at=time(8 + number % 8), type="evidence_in_chief",
        set_at=at, set_by_id=by, set_on=on - timedelta(days=EVERY), outcome=outcome,
        outcome_at=at if is_over else None, outcome_by_id=by if is_over else None,
    )  # fmt: skip
    made[Hearing].append(hearing)
    if not is_over:
        return
    if is_put_off:
        reason = Adjournment(hearing=hearing, reason="counsel_absent", party="defence")
        made[Adjournment].append(reason)
    milestone = Milestone(
        case=case, type=f"represent.hearing_{'adjourned' if is_put_off else 'held'}",
        happened_on=on, institution=court_case.court, unit=court_case.branch, recorded_by_id=by,
        recorded_at=at,
    )  # fmt: skip
    made[Milestone].append(milestone)
    made[Recorded].append(Recorded(hearing=hearing, case=case, milestone=milestone))


def multiply(n: int, *, say: Callable[[str], None] = lambda what: None) -> None:
    """Copies, so that there are n times the cases; then everybody's name, key and digest."""
    with _loading(say):
        if n > 1:
            _copy(n, say)
        say("names")
        with transaction.atomic():
            _name_everyone()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def _loading(say: Callable[[str], None]) -> Iterator[None]:
    """Neither indexes, checks nor waits while rows pour in; inside a transaction all of them."""
    if connection.in_atomic_block:
        yield
        return
    before, indexes_of, after = LOADING[connection.vendor]
    with connection.cursor() as cursor:
        for setting in before:
            cursor.execute(setting)
        cursor.execute(indexes_of)
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for name, sql in indexes:
            say(name)
            cursor.execute(sql)
        for setting in after:
            cursor.execute(setting)


def _copied() -> list[type[models.Model]]:
    """The tables to copy, those that others point at first."""
    found = [
        model
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        if model._meta.label not in NOT_COPIED
    ]
    ordered: list[type[models.Model]] = [DataKey]
    while waiting := [model for model in found if model not in ordered]:
        ready = [
            model
            for model in waiting
            if all(
                field.related_model in (model, *ordered) or field.related_model not in found
                for field in model._meta.concrete_fields
                if field.is_relation and not field.null
            )
        ]
        ordered += ready or waiting
    return ordered


def _copy(n: int, say: Callable[[str], None]) -> None:
    tables = _copied()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE copies (n integer PRIMARY KEY)")
        cursor.executemany("INSERT INTO copies VALUES (%s)", [(k,) for k in range(1, n)])
        with transaction.atomic():
            _draw_codes(cursor, n)
        with transaction.atomic():
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for model in tables:
                say(model._meta.label)
                cursor.execute(_copying(model, set(tables)))
        cursor.execute("DROP TABLE copies")
        cursor.execute("DROP TABLE new_codes")


def _draw_codes(cursor: object, n: int) -> None:
    """Codes for the copies of cases and referrals, none of which is taken."""
    taken = {*Case.objects.values_list("code", flat=True)}
    taken |= {*Referral.objects.values_list("code", flat=True)}
    ids = [
        *Case.objects.values_list("pk", flat=True),
        *Referral.objects.values_list("pk", flat=True),
    ]
    kind = "char(32)" if connection.vendor == "sqlite" else "uuid"
    cursor.execute(  # type: ignore[attr-defined]
        f"CREATE TEMPORARY TABLE new_codes (n integer, id {kind}, code varchar(6), PRIMARY KEY (n, id))"
    )
    letters = np.array(list(CODE_LETTERS))
    drawn = np.random.default_rng(7).choice(letters, (len(ids) * n * 2 + 1000, CODE_LENGTH))
    fresh = dict.fromkeys(code for code in map("".join, drawn) if code not in taken)
    codes = iter(fresh)
    keep = (lambda pk: pk.hex) if connection.vendor == "sqlite" else (lambda pk: pk)
    rows = [(k, keep(pk), next(codes)) for k in range(1, n) for pk in ids]
    cursor.executemany("INSERT INTO new_codes VALUES (%s, %s, %s)", rows)  # type: ignore[attr-defined]


def _copying(model: type[models.Model], tables: set[type[models.Model]]) -> str:
    """INSERT ... SELECT of every row, once for each copy, its ids and those it points at renamed."""
    names, values = [], []
    has_code = False
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField):
            continue
        column = f'o."{field.column}"'
        names.append(f'"{field.column}"')
        target = field.related_model if field.is_relation else model if field.primary_key else None
        if target in tables:
            values.append(_renamed(column))
        elif field.name == "code" and field.unique:
            has_code = True
            values.append("c.code")
        elif field.name == "email":
            values.append(f"'c' || k.n || '.' || {column}")
        else:
            values.append(column)
    table = model._meta.db_table
    joined = "JOIN new_codes c ON c.n = k.n AND c.id = o.id" if has_code else ""
    return (
        f'INSERT INTO "{table}" ({", ".join(names)}) SELECT {", ".join(values)} '  # noqa: S608  (names of our own tables)
        f'FROM copies k CROSS JOIN "{table}" o {joined}'
    )


def _renamed(column: str) -> str:
    """The id in the copy: its first eight digits are the copy's number."""
    if connection.vendor == "sqlite":
        return f"printf('%%08x', k.n) || substr({column}, 9)".replace("%%", "%")
    return f"(lpad(to_hex(k.n), 8, '0') || substr({column}::text, 9))::uuid"


def names_of_an_office(seed: int) -> Iterator[str]:
    """Names in which a few words are common and most are rare, as in any place."""
    stream = np.random.default_rng(seed)
    given, family = _words(stream, 3000, 2), _words(stream, 20000, 3)
    while True:
        for one, other in zip(_drawn(stream, given), _drawn(stream, family), strict=True):
            yield f"{one} {other}"


def _words(stream: np.random.Generator, n: int, syllables: int) -> np.ndarray:
    parts = stream.choice(list("bdfklmnprstv"), (n * 2, syllables))
    vowels = stream.choice(list("aeiou"), (n * 2, syllables))
    words = dict.fromkeys(
        "".join(a + b for a, b in zip(*pair, strict=True)).title()
        for pair in zip(parts, vowels, strict=True)
    )
    return np.array(list(words)[:n])


def _drawn(stream: np.random.Generator, words: np.ndarray) -> np.ndarray:
    weights = 1 / (np.arange(len(words)) + 20)
    return stream.choice(words, 10_000, p=weights / weights.sum())


def _name_everyone() -> None:
    """Another key, name and digest for each person, as their first ones are bound to other rows."""
    names = names_of_an_office(11)
    people = Person.objects.order_by("pk").values_list("pk", "key", "office").iterator(5000)
    keep = (lambda pk: pk.hex) if connection.vendor == "sqlite" else (lambda pk: pk)
    PersonFingerprint.objects.all()._raw_delete("default")
    change = 0
    while batch := list(islice(people, 5000)):
        keys, rows, digests = [], [], []
        for person, key_id, _ in batch:
            change += 1
            name, key = next(names), DataKey(id=key_id)
            key.wrapped, key.office_key_version = office_key().wrap(
                secrets.token_bytes(32), key_id=str(key_id)
            )
            sealed = seal(name, key, table="person", row=person, field="name")
            keys.append((key.wrapped, key.office_key_version, keep(key_id)))
            rows.append((sealed, b"", change, keep(person)))
            kind, digest = digest_of("name", name)
            digests.append(PersonFingerprint(person_id=person, kind=kind, digest=digest))
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE vault_datakey SET wrapped=%s, office_key_version=%s WHERE id=%s", keys
            )
            cursor.executemany(
                "UPDATE cases_person SET name_sealed=%s, safe_contact_sealed=%s, change=%s"
                " WHERE id=%s", rows,
            )  # fmt: skip
        PersonFingerprint.objects.bulk_create(digests, batch_size=500)
    _seal_details(names)


def _seal_details(names: Iterator[str]) -> None:
    """Other names and numbers, under the new keys; every one of them a name."""
    details = PersonDetail.objects.select_related("person__key").order_by("pk").iterator(2000)
    keep = (lambda pk: pk.hex) if connection.vendor == "sqlite" else (lambda pk: pk)
    while batch := list(islice(details, 2000)):
        rows = [
            (
                seal(next(names), one.person.key, table="person_detail", row=one.pk, field="value"),
                keep(one.pk),
            )
            for one in batch
        ]
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE cases_persondetail SET value_sealed=%s WHERE id=%s", rows)
