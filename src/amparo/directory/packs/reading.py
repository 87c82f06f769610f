"""Reading the data files, strictly: everything wrong in what was asked for is told at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from amparo.directory.packs.checking import (
    CHILD,
    cause_problems,
    detector_problems,
    gather_problems,
    list_problems,
    milestone_problems,
    pack_problems,
    pathway_problems,
)
from amparo.directory.packs.kinds import (
    Cause,
    ClockRule,
    CodeEntry,
    CodeList,
    Court,
    Detector,
    Example,
    Form,
    Gather,
    MilestoneType,
    Offence,
    Pack,
    Pathway,
    PathwayExit,
    PathwayStage,
    Proof,
    StartInstitution,
    StartJurisdiction,
    TaskRule,
    Vacation,
)
from amparo.directory.packs.records import Row, make
from amparo.errors import Broken

ROOT = files("amparo.packs")
PACKS = ("ph", "in-tn")
# What pack.toml must say, and the type of each.
ABOUT = {
    "name": str, "country": str, "languages": list, "time_zone": str, "currency": str,
    "weekend": list, "holidays_source": str, "sources": list, "words": dict, "holidays": dict,
    "address": list, "court": list, "jurisdiction": list, "institution": list,
}  # fmt: skip


def _toml(*path: str) -> dict[str, Any]:
    place = ROOT.joinpath(*path)
    try:
        return tomllib.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Broken("A data file of the packs is missing", where="/".join(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Broken(f"A data file cannot be read: {error}", where="/".join(path)) from error


def _require_none(problems: list[str], where: str) -> None:
    if problems:
        raise Broken("The data do not fit", found="; ".join(problems), where=where)


@cache
def milestone_types() -> Mapping[str, MilestoneType]:
    """Every kind of milestone, by code, in the order of the ways."""
    where = "milestones.toml"
    rows: list[Row] = _toml(where).get("milestone", [])
    problems: list[str] = []
    for order, row in enumerate(rows):
        tasks = row.get("tasks", [])
        row["tasks"] = make(TaskRule, tasks, f"{where} tasks of {row.get('code')}", problems)
        row.setdefault("way", str(row.get("code", "")).split(".")[0])
        row.setdefault("order", order)
    made = make(MilestoneType, rows, where, problems)
    exits = {entry.code for entry in code_list("exit_reasons").entries}
    _require_none(problems + milestone_problems(made, exits), where)
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
    problems: list[str] = []
    made = make(Cause, _toml("causes.toml").get("cause", []), "causes.toml", problems)
    _require_none(problems + cause_problems(made, milestone_types()), "causes.toml")
    return made


@cache
def detectors() -> Mapping[str, Detector]:
    """The detectors of breakdowns, by id. Raises Broken where one names no known cause."""
    where, problems = "detectors.toml", list[str]()
    made = make(Detector, _toml(where).get("detector", []), where, problems)
    _require_none(problems + detector_problems(made, causes()), where)
    return MappingProxyType({one.id: one for one in made})


def code_list_names() -> tuple[str, ...]:
    """Every code list there is, by name."""
    found = (place.name for place in ROOT.joinpath("codes").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


@cache
def code_list(name: str) -> CodeList:
    """One code list; an entry without a source of its own has the list's.

    Raises: Broken where there is none of that name, or something in it does not fit.
    """
    if name not in code_list_names():
        raise Broken("A code list of an unknown name", found=name)
    where = f"codes/{name}.toml"
    content = _toml("codes", f"{name}.toml")
    problems = [f"no {part}" for part in ("title", "source", "entry") if not content.get(part)]
    rows = [{"source": content.get("source", ""), **row} for row in content.get("entry", [])]
    entries = make(CodeEntry, rows, where, problems)
    listed = CodeList(name, content.get("title", ""), content.get("source", ""), entries)
    _require_none(problems + list_problems(listed), where)
    return listed


@cache
def pathways() -> Mapping[str, Pathway]:
    """The pathways of analysis, by code. Raises Broken for a milestone undeclared or twice."""
    where = "pathways.toml"
    rows: list[Row] = _toml(where).get("pathway", [])
    problems: list[str] = []
    for row in rows:
        inside = f"{where} {row.get('code')}"
        row["stages"] = make(PathwayStage, row.get("stages", []), f"{inside} stages", problems)
        row["exits"] = make(PathwayExit, row.get("exits", []), f"{inside} exits", problems)
    made = make(Pathway, rows, where, problems)
    _require_none(problems + pathway_problems(made, milestone_types()), where)
    return MappingProxyType({pathway.code: pathway for pathway in made})


@cache
def gathering() -> tuple[Gather, ...]:
    """What proves each element, and how to gather it. Raises Broken where it does not fit."""
    problems: list[str] = []
    made = make(Gather, list(_toml("evidence.toml").get("gather", [])), "evidence.toml", problems)
    kinds = {entry.code for entry in code_list("evidence_kinds").entries}
    elements = {entry.code for entry in code_list("elements").entries}
    known = {offence.key for code in PACKS for offence in load_pack(code).offences}
    problems += gather_problems(made, kinds=kinds, elements=elements, offences=known)
    _require_none(problems, "evidence.toml")
    return made


def pack_codes() -> tuple[str, ...]:
    """The codes of the packs that ship."""
    return PACKS


@cache
def load_pack(code: str) -> Pack:
    """One jurisdiction's pack. Raises Broken that tells everything that does not fit in it."""
    if code not in PACKS:
        raise Broken("A jurisdiction pack of an unknown code", found=code)
    about = _toml(code, "pack.toml")
    missing = [
        f"pack.toml: {name} must be a {kind.__name__}"
        for name, kind in ABOUT.items()
        if type(about.get(name)) is not kind or not about[name]
    ]
    _require_none(missing, code)
    problems: list[str] = []
    pack = Pack(
        code=code,
        name=about["name"],
        country=about["country"],
        languages=tuple(about["languages"]),
        time_zone=about["time_zone"],
        currency=about["currency"],
        weekend=tuple(about["weekend"]),
        holidays=_holidays(about["holidays"], problems),
        holidays_source=about["holidays_source"],
        words=MappingProxyType(dict(about["words"])),
        address=_address(about["address"], problems),
        sources=tuple(about["sources"]),
        clocks=make(ClockRule, _clock_rows(code, problems), f"{code}/clocks.toml", problems),
        offences=make(Offence, _rows(code, "offence"), f"{code}/offences.toml", problems),
        courts=make(Court, about["court"], f"{code}/pack.toml court", problems),
        forms=make(Form, _rows(code, "form"), f"{code}/forms.toml", problems),
        examples=make(Example, _example_rows(code), f"{code}/examples.toml", problems),
        jurisdictions=make(
            StartJurisdiction, about["jurisdiction"], f"{code}/pack.toml jurisdiction", problems
        ),
        institutions=make(
            StartInstitution, about["institution"], f"{code}/pack.toml institution", problems
        ),
        proofs=make(Proof, _rows(code, "proof"), f"{code}/proofs.toml", problems),
        vacations=make(Vacation, about.get("vacation", []), f"{code}/pack.toml vacation", problems),
    )
    problems += pack_problems(
        pack,
        milestones=milestone_types(),
        iccs={entry.code for entry in code_list("iccs").entries},
        elements={entry.code for entry in code_list("elements").entries},
        facts={entry.code for entry in code_list("facts").entries} | {CHILD},
    )
    _require_none(problems, code)
    return pack


