"""Fifty people at work at once in a large office: how long each waits, and what the server holds.

Run: .venv/bin/python benchmarks/load.py FOLDER [--grow 1000000] [--people 50] [--minutes 30]
     [--think 7] [--hearings 6] [--write]
FOLDER is an office: one on PostgreSQL that `--grow` makes there (about 50 KB a case, and an hour or
two for a million), or a demo on SQLite, which is copied first.
Each person is signed in as an account of their own, opens pages as a day's work does (Today, the
caseload, one of their own cases, its timeline, the court tab, people, the calendar, a search by
code or by name) and writes (a task) in one of ten, with a pause of `think` seconds between, drawn
at random (exponential; 7 s on average, as the users that TPC-W emulates). The server is the one
that people run, and has read its names before the work begins.
Goal: 95 of 100 answers within 300 ms, no error, memory that does not grow.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
GOAL_MS, PORT = 300, 8977
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
READING = "names are still being read"
FIRST = 1000  # cases that the demo grows; the others are copies of them
GROWS = """
import sys
from django.core.management import call_command
from django.utils import timezone
from tests.casework.scale import office, words
say = lambda what: print(f"  {what}", file=sys.stderr)
call_command("migrate", verbosity=0)
office.first_cases(FIRST, today=timezone.localdate(), hearings=HEARINGS)
office.multiply(TIMES, say=say)
words.say_again(words.spread(PEOPLE, TIMES), TIMES, say)
"""
SIGNS_IN = """
import json, time
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from amparo.access.models import User
from amparo.access.sessions import SessionStore
from amparo.casework.cases.models import Case, Person
from amparo.directory.models import Institution
from tests.casework.scale import words
told, offices = [], Institution.objects.filter(is_office=True)
for user in words.accounts(PEOPLE, TIMES):
    own = words.own_cases(user, TIMES).order_by("code")
    codes = list(own.values_list("code", flat=True)[:12])
    if not codes:
        continue
    session = SessionStore()
    session.update({SESSION_KEY: str(user.pk), HASH_SESSION_KEY: user.get_session_auth_hash(),
                    BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
                    "began": time.time(), "seen": time.time()})
    session.save()
    names = [
        one.name() for one in
        Person.objects.filter(roles__case__code__in=codes).select_related("key").distinct()[:12]
    ]
    told.append({"key": session.session_key, "codes": codes, "names": names})
print(json.dumps({"people": told, "cases": Case.objects.count(),
                  "persons": Person.objects.count()}))
