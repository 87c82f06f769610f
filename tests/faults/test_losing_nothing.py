"""An office is killed, its power is cut, its disk fails: nothing acknowledged is lost, none is half
there. A few trials of each kind here; `./amparo attack` runs hundreds. Each has a control that must
fail: a trial that could not find a loss would prove nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.preload import MISSING, find_compiler

ROOT = Path(__file__).resolve().parents[2]
WHOLE = {"lost": 0, "half": 0, "broken": 0, "corrupt": 0, "with_loss": 0}


def program(name: str, *arguments: object) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AMPARO_")}
    done = subprocess.run(
        [sys.executable, "-m", f"tests.faults.{name}", *map(str, arguments)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=400,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Path:
    """An office on SQLite, made once."""
    home = tmp_path_factory.mktemp("hurt") / "office"
    home.mkdir()
    program("office", home)
    return home


@pytest.fixture
def home(prepared, tmp_path) -> Path:
    shutil.copytree(prepared, tmp_path / "office")
    return tmp_path / "office"


@pytest.fixture
def compiler() -> None:
    assert find_compiler(), MISSING


def told(name: str, *arguments: object) -> dict[str, int]:
    return json.loads(program(name, *arguments))


def faults_in(found: dict[str, int]) -> dict[str, int]:
    return {name: found[name] for name in WHOLE}


@pytest.mark.parametrize("what", ["tasks", "papers"])
def test_killed_at_any_moment_it_keeps_what_it_acknowledged(what, home):
    found = told("killing", home, 5, "--what", what)
    assert found["trials"] == 5
    assert found["acknowledged"] > 10
    assert faults_in(found) == WHOLE


def test_acknowledging_before_the_commit_would_be_found(home):
    assert told("killing", home, 5, "--early")["lost"] > 0


def test_a_server_that_is_killed_keeps_what_it_acknowledged(tmp_path):
    found = told("killing", tmp_path, 5, "--what", "postgres")
    assert found["acknowledged"] > 10
    assert faults_in(found) == WHOLE


def test_a_power_cut_at_any_moment_takes_nothing_that_was_acknowledged(home, compiler):
    found = told("cutting", home, 12)
    assert found["cuts"] == 12
    assert found["acknowledged"] > 200
    assert faults_in(found) == WHOLE


def test_without_the_sync_at_each_commit_it_would(home, compiler):
    assert told("cutting", home, 12, "--normal")["with_loss"] > 0


def test_without_the_sync_of_folders_papers_would_be_lost(home, compiler):
    assert told("cutting", home, 30, "--no-folder-sync")["with_loss"] > 0


def test_a_disk_that_fails_at_any_write_loses_nothing_and_says_so(home, compiler):
    found = told("filling", home, 23)
    assert found["runs"] > 15
    assert found["refused"] > 10
    assert faults_in(found) == WHOLE
    assert (found["unclear"], found["died"]) == (0, 0)


def imported(*arguments: object) -> dict[str, int]:
    found = told("importing", *arguments)
    return {name: found[name] for name in ("half", "doubled", "incomplete", "unclear")}


CLEAN = {"half": 0, "doubled": 0, "incomplete": 0, "unclear": 0}


def test_an_import_that_is_killed_or_fails_is_not_there_and_done_again_is_there_once(home):
    assert imported(home, 3) == CLEAN


def test_so_is_it_on_a_server(tmp_path):
    assert imported(tmp_path, 1, "--postgres") == CLEAN


def test_an_import_that_is_not_one_transaction_would_be_found(home):
    assert imported(home, 3, "--bare")["half"] == 1


def test_acknowledging_what_failed_would_be_found(home, compiler):
    assert told("filling", home, 61, "--swallow")["lost"] > 0
