"""`amparo verify` on an office of its own: whole, then robbed."""

import sqlite3

from tests.config.conftest import FIRST_USE


def test_an_untouched_office_is_whole(open_office):
    said = open_office.run("verify", "--folder", str(open_office.home))
    assert said.returncode == 0, said.stderr
    assert "Audit trail:" in said.stdout
    assert "Nothing is wrong." in said.stdout


def test_an_altered_entry_of_the_trail_is_told_and_ends_with_one(office):
    process = office.start("serve", "--port", str(office.port), *FIRST_USE)
    process.terminate()
    process.wait(20)
    with sqlite3.connect(office.home / "amparo.sqlite3") as database:
        triggers = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
        ).fetchall()
        for (name,) in triggers:
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE audit_entry SET actor = 'somebody else' WHERE seq = 1")
    said = office.run("verify", "--folder", str(office.home))
    assert said.returncode == 1
    assert "entry 1 is altered" in said.stdout


def test_a_folder_without_an_office_says_so(office, tmp_path):
    said = office.run("verify", "--folder", str(tmp_path / "nothing"))
    assert said.returncode == 2
    assert "No office is kept here" in said.stderr


def test_what_the_machine_was_made_to_forget_is_told_by_whoever_kept_it(office, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    process = office.start("serve", "--port", str(office.port), *FIRST_USE)
    process.terminate()
    process.wait(20)
    there = ("--folder", str(office.home))
    signed = office.run("checkpoint", *there, AMPARO_WITNESSES=str(stick))
    assert signed.returncode == 0, signed.stderr
    kept = next(stick.glob("amparo-*.txt"))
    whole = office.run("verify", *there, "--witness", str(kept))
    assert "Signed checkpoints vouch for the first" in whole.stdout
    with sqlite3.connect(office.home / "amparo.sqlite3") as database:
        # Whoever has the file may take away what refuses it.
        database.execute("DROP TRIGGER audit_entry_stays_delete")
        database.execute("DELETE FROM audit_entry WHERE seq = (SELECT max(seq) FROM audit_entry)")
    for name in ("checkpoints.txt", "checkpoints.json"):
        (office.home / name).unlink()
    assert office.run("verify", *there).returncode == 0
    said = office.run("verify", *there, "--witness", str(kept))
    assert said.returncode == 1
    assert "the newest were cut off" in said.stdout
