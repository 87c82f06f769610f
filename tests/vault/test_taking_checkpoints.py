"""The office signs its trail again and again, and hands what it signed to others."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail

from amparo.access.services import System
from amparo.audit.models import Entry
from amparo.audit.selectors import check_chain
from amparo.audit.services import record
from amparo.errors import Broken, Refused
from amparo.vault import checkpoints as kept
from tests.plugins.emptying import drop_triggers

AT = datetime(2024, 3, 4, 9, 30, tzinfo=UTC)


@pytest.fixture
def home(db, sealing_key, settings, tmp_path) -> Path:
    settings.HOME = tmp_path / "office"
    settings.HOME.mkdir()
    settings.WITNESSES = ""
    return settings.HOME


def write(n: int) -> None:
    for i in range(n):
        record(by=System(), verb="case.read", kind="cases.case", object_id=str(i), at=AT)


def without_trigger() -> None:
    drop_triggers("audit_entry")


def test_it_signs_what_the_trail_holds(home):
    write(5)
    taken = kept.take_checkpoint(AT)
    assert taken.checkpoint.size == 5
    assert [one.checkpoint for one in kept.own_checkpoints()] == [taken.checkpoint]
    assert check_chain([taken.checkpoint]).n_covered == 5


def test_nothing_new_is_not_signed_again(home):
    write(1)
    kept.take_checkpoint(AT)
    assert kept.take_checkpoint(AT) is None


def test_the_next_one_goes_on_from_the_last(home):
    write(5)
    kept.take_checkpoint(AT)
    write(4)
    second = kept.take_checkpoint(AT)
    kept.forget_state()
    write(1)
    third = kept.take_checkpoint(AT)
    assert (second.checkpoint.size, third.checkpoint.size) == (9, 10)
    assert check_chain(kept.checkpoints_of(kept.own_checkpoints())).holds


def test_a_cut_end_is_found_and_never_signed_over(home):
    write(5)
    kept.take_checkpoint(AT)
    without_trigger()
    Entry.objects.filter(seq__gt=3).delete()
    assert "cut off" in check_chain(kept.checkpoints_of(kept.own_checkpoints())).faults[0]
    with pytest.raises(Broken, match="not the one"):
        kept.take_checkpoint(AT)


def test_it_is_due_at_a_hundred_entries_or_after_five_minutes(home):
    write(1)
    kept.take_checkpoint(AT)
    assert not kept.is_due(datetime.now(UTC) + timedelta(hours=1))
    write(1)
    assert not kept.is_due(datetime.now(UTC))
    assert kept.is_due(datetime.now(UTC) + timedelta(minutes=6))
    write(99)
    assert kept.is_due(datetime.now(UTC))


def test_a_witness_catches_up_with_what_it_missed(home, settings, tmp_path):
    stick, board = tmp_path / "stick", "mailto:board@example.org"
    settings.WITNESSES = f"{stick}, {board}"
    write(1)
    first = kept.take_checkpoint(AT)
    assert first.unreached == ("FolderWitness: " + f"{stick} is not there",)
    stick.mkdir()
    write(1)
    second = kept.take_checkpoint(AT)
    assert second.unreached == ()
    held = kept.checkpoints_of(kept.notes_in(stick))
    assert held == [first.checkpoint, second.checkpoint]
    assert [sent.to for sent in mail.outbox] == [["board@example.org"]] * 2
    assert second.note in mail.outbox[1].body


def test_a_witness_that_holds_nothing_is_refused(home, tmp_path):
    with pytest.raises(Refused, match="cannot be read"):
        kept.notes_in(tmp_path / "nothing.txt")
    with pytest.raises(Refused, match="holds no checkpoint"):
        kept.notes_in(tmp_path)


def exported(home: Path, *arguments: str) -> Path:
    from click.testing import CliRunner

    from amparo.config.upkeep.trail import trail

    target = home.parent / f"for-the-auditor{len(arguments)}"
    done = CliRunner().invoke(trail, [str(target), *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return target


def alone(folder: Path, file: str) -> subprocess.CompletedProcess[str]:
    """The auditor's program in a Python that has nothing of ours."""
    command = [sys.executable, "-I", "-S", "verify_trail.py", file]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def auditor(home, monkeypatch):
    monkeypatch.setattr("amparo.config.upkeep.trail.enter_office", lambda folder: home)
    write(9)
    kept.take_checkpoint(AT)
    write(2)
    return home


@pytest.mark.parametrize("arguments", [(), ("--digests",)], ids=["whole", "digests"])
def test_an_auditor_checks_the_trail_with_nothing_but_python(auditor, arguments):
    folder = exported(auditor, *arguments)
    said = alone(folder, "trail.jsonl")
    assert (said.returncode, said.stdout[:6]) == (0, "Whole."), said.stdout + said.stderr
    lines = (folder / "trail.jsonl").read_text().splitlines()
    (folder / "trail.jsonl").write_text("\n".join(lines[:-4]))
    said = alone(folder, "trail.jsonl")
    assert said.returncode == 1
    assert "9 entries were signed" in said.stdout


def test_digests_alone_tell_nobody_who_did_what(auditor):
    text = (exported(auditor, "--digests") / "trail.jsonl").read_text()
    assert "case.read" not in text


def test_one_entry_is_proved_without_telling_another(auditor):
    folder = exported(auditor, "--entry", "4")
    assert alone(folder, "proof.json").returncode == 0
    told = json.loads((folder / "proof.json").read_text())
    told["entry"][3] = "Somebody Else"
    (folder / "proof.json").write_text(json.dumps(told))
    assert alone(folder, "proof.json").returncode == 1
