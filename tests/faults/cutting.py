"""The power is cut at a moment nobody chose: a recorded run is played back to it.

What was synced stays. Of what was not, each sector of 512 bytes stays with a chance of none, half
or all, and the folders' own changes up to some point. A file that was synced keeps its name; a
renamed one keeps it when its folder was synced too.

Run as a program: an office's folder (which is copied), how many cuts, a seed. `--normal` leaves the
sync at each commit out, and `--no-folder-sync` that of evidence's folders: both must be found out.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import office
from tests.faults.preload import build

HEAD = struct.Struct("<BBHIQ")
SECTOR = 512
ACTS = 120
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Op:
    """One thing that was done to a file."""

    kind: str
    path: str
    data: bytes
    place: int


def recorded(log: Path) -> Iterator[Op]:
    """What was done, in order."""
    content, place = log.read_bytes(), 0
    while place + HEAD.size <= len(content):
        kind, _, n_path, n_data, where = HEAD.unpack_from(content, place)
        place += HEAD.size
        path = content[place : place + n_path].decode()
        data = content[place + n_path : place + n_path + n_data]
        place += n_path + n_data
        yield Op(chr(kind), path, data, where)


@dataclass
class Node:
    """The content of a file: what the disk has, and what waits."""

    durable: bytearray = field(default_factory=bytearray)
    waiting: list[Op] = field(default_factory=list)

    def settle(self) -> None:
        """Everything that waited is on the disk."""
        for op in self.waiting:
            _put(self.durable, op)
        self.waiting.clear()

    def after_a_cut(self, hand: random.Random, chance: float) -> bytes:
        """What the disk may hold."""
        held = bytearray(self.durable)
        for op in self.waiting:
            if op.kind == "t":
                if hand.random() < chance:
                    _put(held, op)
                continue
            for start in range(0, len(op.data), SECTOR):
                if hand.random() < chance:
                    part = op.data[start : start + SECTOR]
                    _put(held, Op("w", op.path, part, op.place + start))
        return bytes(held)


def _put(held: bytearray, op: Op) -> None:
    if op.kind == "t":
        del held[op.place :]
        held.extend(bytes(max(0, op.place - len(held))))
        return
    held.extend(bytes(max(0, op.place + len(op.data) - len(held))))
    held[op.place : op.place + len(op.data)] = op.data


class Disk:
    """Names and contents as the run sees them, and as the disk would have them."""

    def __init__(self, home: Path) -> None:
        self.home = home
        files = [path for path in home.rglob("*") if path.is_file()]
        self.names = {str(path): Node(bytearray(path.read_bytes())) for path in files}
        self.durable_names = dict(self.names)
        self.folders = {str(path) for path in home.rglob("*") if path.is_dir()} | {str(home)}
        self.waiting: list[tuple[str, Op, Node | None]] = []
        self.acks = b""

    def do(self, op: Op) -> None:
        """Carry on by one thing that was done."""
        if op.path.endswith(f"/{office.ACKS}"):
            self.acks += op.data
        elif op.kind in "wt":
            if op.path not in self.names:
                self.names[op.path] = Node()
                self.waiting.append(
                    (_parent(op.path), Op("c", op.path, b"", 0), self.names[op.path])
                )
            self.names[op.path].waiting.append(op)
        elif op.kind == "s" and op.path in self.names:
            self.names[op.path].settle()
            self._settle_names(lambda _, one: one.kind == "c" and one.path == op.path)
        elif op.kind == "s":
            self._settle_names(lambda folder, _: folder == op.path)
        elif op.kind == "r":
            node = self.names.pop(op.path, Node())
            self.names[op.data.decode()] = node
            self.waiting.append((_parent(op.path), op, node))
        elif op.kind == "u":
            self.names.pop(op.path, None)
            self.waiting.append((_parent(op.path), op, None))
        elif op.kind == "m":
            self.waiting.append((_parent(op.path), op, None))

    def _settle_names(self, chosen) -> None:
        kept = []
        for folder, op, node in self.waiting:
            if chosen(folder, op):
                _rename(self.durable_names, self.folders, op, node)
            else:
                kept.append((folder, op, node))
        self.waiting = kept

    def after_a_cut(self, into: Path, hand: random.Random) -> list[str]:
        """Write what the disk may hold into a folder; what had been acknowledged by then."""
        chance = hand.choice([0.0, 0.5, 1.0])
        names, folders = dict(self.durable_names), set(self.folders)
        n = {0.0: 0, 1.0: len(self.waiting)}.get(chance, hand.randint(0, len(self.waiting)))
        for _, op, node in self.waiting[:n]:
            _rename(names, folders, op, node)
        for path, node in names.items():
            if _parent(path) in folders and not path.endswith("-shm"):
                target = into / Path(path).relative_to(self.home)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(node.after_a_cut(hand, chance))
        return [line for line in self.acks.decode().split("\n")[:-1] if line]


def _parent(path: str) -> str:
    return str(Path(path).parent)


def _rename(names: dict[str, Node], folders: set[str], op: Op, node: Node | None) -> None:
    if op.kind == "m":
        folders.add(op.path)
    elif op.kind == "u":
        names.pop(op.path, None)
    elif node is not None:
        names.pop(op.path, None) if op.kind == "r" else None
        names[op.data.decode() if op.kind == "r" else op.path] = node


def record(home: Path, log: Path, library: Path, *, normal: bool, no_folder_sync: bool) -> None:
    """Let somebody work in the office, with everything written down; then kill them."""
    how = [*(["--normal"] if normal else []), *(["--no-folder-sync"] if no_folder_sync else [])]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AMPARO_")},
        "LD_PRELOAD": str(library), "FAULTS_ROOT": str(home), "FAULTS_LOG": str(log),
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.faults.cutting", str(home), "0", "--work", *how]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdin=subprocess.DEVNULL)


def work(home: Path, *, normal: bool, no_folder_sync: bool) -> None:
    """Act and acknowledge; every third act keeps a paper. Ends as a kill does: nothing is closed."""
    office.enter(home)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint = 150")  # more checkpoints, more danger
        if normal:
            cursor.execute("PRAGMA synchronous = NORMAL")
    if no_folder_sync:
        from amparo.vault import files

        whole = os.fsync
        files.os.fsync = lambda fd: None if Path(f"/proc/self/fd/{fd}").is_dir() else whole(fd)
    for n in range(ACTS):
        office.acknowledge(home, office.act(n, papers=n % 3 == 0, size=6_000))
    os._exit(0)


def main() -> None:
    """Record once, cut often, and say what was found, as JSON."""
    asked = argparse.ArgumentParser()
    asked.add_argument("home", type=Path)
    asked.add_argument("cuts", type=int)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--normal", action="store_true")
    asked.add_argument("--no-folder-sync", action="store_true")
    asked.add_argument("--work", action="store_true")
    given = asked.parse_args()
    how = {"normal": given.normal, "no_folder_sync": given.no_folder_sync}
    if given.work:
        work(given.home, **how)
    with tempfile.TemporaryDirectory(prefix="amparo-cut-") as place:
        sys.stdout.write(json.dumps(cut(given, Path(place), how)))


def cut(given: argparse.Namespace, place: Path, how: dict[str, bool]) -> dict[str, int]:
    """The sum of every cut."""
    home, log = place / "office", place / "log"
    shutil.copytree(given.home, home)
    disk = Disk(home)
    record(home, log, build(place), **how)
    ops = list(recorded(log))
    hand = random.Random(given.seed)
    from amparo.config.sqlite import use_bundled

    use_bundled()
    office.sqlite3 = sys.modules["sqlite3"]
    sum_ = {"cuts": 0, "operations": len(ops), "acknowledged": 0, "lost": 0, "half": 0,
            "broken": 0, "corrupt": 0, "with_loss": 0}  # fmt: skip
    done = 0
    for at in sorted(hand.randint(1, len(ops)) for _ in range(given.cuts)):
        while done < at:
            disk.do(ops[done])
            done += 1
        after = place / "after"
        acks = disk.after_a_cut(after, hand)
        found = office.look_at_sqlite(after, acks)
        shutil.rmtree(after)
        sum_["cuts"] += 1
        for name in ("acknowledged", "lost", "half", "broken", "corrupt"):
            sum_[name] += getattr(found, name)
        sum_["with_loss"] += not found.is_whole
    return sum_


if __name__ == "__main__":
    sys.exit(main())
