"""The launcher on a machine that lacks what it needs: it says what to install."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.source import ROOT

TOOLS = ("sh", "dirname", "readlink", "cat", "cksum", "tr", "rm", "env")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout without .venv, and a PATH with nothing but a few tools of the system."""
    there = tmp_path / "a checkout"
    (there / "bin").mkdir(parents=True)
    shutil.copytree(ROOT / "lock", there / "lock")
    shutil.copy(ROOT / "pyproject.toml", there)
    shutil.copy(ROOT / "amparo", there)
    for tool in TOOLS:
        (there / "bin" / tool).symlink_to(shutil.which(tool))
    return there


def launch(checkout: Path, *arguments: str, by: Path | None = None) -> subprocess.CompletedProcess:
    return subprocess.run(
        [by or checkout / "amparo", *arguments],
        env={"PATH": str(checkout / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )


def fake_python(checkout: Path, script: str) -> None:
    python = checkout / "bin" / "python3"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)


def test_without_a_python_it_says_which_to_install(checkout):
    done = launch(checkout, "demo")
    assert done.returncode == 1
    assert "Python 3.11 or later, and found none" in done.stderr
    assert "apt-get install python3 python3-venv" in done.stderr
    assert "brew install python3" in done.stderr


def test_an_old_python_counts_as_none(checkout):
    fake_python(checkout, "exit 1")
    assert "found none" in launch(checkout, "demo").stderr


def test_without_venv_it_says_which_package_holds_it(checkout):
    fake_python(checkout, 'case "$*" in "-m venv"*) exit 1 ;; *print*) echo 3.11 ;; esac')
    done = launch(checkout, "demo")
    assert done.returncode == 1
    assert "apt-get install python3-venv    (or python3.11-venv)" in done.stderr
    assert not (checkout / ".venv").exists()


def test_a_link_from_elsewhere_finds_the_checkout(tmp_path):
    link = tmp_path / "amparo"
    link.symlink_to(ROOT / "amparo")
    done = subprocess.run(
        [link, "--version"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("amparo, version"), done.stderr


def test_a_broken_link_to_python_is_set_up_again(checkout):
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")
    assert "found none" in launch(checkout, "--version").stderr


def test_it_is_plain_posix_shell():
    assert (ROOT / "amparo").read_text().startswith("#!/bin/sh\n")
    shell = shutil.which("dash") or "sh"
    assert subprocess.run([shell, "-n", ROOT / "amparo"], check=False).returncode == 0
