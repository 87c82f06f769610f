"""A question is kept once, whole, and by those who may ask; the trail tells of it."""

from __future__ import annotations

from datetime import date
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from amparo.audit.models import Entry
from amparo.errors import Refused
from amparo.reform.models import WhatIfAnswer, WhatIfRun, WhatIfWork
from amparo.reform.services.asking import open_what_if
from amparo.reform.services.queue import answer, give_up, take_up
from tests.reform.questions import AT, ask, question, run_of

TOKEN = UUID("00000000-0000-4000-8000-00000000000a")


def test_it_waits_its_turn_with_all_that_was_asked(cast):
    run = WhatIfRun.objects.select_related("work").get(pk=run_of(cast.nadia).pk)
    assert (run.work.state, run.changes, run.n_cases) == ("queued", {"arrivals": 1.2}, 120)


def test_the_trail_tells_who_asked_and_what_was_changed(cast):
    run = run_of(cast.nadia)
    entry = Entry.objects.get(verb="what_if.asked")
    assert (entry.object_id, entry.actor_id) == (str(run.pk), str(cast.nadia.pk))
    assert entry.fields == ["arrivals"]


def test_nothing_is_kept_when_the_trail_cannot_be_written(cast):
    broken = patch("amparo.reform.services.asking.record", side_effect=RuntimeError)
    with broken, pytest.raises(RuntimeError):
        ask(cast.nadia)
    assert (WhatIfRun.objects.count(), WhatIfWork.objects.count()) == (0, 0)


def test_a_second_press_gives_the_run_of_the_first(cast):
    first, second = ask(cast.nadia, token=TOKEN), ask(cast.nadia, token=TOKEN)
    assert (first.run.pk, first.is_new, second.is_new) == (second.run.pk, True, False)


def test_two_presses_at_one_moment_make_one_run(cast):
    first = ask(cast.nadia, token=TOKEN)
    not_seen_yet = patch("amparo.reform.services.asking._there_already", return_value=None)
    with not_seen_yet:
        second = ask(cast.nadia, token=TOKEN)
    assert (second.run.pk, second.is_new) == (first.run.pk, False)


def test_the_same_question_to_the_same_records_is_asked_once(cast):
    first, second = ask(cast.nadia), ask(cast.sofia)
    assert (second.run.pk, second.is_new) == (first.run.pk, False)


@pytest.mark.parametrize(
    "other",
    [
        {"records": "one more milestone"},
        {"changes": {"arrivals": 1.3}},
        {"years": 4},
        {"system": {"stations": [1]}},
        {"counted_to": date(2024, 5, 2)},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_another_question_is_another_run(cast, other):
    assert ask(cast.nadia).run.pk != ask(cast.nadia, **other).run.pk


def test_a_question_that_failed_may_be_asked_again(cast):
    first = run_of(cast.nadia)
    give_up(run=take_up(holder="one", at=AT), holder="one", at=AT, error=Refused("Too little"))
    assert ask(cast.nadia).run.pk != first.pk


def test_the_same_records_share_their_chances_whatever_is_asked():
    assert question(changes={"arrivals": 2.0}).seed == question(years=5).seed
    assert question(records="others").seed != question().seed


def test_a_seed_fits_its_column():
    assert 0 <= question().seed < 2**63


def test_five_may_wait_and_the_sixth_is_told_to(cast):
    for years in range(1, 6):
        ask(cast.nadia, years=years)
    with pytest.raises(Refused, match="waiting"):
        ask(cast.nadia, years=6)


def test_looking_at_an_answer_is_in_the_trail(cast):
    run = run_of(cast.nadia)
    open_what_if(by=cast.sofia, at=AT, run=run)
    entry = Entry.objects.get(verb="what_if.opened")
    assert (entry.object_id, entry.actor_id) == (str(run.pk), str(cast.sofia.pk))


def test_a_question_is_never_changed(cast):
    run = run_of(cast.nadia)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        WhatIfRun.objects.filter(pk=run.pk).update(years=9)


def test_an_answer_is_never_changed(cast):
    run_of(cast.nadia)
    run = take_up(holder="one", at=AT)
    answer(run=run, holder="one", at=AT, version="0", result={"rows": []})
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        WhatIfAnswer.objects.update(result={"rows": [1]})


@pytest.mark.parametrize("who", ["alma", "beni", "carla", "sofia", "nadia"])
def test_a_question_about_the_whole_office_is_for_all_who_read_its_exact_figures(cast, who):
    run = run_of(cast.nadia)
    assert WhatIfRun.objects.all().visible_to(getattr(cast, who)).get() == run


@pytest.mark.parametrize("who", ["dario", "eva", "pilar", "amira", "adan"])
def test_it_is_there_for_nobody_else(cast, who):
    run_of(cast.nadia)
    assert not WhatIfRun.objects.all().visible_to(getattr(cast, who)).exists()


@pytest.mark.parametrize(("who", "n"), [("alma", 1), ("carla", 0), ("sofia", 1), ("nadia", 1)])
def test_one_over_her_own_cases_is_for_her_and_those_who_count_them_all(cast, who, n):
    run_of(cast.alma)
    assert WhatIfRun.objects.all().visible_to(getattr(cast, who)).count() == n


def test_a_closed_account_opens_none(cast):
    run_of(cast.nadia)
    cast.nadia.is_active = False
    assert not WhatIfRun.objects.all().visible_to(cast.nadia).exists()