"""


@dataclass
class Told:
    """What one person met: what was asked for, how long it took, and how it was answered."""

    answers: list[tuple[str, float, int, float]] = field(default_factory=list)
    n_posts: int = 0


@dataclass(frozen=True)
class Office:
    """Where an office lives, and how often its first cases were copied (1: not at all)."""

    home: Path
    address: str = ""
    times: int = 1

    def environment(self) -> dict[str, str]:
        """What the server is told, and nothing of whoever runs this.

        Fifty people who never rest would meet the limits on opening.
        """
        kept = {k: v for k, v in os.environ.items() if not k.startswith("AMPARO_")}
        limits = self.home.parent / "limits.toml"
        wide = [f"[{one}]\nmost = 1000000\n" for one in ("pages", "cases", "searches")]
        limits.write_text("".join(wide), encoding="ascii")
        told = {"AMPARO_HOME": str(self.home), "AMPARO_DEMO": "1", "AMPARO_LIMITS": str(limits)}
        return kept | told | ({"AMPARO_DATABASE": self.address} if self.address else {})

    def runs(self, code: str) -> str:
        """What a piece of code printed, run in the office to its end."""
        amparo = str(Path(sys.executable).parent / "amparo")
        done = subprocess.run(
            [amparo, "manage", "shell", "--no-imports", "-c", code], stdout=subprocess.PIPE,
            env=self.environment() | {"PYTHONPATH": str(ROOT)}, check=True, text=True,
        )  # fmt: skip
        return done.stdout


def grow(place: Path, asked: argparse.Namespace) -> None:
    """An office of so many cases in a PostgreSQL of its own."""
    from cluster import Cluster

    times = max(1, asked.grow // FIRST)
    cluster = Cluster(place / "database")
    (place / "office").mkdir(parents=True)
    cluster.make()
    cluster.start(loading=True)
    try:
        code = GROWS.replace("FIRST", str(FIRST)).replace("HEARINGS", str(asked.hearings))
        code = code.replace("TIMES", str(times)).replace("PEOPLE", str(asked.people))
        Office(place / "office", cluster.address).runs(code)
    finally:
        cluster.stop()
    (place / "grown.json").write_text(json.dumps({"times": times}), encoding="ascii")


@contextmanager
def opened(place: Path) -> Iterator[Office]:
    """The office in this folder, its database running."""
    if (place / "grown.json").exists():
        from cluster import Cluster

        cluster = Cluster(place / "database")
        cluster.start()
        try:
            told = json.loads((place / "grown.json").read_text(encoding="ascii"))
            yield Office(place / "office", cluster.address, told["times"])
        finally:
            cluster.stop()
    else:
        with tempfile.TemporaryDirectory(prefix="amparo-load-") as copied:
            shutil.copytree(place, Path(copied) / "office")
            yield Office(Path(copied) / "office")


class Person(threading.Thread):
    """One browser: keeps its connection, waits between pages."""

    def __init__(self, one: dict[str, object], think: float, until: float, seed: int) -> None:
        super().__init__(daemon=True)
        self.key, self.codes = str(one["key"]), list(one["codes"])  # type: ignore[call-overload]
        self.names = list(one["names"])  # type: ignore[call-overload]
        self.think, self.until, self.hand, self.told = think, until, random.Random(seed), Told()
        self.line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        self.csrf = ""

    def run(self) -> None:
        """Work until the time is over."""
        time.sleep(self.hand.random() * self.think)
        while time.time() < self.until:
            self.work()
            time.sleep(self.hand.expovariate(1 / self.think))

    def work(self) -> None:
        """One page, or one task written."""
        case = f"/cases/{self.hand.choice(self.codes)}/"
        pages = [
            ("Today", "/"), ("caseload", "/cases/"), ("case", case), ("case", case),
            ("timeline", f"{case}timeline/"), ("court", f"{case}court/"),
            ("people", f"{case}people/"), ("calendar", "/calendar/"),
            ("search by code", f"/search/?code={case[7:-1]}"),
        ]  # fmt: skip
        if self.hand.random() < 0.1:
            self.write(f"{case}tasks/add/")
            return
        name, path = self.hand.choice([*pages, ("search by name", "/search/")])
        if name == "search by name":
            self.search(self.hand.choice(self.names))
        else:
            self.ask(name, "GET", path)

    def search(self, text: str) -> str:
        """Open the search and send a name."""
        token = TOKEN.search(self.ask("search, form", "GET", "/search/"))
        typed = {"csrfmiddlewaretoken": token[1] if token else "", "text": text}
        return self.ask("search by name", "POST", "/search/", urlencode(typed))

    def write(self, path: str) -> None:
        """Open the form of a task and send it."""
        page = self.ask("task, form", "GET", path)
        token = TOKEN.search(page)
        if token is None:
            return
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        owner = re.search(r'<option value="([0-9a-f-]{36})"[^>]*selected', page)
        typed = {
            **fields, "csrfmiddlewaretoken": token[1], "what": "Call about the next date",
            "due_on": time.strftime("%d/%m/%Y"), "owner": owner[1] if owner else "",
        }  # fmt: skip
        self.ask("task, sent", "POST", path, urlencode(typed))
        self.told.n_posts += 1

    def ask(self, name: str, method: str, path: str, body: str = "") -> str:
        """One request, timed from its first byte sent to its last byte read."""
        cookies = f"session={self.key}" + (f"; csrf={self.csrf}" if self.csrf else "")
        headers = {"Cookie": cookies, "Referer": f"http://127.0.0.1:{PORT}{path}",
                   "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
        begun = time.perf_counter()
        try:
            try:
                self.line.request(method, path, body or None, headers)
                answer = self.line.getresponse()
            except (http.client.RemoteDisconnected, ConnectionError):
                self.line.close()  # the server closes a line that was idle; a browser asks again
                self.line.request(method, path, body or None, headers)
                answer = self.line.getresponse()
            text = answer.read().decode(errors="replace")
            status = answer.status
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                if cookie.startswith("csrf="):
                    self.csrf = cookie[5:].partition(";")[0]
        except (OSError, http.client.HTTPException):
            self.line.close()
            text, status = "", 599
        self.told.answers.append((name, time.perf_counter() - begun, status, time.time()))
        return text


def held_by(server: int) -> tuple[float, int]:
    """Megabytes and open files of the server and its workers."""
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(server)], capture_output=True,
                              text=True, check=False).stdout.split()  # fmt: skip
    megabytes, files = 0.0, 0
    for pid in [str(server), *children]:
        try:
            pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
            files += len(list(Path(f"/proc/{pid}/fd").iterdir()))
        except OSError:
            continue
        megabytes += pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    return megabytes, files


def wait_until_read(one: dict[str, object]) -> float:
    """Seconds until a search looks at every name, whichever worker answers it."""
    begun, in_a_row = time.time(), 0
    while in_a_row < 10:
        person = Person(one, 1, 0, 0)  # with a connection of its own
        is_read = READING not in person.search("nobody of this name")
        in_a_row = in_a_row + 1 if is_read else 0
        time.sleep(0 if is_read else 5)
    return time.time() - begun


def grows(samples: list[tuple[float, float, int]]) -> float:
    """Megabytes an hour, by least squares over the second half."""
    later = samples[len(samples) // 2 :]
    if len(later) < 3:
        return 0.0
    hours, held = [one[0] / 3600 for one in later], [one[1] for one in later]
    return statistics.linear_regression(hours, held).slope


def percentile(values: list[float], share: float) -> float:
    """Milliseconds within which this share of the answers came."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0


