"""The PostgreSQL of the tests leaves nothing behind, even when its run was killed."""

from __future__ import annotations

import stat
import subprocess

import psycopg
import pytest

from tests.plugins.postgres import MISSING, Throwaway, find_binaries, sweep


@pytest.fixture
def server():
    binaries = find_binaries()
    assert binaries is not None, MISSING
    throwaway = Throwaway(binaries)
    yield throwaway
    throwaway.stop()


def ask(folder, question: str) -> str:
    with psycopg.connect(host=str(folder), user="amparo", dbname="postgres") as connection:
        return connection.execute(question).fetchone()[0]


def test_it_answers_on_its_socket_only(server):
    folder = server.start()
    assert ask(folder, "SHOW server_encoding") == "UTF8"
    assert ask(folder, "SHOW listen_addresses") == ""
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_it_leaves_no_folder_and_no_process(server):
    folder = server.start()
    server.stop()
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert not folder.exists()
    assert str(folder) not in running.stdout


def test_the_next_run_sweeps_up_after_one_that_was_killed(server):
    folder = server.start()
    ended = subprocess.Popen(["true"])
    ended.wait()
    (folder / "owner").write_text(str(ended.pid), encoding="ascii")
    sweep(server.binaries)
    assert not folder.exists()


def test_the_sweep_spares_a_run_that_goes_on(server):
    folder = server.start()
    sweep(server.binaries)
    assert ask(folder, "SELECT 'here'") == "here"
