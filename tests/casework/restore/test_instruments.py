"""Instruments as data: what ships, what may be loaded, what is refused, and who may use it."""

from datetime import timedelta

import pytest
from django.db import Error, connection, transaction

from amparo.casework.restore.instruments import (
    SHIPPED,
    own_instrument,
    read_instrument,
    shipped,
)
from amparo.casework.restore.models import LoadedInstrument
from amparo.casework.restore.services.drafts import begin_draft
from amparo.casework.restore.services.instruments import (
    end_training,
    instrument_in,
    load_instrument,
    record_training,
)
from amparo.errors import Refused
from tests.casework.restore.furnish import DAY
from tests.cast import NOW

LICENSED = """
code = "sample.scale"
version = "2.1"
name = "A licensed scale"
language = "en"
licence = "Licensed to the office"
holder = "A university"
source = "Made up for the tests"
training = "Two days with the licence holder"
step = [
  {score = 0, name = "Low", plain = "Hard", colour = "red", shape = "square", needs_goal = true},
  {score = 1, name = "High", plain = "Good", colour = "green", shape = "circle"},
]
[[domain]]
code = "home"
name = "Home"
plain = "Your home"
meaning = "A roof."
item = [{code = "roof", name = "Roof", anchors = ["None", "One"]}]
"""


def load(cast, text=LICENSED):
    return load_instrument(by=cast.sofia, at=NOW, office=cast.office, text=text, where="a.toml")


def test_the_one_that_ships_has_the_six_published_domains_scored_one_to_four():
    own = own_instrument()
    assert [domain.code for domain in own.domain] == [
        "safety", "legal", "mental", "economic", "social", "physical",
    ]  # fmt: skip
    assert [step.score for step in own.step] == [1, 2, 3, 4]
    assert (own.n_items, own.is_open, own.needs_training) == (24, True, False)


def test_no_two_colours_of_it_share_a_shape_or_a_word():
    own = own_instrument()
    assert len({step.shape for step in own.step}) == len({step.name for step in own.step}) == 4


def test_every_file_that_ships_is_read():
    files = [place for place in SHIPPED.iterdir() if place.name.endswith(".toml")]
    assert len(shipped()) == len(files) >= 1


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('version = "2.1"', "", "no version"),
        ('anchors = ["None", "One"]', 'anchors = ["None"]', "needs 2 anchors"),
        ("score = 1", "score = 3", "one after another"),
        (", needs_goal = true", "", "no step needs a goal"),
        ('shape = "circle"', 'shape = "square"', "given 2 times"),
        ('colour = "green"', 'colour = "puce"', "puce"),
        ('training = "Two days with the licence holder"', "", "which training"),
        ('code = "roof"', 'code = "The roof"', "not a code"),
        ("[[domain]]", "[[area]]", "area is unknown"),
        ("version =", "version", "cannot be read"),
    ],
)
def test_one_that_does_not_fit_is_refused_with_the_reason(before, after, said):
    with pytest.raises(Refused, match=said):
        read_instrument(LICENSED.replace(before, after), where="a.toml")


@pytest.mark.django_db
def test_a_licensed_one_is_loaded_once_and_read_back(cast):
    assert load(cast).pk == load(cast).pk
    assert instrument_in(cast.office, "sample.scale/2.1").name == "A licensed scale"


@pytest.mark.django_db
def test_a_version_with_other_words_is_refused_and_a_new_version_is_not(cast):
    load(cast)
    changed = LICENSED.replace("A roof.", "A good roof.")
    with pytest.raises(Refused, match="with other words"):
        load(cast, changed)
    assert load(cast, changed.replace("2.1", "2.2")).version == "2.2"


@pytest.mark.django_db
def test_one_that_ships_cannot_be_replaced_nor_another_office_see_it(cast):
    load(cast)
    with pytest.raises(Refused, match="ships with Amparo"):
        load(cast, LICENSED.replace("sample.scale", "amparo.recovery"))
    with pytest.raises(Refused, match="not loaded here"):
        instrument_in(cast.other_office, "sample.scale/2.1")


@pytest.mark.django_db
def test_only_a_trained_assessor_begins_with_it(cast):
    load(cast)
    scale = instrument_in(cast.office, "sample.scale/2.1")
    asked = {"by": cast.alma, "at": NOW, "case": cast.case, "person": cast.victim, "on": DAY}
    with pytest.raises(Refused, match="trained assessors only"):
        begin_draft(**asked, instrument=scale)
    row = record_training(by=cast.sofia, at=NOW, user=cast.alma, instrument=scale, on=DAY)
    assert begin_draft(**asked, instrument=scale).instrument == "sample.scale"
    end_training(by=cast.sofia, at=NOW, training=row, on=DAY + timedelta(days=1))
    with pytest.raises(Refused, match="trained assessors only"):
        begin_draft(**{**asked, "on": DAY + timedelta(days=2), "by": cast.beni}, instrument=scale)


@pytest.mark.django_db
def test_the_database_refuses_to_change_a_loaded_one(cast):
    load(cast)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE restore_loadedinstrument SET content = ''")
    assert LoadedInstrument.objects.get().content == LICENSED
