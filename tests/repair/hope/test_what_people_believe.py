"""Surveys of confidence: weighted shares by design, missing answers beside, waves compared."""

from __future__ import annotations

import pytest
from django.urls import reverse

from amparo.errors import Refused
from amparo.repair.hope.models import ConfidenceWave
from amparo.repair.hope.pages.boards import wave_changes
from amparo.repair.hope.questions import newest, versions
from amparo.repair.hope.reckoning import read_answers, reckon
from tests.cast import NOW
from tests.repair.hope.furnish import LINE, a_survey, a_wave

QUESTIONS = versions()[1]
FEW = [f"s{n % 2},c{n % 8},1,{4 if n < 20 else 1},{1 if n % 5 else ''}" for n in range(80)]
MORE = [f"s{n % 2},c{n % 8},1,{4 if n < 50 else 1},1" for n in range(80)]


def reckoned(rows):
    made = reckon(read_answers("\n".join([LINE, *rows]), QUESTIONS), QUESTIONS)
    return {one["code"]: one for one in made.result["questions"]}


def test_the_share_is_weighted_and_its_interval_follows_the_design():
    rows = [f"s,c{n % 4},{3 if n % 4 == 0 else 1},{4 if n % 4 == 0 else 1},1" for n in range(40)]
    found = reckoned(rows)["believe"]
    assert found["share"] == pytest.approx(0.5)
    assert found["design_effect"] > 2
    plain = reckoned([f"s,c{n},1,{4 if n % 2 else 1},1" for n in range(40)])["believe"]
    assert found["high"] - found["low"] > plain["high"] - plain["low"]


def test_missing_answers_are_told_and_not_counted_as_no():
    found = reckoned(FEW)["rely"]
    assert (found["n"], found["missing"]) == (64, 16)
    assert found["share"] == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,believe\nAna,1\nEva,2", "never who gave them"),
        ("a\n1\n2", "never who gave them"),
        ("weight\n1\n2", "No question"),
        ("believe\n1\nmostly", "none of those"),
        ("believe\n1", "rows"),
        ("believe\n1\n7", "none of those"),
    ],
)
def test_what_cannot_be_read_is_refused(text, said):
    with pytest.raises(Refused, match=said):
        reckon(read_answers(text, QUESTIONS), QUESTIONS)


def test_two_waves_are_compared_with_an_interval(cast):
    survey = a_survey(cast.nadia, cast.place)
    waves = [
        a_wave(cast.nadia, survey, FEW, year=2022),
        a_wave(cast.nadia, survey, MORE, year=2024),
    ]
    said = " ".join(wave_changes(waves))
    assert "From 25.0%" in said
    assert "to 62.5%" in said
    assert "interval" in said


def test_a_wave_keeps_its_questions_its_answers_and_a_digest_of_them(cast):
    row = a_wave(cast.nadia, a_survey(cast.nadia, cast.place), FEW, year=2022)
    assert row.version == newest(row.from_on).number
    assert len(row.digest) == 64
    assert ConfidenceWave.objects.all().visible_to(cast.eva).count() == 1
    assert not ConfidenceWave.objects.all().visible_to(cast.dario).exists()


def test_a_survey_is_begun_and_a_wave_added_by_the_pages(cast, client):
    client.force_login(cast.nadia)
    at = reverse("confidence_begin")
    token = client.get(at).context["form"].initial["token"]
    client.post(at, {"token": token, "name": "Households", "place": cast.place.pk,
                     "population": "Adults"})  # fmt: skip
    add = reverse("confidence_wave", args=[token])
    wave = {"token": client.get(add).context["form"].initial["token"], "from_on": "5 January 2024",
            "to_on": "20 January 2024"}  # fmt: skip
    wrong = client.post(add, {**wave, "answers": "name,believe\nAna,1\nEva,2"})
    assert wrong.status_code == 422
    assert "never who gave them" in wrong.content.decode()
    client.post(add, {**wave, "answers": "\n".join([LINE, *FEW])})
    text = client.get(reverse("confidence", args=[token])).content.decode()
    assert "25%" in text
    assert "16 did not" in text
    assert str(NOW.year) in text
