"""`amparo publish` writes the whole site into a folder, and nothing of a case comes near it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.access.services import System
from amparo.directory.services import set_population
from amparo.errors import Refused
from amparo.story.building import build
from amparo.story.published import Counter, Published
from amparo.story.reading import LANGUAGES, WHOLE, figures, words
from amparo.story.selectors import office_to_publish, onlooker, published_for
from tests.cast import NOW
from tests.protection.furnish import study_of, wave_of

TODAY = date(2024, 3, 4)
PUBLISHED = Published(
    "The Harbour", TODAY, 1,
    (Counter("covered", 1_234_567, "San Isidro"), Counter("improving", 0, "no area"),
     Counter("protected", 0, "no area")),
    synthetic=True,
)  # fmt: skip
PAGES = {code: "index.html" if code == "en" else f"{code}/index.html" for code in LANGUAGES}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("public") / "site"
    build(folder, PUBLISHED, address="https://example.org/amparo")
    return folder


def read(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


def asked_for(site: Path, page: str) -> set[Path]:
    """The page and every file that a browser fetches with it."""
    at = site / page
    styles = {
        at.parent / name for name in re.findall(r'rel="stylesheet" href="([^"]+)"', at.read_text())
    }
    fonts = {
        one.parent / name
        for one in styles
        for name in re.findall(r'url\("([^"]+)"\)', one.read_text())
    }
    return {one.resolve() for one in {at, *styles, *fonts}}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_whole_first_page_weighs_less_than_150_kb_even_unpacked(site, code):
    weight = {one.name: one.stat().st_size for one in asked_for(site, PAGES[code])}
    assert len(weight) == 3
    assert sum(weight.values()) < 150_000, weight


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_page_says_its_language_and_leads_to_every_other(site, code):
    page = read(site, PAGES[code])
    assert f'<html lang="{code}" dir="{words(code).direction}">' in page
    assert all(f'hreflang="{other}"' in page for other in LANGUAGES)


@pytest.mark.parametrize("name", ["index.html", "es/methods.html"])
def test_search_engines_are_told_the_same_page_in_every_language_it_exists_in(site, name):
    told = re.findall(r'rel="alternate" hreflang="(\w+)" href="([^"]+)"', read(site, name))
    listed = read(site, "sitemap.txt").split()
    kind = "methods.html" if name.endswith("methods.html") else "/"
    assert {address for _, address in told} == {one for one in listed if one.endswith(kind)}
    assert [code for code, _ in told] == list(WHOLE if kind != "/" else LANGUAGES)


def test_every_link_inside_the_site_leads_to_a_file_or_a_part_that_is_there(site):
    lost = set()
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for href in re.findall(r'href="((?!https?:|data:)[^"]+)"', text):
            name, _, part = href.partition("#")
            there = page.parent / name if name else page
            if not there.is_file() or (
                part and f'id="{part}"' not in there.read_text(encoding="utf-8")
            ):
                lost.add(f"{page.relative_to(site)}: {href}")
    assert lost == set()


def test_a_page_needs_no_script_no_photograph_and_no_other_host(site):
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<script|<img|<iframe|\son\w+=|\sstyle=", text), page
        assert not re.search(r'(?:src|action)="', text), page
    assert 'url("http' not in "".join(one.read_text() for one in site.glob("assets/*.css"))


def test_it_shows_the_counters_with_their_rule_and_says_that_they_are_made_up(site):
    page = read(site, "index.html")
    assert "1\u202f234\u202f567" in page
    assert "Rule, version 1. Reckoned on 2024-03-04 from the studies of The Harbour." in page
    assert words("en").texts["site"]["synthetic"].split(":")[0] in page


def test_every_figure_that_is_charted_is_in_the_open_file(site):
    rows = read(site, "data/story.csv").splitlines()
    assert sum(row.startswith("funnel,") for row in rows) == len(figures()["funnel"]) - 1
    assert any(row.startswith("waves.cambodia,percent,8.16;2.2,") for row in rows)


def test_only_whole_languages_have_the_methods(site):
    found = {p.parent.name for p in site.rglob("methods.html")} - {site.name}
    assert found == set(WHOLE) - {"en"}


def test_a_site_is_published_again_in_its_place(tmp_path):
    build(tmp_path / "site", PUBLISHED)
    (tmp_path / "site" / "left-over.html").write_text("old")
    build(tmp_path / "site", None)
    assert not (tmp_path / "site" / "left-over.html").exists()
    assert words("en").texts["counters"]["none"] in read(tmp_path / "site", "index.html")


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(Refused, match="holds something else"):
        build(tmp_path, PUBLISHED)
    assert [one.name for one in tmp_path.iterdir()] == ["letters.txt"]


def test_what_is_published_is_what_studies_say_and_asks_for_no_person(cast):
    set_population(
        by=System(), at=NOW, place=cast.place, population=90_000, year=2020, source="census"
    )
    study = study_of(cast.nadia, cast.place)
    wave_of(cast.nadia, study, 2021, 200, 1000)
    wave_of(cast.nadia, study, 2023, 50, 1000)
    with CaptureQueriesContext(connection) as asked:
        found = published_for(cast.office, today=TODAY, synthetic=False)
    assert [(one.kind, one.people) for one in found.counters] == [
        ("covered", 90_000), ("improving", 90_000), ("protected", 90_000)]  # fmt: skip
    assert [one.file for one in found.tables] == [
        "furthest-stage-by-programme.csv", "furthest-stage-by-year-of-referral.csv"]  # fmt: skip
    tables = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', " ".join(one["sql"] for one in asked)))
    assert "protection_study" in tables
    assert not [one for one in tables if re.search("person|referral|document|consent|role", one)]


def test_the_onlooker_sees_no_case_and_is_never_saved(cast):
    eyes = onlooker(cast.office)
    assert not eyes.sees_people
    assert not eyes.may("cases.read")
    assert eyes._state.adding


def test_the_office_is_the_one_that_has_a_publisher_and_others_are_named(cast):
    assert office_to_publish() == cast.eva.office
    with pytest.raises(Refused, match="--office with one of: "):
        office_to_publish("Somewhere else")
    cast.eva.roles = []
    cast.eva.save()
    with pytest.raises(Refused, match="the role of publisher"):
        office_to_publish()
