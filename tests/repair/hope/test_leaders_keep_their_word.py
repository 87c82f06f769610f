"""Commitments are kept or broken by what is seen, never by what is typed; letters have clocks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from amparo.errors import NotVisible, Refused
from amparo.repair.hope.models import Commitment, CommitmentFact, Letter
from amparo.repair.hope.selectors.word import commitments_for, kept_in_time, ledger_for
from amparo.repair.hope.services import word
from tests.cast import NOW, OPENED_ON
from tests.repair.hope.furnish import a_letter, a_promise

DUE = OPENED_ON + timedelta(days=30)


def stands(cast, on):
    return commitments_for(cast.nadia, today=on)[0].stands


def seen(cast, row, what, on, evidence="Order 12"):
    return word.see(by=cast.nadia, at=NOW, commitment=row, what=what, on=on, evidence=evidence)


def test_it_is_broken_the_day_after_it_was_due_without_anybody_saying_so(cast):
    a_promise(cast.nadia, cast.police)
    assert stands(cast, DUE) == "waiting"
    assert stands(cast, DUE + timedelta(days=1)) == "broken"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([("kept", 10)], "kept"),
        ([("kept", 31)], "late"),
        ([("kept", 10), ("undone", 20)], "broken"),
        ([("kept", 10), ("undone", 20), ("kept", 29)], "kept"),
        ([("taken_back", 5)], "taken_back"),
    ],
)
def test_where_it_stands_follows_from_what_was_seen(cast, facts, expected):
    row = a_promise(cast.nadia, cast.police)
    for what, day in facts:
        seen(cast, row, what, OPENED_ON + timedelta(days=day))
    assert stands(cast, NOW.date()) == expected


def test_what_is_seen_has_evidence_and_never_changes(cast):
    row = a_promise(cast.nadia, cast.police)
    with pytest.raises(Refused, match="what shows it"):
        seen(cast, row, "kept", DUE, evidence=" ")
    seen(cast, row, "kept", DUE)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        CommitmentFact.objects.update(what="undone")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Commitment.objects.update(due_on=DUE + timedelta(days=900))


def test_the_share_kept_in_time_leaves_out_what_is_not_due(cast):
    first = a_promise(cast.nadia, cast.police)
    seen(cast, first, "kept", DUE)
    a_promise(cast.nadia, cast.court)
    a_promise(cast.nadia, cast.court, due_on=NOW.date() + timedelta(days=90))
    k, n, share = kept_in_time(commitments_for(cast.nadia, today=NOW.date()))
    assert (k, n) == (1, 2)
    assert share.low == pytest.approx(0.0945, abs=0.001)


def test_a_caseworker_reads_and_does_not_keep_commitments(cast):
    with pytest.raises(NotVisible):
        a_promise(cast.alma, cast.police)


def test_a_letter_runs_late_until_it_is_answered(cast, client):
    row = a_letter(cast.nadia, cast.police)
    client.force_login(cast.nadia)
    assert "late" in client.get(reverse("hope")).content.decode()
    at = reverse("letter_answer", args=[row.pk])
    client.post(at, {"on": "20 January 2024", "says": "An investigator is named"})
    text = client.get(reverse("hope")).content.decode()
    assert "An investigator is named" in text
    assert "In time" in text
    assert client.get(at).status_code == 404


def test_a_letter_about_a_case_is_there_for_those_only_who_may_open_it(cast):
    a_letter(cast.nadia, cast.police, cast.case)
    assert Letter.objects.all().visible_to(cast.alma).exists()
    assert Letter.objects.all().visible_to(cast.sofia).exists()
    assert not Letter.objects.all().visible_to(cast.carla).exists()
    assert not Letter.objects.all().visible_to(cast.nadia).exists()
    assert not Letter.objects.all().visible_to(cast.eva).exists()


def test_the_ledger_tells_what_binds_us_to_an_institution(cast, client):
    word.tie(
        by=cast.nadia, at=NOW, institution=cast.police, what="meeting", on=OPENED_ON,
        about="Who comes when a child is named",
    )  # fmt: skip
    word.tie(
        by=cast.nadia, at=NOW, institution=cast.police, what="agreement", on=OPENED_ON,
        until=NOW.date() - timedelta(days=1), about="Joint operations",
    )  # fmt: skip
    a_letter(cast.nadia, cast.police)
    found = ledger_for(cast.nadia, cast.police, today=NOW.date())
    assert (found.n_meetings, found.in_force, found.n_letters, found.n_answered) == (1, 0, 1, 0)
    client.force_login(cast.nadia)
    assert (
        "Joint operations" in client.get(reverse("ledger", args=[cast.police.pk])).content.decode()
    )
