"""An office of 100,000 cases and 2,000,000 hearings beside one of 1,000: what its pages cost.

Run: .venv/bin/python benchmarks/office_scale.py [--cases 1000] [--times 100] [--keep DIR]
     [--only search] [--rounds 3] [--write]
The demo grows the small office; the large one is the same with every row copied a hundred times
(`tests/casework/scale/office.py`). Each page is asked for by the same colleague for the same cases
in both, in turns, in processes of their own; what is compared is the processor's time, so that a
busy machine does not enter. Goal: 1.5 times, and the same number of queries.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
GOAL = 1.5
REQUESTS = 15
WHO = ("caseworker", "lawyer", "supervisor")


def opened(folder: Path) -> None:
    """Django over the office in this folder."""
    os.environ["AMPARO_HOME"] = str(folder)
    os.environ["AMPARO_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.config.settings")
    import django

    django.setup()


def grow(folder: Path, n: int) -> None:
    """The small office."""
    folder.mkdir(parents=True)
    opened(folder)
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    from tests.casework.scale import office

    office.first_cases(n, today=timezone.localdate())
    office.multiply(1)


def multiply(folder: Path, times: int) -> None:
    """The large office, in place."""
    opened(folder)
    from tests.casework.scale import office

    office.multiply(times, say=lambda what: print(f"  {what}", file=sys.stderr))


def measure(folder: Path, only: str) -> dict[str, Any]:
    """Each page's processor time in milliseconds, its queries and its bytes."""
    opened(folder)
    from django.conf import settings

    from amparo.casework.cases import reading, search
    from amparo.casework.cases.models import Case, Person
    from amparo.casework.docket.models import Hearing

    settings.REQUIRE_SECOND_FACTOR = False
    search.SEARCHES_AN_HOUR = 10**9
    begun = time.process_time()
    reading.read_all()  # as the served office does beside its work; until then a search says so
    reading_s = time.process_time() - begun
    found = {}
    for role in WHO:
        for name, ask in pages_of(role).items():
            if only in name:
                found[f"{role}: {name}"] = cost_of(ask)
    return {
        "pages": found,
        "cases": Case.objects.count(),
        "hearings": Hearing.objects.count(),
        "people": Person.objects.count(),
        "reading_s": reading_s,
        "megabytes": (folder / "amparo.sqlite3").stat().st_size / 1e6,
    }


def pages_of(role: str) -> dict[str, Callable[[], Any]]:
    """What one colleague asks for, each as a call that gives the answer."""
    from django.test import Client

    from amparo.access.models import User
    from amparo.casework.cases.models import Case, Person
    from amparo.demo.people import MAIL

    user = User.objects.get(email=f"{role}@{MAIL}")
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    first = User.objects.get(email=f"caseworker@{MAIL}")
    # Each colleague asks for a case of the first team, in court, not the showcase.
    case = (
        Case.objects.all().visible_to(first).filter(standing__is_open=True)
        .exclude(milestones__type="represent.acquitted").order_by("code")[1]
    )  # fmt: skip
    person = Person.objects.filter(roles__case=case).select_related("key").order_by("pk")[0]
    name = person.name()
    given, surname = name.split(" ")
    misspelt = f"{given} {surname[:-1]}{surname[-1] * 2}"
    page = f"/cases/{case.code}/"
    return {
        "Today": lambda: client.get("/"),
        "caseload": lambda: client.get("/cases/"),
        "calendar": lambda: client.get("/calendar/"),
        "cause list": lambda: client.get("/calendar/list/"),
        "stuck cases": lambda: client.get("/stuck/"),
        "case": lambda: client.get(page),
        "case, timeline": lambda: client.get(f"{page}timeline/"),
        "case, court": lambda: client.get(f"{page}court/"),
        "search by code": lambda: client.get("/search/", {"code": case.code}),
        "search by name": lambda: client.post("/search/", {"text": name}),
        "search by a name misspelt": lambda: client.post("/search/", {"text": misspelt}),
        "search by a first name": lambda: client.post("/search/", {"text": given}),
    }


