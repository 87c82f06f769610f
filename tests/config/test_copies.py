"""A live office is copied and brought back the same; a bad copy is refused and leaves nothing."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from amparo.config.upkeep.copies.store import OfficeNames, Store
from amparo.errors import AmparoError
from amparo.vault import age
from amparo.vault.keys import read_key_file
from tests.config.conftest import Office, database, office_in

ROOT = Path(__file__).resolve().parents[2]
LIVES = """
from django.conf import settings
from tests.cast import gather, NOW
from amparo.vault.keys import make_key_file
from amparo.casework.cases.services.paper import add_document
make_key_file(settings.KEY_FILE)
cast = gather()
for n in range(3):
    add_document(by=cast.alma, at=NOW, case=cast.case, kind="letter", title=f"Letter {n}",
                 content=[b"%PDF-1.7 " + bytes([65 + n]) * 200_000])
"""
MORE = """
from amparo.casework.cases.models import Case
from amparo.casework.cases.services.tasks import add_task
from amparo.access.models import User
from tests.cast import NOW, OPENED_ON
alma = User.objects.get(email="alma@example.org", roles=["caseworker"])
add_task(by=alma, at=NOW, case=Case.objects.get(), what="Call", due_on=OPENED_ON, owner=alma)
"""


@dataclass
class Copied:
    """An office with lives in it, the folder of its copies, and the key from its stick."""

    office: Office
    copies: Path
    key: Path
    witness: Path

    @property
    def sealing_key(self) -> Path:
        return self.office.home / "sealing.key"

    def back(self, into: Path, *more: str, **environment: str):
        given = ("--key", str(self.key), "--sealing-key", str(self.sealing_key))
        return self.office.run(
            "restore", str(self.copies), *given, "--folder", str(into), *more, **environment
        )

    def shell(self, code: str) -> None:
        done = self.office.run("manage", "shell", "-c", code, PYTHONPATH=str(ROOT))
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def copied(tmp_path_factory, django_db_setup) -> Iterator[Copied]:
    """One copy, then one more entry and a second copy."""
    place = tmp_path_factory.mktemp("copied")
    office = office_in(place)
    with database() as settings:
        office.environment |= settings
        migrated = office.run("manage", "migrate", "-v", "0")
        assert migrated.returncode == 0, migrated.stderr
        found = Copied(office, place / "copies", place / "stick.key", place / "witness")
        found.witness.mkdir()
        made = office.run("copy-key", str(found.key))
        office.environment |= dict([made.stdout.strip().split("=", 1)])
        office.environment["AMPARO_WITNESSES"] = str(found.witness)
        for code in (LIVES, MORE):
            found.shell(code)
            done = office.run("backup", str(found.copies))
            assert done.returncode == 0, done.stderr
        assert office.run("checkpoint").returncode == 0
        yield found


@pytest.fixture
def elsewhere() -> Iterator[dict[str, str]]:
    """An empty database, where the office is on PostgreSQL."""
    with database() as settings:
        yield settings


def test_it_comes_back_the_same(copied, elsewhere, tmp_path):
    home = tmp_path / "new"
    said = copied.back(home, "--witness", str(copied.witness), **elsewhere)
    assert said.returncode == 0, said.stderr
    assert "3 files are whole" in said.stderr
    there = {path.name: path.read_bytes() for path in copied.office.home.glob("files/*/*")}
    here = {path.name: path.read_bytes() for path in home.glob("files/*/*")}
    assert (len(here), here) == (3, there)
    whole = copied.office.run("verify", "--folder", str(home), AMPARO_HOME=str(home), **elsewhere)
    assert whole.returncode == 0, whole.stdout


def test_the_second_copy_writes_what_is_new_only(copied):
    sizes = [path.stat().st_size for path in copied.copies.glob("pieces/*/*")]
    again = copied.office.run("backup", str(copied.copies))
    new, whole = again.stderr.split("s: ")[1].split(" MB new of ")
    assert float(new) < 0.5 * float(whole.split(" ")[0])
    assert sum(sizes) > 600_000


def test_a_copy_tells_nothing_to_whoever_has_it(copied):
    from tests.cast import SUSPECT_NAME, VICTIM_NAME

    content = b"".join(path.read_bytes() for path in copied.copies.rglob("*") if path.is_file())
    key = copied.sealing_key.read_text()
    told = [VICTIM_NAME, SUSPECT_NAME, "Alma Reyes", "alma@example.org", "Casa Amparo",
            key.split('"')[-2]]  # fmt: skip
    assert [word for word in told if word.encode() in content] == []


def test_a_stolen_folder_without_its_key_tells_no_name(copied):
    from tests.cast import SAFE_CONTACT, SUSPECT_NAME, VICTIM_NAME

    home = copied.office.home
    files = [path for path in home.rglob("*") if path.is_file() and path.name != "sealing.key"]
    content = b"".join(path.read_bytes() for path in files).lower()
    words = {word for name in (VICTIM_NAME, SUSPECT_NAME) for word in name.split()} | {SAFE_CONTACT}
    told = [word for word in words if word.lower().encode() in content
            or word.lower().encode("utf-16-le") in content]  # fmt: skip
    assert len(files) > 4
    assert told == []


def test_it_is_brought_back_into_an_empty_place_only(copied, tmp_path):
    (tmp_path / "something").touch()
    said = copied.back(tmp_path)
    assert said.returncode == 2
    assert "an empty place only" in said.stderr


def refusal(copied, home, *more, **environment) -> str:
    said = copied.back(home, *more, **environment)
    assert said.returncode == 2, said.stdout + said.stderr
    assert not home.exists()
    assert not home.with_name(f"{home.name}.part").exists()
    return said.stderr


def test_another_key_is_refused(copied, elsewhere, tmp_path):
    (tmp_path / "other.key").write_text(age.private_words(age.new_private_key()))
    said = refusal(copied, tmp_path / "new", "--key", str(tmp_path / "other.key"), **elsewhere)
    assert "does not open with this key" in said


def test_one_older_than_the_witness_knows_needs_a_word(copied, elsewhere, tmp_path):
    with_witness = ("--witness", str(copied.witness))
    older = tmp_path / "older"
    shutil.copytree(copied.copies, older)
    for newer in sorted(older.glob("*.copy.json"))[1:]:
        newer.unlink()
    only_old = Copied(copied.office, older, copied.key, copied.witness)
    said = refusal(only_old, tmp_path / "new", *with_witness, **elsewhere)
    assert "1 entries would be lost" in said
    home = tmp_path / "accepted"
    with database() as another:
        done = only_old.back(home, *with_witness, "--accept-loss", **another)
    assert done.returncode == 0, done.stderr
    assert "1 later entries are lost, as you accepted" in done.stderr


def test_a_drill_does_both_and_clears_up(copied):
    before = sorted(path.name for path in copied.office.home.iterdir())
    said = copied.office.run("drill", "--key", str(copied.key))
    assert said.returncode == 0, said.stderr
    assert "the same in every row and file" in said.stdout
    after = sorted(path.name for path in copied.office.home.iterdir())
    assert set(after) - set(before) == {"drilled.json"}


def test_a_copy_is_of_one_moment_while_others_write(tmp_path):
    import sqlite3
    import threading

    from amparo.config.upkeep.copies.database import digests_of_sqlite, snapshot_of_sqlite

    live = tmp_path / "live.sqlite3"
    with sqlite3.connect(live) as start:
        start.execute("PRAGMA journal_mode=WAL")
        start.execute("CREATE TABLE audit_entry (seq INTEGER PRIMARY KEY, digest TEXT)")
        start.execute("CREATE TABLE act (entry INTEGER)")
    over = threading.Event()

    def write() -> None:
        writer = sqlite3.connect(live, timeout=20)
        while not over.is_set():
            with writer:
                seq = writer.execute("INSERT INTO audit_entry (digest) VALUES ('d')").lastrowid
                writer.execute("INSERT INTO act VALUES (?)", [seq])
        writer.close()

    thread = threading.Thread(target=write)
    thread.start()
    found = []
    try:
        for n in range(5):
            with snapshot_of_sqlite(live, tmp_path / "part") as state:
                copy = tmp_path / f"copy{n}.sqlite3"
                copy.write_bytes(b"".join(state.blocks))
            with sqlite3.connect(copy) as held:
                found.append((state.trail[0], state.tables, digests_of_sqlite(held)))
    finally:
        over.set()
        thread.join()
    assert [here for _, _, here in found] == [told for _, told, _ in found]
    rows = [(told["audit_entry"][0], told["act"][0]) for _, told, _ in found]
    assert rows == [(size, size) for size, _, _ in found]
    assert not (tmp_path / "part").exists()


# What follows reads a folder of copies without an office around it.


@pytest.fixture
def store(copied, tmp_path) -> Store:
    """The copies, in a folder of their own, to be damaged."""
    shutil.copytree(copied.copies, tmp_path / "held")
    return Store(tmp_path / "held", OfficeNames(read_key_file(copied.sealing_key).index))


def read_all(store: Store, key: Path) -> int:
    """Open every piece of every copy, as a restore does; how many there are."""
    private = age.read_private(key.read_text())
    pieces = {name: told for one in store.manifests() for name, told in one.pieces.items()}
    for name, (size, digest) in pieces.items():
        store.get(name, size, digest, private)
    return len(pieces)


def damage(folder: Path, seed: int) -> str:
    """Cut, bend, empty, swap or remove one file of a folder of copies; which was done."""
    hand = random.Random(seed)
    pieces = sorted(folder.glob("pieces/*/*"))
    file = hand.choice([*pieces, *folder.glob("*.copy.json")])
    content = file.read_bytes()
    kind = hand.choice(
        ["cut", "bend", "empty", "swap", "remove"] if file in pieces else ["cut", "bend"]
    )
    place = hand.randrange(len(content))
    other = hand.choice([path for path in pieces if path != file])
    {
        "cut": lambda: file.write_bytes(content[:place]),
        "bend": lambda: file.write_bytes(
            content[:place] + bytes([content[place] ^ 1 << hand.randrange(8)]) + content[place + 1 :]
        ),
        "empty": lambda: file.write_bytes(b""),
        "swap": lambda: file.write_bytes(other.read_bytes()),
        "remove": file.unlink,
    }[kind]()  # fmt: skip
    return kind


def test_an_untouched_folder_of_copies_reads(copied, store):
    assert read_all(store, copied.key) > 3


@pytest.mark.parametrize("seed", range(30))
def test_of_30_damages_every_one_is_refused(seed, copied, store):
    damage(store.folder, seed)
    with pytest.raises(AmparoError):
        read_all(store, copied.key)


@pytest.mark.parametrize("after", range(0, 20, 4))
def test_a_copy_that_was_cut_off_is_none_and_harms_no_older_one(after, copied, store, monkeypatch):
    import amparo.config.upkeep.copies.store as module

    private = age.read_private(copied.key.read_text())
    written, write = [], module.write_whole

    def cut(path, content):
        if len(written) == after:
            raise KeyboardInterrupt
        written.append(path)
        write(path, content)

    monkeypatch.setattr(module, "write_whole", cut)
    with pytest.raises(KeyboardInterrupt), store.alone():
        for n in range(20):
            store.put(f"new {n}".encode(), private.public_key(), pack=True)
    assert len(written) == after
    assert read_all(store, copied.key) > 3


def test_old_copies_are_forgotten_and_the_newest_never(copied, store):
    kept = store.manifests()
    gone = store.forget_before(kept[-1].made.replace(year=2100))
    assert gone == len(kept) - 1
    assert [one.made_at for one in store.manifests()] == [kept[-1].made_at]
    left = {path.name for path in store.folder.glob("pieces/*/*")}
    assert left == set(kept[-1].pieces)
    assert read_all(store, copied.key) == len(left)
