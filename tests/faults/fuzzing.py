"""Parsers fed with whatever finds new lines in them: each answers, or refuses in words.

A small fuzzer guided by coverage, in plain Python, so that it runs wherever Amparo does and needs
nothing installed: inputs that reach lines not reached before are kept and changed further.
Run: python -m tests.faults.fuzzing SECONDS [--seed N] [PARSER ...]; it prints what it counted.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

OURS = str(Path(__file__).resolve().parents[2] / "src" / "amparo")
MOST_BYTES = 4096
TOKENS = [
    b"\x00", b"\xff" * 4, b"\xff\xd8\xff\xe1", b"IHDR", b"IDAT", b"IEND", b"/JS", b"/ObjStm", b"obj", b"endobj",
    b"stream", b"startxref", b"PK\x03\x04", b"\x1f\x8b\x08", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<log>", b"</log>",
    b"</trace>", b"<date key='time:timestamp' value='x'/>", b"{", b"}", b"[[stage]]", b'"', b",", b";", b"\t", b"\r\n", b"-1",
    b"2024-02-30", b"99999999999999999999", b"1e309", b"NaN", b"\xef\xbb\xbf", b"\xff\xfe", b"\xc3\x28", b"about", b"-> X25519 ",
]  # fmt: skip
PRIVATE, SIGNS = X25519PrivateKey.generate(), Ed25519PrivateKey.generate()
TODAY = date(2024, 3, 4)


@dataclass(frozen=True)
class Parser:
    """What reads, and what it is begun with."""

    read: Callable[[bytes], Any]
    seeds: list[bytes]


@dataclass
class Found:
    """What one parser met."""

    tried: int = 0
    refused: int = 0
    lines: set[tuple[str, int]] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)


def parsers() -> dict[str, Parser]:
    """Everything that reads what somebody else wrote, and needs no database for it."""
    from amparo.audit import checkpoint
    from amparo.casework.cases.names import Names
    from amparo.casework.evidence.bundle import manifest
    from amparo.flow import pathway_file
    from amparo.flow.reading.dates import looks_like_dates
    from amparo.flow.reading.table import read_content
    from amparo.vault import age, keys, shares, uploads
    from amparo.web.dates import read_date
    from tests.vault.test_uploads import jpeg, pdf, png

    def text(content: bytes) -> str:
        return content.decode(errors="replace")

    def a_pathway(content: bytes) -> object:
        with tempfile.NamedTemporaryFile(suffix=".toml") as file:
            file.write(content)
            file.flush()
            return pathway_file.read(Path(file.name))

    def photograph(content: bytes) -> object:
        kind = uploads.look(content).content_type
        return uploads.look(uploads.without_place(content, kind))

    tree = checkpoint.Checkpoint(
        "office", 3, b"\x01" * 32, "ab" * 32, datetime(2024, 3, 4, tzinfo=UTC)
    )
    share = shares.split(b"\x07" * 32, n=3, needed=2)[0]
    xes = b"<log><trace><string key='concept:name' value='1'/><event>" \
          b"<string key='concept:name' value='a'/></event></trace></log>"  # fmt: skip
    table = b"case,filed,decided\n1,2024-01-02,2024-03-04\n2,05/01/2024,\n"
    pathway = (
        b'case = "case"\nas_of = 2024-12-31\n[[stage]]\nname = "Filed"\ncolumn = "filed"\n'
        b'[[stage]]\nname = "Decided"\ncolumn = "decided"\n'
        b'[[exit]]\nkind = "dropped"\ncolumn = "end"\nvalues = ["no"]\n'
    )
    key = keys.OfficeKey(1, {1: b"\x01" * 32}, b"\x02" * 32)
    bundle = manifest.pack(
        {"index.txt": b"words"}, case="ABCDEF", at=datetime(2024, 3, 4, tzinfo=UTC), key=SIGNS
    )
    names = Names()
    names.keep("1", "maria santos")
    return {
        "papers": Parser(uploads.look, [png(), jpeg(), pdf()]),
        "photographs": Parser(photograph, [png(), jpeg()]),
        "tables": Parser(lambda c: read_content(c, "x.csv"), [table, gzip.compress(table), xes]),
        "pathways": Parser(a_pathway, [pathway]),
        "dates": Parser(lambda c: read_date(text(c), today=TODAY), [b"3 March 2024", b"3/4/24"]),
        "columns": Parser(lambda c: looks_like_dates(text(c).split(",")), [b"2024-01-02,x"]),
        "copies": Parser(
            lambda c: age.decrypt(c, PRIVATE), [age.encrypt(b"words", PRIVATE.public_key())]
        ),
        "private keys": Parser(
            lambda c: age.read_private(text(c)), [age.private_words(PRIVATE).encode()]
        ),
        "shares": Parser(lambda c: shares.read_share(text(c)), [share.words().encode()]),
        "key files": Parser(
            lambda c: keys.read_words(text(c), where="key"), [keys.words_of(key).encode()]
        ),
        "bundles": Parser(manifest.check, [bundle]),
        "names": Parser(lambda c: names.like(text(c)), ["María Santos".encode(), b"+63 917 555"]),
        "checkpoints": Parser(
            lambda c: list(checkpoint.read_notes(text(c), SIGNS.public_key())),
            [checkpoint.sign(tree, SIGNS).encode()],
        ),
    }


def changed(content: bytes, pool: list[bytes], hand: random.Random) -> bytes:
    """The input with a few things wrong."""
    held = bytearray(content)
    for _ in range(hand.choice([1, 1, 2, 4])):
        at = hand.randrange(len(held) + 1)
        match hand.randrange(7):
            case 0 if held:
                held[at % len(held)] ^= 1 << hand.randrange(8)
            case 1:
                held[at:at] = hand.choice(TOKENS)
            case 2:
                del held[at : at + hand.randrange(1, 16)]
            case 3:
                other = hand.choice(pool)
                cut = hand.randrange(len(other) + 1)
                held[at:] = other[cut:]
            case 4:
                held[at:at] = held[at : at + hand.randrange(1, 64)]
            case 5:
                held[at : at + 4] = hand.randbytes(4)
            case _:
                held[at : at + 4] = hand.choice(
                    [b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\x7f\xff"]
                )
    return bytes(held[:MOST_BYTES])


def fuzz(parser: Parser, *, tries: int, seconds: float, seed: int, ours: str = OURS) -> Found:
    """Change inputs that reached something new, for so many tries or seconds."""
    from amparo.errors import AmparoError
    from amparo.web.dates import CannotReadDate

    found, pool, hand = Found(), list(parser.seeds), random.Random(seed)
    until = time.monotonic() + seconds
    reached: set[tuple[str, int]] = set()

    def inside(frame: FrameType, event: str, _given: object) -> object:
        if event == "line":
            reached.add((frame.f_code.co_filename, frame.f_lineno))
        return inside

    def calls(frame: FrameType, _event: str, _given: object) -> object:
        return inside if frame.f_code.co_filename.startswith(ours) else None

    while found.tried < tries and time.monotonic() < until:
        fresh = found.tried < len(parser.seeds)
        given = parser.seeds[found.tried] if fresh else changed(hand.choice(pool), pool, hand)
        found.tried += 1
        reached.clear()
        sys.settrace(calls)
        try:
            parser.read(given)
        except (AmparoError, CannotReadDate):
            found.refused += 1
        except Exception as error:  # noqa: BLE001  (whatever is not a refusal is what is looked for)
            found.broken.append(f"{type(error).__name__}: {given[:200]!r}")
            if len(found.broken) > 5:
                break
        finally:
            sys.settrace(None)
        if not reached <= found.lines:
            found.lines |= reached
            pool.append(given)
    return found


def main() -> None:
    """Every parser in turn; status 1 where one broke."""
    import os

    import django

    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("seconds", type=float)
    asked.add_argument("parsers", nargs="*")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="amparo-fuzz-") as home:
        os.environ["AMPARO_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "amparo.config.settings"
        django.setup()
        told = {}
        for name, parser in parsers().items():
            if not given.parsers or name in given.parsers:
                one = fuzz(parser, tries=10**9, seconds=given.seconds, seed=given.seed)
                told[name] = {"tried": one.tried, "refused": one.refused, "lines": len(one.lines),
                              "broken": one.broken}  # fmt: skip
    sys.stdout.write(json.dumps(told, indent=1))
    sys.exit(any(one["broken"] for one in told.values()))


if __name__ == "__main__":
    main()
