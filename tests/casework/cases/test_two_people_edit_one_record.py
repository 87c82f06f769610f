"""Two people, one record, 200 schedules: whatever was confirmed to someone is there, or was seen by
whoever wrote over it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import models

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.access.services import change_account
from amparo.casework.cases.models import Person, Programme
from amparo.casework.cases.services.opening import change_programme_phase
from amparo.casework.cases.services.people import Particulars, change_person
from amparo.directory.models import Institution
from amparo.directory.services.institutions import change_institution
from amparo.errors import Conflict
from tests.cast import NOW

SCHEDULES = 50  # of each form


@dataclass
class Desk:
    """One person before one form: what they read, and whether it was confirmed."""

    words: str
    read: int = 0
    seen: str = ""


@dataclass
class Form:
    """One kind of record: how it is read, and how a change of it is sent."""

    row: models.Model
    value: Callable[[Any], str]
    send: Callable[[Any, int, str], object]


def person(cast) -> Form:
    return Form(
        cast.victim, lambda row: row.language,
        lambda row, version, words: change_person(
            by=cast.alma, at=NOW, person=row, version=version,
            given=Particulars(name="Lourdes Batungbakal", language=words),
        ),
    )  # fmt: skip


def institution(cast) -> Form:
    return Form(
        cast.police, lambda row: row.name,
        lambda row, version, words: change_institution(
            by=cast.sofia, at=NOW, institution=row, version=version, name=words, kind=row.kind,
            jurisdiction=row.jurisdiction,
        ),
    )  # fmt: skip


def account(cast) -> Form:
    return Form(
        cast.beni, lambda row: row.name,
        lambda row, version, words: change_account(
            by=cast.adan, at=NOW, user=row, version=version, name=words, roles=[Role.LAWYER],
            is_active=True,
        ),
    )  # fmt: skip


def programme(cast) -> Form:
    return Form(
        cast.programme, lambda row: row.phase,
        lambda row, version, words: change_programme_phase(
            by=cast.sofia, at=NOW, programme=row, phase=words, version=version
        ),
    )  # fmt: skip


FORMS = {
    Person: person, Institution: institution, User: account, Programme: programme,
}  # fmt: skip
WORDS = {Programme: ["casework", "reform", "sustain"]}


def lost(form: Form, seed: int, send: Callable[[Any, int, str], object]) -> list[str]:
    """What was confirmed and then written over by someone who had not seen it, in one schedule."""
    hand, model = random.Random(seed), type(form.row)
    choices = WORDS.get(model, [f"Words {n}" for n in range(9)])
    desks = [Desk(hand.choice(choices)) for _ in range(2)]
    confirmed, gone = "", []
    for _ in range(12):
        desk = hand.choice(desks)
        row = model._default_manager.get(pk=form.row.pk)
        if not desk.read:
            desk.read, desk.seen, desk.words = row.version, form.value(row), hand.choice(choices)
            continue
        try:
            send(row, desk.read, desk.words)
        except Conflict:
            desk.read = 0
            continue
        if confirmed and desk.seen != confirmed:
            gone.append(confirmed)
        confirmed, desk.read = desk.words, 0
    if confirmed and form.value(model._default_manager.get(pk=form.row.pk)) != confirmed:
        gone.append(confirmed)
    return gone


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
def test_no_confirmed_change_is_lost_in_any_of_200_schedules(model, cast):
    form = FORMS[model](cast)
    assert [seed for seed in range(SCHEDULES) if lost(form, seed, form.send)] == []


def test_a_save_that_asks_nobody_loses_them(cast):
    """The control: what Django's own save does, in the same schedules."""

    def save(row, version, words):
        row.name = words
        row.save(update_fields=["name"])

    form = institution(cast)
    assert len([seed for seed in range(SCHEDULES) if lost(form, seed, save)]) > 40


def test_whoever_is_second_is_shown_both(cast):
    form = institution(cast)
    form.send(form.row, 1, "The first name")
    with pytest.raises(Conflict) as conflict:
        form.send(Institution.objects.get(pk=form.row.pk), 1, "The second name")
    assert conflict.value.theirs["name"] == "The first name"
    assert conflict.value.yours["name"] == "The second name"
