"""The pages of protection, as an analyst, a supervisor and a publisher meet them."""

from __future__ import annotations

import json
from csv import DictReader
from datetime import date
from io import StringIO

import pytest
from django.urls import reverse

from amparo.directory.packs.indicators import indicators
from amparo.protection.models import IndicatorValue, Study, Wave
from amparo.protection.pages.beside import beside_drawing
from amparo.protection.pages.boards import marks_of
from amparo.protection.selectors.indicators import Done, Kept, SideBySide
from amparo.protection.selectors.made import Made
from amparo.protection.selectors.studies import StudyRow
from tests.protection.furnish import study_of, wave_of
from tests.reform.repairing import a_repair


def post(client, user, address, /, *, args=(), **fields):
    client.force_login(user)
    return client.post(reverse(address, args=args), fields, follow=True)


def token():
    from uuid import uuid4

    return str(uuid4())


def test_a_study_is_begun_and_its_waves_compared(client, cast):
    done = post(client, cast.nadia, "study_begin", token=token(), name="Widows of Mukono",
                design="household", jurisdiction=str(cast.place.pk), population="Widows",
                definition="Land was taken")  # fmt: skip
    study = Study.objects.get()
    assert done.redirect_chain[-1][0] == reverse("study", args=[study.pk])
    for year, victims in ((2012, 200), (2017, 90)):
        post(client, cast.nadia, "wave_add", args=[study.pk], token=token(), how="counts",
             from_on=f"1/2/{year}", to_on=f"1/3/{year}", victims=victims, asked=1000)  # fmt: skip
    assert Wave.objects.count() == 2
    page = client.get(reverse("study", args=[study.pk])).content.decode()
    assert "From 20.0% (2012) to 9.0% (2017): −55.0%" in page
    assert "not what changed it" in page
    assert "protected" in client.get(reverse("protection")).content.decode()


def test_sending_a_wave_twice_keeps_one(client, cast):
    study = study_of(cast.nadia, cast.place)
    fields = {"token": token(), "how": "counts", "from_on": "1/2/2020", "to_on": "1/3/2020",
              "victims": 5, "asked": 100}  # fmt: skip
    for _ in range(2):
        post(client, cast.nadia, "wave_add", args=[study.pk], **fields)
    assert Wave.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"how": "counts", "victims": 9}, "people asked or seen"),
        ({"how": "counts", "victims": 9, "asked": 5}, "more victims than people asked"),
        (
            {"how": "published", "share": 10, "low": 12, "high": 14, "source": "A"},
            "between the ends",
        ),
        ({"how": "published", "share": 10, "low": 8, "high": 14}, "source"),
        ({"how": "lists", "table": "a,b,n\n1,0,x\n"}, "whole numbers"),
    ],
)
def test_a_wave_that_cannot_be_says_what_to_mend(client, cast, fields, said):
    study = study_of(cast.nadia, cast.place)
    answer = post(client, cast.nadia, "wave_add", args=[study.pk], token=token(),
                  from_on="1/2/2020", to_on="1/3/2020", **fields)  # fmt: skip
    assert answer.status_code == 422
    assert said.casefold() in answer.content.decode().casefold()
    assert Wave.objects.count() == 0


def test_lists_show_every_model_and_the_dispute(client, cast):
    study = study_of(cast.nadia, cast.place)
    table = "a,b,c,people\n1,0,0,60\n0,1,0,50\n0,0,1,40\n1,1,0,12\n1,0,1,9\n0,1,1,8\n1,1,1,3\n"
    page = post(client, cast.nadia, "wave_add", args=[study.pk], token=token(), how="lists",
                from_on="1/2/2020", to_on="1/3/2020", table=table).content.decode()  # fmt: skip
    assert "Average over graphs" in page
    assert "never one number" in page


def test_a_publisher_is_shown_no_wave_of_few_victims(client, cast):
    study = study_of(cast.nadia, cast.place)
    wave_of(cast.nadia, study, 2020, 60, 1000)
    wave_of(cast.nadia, study, 2023, 4, 1203)
    client.force_login(cast.eva)
    for address in (reverse("study", args=[study.pk]), reverse("protection")):
        page = client.get(address).content.decode()
        assert "withheld" in page
        assert "0.33%" not in page
    assert client.get(reverse("study_begin")).status_code == 404


def test_an_indicator_is_explained_entered_and_taken_away_as_a_file(client, cast):
    page = post(client, cast.sofia, "indicator_enter", args=["i74"], token=token(), value=21, low=17,
                high=25, n=400, to_on="1/3/2017", source="=Endline 2017").content.decode()  # fmt: skip
    assert "21.0%" in page
    assert "Higher is better" in page
    assert IndicatorValue.objects.get().result["value"] == pytest.approx(0.21)
    made = json.loads(client.get(reverse("indicators_file", args=["json"])).content)["indicators"]
    assert len(made) == 80
    assert {row["id"]: row["value"] for row in made}["I74"] == "21.0%"
    text = client.get(reverse("indicators_file", args=["csv"])).content.decode()
    assert "'=Endline 2017" in text
    assert all(f"Made by {cast.sofia.name} on" in row["mark"] for row in DictReader(StringIO(text)))


def test_an_indicator_that_milestones_give_shows_why_it_has_no_value_yet(client, cast):
    client.force_login(cast.nadia)
    page = client.get(reverse("indicator", args=["i06"])).content.decode()
    assert "Fewer than 10" in page
    assert "Keep it as it stands today" not in page
    kept = client.post(reverse("indicator_keep", args=["i01"]), follow=True)
    assert IndicatorValue.objects.get().indicator == "I01"
    assert "kept as it stands" in kept.content.decode()


