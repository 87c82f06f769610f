"""The trail: each entry covers the one before it, and nothing in it can be changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from amparo.access.services import System
from amparo.audit.models import Entry
from amparo.audit.selectors import check_chain, entries_for_case
from amparo.audit.services import record
from amparo.errors import Broken
from tests.plugins.emptying import drop_triggers

AT = datetime(2024, 3, 4, 9, 30, tzinfo=UTC)


def write(n: int, case_id: str = "") -> list[Entry]:
    return [
        record(by=System(), verb="case.read", kind="cases.case", object_id=str(i), at=AT, case_id=case_id)
        for i in range(n)
    ]  # fmt: skip


@pytest.fixture
def without_trigger(db):
    """What someone with the database's own password could do."""
    drop_triggers("audit_entry")


def test_an_untouched_chain_holds(db):
    write(5)
    check = check_chain()
    assert (check.holds, check.n_entries) == (True, 5)


def test_an_empty_trail_holds(db):
    assert check_chain().holds


def test_each_entry_names_the_digest_before_it(db):
    first, second = write(2)
    assert second.previous == first.digest


def test_the_database_refuses_to_change_an_entry(db):
    write(2)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Entry.objects.filter(seq=1).update(reason="nothing to see here")
    assert check_chain().holds


def test_the_database_refuses_to_remove_an_entry(db):
    write(2)
    refused = pytest.raises(DatabaseError, match=r"never (changed|removed)")
    with refused, transaction.atomic():
        Entry.objects.filter(seq=2).delete()
    assert check_chain().n_entries == 2


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "Somebody Else"},
        {"verb": "case.opened"},
        {"object_id": "9"},
        {"case_id": "another"},
        {"fields": ["name"]},
        {"reason": "because"},
        {"at": datetime(2024, 3, 4, 9, 31, tzinfo=UTC)},
        {"previous": "0" * 64},
    ],
)
def test_a_changed_entry_is_found_where_it_stands(without_trigger, change):
    write(5)
    Entry.objects.filter(seq=3).update(**change)
    assert check_chain().broken_at == 3


def test_a_removed_entry_is_found_at_the_next(without_trigger):
    write(5)
    Entry.objects.filter(seq=3).delete()
    assert check_chain().broken_at == 4


def test_two_entries_that_change_places_are_found(without_trigger):
    write(5)
    Entry.objects.filter(seq=2).update(seq=99)
    Entry.objects.filter(seq=3).update(seq=2)
    Entry.objects.filter(seq=99).update(seq=3)
    assert check_chain().broken_at == 2


def test_cutting_the_newest_entries_off_is_not_seen_by_the_chain_alone(without_trigger):
    write(5)
    Entry.objects.filter(seq=5).delete()
    assert check_chain().holds


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_outside_the_transaction_of_the_act():
    with pytest.raises(Broken, match="inside the transaction"):
        write(1)


def test_a_case_shows_only_its_own_entries(db):
    write(2, case_id="a")
    write(1, case_id="b")
    assert entries_for_case("a").count() == 2
