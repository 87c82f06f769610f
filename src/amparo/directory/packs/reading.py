"""Reading the data files, strictly: every problem of a file is told at once."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeVar

from amparo.directory.packs.kinds import (
    Cause,
    ClockRule,
    CodeEntry,
    CodeList,
    Court,
    Example,
    Form,
    MilestoneType,
    Offence,
    Pack,
    Pathway,
    PathwayExit,
    PathwayStage,
    StartInstitution,
    StartJurisdiction,
    TaskRule,
)
from amparo.errors import Broken

Kind = TypeVar("Kind")
ROOT = files("amparo.packs")
PACKS = ("ph", "in-tn")


def _toml(*path: str) -> dict[str, Any]:
    place = ROOT.joinpath(*path)
    try:
        return tomllib.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Broken("A data file of the packs is missing", where="/".join(path)) from error
    except tomllib.TOMLDecodeError as error:
        raise Broken(f"A data file cannot be read: {error}", where="/".join(path)) from error


def _made(kind: type[Kind], rows: list[dict[str, Any]], where: str) -> tuple[Kind, ...]:
    """One record a row. Raises Broken that lists every row with a field too many or too few."""
    fields = {f.name: f for f in dataclasses.fields(kind)}  # type: ignore[arg-type]
    needed = {
        name
        for name, f in fields.items()
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    }
    problems = [
        f"row {n}: {', '.join(sorted(wrong))}"
        for n, row in enumerate(rows, start=1)
        if (wrong := (needed - row.keys()) | (row.keys() - fields.keys()))
    ]
    if problems:
        raise Broken(
            "A data file has rows with missing or unknown fields", found="; ".join(problems),
            where=where,
        )  # fmt: skip
    return tuple(kind(**{k: _frozen(v) for k, v in row.items()}) for row in rows)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@cache
def milestone_types() -> Mapping[str, MilestoneType]:
    """Every kind of milestone, by code, in the order of the ways."""
    rows = _toml("milestones.toml")["milestone"]
    for row in rows:
        row["tasks"] = [TaskRule(**task) for task in row.get("tasks", [])]
        row.setdefault("way", row["code"].split(".")[0])
    for order, row in enumerate(rows):
        row.setdefault("order", order)
    made = _made(MilestoneType, rows, "milestones.toml")
    return MappingProxyType({kind.code: kind for kind in made})


def milestone_type(code: str) -> MilestoneType:
    """One kind of milestone. Raises Broken for a code no file declares."""
    try:
        return milestone_types()[code]
    except KeyError as error:
        raise Broken("A milestone of an unknown kind", found=code) from error


@cache
def causes() -> tuple[Cause, ...]:
    """The known causes of breakdowns."""
    return _made(Cause, _toml("causes.toml")["cause"], "causes.toml")


@cache
def code_list(name: str) -> CodeList:
    """One code list. Raises Broken where there is none of that name."""
    content = _toml("codes", f"{name}.toml")
    entries = _made(CodeEntry, content["entry"], f"codes/{name}.toml")
    return CodeList(name, content["title"], entries)


@cache
def pathways() -> Mapping[str, Pathway]:
    """The pathways of analysis, by code. Raises Broken for a milestone no file declares, or twice."""
    where = "pathways.toml"
    rows = _toml(where)["pathway"]
    for row in rows:
        row["stages"] = list(_made(PathwayStage, row["stages"], f"{where} {row['code']} stages"))
        row["exits"] = list(_made(PathwayExit, row["exits"], f"{where} {row['code']} exits"))
    made = _made(Pathway, rows, where)
    for pathway in made:
        codes = [code for part in (*pathway.stages, *pathway.exits) for code in part.codes]
        wrong = {code for code in codes if code not in milestone_types() or codes.count(code) > 1}
        if wrong:
            raise Broken(
                "A pathway names milestones that no file declares, or names them twice",
                found=", ".join(sorted(wrong)),
                where=f"{where} {pathway.code}",
            )
    return MappingProxyType({pathway.code: pathway for pathway in made})


def pack_codes() -> tuple[str, ...]:
    """The codes of the packs that ship."""
    return PACKS


@cache
def load_pack(code: str) -> Pack:
    """One jurisdiction's pack, checked against the milestones it names."""
    if code not in PACKS:
        raise Broken("A jurisdiction pack of an unknown code", found=code)
    about = _toml(code, "pack.toml")
    pack = Pack(
        code=code,
        name=about["name"],
        country=about["country"],
        languages=tuple(about["languages"]),
        time_zone=about["time_zone"],
        currency=about["currency"],
        weekend=tuple(about["weekend"]),
        holidays={date.fromisoformat(day): name for day, name in about["holidays"].items()},
        words=dict(about["words"]),
        address=tuple((a["to"], a["form"]) for a in about["address"]),
        sources=tuple(about["sources"]),
        clocks=_made(ClockRule, _clock_rows(code), f"{code}/clocks.toml"),
        offences=_made(Offence, _toml(code, "offences.toml")["offence"], f"{code}/offences.toml"),
        courts=_made(Court, about["court"], f"{code}/pack.toml court"),
        forms=_made(Form, _toml(code, "forms.toml")["form"], f"{code}/forms.toml"),
        examples=_made(Example, _toml(code, "examples.toml")["example"], f"{code}/examples.toml"),
        jurisdictions=_made(StartJurisdiction, about["jurisdiction"], f"{code}/pack.toml"),
        institutions=_made(StartInstitution, about["institution"], f"{code}/pack.toml"),
    )
    _check(pack)
    return pack


def _clock_rows(code: str) -> list[dict[str, Any]]:
    rows = _toml(code, "clocks.toml")["clock"] + _toml("practice.toml")["clock"]
    for row in rows:
        within, when = row.pop("within"), row.pop("when", {})
        row |= {"n": within["n"], "unit": within["unit"], **when}
    return list(rows)


def _check(pack: Pack) -> None:
    """Every code a pack names exists. Raises Broken that lists all that do not."""
    known = set(milestone_types())
    named = {(c.code, m) for c in pack.clocks for m in (*c.starts, *c.stops)}
    named |= {(form.code, form.milestone) for form in pack.forms if form.milestone}
    unknown = sorted(f"{where}: {m}" for where, m in named if m not in known)
    clocks = {clock.code for clock in pack.clocks}
    unknown += sorted(f"example of {e.clock}" for e in pack.examples if e.clock not in clocks)
    if unknown:
        raise Broken(
            "A pack names what no file declares", found="; ".join(unknown), where=pack.code
        )
