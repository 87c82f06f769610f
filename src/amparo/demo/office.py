"""Growing the synthetic office: eight years of two programmes, with causes to be found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.access.services import System
from amparo.audit.models import Entry
from amparo.casework.cases.models import Case, Programme
from amparo.casework.cases.services.bulk import record_many
from amparo.casework.cases.services.opening import start_programme
from amparo.demo.aftercare import give_help
from amparo.demo.answering import answer_for_it
from amparo.demo.breaking import find_breakdowns
from amparo.demo.courts import go_to_court
from amparo.demo.equipment import equip
from amparo.demo.evidence import gather_evidence
from amparo.demo.histories import Writer
from amparo.demo.morning import Morning, live_through, ticks_until
from amparo.demo.names import Names
from amparo.demo.people import SignIn, open_accounts, sign_ins, teams_of
from amparo.demo.places import OFFICE, PARTNERS, build_surroundings, fill_posts
from amparo.demo.prevalence import look_around
from amparo.demo.recovery import go_on
from amparo.demo.rescue import rescue_people
from amparo.demo.showcase import CODE, showcase_history
from amparo.demo.stories import tell_stories
from amparo.demo.stories.courts import with_a_long_trial
from amparo.demo.suspects import keep_watch
from amparo.directory.models import Institution, Jurisdiction
from amparo.errors import Refused
from amparo.flow.simulate import (
    Model,
    SimulatedCase,
    bonded_labour,
    simulate,
    trafficking_of_children,
)
from amparo.vault.keys import make_key_file

OPENED = datetime(2018, 11, 20, 6, 0, tzinfo=UTC)
FEWEST = 3
Progress = Callable[[str, float], None]

# key → name, crime type, place, pack, phase, model
PROGRAMMES: dict[str, tuple[str, str, str, str, str, Callable[[], Model]]] = {
    "trafficking": (
        "Trafficking of children — Cebu", "trafficking_children", "ph-cebu", "ph",
        Programme.Phase.SUSTAIN, trafficking_of_children,
    ),
    "bonded": (
        "Bonded labour — Kanchipuram and Chennai", "bonded_labour", "in-tn", "in-tn",
        Programme.Phase.REFORM, bonded_labour,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class DemoOffice:
    """The grown office, and how to enter it."""

    sign_ins: list[SignIn]


def grow(
    *,
    seed: int = 2026,
    n_cases: int = 600,
    progress: Progress,
    today: date | None = None,
) -> DemoOffice:
    """Grow the office, or find it grown; all of it or nothing.

    Counts: `n_cases` over both programmes, the showcase among them.
    Raises: Refused on a database that holds anything else.
    """
    if _is_grown():
        return DemoOffice(sign_ins(CODE))
    if n_cases < FEWEST:
        raise Refused(
            "A synthetic office needs a case in each programme, and the showcase",
            found=str(n_cases),
            next_step=f"ask for {FEWEST} or more",
        )
    if User.objects.exists() or Institution.objects.exists() or Entry.objects.exists():
        raise Refused(
            "This database holds an office already, and synthetic people have no place in it",
            next_step="open the demo in a folder of its own",
        )
    now = timezone.now() if today is None else datetime.combine(today, time(9), tzinfo=UTC)
    make_key_file(Path(settings.KEY_FILE))
    with transaction.atomic():
        _grow(seed=seed, n_cases=n_cases, progress=progress, now=now)
    progress("growing the synthetic office", 1.0)
    return DemoOffice(sign_ins(CODE))


def _is_grown() -> bool:
    office = Institution.objects.filter(name=OFFICE, is_office=True)
    return office.exists() and Case.objects.filter(code=CODE, office__in=office).exists()


def simulated(*, seed: int, n_cases: int, today: date) -> dict[str, tuple[SimulatedCase, ...]]:
    """The record streams of both programmes: half of the cases each."""
    sizes = {"trafficking": n_cases - n_cases // 2, "bonded": n_cases // 2}
    return {
        key: simulate(PROGRAMMES[key][-1](), n_cases=n, today=today, seed=seed)
        for key, n in sizes.items()
    }


def _grow(*, seed: int, n_cases: int, progress: Progress, now: datetime) -> None:
    growing = "growing the synthetic office"
    progress(growing, 0.0)
    today, names = timezone.localdate(now), Names(seed)
    around = build_surroundings(at=OPENED)
    accounts = open_accounts(
        at=OPENED, office=around.office, other=around.other, partners=around.partners,
        names=names, today=today,
    )  # fmt: skip
    teams = teams_of(accounts)
    programmes = {key: _programme(key, around.office, around.places) for key in PROGRAMMES}
    progress(growing, 0.05)
    yesterday = today - timedelta(days=1)
    streams = simulated(seed=seed, n_cases=n_cases - 1, today=yesterday)
    streams["trafficking"] = with_a_long_trial(streams["trafficking"], today=yesterday, seed=seed)
    progress(growing, 0.1)
    writers = {
        key: Writer(programmes[key], key, teams[key], around, names, today, seed)
        for key in PROGRAMMES
    }
    histories = [writers[key].history_of(case) for key, cases in streams.items() for case in cases]
    histories.append(
        showcase_history(
            programme=programmes["trafficking"], team=teams["trafficking"][0], around=around,
            names=names, today=today,
        )
    )  # fmt: skip
    progress(growing, 0.15)
    cases = record_many(histories, progress=lambda share: progress(growing, 0.15 + 0.7 * share))
    ticks = ticks_until(now)
    fill_posts(
        at=next(ticks), today=today, names=names,
        partners={around.units[key].pk: accounts[name] for name, key in PARTNERS.items()},
    )  # fmt: skip
    morning = Morning(today, now, ticks, programmes, teams, around, names)
    live_through(morning, showcase=cases[-1])
    gather_evidence(morning, cases[-1])
    go_to_court(morning, cases[-1])
    keep_watch(morning, cases[-1])
    rescue_people(morning, cases[-1])
    give_help(morning, cases[-1])
    go_on(morning, cases[-1])
    answer_for_it(morning)
    progress(growing, 0.9)
    find_breakdowns(morning, cases[-1])
    tell_stories(morning)
    equip(morning)
    look_around(morning)


def _programme(key: str, office: Institution, places: dict[str, Jurisdiction]) -> Programme:
    name, crime_type, place, pack, phase, _ = PROGRAMMES[key]
    return start_programme(
        by=System(), at=OPENED, office=office, name=name, crime_type=crime_type,
        jurisdiction=places[place], pack=pack, starts_on=date(2018, 12, 1), phase=phase,
    )  # fmt: skip
