"""A known hole in a library has a last day, by how bad it is; past it, the check fails."""

from __future__ import annotations

import json
import sys
from datetime import date

import pytest
from tools import holes, locks

from amparo.config.upkeep import libraries
from tests.house.source import ROOT


def report(severity="HIGH", published="2026-01-01T12:00:00Z", **more):
    hole = {"id": "GHSA-x", "published": published, **more}
    if severity:
        hole["database_specific"] = {"severity": severity}
    package = {"name": "somelib", "version": "1.0", "ecosystem": "PyPI"}
    return {"results": [{"packages": [{"package": package, "vulnerabilities": [hole]}]}]}


def last_day(**how):
    within = libraries.told().mend_within_days
    return [(one.severity, one.until_on) for one in holes.holes(report(**how), within)]


def test_the_worse_it_is_the_sooner_it_is_mended():
    assert last_day(severity="CRITICAL") == [("CRITICAL", date(2026, 1, 8))]
    assert last_day(severity="medium") == [("MODERATE", date(2026, 4, 1))]
    days = list(libraries.told().mend_within_days.values())
    assert days == sorted(days)


def test_what_nobody_graded_is_taken_for_bad_and_what_was_withdrawn_for_nothing():
    assert last_day(severity="") == [("HIGH", date(2026, 1, 31))]
    assert last_day(withdrawn="2026-01-02T00:00:00Z") == []


@pytest.mark.parametrize(
    ("published", "code", "said"),
    [("2020-01-01T00:00:00Z", 1, "PAST"), ("2999-01-01T00:00:00Z", 0, "open")],
)
def test_past_its_day_the_check_fails(published, code, said, tmp_path, monkeypatch, capsys):
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report(published=published)))
    monkeypatch.setattr(sys, "argv", ["holes", str(file)])
    assert holes.main() == code
    assert said in capsys.readouterr().out


def test_the_days_that_are_promised_in_words_are_those_of_the_check():
    words = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    told = libraries.told()
    for severity, days in told.mend_within_days.items():
        assert f"{severity.lower()} in {days} days" in words
    assert f"at least every {told.renew_within_days} days" in words


def test_a_lock_that_was_made_again_without_saying_so_is_seen():
    told = {"lock_sha256": "0" * 64}
    assert "does not say so" in locks.renewal(b"another", told)[0]