def test_a_programme_shows_the_four_side_by_side_without_causal_words(client, cast):
    study = study_of(cast.nadia, cast.place, programme=cast.programme)
    wave_of(cast.nadia, study, 2020, 100, 1000)
    wave_of(cast.nadia, study, 2023, 27, 1203)
    client.force_login(cast.nadia)
    page = client.get(reverse("side_by_side", args=[cast.programme.pk])).content.decode()
    for word in ("Prevalence", "Performance", "Reliance", "Confidence", "−78%"):
        assert word in page
    assert "Prevalence: Venues of San Isidro, 10.0% to 2.2%." in page
    assert not {"caused", "because of", "thanks to", "impact", "led to"} & set(page.split())
    client.force_login(cast.dario)
    assert client.get(reverse("side_by_side", args=[cast.programme.pk])).status_code == 404


def test_an_indicator_is_asked_of_cases_opened_in_a_span(client, cast):
    client.force_login(cast.nadia)
    address = reverse("indicator", args=["i06"])
    page = client.get(address, {"opened_from": "1 March 2020", "opened_to": "1 March 2021"})
    assert "Fewer than 10 began it" in page.text
    wrong = client.get(address, {"opened_from": "1 March 2021", "opened_to": "soon"})
    assert wrong.status_code == 422
    assert "Keep it as it stands" not in wrong.text
    kept = {"opened_from": "1 March 2020", "opened_to": "1 March 2021"}
    client.post(reverse("indicator_keep", args=["i01"]), kept)
    assert IndicatorValue.objects.get().result["opened_from"] == "2020-03-01"
    page = client.get(reverse("indicator", args=["i01"])).text
    assert "of cases opened from 1 March 2020 until 1 March 2021" in page


def test_who_sees_no_small_figures_can_neither_group_nor_narrow(client, cast):
    client.force_login(cast.eva)
    page = client.get(reverse("indicator", args=["i01"])).text
    assert "Compare by" not in page
    assert "Cases opened" not in page
    narrowed = client.get(reverse("indicator", args=["i01"]) + "?by=sex&opened_from=1 May 1900")
    assert "Group by group" not in narrowed.text
    client.force_login(cast.nadia)
    page = client.get(reverse("indicator", args=["i01"]) + "?by=sex").text
    assert "Child or adult" in page
    assert client.get(reverse("indicator", args=["i01"]) + "?by=name").status_code == 404


def test_measures_over_time_share_one_axis_and_leave_out_what_is_too_few(cast):
    study = StudyRow(study_of(cast.nadia, cast.place), (), None)
    years = Made(0.5, n=90, name="", groups=(
        Made(None, n=4, withheld="Fewer than 10", name="2019"), Made(0.2, 0.1, 0.3, 40, name="2020"),
        Made(0.6, 0.5, 0.7, 46, name="2021"),
    ))  # fmt: skip
    known = indicators()
    none = (Kept(known["I74"], ()), Kept(known["I67"], ()))
    when = date(2020, 3, 1)
    done = tuple(Done(name, "Training", when, None, 1, is_planned=False) for name in "ab")
    found = SideBySide(cast.programme, [study], [(known["I06"], years)], *none, done)
    drawn = beside_drawing(found, cast.nadia)
    assert [list(row)[1:] for row in drawn.rows] == [
        ["2020", "20.0%", "10.0% to 30.0%"], ["2021", "60.0%", "50.0% to 70.0%"],
    ]  # fmt: skip
    assert "Complaints registered, 20.0% to 60.0%" in drawn.sentence
    assert marks_of(done) == [("2020-03-01", "1–2")]
    assert "1–2" in drawn.wide
    assert beside_drawing(found, cast.eva) is None  # a publisher's figures are not exact


def test_two_countries_are_drawn_beside_what_was_reckoned_each_with_its_source(client, cast):
    client.force_login(cast.eva)
    page = client.get(reverse("impunity")).text
    for said in ("at most 1 in 2,000", "at most 1 in 6,667", "at most 1 in 2,660,000", "IDRC"):
        assert said in page
    assert "As reckoned above" not in page
    own = client.get(reverse("impunity") + "?convictions=3&crimes_low=20000&crimes_high=60000")
    assert "1 in 20,000 to 1 in 6,667" in own.text


def test_impunity_is_reckoned_with_its_range(client, cast):
    client.force_login(cast.eva)
    address = reverse("impunity") + "?convictions=3&crimes_low=20000&crimes_high=60000"
    assert "0.005% to 0.015%" in client.get(address).content.decode()
    assert (
        client.get(reverse("impunity") + "?convictions=3&crimes_low=9&crimes_high=2").status_code
        == 422
    )


def test_a_programme_shows_beside_its_waves_what_was_done_meanwhile(client, cast):
    study = study_of(cast.nadia, cast.place, programme=cast.programme)
    wave_of(cast.nadia, study, 2020, 200, 1000)
    wave_of(cast.nadia, study, 2023, 90, 1000)
    a_repair(cast)
    address = reverse("side_by_side", args=[cast.programme.pk])
    client.force_login(cast.nadia)
    page = client.get(address).content.decode()
    assert "1. A motorcycle for the station" in page
    assert "does not say that one made the other" in page
    client.force_login(cast.eva)
    assert "motorcycle" not in client.get(address).content.decode()
