"""Each of the 68 causes is proposed, noted with its fact, or left to people with the reason why."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from amparo.directory.packs import causes, code_list, detectors

ROOT = Path(__file__).resolve().parents[3]
PROPOSED = {one.cause for one in detectors().values()}


def test_there_are_sixty_eight():
    assert len(causes()) == 68


@pytest.mark.parametrize("cause", causes(), ids=lambda one: one.id)
def test_it_has_a_way_in_and_says_which(cause):
    seen = cause.id in PROPOSED or bool(cause.noted_with)
    assert seen != bool(cause.only_people)


def test_what_is_said_to_be_noted_with_a_refusal_is_what_refusals_note():
    mapped = {entry.maps["cause"] for entry in code_list("complaint_refusals").entries}
    told = {one.id for one in causes() if "refusal" in one.noted_with}
    assert told == mapped


def test_detectors_name_things_that_lists_have():
    known = {entry.code for name in ("equipment", "services") for entry in code_list(name).entries}
    assert {thing for one in detectors().values() for thing in one.things} <= known


def test_the_page_is_made_of_the_data():
    command = [sys.executable, ROOT / "tools" / "causes.py", "--check"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
