"""The command line, run as people run it: a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

AMPARO = str(Path(sys.executable).parent / "amparo")
PATIENCE_SECONDS = 400


@dataclass
class Office:
    """An office folder, and how to call Amparo on it."""

    home: Path
    environment: dict[str, str]
    port: int
    pid: int = 0  # of the server that was opened last

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, without a terminal."""
        return subprocess.run(
            [AMPARO, *arguments],
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    def start(self, *arguments: str, after_seconds: float = 0) -> subprocess.Popen[str]:
        """Start a server, and wait until it says that it is open."""
        time.sleep(after_seconds)
        process = subprocess.Popen(
            [AMPARO, *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=(self.home.parent / "said.txt").open("w"),
            text=True,
            start_new_session=True,
        )
        self.pid = process.pid
        deadline = time.monotonic() + PATIENCE_SECONDS
        while "Ctrl-C closes it." not in self.said:
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                raise AssertionError(f"the server did not open:\n{self.said}")
            time.sleep(0.05)
        return process

    @property
    def said(self) -> str:
        """What the server said so far."""
        return (self.home.parent / "said.txt").read_text(encoding="utf-8")

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=20) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """The settings of a database that nobody else uses, on the database of this run."""
    if os.environ["AMPARO_TEST_DATABASE"] == "sqlite":
        yield {}
        return
    folder, name = os.environ["AMPARO_TEST_SOCKET"], f"office_{uuid.uuid4().hex}"
    with psycopg.connect(host=folder, user="amparo", dbname="postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield {"AMPARO_DATABASE": f"postgresql://amparo@/{name}?host={folder}"}
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


def office_in(folder: Path) -> Office:
    """An office whose folder is not there yet, with the environment of a plain user."""
    home = folder / "office"
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "AMPARO_HOME": str(home)}
    return Office(home, environment, free_port())


FIRST_USE = (
    *("--email", "alma@example.org", "--name", "Alma Reyes"),
    *("--organisation", "Casa Amparo", "--pack", "PH"),
)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office that was never opened, on SQLite."""
    return office_in(tmp_path)


@pytest.fixture
def new_office(tmp_path: Path, django_db_setup: None) -> Iterator[Office]:
    """An office that was never opened, on the database of this run."""
    new = office_in(tmp_path)
    with database() as settings:
        new.environment |= settings
        yield new


@pytest.fixture(scope="module")
def open_office(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None
) -> Iterator[Office]:
    """An office in its first use, on the database of this run, open until its questions end."""
    opened = office_in(tmp_path_factory.mktemp("open"))
    with database() as settings:
        opened.environment |= settings
        process = opened.start("serve", "--port", str(opened.port), *FIRST_USE)
        yield opened
        process.send_signal(signal.SIGINT)
        process.wait(20)


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])
