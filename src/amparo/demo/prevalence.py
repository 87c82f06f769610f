"""The synthetic office's view of the crime itself: two studies, four waves, what people say."""

from __future__ import annotations

from datetime import date
from typing import Any

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.access.services import System
from amparo.demo.morning import Morning
from amparo.directory.packs.indicators import indicator
from amparo.directory.services import set_population
from amparo.protection import reckoning
from amparo.protection.models import Design, Wave
from amparo.protection.reckoning import Reckoned, digest_of
from amparo.protection.services.indicators import ValueFacts, keep_indicator
from amparo.protection.services.studies import StudyFacts, WaveFacts, add_wave, begin_study

CEBU = 5_151_274  # the province with Cebu City, Mandaue and Lapu-Lapu
CENSUS = "Philippine Statistics Authority, census of 2020, with the highly urbanized cities"
MADE_UP = "Synthetic. Nobody was asked."

# first day, last day, children met by those sent to look, of how many seen; clusters double it
AT_VENUES = (
    (date(2019, 2, 4), date(2019, 4, 12), 118, 1_462),
    (date(2022, 9, 5), date(2022, 11, 25), 61, 1_540),
    (date(2025, 9, 1), date(2025, 11, 21), 27, 1_498),
)
CLUSTERED = 1.9

# on the police's list, the office's, the hospitals'; how many people on just these
OVERLAP = """police,office,hospitals,people
1,0,0,214
0,1,0,131
0,0,1,96
1,1,0,74
1,0,1,19
0,1,1,11
1,1,1,9
"""

# indicator, last day, share who said so, of how many
SAID = (
    ("I73", date(2019, 4, 30), 0.14, 610), ("I73", date(2025, 11, 30), 0.31, 640),
    ("I74", date(2019, 4, 30), 0.22, 610), ("I74", date(2025, 11, 30), 0.47, 640),
)  # fmt: skip
# last day, mean from 1 to 5 with its interval, of how many officials and neighbours
BELIEVED = (
    (date(2019, 4, 30), 2.3, 2.1, 2.5, 84), (date(2025, 11, 30), 3.4, 3.2, 3.6, 91),
)  # fmt: skip


def look_around(morning: Morning) -> None:
    """Carry out the acts of those who study how many live the crime."""
    analyst = next(
        one for one in User.objects.filter(office=morning.around.office).order_by("email")
        if Role.ANALYST in one.held_roles
    )  # fmt: skip
    cebu = morning.programmes["trafficking"].jurisdiction
    set_population(
        by=System(), at=next(morning.ticks), place=cebu, population=CEBU, year=2020, source=CENSUS
    )
    _at_venues(morning, analyst)
    _on_lists(morning, analyst)
    _said(morning, analyst)


def _at_venues(morning: Morning, analyst: User) -> None:
    programme = morning.programmes["trafficking"]
    study = begin_study(by=analyst, at=next(morning.ticks), facts=StudyFacts(
        name="Children in Cebu’s bars and streets (synthetic)", design=Design.VENUES,
        jurisdiction=programme.jurisdiction, programme=programme,
        population="People offered for sex at night in bars, streets and online rooms",
        definition="Under 18 by two observers who judged apart, or by a document",
    ))  # fmt: skip
    for from_on, to_on, met, seen in AT_VENUES:
        if to_on <= morning.today:
            made = reckoning.of_counts(met, seen, CLUSTERED)
            facts = _facts((from_on, to_on), Wave.How.COUNTS, made)
            add_wave(by=analyst, at=next(morning.ticks), study=study, facts=facts)


def _on_lists(morning: Morning, analyst: User) -> None:
    programme = morning.programmes["bonded"]
    study = begin_study(by=analyst, at=next(morning.ticks), facts=StudyFacts(
        name="Bonded labourers on three lists (synthetic)", design=Design.LISTS,
        jurisdiction=programme.jurisdiction, programme=programme,
        population="People in bonded labour who stood on at least one list in a year",
        definition="Released, or met by an inspector who wrote down an advance and a debt",
    ))  # fmt: skip
    days = (date(2024, 1, 1), date(2024, 12, 31))
    facts = _facts(days, Wave.How.LISTS, reckoning.of_lists(OVERLAP))
    add_wave(by=analyst, at=next(morning.ticks), study=study, facts=facts)


def _facts(days: tuple[date, date], how: str, made: Reckoned) -> WaveFacts:
    return WaveFacts(*days, how, made.data, made.digest, made.result, made.engine, MADE_UP)


def _said(morning: Morning, analyst: User) -> None:
    for code, on, share, n in SAID:
        found = reckoning.of_counts(round(share * n), n, CLUSTERED).result
        value = {name: found[name] for name in ("value", "low", "high", "n")}
        _keep(morning, analyst, code, on, value)
    for on, mean, low, high, n in BELIEVED:
        value = {"value": mean, "low": low, "high": high, "n": n}
        _keep(morning, analyst, "I67", on, value)


def _keep(morning: Morning, analyst: User, code: str, on: date, result: dict[str, Any]) -> None:
    facts = ValueFacts(
        to_on=on, result=result, digest=digest_of(result), source=MADE_UP,
        programme=morning.programmes["trafficking"],
    )  # fmt: skip
    keep_indicator(by=analyst, at=next(morning.ticks), indicator=indicator(code), facts=facts)
