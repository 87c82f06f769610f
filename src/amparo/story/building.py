"""Builds the public site into a folder: pages in every language, the style, a map, a data file."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from amparo.errors import Refused
from amparo.story import drawing
from amparo.story.published import Counter, Proof, Published
from amparo.story.reading import FIRST, HERE, LANGUAGES, Words, figures, sources, words

MARK = ".amparo-site"
ASSETS = {"style": "story.css", "font": "newsreader.woff2", "licence": "newsreader-licence.txt"}


@dataclass(frozen=True)
class Place:
    """A page in one language: its file, and how it finds the site's first folder."""

    page: str
    language: str

    @property
    def file(self) -> str:
        """Where it lies in the folder."""
        name = "index.html" if self.page == "story" else f"{self.page}.html"
        return name if self.language == FIRST else f"{self.language}/{name}"

    @property
    def exists(self) -> bool:
        """Whether there is such a page: the methods are told in whole languages only."""
        return self.page == "story" or words(self.language).is_whole

    @property
    def path(self) -> str:
        """Its address below the site's, as search engines are told it."""
        return self.file.removesuffix("index.html")

    @property
    def up(self) -> str:
        """The way back to the first folder, for links that work from any address."""
        return "" if self.language == FIRST else "../"


def build(
    folder: Path, published: Published | None, *, address: str = "", letters: str = ""
) -> list[str]:
    """Write the whole site beside the folder, then put it in its place; return its files.

    Raises: Refused where the folder holds something that is not such a site.
    """
    folder = folder.expanduser().resolve()
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise Refused(
            "This folder holds something else, and a site is put in its place whole",
            where=str(folder), next_step="name an empty folder, or one that was published before",
        )  # fmt: skip
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".publishing-", dir=folder.parent))
    try:
        made.chmod(0o755)
        files = _write(made, published, address.rstrip("/"), letters)
        if folder.exists():
            shutil.rmtree(folder)
        made.replace(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return files


def _write(folder: Path, published: Published | None, address: str, letters: str) -> list[str]:
    files: dict[str, bytes] = {MARK: b""}
    assets = {key: _asset(name, files) for key, name in ASSETS.items()}
    style = files[assets["style"]].decode().replace(ASSETS["font"], Path(assets["font"]).name)
    files[assets["style"]] = style.encode()
    every = [Place(page, code) for page in ("story", "methods") for code in LANGUAGES]
    pages = [place for place in every if place.exists]
    for place in pages:
        context = context_of(place, published, assets, address) | {"letters": letters}
        files[place.file] = render_to_string(f"story/{place.page}.html", context).encode()
    files["data/story.csv"] = _story_csv().encode()
    for table in published.tables if published else ():
        files[f"data/{table.file}"] = table.content.encode()
    if address:
        listed = "".join(f"{address}/{place.path}\n" for place in pages)
        files["sitemap.txt"] = listed.encode()
        files["robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {address}/sitemap.txt\n".encode()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o644)
    for path in [one for one in folder.rglob("*") if one.is_dir()]:
        path.chmod(0o755)
    return sorted(set(files) - {MARK})


def _asset(name: str, files: dict[str, bytes]) -> str:
    """Add a file under a name that changes with its content, so that it may be kept for ever."""
    content = (HERE / "assets" / name).read_bytes()
    stem, ending = name.rsplit(".", 1)
    named = f"assets/{stem}-{hashlib.sha256(content).hexdigest()[:10]}.{ending}"
    files[named] = content
    return named


def context_of(
    place: Place, published: Published | None, assets: dict[str, str], address: str
) -> dict[str, Any]:
    """Everything a page shows."""
    said = words(place.language)
    first = words(FIRST)
    found = figures()
    rule = said.texts["counters"]["rule"]
    stages = drawing.stages(found["funnel"])
    months = drawing.months(found["courts"], found["first_conviction"]["months"])
    return {
        "place": place, "t": said.texts, "words": said, "assets": assets, "address": address,
        "story": "index.html", "methods": "methods.html" if said.is_whole else "../methods.html",
        "languages": [_link(code, place) for code in LANGUAGES], "first": first,
        "same": [one for code in LANGUAGES if (one := Place(place.page, code)).exists],
        "source": sources(), "sources": list(sources().values()), "figures": found,
        "stages": [(one, _said(said, one.name)) for one in stages],
        "asking": drawing.asking(), "whole": drawing.whole(), "six": stages[-1].threads,
        "meeting": drawing.meeting(stages[-1]), "rope": drawing.rope(),
        "weave": drawing.weave(), "warp": drawing.warp(),
        "slope": drawing.slope(found["cebu"]["fall_percent"]),
        "squares": drawing.squares(found["chennai"]["bonded_percent"]),
        "months": [(bar, said.texts["prove"][bar.key]) for bar in months],
        "mukono": [(bar, said.texts["repair"][bar.key]) for bar in drawing.mukono(found["mukono"])],
        "pairs": [
            (pair, said.texts["part3"][pair.place], said.texts["part3"][f"{pair.place}_what"],
             sources()[pair.source])
            for pair in drawing.pairs(found["waves"], decimal=said.decimal)
        ],
        "proofs": [_proof(said, one) for one in published.proofs] if published else [],
        "published": published, "tables": published.tables if published else (),
        "counters": [_counter(said, one) for one in published.counters] if published else [],
        "rule": published and rule.format(
            version=published.rule_version, day=published.on.isoformat(), office=published.office
        ),
    }  # fmt: skip


def _said(said: Words, stage: str) -> dict[str, str]:
    fall = said.texts["fall"]
    return {"n": fall[f"{stage}_n"], "what": fall[stage], "note": fall[f"{stage}_note"]}


def _counter(said: Words, one: Counter) -> dict[str, Any]:
    counters = said.texts["counters"]
    return {
        "kind": one.kind, "name": counters[one.kind], "rule": counters[f"{one.kind}_rule"],
        "people": _grouped(one.people), "areas": one.areas,
    }  # fmt: skip


def _proof(said: Words, one: Proof) -> dict[str, Any]:
    days = said.texts["proof"]["days"].format(n=_grouped(one.days)) if one.days else ""
    return {"title": one.title, "place": one.place, "story": one.story, "shows": one.shows,
            "days": days}  # fmt: skip


def _grouped(n: int) -> str:
    """Digits in threes, apart by thin spaces, which every language here reads alike."""
    return f"{n:,}".replace(",", "\u202f")


@dataclass(frozen=True)
class Link:
    """A language to change to."""

    code: str
    name: str
    href: str
    is_here: bool


def _link(code: str, place: Place) -> Link:
    there = Place(place.page, code)
    if not there.exists:
        there = Place("story", code)
    return Link(code, words(code).name, f"{place.up}{there.file}", code == place.language)


def _story_csv() -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["part", "figure", "value", "source", "by", "year", "address"])
    for part, found in figures().items():
        for one in found if isinstance(found, list) else [found]:
            source = sources().get(one.get("source", ""))
            cited = (source.title, source.by, source.year, source.address) if source else ("",) * 4
            name = f"{part}.{one['place']}" if "place" in one else part
            for key, value in one.items():
                if key not in {"source", "place"}:
                    shown = ";".join(map(str, value)) if isinstance(value, list) else value
                    writer.writerow([name, key, shown, *cited])
    return out.getvalue()
