"""`amparo doctor`: what about this machine would let someone in, or lose something.

Each check is a function of what was found, so that a bad machine can be tried without one. What is
dangerous is refused by `amparo serve` too, wherever others than this machine can reach it.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from amparo.config.server import is_loopback
from amparo.config.sqlite import is_safe

ESCROW_DAYS = 92
DRILL_DAYS = 35
MOST_WORKERS = 16
# A disk that says "written" faster than any disk can write keeps its promise to nobody.
FASTEST_SYNC = 20e-6
SLOWEST_SYNC = 0.25


class Grade(StrEnum):
    """How bad it is."""

    GOOD = "good"
    ADVICE = "advice"
    DANGER = "danger"


@dataclass(frozen=True)
class Finding:
    """One thing looked at, how it is, and what to do about it."""

    grade: Grade
    what: str
    next_step: str = ""


def good(what: str) -> Finding:
    """Something that is as it should be."""
    return Finding(Grade.GOOD, what)


def advice(what: str, next_step: str) -> Finding:
    """Something to put right soon."""
    return Finding(Grade.ADVICE, what, next_step)


def danger(what: str, next_step: str) -> Finding:
    """Something that lets someone in, or loses records."""
    return Finding(Grade.DANGER, what, next_step)


def crosses_a_network_in_the_clear(address: str) -> bool:
    """Whether a PostgreSQL is reached over a network without its certificate being checked."""
    if not address:
        return False
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    host = query.get("host", parts.hostname or "")
    is_here = not host or host.startswith("/") or is_loopback(host)
    return not is_here and query.get("sslmode") != "verify-full"


def of_network(environment: Mapping[str, str], *, host: str = "127.0.0.1") -> Iterator[Finding]:
    """HTTPS, names and proxies, as the environment sets them."""
    https = _is_on(environment.get("AMPARO_HTTPS", ""))
    hosts = [one.strip() for one in environment.get("AMPARO_HOSTS", "").split(",") if one.strip()]
    proxies = environment.get("AMPARO_PROXIES", "0").strip()
    named = [one for one in hosts if not is_loopback(one)]
    if not https and (named or not is_loopback(host)):
        yield danger(
            "Names and passwords would cross the network in the clear",
            "put a proxy with HTTPS before Amparo and set AMPARO_HTTPS=1",
        )
    elif https and not named:
        yield danger(
            "HTTPS is on, and no name is set by which people reach the office",
            "set AMPARO_HOSTS to that name",
        )
    else:
        yield good("It is reached by HTTPS only." if https else "It is reached from here only.")
    if any("*" in one or one.startswith(".") for one in hosts):
        yield danger(
            "It answers to any name, so a forged one reaches people in its links",
            "name every host in AMPARO_HOSTS by itself",
        )
    workers = environment.get("AMPARO_WORKERS", "").strip() or "1"
    if not workers.isdigit() or not 1 <= int(workers) <= MOST_WORKERS:
        yield danger(
            f"AMPARO_WORKERS is no number from 1 to {MOST_WORKERS}",
            "set it to how many processors the office may use, or leave it out",
        )
    if not proxies.isdigit():
        yield danger("AMPARO_PROXIES is no number", "set it to how many proxies stand before it")
    elif https and proxies == "0":
        yield danger(
            "A proxy brings HTTPS, and is not counted: every failed sign-in seems to come from it",
            "set AMPARO_PROXIES to how many proxies stand before the office, mostly 1",
        )
    elif not https and proxies != "0":
        yield danger(
            "A proxy is counted that nobody needs: anyone could forge where they come from",
            "leave AMPARO_PROXIES out, or set AMPARO_HTTPS=1",
        )
    if crosses_a_network_in_the_clear(environment.get("AMPARO_DATABASE", "")):
        yield danger(
            "The database is on another machine, and nothing says that it is that machine",
            "end AMPARO_DATABASE with ?sslmode=verify-full&sslrootcert=/path/of/its/authority.pem",
        )
    if environment.get("AMPARO_DEMO") and (https or named):
        yield danger(
            "A demo is reached by others, and its passwords are printed in the manual",
            "leave AMPARO_DEMO out",
        )
    if environment.get("AMPARO_REQUIRE_SECOND_FACTOR", "").strip().lower() in {"0", "no", "off"}:
        yield danger(
            "A stolen password is enough to see people",
            "leave AMPARO_REQUIRE_SECOND_FACTOR out",
        )


def _is_on(text: str) -> bool:
    return text.strip().lower() in {"1", "yes", "true", "on"}


def of_key(path: Path, what: str) -> Iterator[Finding]:
    """Whether only its owner reads a key file."""
    try:
        found = path.stat()
    except FileNotFoundError:
        yield danger(f"The {what} is not there", "restore it from its copy")
        return
    if stat.S_IMODE(found.st_mode) & 0o077:
        yield danger(f"Others on this machine can read the {what}", f"run: chmod 600 {path}")
    elif found.st_uid != os.geteuid():
        yield danger(f"The {what} belongs to another account", f"run: chown $(id -un) {path}")
    elif path.parent.stat().st_mode & stat.S_IWOTH:
        yield danger(f"Others can replace the {what}", f"run: chmod 700 {path.parent}")
    else:
        yield good(f"Only its owner reads the {what}.")


def of_folder(home: Path) -> Iterator[Finding]:
    """Whether others read the office's folder, and how its disk keeps what it is given."""
    if stat.S_IMODE(home.stat().st_mode) & 0o077:
        yield danger("Others on this machine can look into the office's folder",
                     f"run: chmod 700 {home}")  # fmt: skip
    else:
        yield good("Only its owner enters the office's folder.")
    yield of_sync(median_sync(home))


