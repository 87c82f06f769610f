"""Fifty people at work at once in a large office: how long each waits, and what the server holds.

Run: .venv/bin/python benchmarks/load.py FOLDER [--people 50] [--minutes 30] [--think 4] [--write]
FOLDER is an office that `office_scale.py --keep` left (or any other demo's); it is copied first.
Each person is signed in as one of its accounts, opens pages as a day's work does (Today, the
caseload, one of their own cases, its timeline, the court tab, the calendar, a search) and writes
(a task) in one of ten, with a pause of `think` seconds between, drawn at random. The server is the
one that people run. Goal: 95 of 100 answers within 300 ms, no error, memory that does not grow.
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
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
GOAL_MS, PORT = 300, 8977
SIGNS_IN = """
import json, sys
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from amparo.access.models import User
from amparo.access.policy import Role
from amparo.access.sessions import SessionStore
from amparo.casework.cases.models import Case
told = []
for user in User.objects.filter(is_active=True, office__is_office=True).order_by("pk"):
    if not user.may("cases.write") or len(told) == PEOPLE:
        continue
    cases = Case.objects.all().visible_to(user, "cases.write").order_by("code")
    codes = list(cases.values_list("code", flat=True)[:12])
    if not codes:
        continue
    session = SessionStore()
    session.update({SESSION_KEY: str(user.pk), HASH_SESSION_KEY: user.get_session_auth_hash(),
                    BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend"})
    session.save()
    told.append({"key": session.session_key, "codes": codes})
print(json.dumps({"people": told, "cases": Case.objects.count()}))
"""


@dataclass
class Told:
    """What one person met: what was asked for, how long it took, and how it was answered."""

    answers: list[tuple[str, float, int, float]] = field(default_factory=list)
    n_posts: int = 0


def environment(folder: Path) -> dict[str, str]:
    """What the server is told, and nothing of whoever runs this.

    In an office of few accounts several people share one, which would be slowed for it.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith("AMPARO_")}
    limits = folder.parent / "limits.toml"
    limits.write_text("[pages]\nmost = 1000000\n[cases]\nmost = 1000000\n", encoding="ascii")
    return {
        **kept, "AMPARO_HOME": str(folder), "AMPARO_DEMO": "1", "AMPARO_LIMITS": str(limits)
    }  # fmt: skip


def prepared(folder: Path, people: int) -> dict[str, object]:
    """Sessions and cases of so many accounts; an office of fewer has several people to one."""
    code = SIGNS_IN.replace("PEOPLE", str(people))
    manage(folder, "migrate", "-v", "0")
    said = manage(folder, "shell", "--no-imports", "-c", code)
    found: dict[str, object] = json.loads(said.splitlines()[-1])
    return found


def manage(folder: Path, *command: str) -> str:
    """One of the office's commands, run to its end."""
    amparo = str(Path(sys.executable).parent / "amparo")
    done = subprocess.run(
        [amparo, "manage", *command], stdout=subprocess.PIPE, env=environment(folder), check=True,
        text=True,
    )  # fmt: skip
    return done.stdout


class Person(threading.Thread):
    """One browser: keeps its connection, waits between pages."""

    def __init__(self, one: dict[str, object], think: float, until: float, seed: int) -> None:
        super().__init__(daemon=True)
        self.key, self.codes = str(one["key"]), list(one["codes"])  # type: ignore[call-overload]
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
        name, path = self.hand.choice(pages)
        self.ask(name, "GET", path)

    def write(self, path: str) -> None:
        """Open the form of a task and send it."""
        page = self.ask("task, form", "GET", path)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
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


def work_in(folder: Path, asked: argparse.Namespace) -> str:
    """Serve the office, let everybody work, and tell how it went."""
    known = prepared(folder, asked.people)
    accounts = known["people"]
    if not isinstance(accounts, list) or not accounts:
        raise SystemExit("Nobody in this office works on a case.")
    amparo = str(Path(sys.executable).parent / "amparo")
    with (folder.parent / "served.txt").open("w") as said:
        server = subprocess.Popen(
            [amparo, "serve", "--folder", str(folder), "--port", str(PORT)],
            stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment(folder),
            start_new_session=True,
        )  # fmt: skip
        try:
            while "Ctrl-C closes it." not in (folder.parent / "served.txt").read_text():
                if server.poll() is not None:
                    raise SystemExit((folder.parent / "served.txt").read_text()[-2000:])
                time.sleep(0.2)
            time.sleep(asked.warm)
            begun = time.time()
            until = begun + asked.minutes * 60
            people = [
                Person(accounts[n % len(accounts)], asked.think, until, n)
                for n in range(asked.people)
            ]
            for one in people:
                one.start()
            samples = []
            while time.time() < until:
                time.sleep(5)
                samples.append((time.time() - begun, *held_by(server.pid)))
            for one in people:
                one.join(70)
        finally:
            os.killpg(server.pid, signal.SIGINT)
            server.wait(60)
    return told(people, samples, known, asked)


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
        f" files {files} and {files_after}.",
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
    """Copy the office, work in it, print, and write where asked."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder", type=Path)
    words.add_argument("--people", type=int, default=50)
    words.add_argument("--minutes", type=float, default=30)
    words.add_argument("--think", type=float, default=4)
    words.add_argument("--warm", type=float, default=5, help="seconds after opening, before work")
    words.add_argument("--in-place", action="store_true", help="work in the folder itself")
    words.add_argument("--write", action="store_true")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="amparo-load-") as place:
        folder = asked.folder.resolve() if asked.in_place else Path(place) / "office"
        if not asked.in_place:
            shutil.copytree(asked.folder, folder)
        text = work_in(folder, asked)
    print(text)
    if asked.write:
        from writing import section

        section("work", text)


if __name__ == "__main__":
    main()