def _rows(code: str, what: str) -> list[Row]:
    return list(_toml(code, f"{what}s.toml").get(what, []))


def _example_rows(code: str) -> list[Row]:
    return _rows(code, "example") + list(_toml("practice_examples.toml").get("example", []))


def _clock_rows(code: str, problems: list[str]) -> list[Row]:
    rows = []
    for row in _rows(code, "clock") + list(_toml("practice.toml").get("clock", [])):
        plain = {name: value for name, value in row.items() if name not in {"within", "when"}}
        within, when = row.get("within", {}), row.get("when", {})
        odd = sorted({*within} - {"n", "unit"} | {*when} - {"detained", "child"})
        problems += [f"{row.get('code')}: {name} is unknown" for name in odd]
        rows.append({**within, **when, **plain})
    return rows


def _holidays(days: dict[str, Any], problems: list[str]) -> Mapping[date, str]:
    holidays = {}
    for day, name in days.items():
        try:
            holidays[date.fromisoformat(day)] = str(name)
        except ValueError:
            problems.append(f"holidays: {day} is no day")
    return MappingProxyType(dict(sorted(holidays.items())))


def _address(rows: list[Row], problems: list[str]) -> tuple[tuple[str, str], ...]:
    whole = [row for row in rows if row.keys() == {"to", "form"}]
    problems += ["address: each takes `to` and `form`"] * (len(rows) != len(whole))
    return tuple((row["to"], row["form"]) for row in whole)