def median_sync(folder: Path, n: int = 9) -> float:
    """Seconds until the disk says that a small write is safe: the median of a few."""
    took = []
    path = folder / "sync.part"
    try:
        with path.open("wb", buffering=0) as file:
            for _ in range(n):
                file.write(b"x" * 4096)
                began = time.perf_counter()
                os.fsync(file.fileno())
                took.append(time.perf_counter() - began)
    finally:
        path.unlink(missing_ok=True)
    return sorted(took)[n // 2]


def of_sync(seconds: float) -> Finding:
    """Whether a disk's word can be believed."""
    shown = f"{seconds * 1000:.2f} ms"
    if seconds < FASTEST_SYNC:
        return advice(
            f"The disk says that writes are safe after {shown}, faster than disks are",
            "see whether it is a memory disk, or a virtual one that ignores syncs",
        )
    if seconds > SLOWEST_SYNC:
        return advice(f"A safe write takes {shown}", "use another disk; people will wait for it")
    return good(f"A safe write takes {shown}.")


def of_sqlite(
    version: tuple[int, ...], pragmas: Mapping[str, str], n_offices: int
) -> Iterator[Finding]:
    """The SQLite in use, how it writes, and whether one file is enough."""
    shown = ".".join(map(str, version))
    if not is_safe(version):
        yield danger(
            f"SQLite {shown} can lose saved records",
            "run ./amparo setup, which brings a mended one, or use PostgreSQL",
        )
    else:
        yield good(f"SQLite {shown} keeps what it saved.")
    if pragmas.get("synchronous") != "2" or pragmas.get("journal_mode") != "wal":
        yield danger("The database does not wait for the disk: a power cut loses what was saved",
                     "leave the database's settings as Amparo makes them")  # fmt: skip
    if n_offices > 1:
        yield advice(
            f"{n_offices} organisations share one SQLite file",
            "use PostgreSQL (AMPARO_DATABASE) where more than one works here",
        )


def of_postgres(settings: Mapping[str, str]) -> Iterator[Finding]:
    """How the server keeps what it was given."""
    for name, wanted in (("fsync", "on"), ("full_page_writes", "on")):
        if settings.get(name) != wanted:
            yield danger(f"PostgreSQL runs with {name} off: a power cut destroys the database",
                         f"set {name} = on in postgresql.conf")  # fmt: skip
    if settings.get("synchronous_commit") in {"off", None}:
        yield danger("PostgreSQL says saved before it is: a crash loses what was confirmed",
                     "set synchronous_commit = on")  # fmt: skip
    if settings.get("data_checksums") != "on":
        yield advice("PostgreSQL does not check its pages for damage",
                     "stop it and run pg_checksums --enable")  # fmt: skip
    if settings.get("rolsuper") == "on":
        yield danger("Amparo signs in to PostgreSQL as its superuser",
                     "give it an account of its own, which owns its database only")  # fmt: skip
    yield good(f"PostgreSQL {settings.get('server_version', '')} answers.")


def of_copies(
    copy_key: str, witnesses: str, drilled_days_ago: float | None, n_uncovered: int
) -> Iterator[Finding]:
    """Whether the office would come back, and whether others vouch for its trail."""
    if not copy_key:
        yield advice("No key is set to seal copies to, so there are none",
                     "run amparo copy-key, then amparo backup every night")  # fmt: skip
    if drilled_days_ago is None:
        yield advice("No copy was ever brought back to try it", "run amparo drill")
    elif drilled_days_ago > DRILL_DAYS:
        yield advice(f"The last drill was {drilled_days_ago:.0f} days ago", "run amparo drill")
    else:
        yield good(f"A copy was brought back {drilled_days_ago:.0f} days ago.")
    n = len([one for one in witnesses.split(",") if one.strip()])
    if n < 2:
        yield advice(
            f"{n} witnesses keep the trail's checkpoints elsewhere",
            "set AMPARO_WITNESSES to two that this machine's keeper cannot change",
        )
    if n_uncovered > 1000:
        yield advice(f"{n_uncovered:,} entries of the trail wait for a checkpoint",
                     "run amparo checkpoint")  # fmt: skip


def of_escrow(drilled_days_ago: float | None, *, made: bool) -> Iterator[Finding]:
    """Whether the sealing key would come back if it were lost."""
    if not made:
        yield advice("Nobody holds a share of the sealing key: lost, every name is lost with it",
                     "run amparo key escrow")  # fmt: skip
    elif drilled_days_ago is None:
        yield advice("The custodians never tried to bring the sealing key back",
                     "run amparo key drill")  # fmt: skip
    elif drilled_days_ago > ESCROW_DAYS:
        yield advice(
            f"The custodians last tried {drilled_days_ago:.0f} days ago", "run amparo key drill"
        )
    else:
        yield good(f"The custodians brought the sealing key back {drilled_days_ago:.0f} days ago.")


def of_scanner(address: str, *, is_here: bool, answers: bool) -> Iterator[Finding]:
    """Whether what is sent to the office is looked at for viruses, and by whom."""
    if not address:
        yield advice("No virus scanner looks at what is sent to the office",
                     "install ClamAV's daemon, and set AMPARO_SCANNER to its socket")  # fmt: skip
    elif not is_here:
        yield danger("Papers would go unsealed to a virus scanner on another machine",
                     "set AMPARO_SCANNER to a socket of this machine")  # fmt: skip
    elif not answers:
        yield danger("The virus scanner does not answer, so no paper can be taken",
                     "start ClamAV's daemon, and let Amparo's account open its socket")  # fmt: skip
    else:
        yield good("What is sent to the office is shown to a virus scanner first.")


def of_libraries(renewed_on: date, today: date, *, most_days: int) -> Iterator[Finding]:
    """Whether the libraries that Amparo stands on were renewed within the time we promise."""
    days = (today - renewed_on).days
    if days > 2 * most_days:
        yield danger(f"The libraries of this Amparo were renewed {days} days ago",
                     "bring Amparo on: holes found in them since are open here")  # fmt: skip
    elif days > most_days:
        yield advice(f"The libraries of this Amparo were renewed {days} days ago",
                     "bring Amparo on")  # fmt: skip
    else:
        yield good(f"The libraries were renewed {days} days ago.")


def of_clock(now: float, newest_entry: float) -> Iterator[Finding]:
    """Whether the clock stands where the newest entry says that it must be past."""
    behind = newest_entry - now
    if behind > 60:
        yield danger(
            f"The clock is {behind / 60:,.0f} minutes behind the newest entry of the trail",
            "set the clock; terms of the law are counted by it",
        )
    elif now < 1_767_225_600:  # the first day of 2026, before which this program did not exist
        yield danger("The clock stands before this program was written", "set the clock")
    else:
        yield good("The clock goes on from the newest entry.")