def work_in(office: Office, asked: argparse.Namespace) -> str:
    """Serve the office, let everybody work, and tell how it went."""
    code = SIGNS_IN.replace("PEOPLE", str(asked.people)).replace("TIMES", str(office.times))
    known = json.loads(office.runs(code).splitlines()[-1])
    accounts = known["people"]
    if not accounts:
        raise SystemExit("Nobody in this office works on a case.")
    amparo = str(Path(sys.executable).parent / "amparo")
    served = office.home.parent / "served.txt"
    with served.open("w") as said:
        server = subprocess.Popen(
            [amparo, "serve", "--folder", str(office.home), "--port", str(PORT)],
            stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=office.environment(),
            start_new_session=True,
        )  # fmt: skip
        try:
            while "Ctrl-C closes it." not in served.read_text():
                if server.poll() is not None:
                    raise SystemExit(served.read_text()[-2000:])
                time.sleep(0.2)
            known["reading_s"] = wait_until_read(accounts[0])
            people, samples = at_work(accounts, server.pid, asked)
        finally:
            os.killpg(server.pid, signal.SIGINT)
            server.wait(60)
    return told(people, samples, known, asked)


def at_work(
    accounts: list[dict[str, object]], server: int, asked: argparse.Namespace
) -> tuple[list[Person], list[tuple[float, float, int]]]:
    """Everybody's work, and what the server held every five seconds of it."""
    begun = time.time()
    until = begun + asked.minutes * 60
    people = [
        Person(accounts[n % len(accounts)], asked.think, until, n) for n in range(asked.people)
    ]
    for one in people:
        one.start()
    samples = []
    while time.time() < until:
        time.sleep(5)
        samples.append((time.time() - begun, *held_by(server)))
        if len(samples) % 12 == 0:
            took = [one[1] for person in people for one in list(person.told.answers)]
            print(f"  {len(took):,} answers, 95 of 100 within {percentile(took, 0.95):.0f} ms",
                  file=sys.stderr)  # fmt: skip
    for one in people:
        one.join(70)
    return people, samples


def told(
    people: list[Person], samples: list[tuple[float, float, int]], known: dict[str, object],
    asked: argparse.Namespace,
) -> str:  # fmt: skip
    """The section of docs/benchmarks.md."""
    from writing import machine

    answers = [one for person in people for one in person.told.answers]
    wrong = [one for one in answers if one[2] >= 400]
    took = [one[1] for one in answers]
    names = sorted({one[0] for one in answers})
    p95 = percentile(took, 0.95)
    n_posts = sum(person.told.n_posts for person in people)
    rate = len(answers) / asked.minutes / 60
    met = "met" if p95 <= GOAL_MS else "missed"
    (_, before, files), (_, after, files_after) = samples[0], samples[-1]
    lines = [
        f"## Work: {asked.people} people at once in an office of {known['cases']:,} cases", "",
        f"{asked.minutes:g} minutes (the goal is 30), {asked.think:g} s between pages on average,"
        f" the people on the same machine. {len(answers):,} answers, {rate:.1f} a second,"
        f" {n_posts:,} tasks written; {len(wrong):,} errors. Half within"
        f" {percentile(took, 0.5):.0f} ms, 95 of 100 within {p95:.0f} ms (goal {GOAL_MS} ms:"
        f" {met}), the slowest {max(took) * 1000:.0f} ms. Memory {before:.0f} MB at first and"
        f" {after:.0f} MB at the end, {grows(samples):+.0f} MB an hour over the second half; open"
        f" files {files} and {files_after}. {known['persons']:,} people's names were read beside"
        f" the first {known['reading_s']:.0f} s after the start, before the work began.",
        "", "| | answers | half within | 95 of 100 within |", "|---|---|---|---|",
    ]  # fmt: skip
    for name in names:
        own = [one[1] for one in answers if one[0] == name]
        lines.append(
            f"| {name} | {len(own):,} | {percentile(own, 0.5):.0f} ms |"
            f" {percentile(own, 0.95):.0f} ms |"
        )
    if wrong:
        lines += ["", "Errors: " + ", ".join(sorted({f"{one[0]} {one[2]}" for one in wrong})) + "."]
    return "\n".join([*lines, "", machine("django", "granian") + "."])


def main() -> None:
    """Grow the office where asked, work in it, print, and write where asked."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder", type=Path)
    words.add_argument("--grow", type=int, help="cases; made in the folder, which is new")
    words.add_argument("--hearings", type=int, default=6, help="of each case that is grown")
    words.add_argument("--people", type=int, default=50)
    words.add_argument("--minutes", type=float, default=30)
    words.add_argument("--think", type=float, default=7)
    words.add_argument("--write", action="store_true")
    asked = words.parse_args()
    place = asked.folder.resolve()
    if asked.grow:
        grow(place, asked)
    with opened(place) as office:
        text = work_in(office, asked)
    print(text)
    if asked.write:
        from writing import section

        section("work", text)


if __name__ == "__main__":
    main()
