"""Studies and their waves: frozen, corrected by new ones, compared, and counted by the rule."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from amparo.directory.models import Jurisdiction
from amparo.errors import Conflict, NotVisible, Refused
from amparo.protection import reckoning
from amparo.protection.models import Study, Wave
from amparo.protection.selectors.studies import standing_for, study_for
from tests.cast import NOW
from tests.protection.furnish import study_of, wave_of

TODAY = date(2024, 6, 1)
LISTS = "a,b,c,people\n1,0,0,60\n0,1,0,50\n0,0,1,40\n1,1,0,12\n1,0,1,9\n0,1,1,8\n1,1,1,3\n"


@pytest.fixture
def populated(cast):
    Jurisdiction.objects.filter(pk=cast.place.pk).update(
        population=80_000, population_year=2020, population_source="Census"
    )
    return cast


def test_a_wave_keeps_its_counts_what_they_say_and_the_engine(cast):
    wave = wave_of(cast.nadia, study_of(cast.nadia, cast.place), 2022, 27, 1203)
    assert wave.data == {"victims": 27, "asked": 1203, "design_effect": 1.0}
    assert round(wave.result["low"], 4) == 0.0155
    assert wave.digest == reckoning.digest_of(wave.data)
    assert wave.engine


def test_no_wave_study_or_value_is_ever_changed(cast):
    wave = wave_of(cast.nadia, study_of(cast.nadia, cast.place), 2022, 27, 1203)
    with pytest.raises(DatabaseError), transaction.atomic():
        Wave.objects.filter(pk=wave.pk).update(source="other")
    with pytest.raises(DatabaseError), transaction.atomic():
        Study.objects.filter(pk=wave.study_id).update(name="other")


def test_a_correction_takes_the_place_of_a_wave_once_only(cast):
    study = study_of(cast.nadia, cast.place)
    old = wave_of(cast.nadia, study, 2022, 27, 120)
    new = wave_of(cast.nadia, study, 2022, 27, 1203, corrects=old)
    assert [w.pk for w in study_for(cast.nadia, study.pk).waves] == [new.pk]
    with pytest.raises(Conflict):
        wave_of(cast.nadia, study, 2022, 26, 1203, corrects=old)


def test_a_sure_fall_by_half_makes_people_protected(populated):
    cast = populated
    study = study_of(cast.nadia, cast.place)
    wave_of(cast.nadia, study, 2020, 100, 1000)
    first = standing_for(cast.sofia, today=TODAY)
    assert (first.covered.people, first.improving.people) == (80_000, 0)
    wave_of(cast.nadia, study, 2024, 27, 1203)
    found = standing_for(cast.sofia, today=TODAY)
    assert found.improving.people == found.protected.people == 80_000
    later = standing_for(cast.sofia, today=date(2031, 1, 1))
    assert (later.improving.people, later.protected.people) == (80_000, 0)


def test_a_fall_that_may_be_chance_improves_nothing(populated):
    cast = populated
    study = study_of(cast.nadia, cast.place)
    wave_of(cast.nadia, study, 2020, 12, 150)
    wave_of(cast.nadia, study, 2024, 5, 150)
    assert standing_for(cast.nadia, today=TODAY).improving.people == 0
    assert "not excluded" in study_for(cast.nadia, study.pk).change.sentence


def test_overlapping_lists_are_kept_as_a_range_without_a_number_of_its_own():
    made = reckoning.of_lists(LISTS)
    assert made.result["value"] is None
    assert made.result["low"] < made.result["high"]
    assert "Whitehead" in made.result["sentence"]
    with pytest.raises(Refused):
        reckoning.of_lists("a,b,people\n1,7,3\n")


def test_another_office_finds_nothing_and_cannot_add(cast):
    study = study_of(cast.nadia, cast.place)
    with pytest.raises(NotVisible):
        study_for(cast.dario, study.pk)
    with pytest.raises(NotVisible):
        wave_of(cast.dario, study, 2022, 1, 100)
    with pytest.raises(NotVisible):
        study_of(cast.eva, cast.place, "By who may only read")


def test_a_wave_of_the_future_and_a_name_that_is_taken_are_refused(cast):
    study = study_of(cast.nadia, cast.place)
    with pytest.raises(Refused, match="future"):
        wave_of(cast.nadia, study, NOW.year + 1, 1, 100)
    with pytest.raises(Refused, match="name"):
        study_of(cast.nadia, cast.place)


def test_the_impunity_gap_has_the_range_of_its_estimate():
    found = reckoning.impunity(3, 20_000, 60_000)
    assert (found.share_low, found.share_high) == (3 / 60_000, 3 / 20_000)
    assert "0.005% to 0.015%" in found.sentence()
    with pytest.raises(Refused):
        reckoning.impunity(3, 10, 5)
