"""A study with a wave, for tests that need one of everything."""

from __future__ import annotations

from datetime import date
from typing import Any

from amparo.access.models import User
from amparo.directory.models import Jurisdiction
from amparo.protection import reckoning
from amparo.protection.models import Study, Wave
from amparo.protection.services.studies import StudyFacts, WaveFacts, add_wave, begin_study
from tests.cast import NOW


def study_of(
    by: User, place: Jurisdiction, name: str = "Venues of San Isidro", **more: Any
) -> Study:
    facts = StudyFacts(name, "venues", place, "People at 132 venues", "Seen to be under 18", **more)
    return begin_study(by=by, at=NOW, facts=facts)


def wave_of(by: User, study: Study, year: int, victims: int, asked: int, **more: Any) -> Wave:
    made = reckoning.of_counts(victims, asked, 1.0)
    facts = WaveFacts(
        date(year, 1, 10), date(year, 2, 20), "counts", made.data, made.digest, made.result,
        made.engine,
    )  # fmt: skip
    return add_wave(by=by, at=NOW, study=study, facts=facts, **more)


def furnish_protection(by: User, place: Jurisdiction) -> dict[str, Any]:
    study = study_of(by, place)
    wave = wave_of(by, study, 2020, 100, 1000)
    return {"study": study.pk, "wave": wave.pk, "ending": "csv", "indicator_code": "i06"}