def cost_of(ask: Callable[[], Any]) -> dict[str, float]:
    """The middle of fifteen answers, after two that fill what memory keeps."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask()
    with CaptureQueriesContext(connection) as asked:
        answer = ask()
    n_queries = len(asked)  # before the next request empties the log
    if answer.status_code not in (200, 302):
        raise SystemExit(f"{answer.request['PATH_INFO']}: {answer.status_code}")
    took = []
    for _ in range(REQUESTS):
        begun = time.process_time()
        ask()
        took.append(time.process_time() - begun)
    return {
        "ms": statistics.median(took) * 1000,
        "queries": n_queries,
        "bytes": len(answer.content),
    }


def told(folder: Path, act: str, *more: str) -> str:
    """One act in a process of its own."""
    command = [sys.executable, __file__, act, "--folder", str(folder), *more]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def both(small: Path, large: Path, rounds: int, only: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both offices measured in turns; of each page its quickest turn."""
    kept: list[dict[str, Any]] = [{}, {}]
    for _ in range(rounds):
        for index, folder in enumerate((small, large)):
            found = json.loads(told(folder, "measure", "--only", only))
            before = kept[index].get("pages", found["pages"])
            for name, cost in found["pages"].items():
                cost["ms"] = min(cost["ms"], before[name]["ms"])
            kept[index] = found
    return kept[0], kept[1]


def table_of(small: dict[str, Any], large: dict[str, Any], rounds: int) -> str:
    """The section of docs/benchmarks.md."""
    from writing import machine

    lines = [
        f"## An office: {large['cases']:,} cases and {large['hearings']:,} hearings beside"
        f" {small['cases']:,} and {small['hearings']:,}", "",
        "The large office is the small one with every row copied, with colleagues for the copies,"
        f" {large['people']:,} people and {large['megabytes']:,.0f} MB of SQLite. The same"
        " colleague asks for the same pages in both; processor time, the middle of"
        f" {REQUESTS} answers, the best of {rounds} turn{'s' * (rounds > 1)}. Goal: {GOAL} times,"
        " the same queries.",
        "", "| | small | large | times | queries, small | queries, large |",
        "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for name, one in small["pages"].items():
        other = large["pages"][name]
        lines.append(
            f"| {name} | {one['ms']:.1f} ms | {other['ms']:.1f} ms |"
            f" {other['ms'] / one['ms']:.2f} × | {one['queries']:.0f} | {other['queries']:.0f} |"
        )
    return "\n".join([*lines, "", told_after(small, large), "", machine("django") + "."])


def told_after(small: dict[str, Any], large: dict[str, Any]) -> str:
    """What is past the goal, and what it costs to read the names."""
    times = {name: large["pages"][name]["ms"] / one["ms"] for name, one in small["pages"].items()}
    past = [f"{name} ({ratio:.2f} ×)" for name, ratio in times.items() if ratio > GOAL]
    more = [
        name for name, one in small["pages"].items()
        if one["queries"] != large["pages"][name]["queries"]
    ]  # fmt: skip
    return (
        f"Past the goal: {', '.join(past) or 'none'}. With more queries:"
        f" {', '.join(more) or 'none'}. After a start the names are read beside the work:"
        f" {small['reading_s']:.1f} s of processor time in the small office,"
        f" {large['reading_s']:.1f} s in the large one; until then a search finds the same name,"
        " phone or number, and its page says that others are still being read."
    )


def main() -> None:
    """Grow, multiply, measure, print, and write where asked."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("act", nargs="?", default="all",
                       choices=["all", "grow", "multiply", "measure"])  # fmt: skip
    words.add_argument("--folder", type=Path)
    words.add_argument("--cases", type=int, default=1000)
    words.add_argument("--times", type=int, default=100)
    words.add_argument("--keep", type=Path, help="where the offices stay, and are found again")
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--only", default="", help="only the pages with this in their name")
    words.add_argument("--write", action="store_true")
    asked = words.parse_args()
    if asked.act == "grow":
        grow(asked.folder, asked.cases)
    elif asked.act == "multiply":
        multiply(asked.folder, asked.times)
    elif asked.act == "measure":
        print(json.dumps(measure(asked.folder, asked.only)))
    else:
        with tempfile.TemporaryDirectory() as place:
            _all(asked.keep or Path(place), asked)


def _all(place: Path, asked: argparse.Namespace) -> None:
    small, large = place / "small", place / "large"
    begun = place / "begun"  # renamed once it is whole, so that what stopped half-way is not used
    shutil.rmtree(begun, ignore_errors=True)
    if not small.exists():
        told(begun, "grow", "--cases", str(asked.cases))
        begun.rename(small)
    if not large.exists():
        shutil.copytree(small, begun)
        told(begun, "multiply", "--times", str(asked.times))
        begun.rename(large)
    text = table_of(*both(small, large, asked.rounds, asked.only), asked.rounds)
    print(text)
    if asked.write:
        from writing import section

        section("office", text)


if __name__ == "__main__":
    main()
