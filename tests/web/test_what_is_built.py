"""The committed style sheet and script, which CI rebuilds and compares."""

import gzip
import re
from pathlib import Path

import django_htmx
import pytest

import amparo.web
from tests.house.source import ROOT

BUILT = Path(amparo.web.__file__).parent / "static" / "web"
CSS = (BUILT / "amparo.css").read_text(encoding="utf-8")
SCRIPT = (BUILT / "amparo.js").read_text(encoding="utf-8")


def test_style_and_script_stay_under_60_kilobytes_together():
    assert (
        sum((BUILT / f"{name}.gz").stat().st_size for name in ("amparo.css", "amparo.js")) < 60_000
    )


@pytest.mark.parametrize("name", ["amparo.css", "amparo.js", "icon.svg"])
def test_what_is_sent_is_what_is_committed(name):
    assert gzip.decompress((BUILT / f"{name}.gz").read_bytes()) == (BUILT / name).read_bytes()


@pytest.mark.parametrize("word", ["GDS Transport", "@font-face", "crest", "crown", "url(http"])
def test_nothing_of_the_crown_is_taken(word):
    assert word not in CSS


def test_the_style_sheet_asks_for_no_other_file():
    assert re.findall(r"url\((?!\"?data:)", CSS) == []


def test_htmx_is_the_version_that_django_htmx_ships():
    source = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.js"
    shipped = re.search(r"version: '([\d.]+)'", source.read_text(encoding="utf-8"))[1]
    assert f'version:"{shipped}"' in SCRIPT
    assert f'"htmx.org": "{shipped}"' in (ROOT / "frontend" / "package.json").read_text()


def test_the_lock_names_no_host():
    assert "resolved" not in (ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")


def test_every_version_is_exact():
    text = (ROOT / "frontend" / "package.json").read_text(encoding="utf-8")
    assert re.findall(r'": "[\^~]', text) == []


def test_every_class_of_ours_in_a_template_has_a_style():
    templates = (Path(amparo.web.__file__).parent / "templates").rglob("*.html")
    used = {
        found
        for path in templates
        for found in re.findall(r"\bamparo-[a-z]+(?:__[a-z_]+)?(?=[\s\"])", path.read_text("utf-8"))
    }
    assert {name for name in used if f".{name}" not in CSS} == set()


@pytest.mark.parametrize("name", ["amparo.css", "amparo.js"])
def test_a_browser_is_sent_the_small_form(client, name):
    answer = client.get(f"/static/web/{name}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"".join(answer.streaming_content) == (BUILT / f"{name}.gz").read_bytes()


def test_a_new_build_has_a_new_address(draw):
    assert re.fullmatch(
        r"/static/web/amparo\.css\?[0-9a-f]{10}", draw("{% asset 'web/amparo.css' %}")
    )
