"""A bad machine is called bad, with what to do; a good one is left in peace."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from amparo.config.upkeep.doctor import (
    Grade,
    crosses_a_network_in_the_clear,
    median_sync,
    of_clock,
    of_copies,
    of_escrow,
    of_folder,
    of_key,
    of_libraries,
    of_network,
    of_postgres,
    of_scanner,
    of_sqlite,
    of_sync,
)
from amparo.config.upkeep.served import of_answer, of_static

WALKED = {"synchronous": "2", "journal_mode": "wal"}
KEPT = {
    "fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "data_checksums": "on",
    "server_version": "17.2", "rolsuper": "off",
}  # fmt: skip
BEHIND_A_PROXY = {"AMPARO_HTTPS": "1", "AMPARO_HOSTS": "office.example.org", "AMPARO_PROXIES": "1"}
NOW = 1_790_000_000.0


def key(tmp_path: Path, mode: int = 0o600, folder: int = 0o700) -> Path:
    path = tmp_path / "keys" / "sealing.key"
    path.parent.mkdir(exist_ok=True)
    path.write_text("{}")
    path.chmod(mode)
    path.parent.chmod(folder)
    return path


def home(tmp_path: Path, mode: int) -> Path:
    path = tmp_path / "office"
    path.mkdir()
    path.chmod(mode)
    return path


HEADERS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'",
    "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
}  # fmt: skip


def sent(**other: str):
    return of_answer({**HEADERS, **other}, https=True)


def styles(tmp_path: Path, *, mode: int = 0o644, packed: bytes = b"a{}", **answered: int):
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "amparo.css").write_bytes(b"a{}")
    (folder / "amparo.css.gz").write_bytes(gzip.compress(packed))
    (folder / "amparo.css").chmod(mode)
    return of_static(folder, {"/static/amparo.css": 200, "/static/../settings.py": 404, **answered})


BAD = {
    "listens to all without HTTPS": lambda t: of_network({}, host="0.0.0.0"),  # noqa: S104
    "listens to the network without HTTPS": lambda t: of_network({}, host="192.0.2.7"),
    "has a name without HTTPS": lambda t: of_network({"AMPARO_HOSTS": "office.example.org"}),
    "has HTTPS set to no": lambda t: of_network({**BEHIND_A_PROXY, "AMPARO_HTTPS": "no"}),
    "has HTTPS and no name": lambda t: of_network({"AMPARO_HTTPS": "1", "AMPARO_PROXIES": "1"}),
    "has HTTPS and a name of here": lambda t: of_network({**BEHIND_A_PROXY, "AMPARO_HOSTS": "localhost"}),
    "answers to any name": lambda t: of_network({**BEHIND_A_PROXY, "AMPARO_HOSTS": "*"}),
    "answers to any name below": lambda t: of_network({**BEHIND_A_PROXY, "AMPARO_HOSTS": ".example.org"}),
    "does not count its proxy": lambda t: of_network({**BEHIND_A_PROXY, "AMPARO_PROXIES": "0"}),
    "leaves its proxy out": lambda t: of_network({k: v for k, v in BEHIND_A_PROXY.items() if k != "AMPARO_PROXIES"}),
    "counts in words": lambda t: of_network({**BEHIND_A_PROXY, "AMPARO_PROXIES": "one"}),
    "serves from a number in words": lambda t: of_network({"AMPARO_WORKERS": "two"}),
    "serves from nobody": lambda t: of_network({"AMPARO_WORKERS": "0"}),
    "serves from a thousand": lambda t: of_network({"AMPARO_WORKERS": "1000"}),
    "counts a proxy that is not there": lambda t: of_network({"AMPARO_PROXIES": "1"}),
    "shows the demo to others": lambda t: of_network({**BEHIND_A_PROXY, "AMPARO_DEMO": "1"}),
    "trusts any database": lambda t: of_network({"AMPARO_DATABASE": "postgresql://amparo@db.example.org/amparo"}),
    "asks a database for any certificate": lambda t: of_network({"AMPARO_DATABASE": "postgresql://a@192.0.2.9/a?sslmode=require"}),
    "asks for no second factor": lambda t: of_network({**BEHIND_A_PROXY, "AMPARO_REQUIRE_SECOND_FACTOR": "0"}),
    "has a key its group reads": lambda t: of_key(key(t, 0o640), "key"),
    "has a key everybody reads": lambda t: of_key(key(t, 0o644), "key"),
    "has a key in an open folder": lambda t: of_key(key(t, folder=0o777), "key"),
    "has no key": lambda t: of_key(t / "nothing", "key"),
    "has an open folder": lambda t: of_folder(home(t, 0o755)),
    "has an old SQLite": lambda t: of_sqlite((3, 46, 1), WALKED, 1),
    "does not wait for the disk": lambda t: of_sqlite((3, 53, 4), {**WALKED, "synchronous": "1"}, 1),
    "keeps no log before it writes": lambda t: of_sqlite((3, 53, 4), {**WALKED, "journal_mode": "delete"}, 1),
    "has a server that does not sync": lambda t: of_postgres({**KEPT, "fsync": "off"}),
    "has a server that answers early": lambda t: of_postgres({**KEPT, "synchronous_commit": "off"}),
    "has a server that tears pages": lambda t: of_postgres({**KEPT, "full_page_writes": "off"}),
    "is the superuser": lambda t: of_postgres({**KEPT, "rolsuper": "on"}),
    "does not insist on HTTPS": lambda t: sent(**{"Strict-Transport-Security": ""}),
    "insists on HTTPS for a minute": lambda t: sent(**{"Strict-Transport-Security": "max-age=60"}),
    "runs what is put into pages": lambda t: sent(**{"Content-Security-Policy": "script-src 'unsafe-inline'"}),
    "lets papers pass for pages": lambda t: sent(**{"X-Content-Type-Options": ""}),
    "lets browsers keep pages": lambda t: sent(**{"Cache-Control": "max-age=60"}),
    "has a script that all may change": lambda t: styles(t, mode=0o666),
    "has another style packed": lambda t: styles(t, packed=b"b{}"),
    "serves no style": lambda t: styles(t, **{"/static/amparo.css": 404}),
    "serves its own settings": lambda t: styles(t, **{"/static/../settings.py": 200}),
    "shows papers to a scanner elsewhere": lambda t: of_scanner("192.0.2.7:3310", is_here=False, answers=False),
    "has a scanner that is dead": lambda t: of_scanner("unix:/run/clamd", is_here=True, answers=False),
    "stands on libraries of last year": lambda t: of_libraries(date(2026, 1, 1), date(2026, 12, 1), most_days=90),
    "has a clock that went back": lambda t: of_clock(NOW, NOW + 3600),
    "has a clock of long ago": lambda t: of_clock(0.0, 0.0),
}  # fmt: skip

GOOD = {
    "this machine only": lambda t: of_network({}),
    "behind a proxy": lambda t: of_network(BEHIND_A_PROXY, host="127.0.0.1"),
    "the demo here": lambda t: of_network({"AMPARO_DEMO": "1"}),
    "a key": lambda t: of_key(key(t), "key"),
    "SQLite": lambda t: of_sqlite((3, 53, 4), WALKED, 1),
    "PostgreSQL": lambda t: of_postgres(KEPT),
    "a clock": lambda t: of_clock(NOW, NOW - 5),
    "headers": lambda t: sent(),
    "styles": styles,
    "a scanner": lambda t: of_scanner("unix:/run/clamd", is_here=True, answers=True),
    "libraries": lambda t: of_libraries(date(2026, 1, 1), date(2026, 4, 1), most_days=90),
    "custodians who tried": lambda t: of_escrow(40.0, made=True),
    "copies": lambda t: of_copies("age1x", "/media/stick,mailto:board@example.org", 3.0, 4),
}


def grades(found) -> set[Grade]:
    return {one.grade for one in found}


@pytest.mark.parametrize("name", BAD)
def test_every_bad_configuration_is_called_dangerous(name, tmp_path):
    found = list(BAD[name](tmp_path))
    assert Grade.DANGER in grades(found)
    assert [one.what for one in found if one.grade is not Grade.GOOD and not one.next_step] == []


@pytest.mark.parametrize("name", GOOD)
def test_what_is_as_it_should_be_is_left_in_peace(name, tmp_path):
    assert grades(GOOD[name](tmp_path)) == {Grade.GOOD}


def test_there_are_25_of_them():
    assert len(BAD) >= 25


@pytest.mark.parametrize(
    ("seconds", "grade"),
    [(1e-6, Grade.ADVICE), (0.002, Grade.GOOD), (0.1, Grade.GOOD), (0.9, Grade.ADVICE)],
)
def test_a_disk_that_is_too_quick_or_too_slow_is_told(seconds, grade):
    assert of_sync(seconds).grade is grade


def test_the_disk_is_tried_and_left_as_it_was(tmp_path):
    assert median_sync(tmp_path, n=3) > 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("days", [None, 36.0])
def test_a_copy_that_was_never_brought_back_is_told(days):
    told = [one.what for one in of_copies("age1x", "/a,/b", days, 0) if one.grade is Grade.ADVICE]
    assert len(told) == 1


@pytest.mark.parametrize(("days", "made"), [(None, False), (None, True), (93.0, True)])
def test_a_key_that_nobody_could_bring_back_is_told(days, made):
    assert grades(of_escrow(days, made=made)) == {Grade.ADVICE}


def test_serve_refuses_what_is_dangerous(office):
    said = office.run("serve", "--port", str(office.port), AMPARO_HOSTS="office.example.org")
    assert said.returncode == 2
    assert "in the clear" in said.stderr
    assert "AMPARO_HTTPS=1" in said.stderr


@pytest.mark.parametrize(
    "address",
    [
        "", "postgresql://amparo@/amparo?host=/run/postgresql", "postgresql://amparo@127.0.0.1/a",
        "postgresql://amparo@db.example.org/a?sslmode=verify-full&sslrootcert=/etc/ca.pem",
    ],
)  # fmt: skip
def test_a_database_that_is_here_or_is_checked_is_no_danger(address):
    assert not crosses_a_network_in_the_clear(address)
