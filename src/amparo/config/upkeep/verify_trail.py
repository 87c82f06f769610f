"""Check an audit trail of Amparo, or the proof of one entry, with nothing but Python.

    python3 verify_trail.py trail.jsonl        the whole trail, or its digests
    python3 verify_trail.py proof.json         one entry

Beside it: checkpoints.txt (better: the checkpoints that you kept yourself, named with
--checkpoints) and key.txt (compare it with the line the office gave you by hand). This file shares
no code with Amparo: it is short, so that it can be read before it is trusted.

Sources: RFC 6962 section 2.1 (the tree), RFC 8032 section 5.1 (Ed25519), C2SP signed-note.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

Point = tuple[int, int, int, int]
Signed = tuple[int, bytes, str, str]

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ZERO: Point = (0, 1, 1, 0)


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


# Ed25519, with points as (X, Y, Z, T) where x = X/Z, y = Y/Z, xy = T/Z.
def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(n: int, point: Point) -> Point:
    total = ZERO
    while n:
        if n & 1:
            total = _add(total, point)
        point, n = _add(point, point), n >> 1
    return total


def _point(data: bytes) -> Point | None:
    """The point that 32 bytes stand for, or None."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or ZERO


def signature_fits(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature over the message was made with the private half of this key."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    h = int.from_bytes(digest, "little") % L
    left, right = _times(s, BASE), _add(r, _times(h, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def leaf(digest: str) -> bytes:
    """The leaf of an entry's digest."""
    try:
        return _sha256(b"\x00" + bytes.fromhex(digest))
    except ValueError:  # somebody wrote over it
        return _sha256(b"\x02" + digest.encode("utf-8", "surrogatepass"))


def root(leaves: list[bytes]) -> bytes:
    """The root of a tree, as RFC 6962 defines it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else _sha256(b"")
    cut = 1 << (len(leaves) - 1).bit_length() - 1
    return _sha256(b"\x01" + root(leaves[:cut]) + root(leaves[cut:]))


def root_by_proof(found: bytes, index: int, size: int, proof: list[bytes]) -> bytes | None:
    """The root that a leaf leads to by its proof; None where the proof is of no such place."""
    if size == 1:
        return found if not proof and index == 0 else None
    if not proof or not 0 <= index < size:
        return None
    cut = 1 << (size - 1).bit_length() - 1
    if index < cut:
        left = root_by_proof(found, index, cut, proof[:-1])
        return None if left is None else _sha256(b"\x01" + left + proof[-1])
    right = root_by_proof(found, index - cut, size - cut, proof[:-1])
    return None if right is None else _sha256(b"\x01" + proof[-1] + right)


def read_key(line: str) -> tuple[str, bytes]:
    """The name and the 32 bytes of a public key on one line."""
    name, _, encoded = line.strip().split("+", 2)
    return name, base64.b64decode(encoded)[1:]


def checkpoints_in(text: str, name: str, public: bytes) -> tuple[list[Signed], list[str]]:
    """(size, root, head, when) of every checkpoint, and what is wrong with the others."""
    good: list[Signed] = []
    faults: list[str] = []
    body: list[str] = []
    notes: list[tuple[str, str]] = []
    for line in text.splitlines():
        if not line.startswith("\u2014 "):
            body.append(line)
            continue
        notes.append(("\n".join(body).strip("\n") + "\n", line))
        body = []
    if "\n".join(body).strip():
        faults.append("a checkpoint is cut short")
    for message, line in notes:
        signed = base64.b64decode(line.rpartition(" ")[2])
        lines = message.splitlines()
        if lines[0] != name or not signature_fits(public, message.encode(), signed[4:]):
            faults.append(f"a checkpoint of {lines[0]} does not carry this key's signature")
            continue
        good.append((int(lines[1]), base64.b64decode(lines[2]), lines[3][5:], lines[4][3:]))
    return good, faults


def check_trail(lines: list[str], checkpoints: list[Signed]) -> list[str]:
    """What is wrong with a trail, in words; nothing where all of it is as it was signed."""
    faults: list[str] = []
    leaves: list[bytes] = []
    heads: list[str] = []
    previous = "0" * 64
    for n, line in enumerate(lines, 1):
        told = json.loads(line)
        if told["seq"] != n:
            faults.append(f"entry {n} is missing or out of order")
        if "entry" in told:
            text = json.dumps(told["entry"], ensure_ascii=True, separators=(",", ":"))
            if told["digest"] != hashlib.sha256(text.encode()).hexdigest():
                faults.append(f"entry {n} was altered")
            if told["entry"][-1] != previous:
                faults.append(f"entry {n} does not follow the one before it")
        previous = told["digest"]
        leaves.append(leaf(previous))
        heads.append(previous)
    for size, signed, head, when in checkpoints:
        if size > len(leaves):
            faults.append(f"{size} entries were signed at {when}, and {len(leaves)} are here")
        elif root(leaves[:size]) != signed or heads[size - 1] != head:
            faults.append(f"the first {size} entries are not those that were signed at {when}")
    return faults


def check_proof(told: dict[str, Any], checkpoints: list[Signed]) -> list[str]:
    """What is wrong with the proof of one entry; nothing where it was in what was signed."""
    text = json.dumps(told["entry"], ensure_ascii=True, separators=(",", ":"))
    if told["digest"] != hashlib.sha256(text.encode()).hexdigest():
        return ["the entry was altered"]
    proof = [bytes.fromhex(one) for one in told["proof"]]
    found = root_by_proof(leaf(told["digest"]), told["entry"][0] - 1, told["size"], proof)
    if not any(size == told["size"] and signed == found for size, signed, _, _ in checkpoints):
        return ["no checkpoint knows this entry"]
    return []


def main() -> int:
    """Read what was named, say what is wrong, and end with 1 where anything is."""
    asked = argparse.ArgumentParser(description="Check an audit trail of Amparo.")
    asked.add_argument("file", type=Path, help="trail.jsonl or proof.json")
    asked.add_argument("--checkpoints", type=Path, help="those that you kept yourself")
    asked.add_argument("--key", type=Path, help="the public key that the office gave you by hand")
    given = asked.parse_args()
    beside = given.file.parent
    name, public = read_key((given.key or beside / "key.txt").read_text())
    kept = (given.checkpoints or beside / "checkpoints.txt").read_text(encoding="utf-8")
    good, faults = checkpoints_in(kept, name, public)
    text = given.file.read_text()
    if given.file.suffix == ".json":
        faults += check_proof(json.loads(text), good)
    else:
        faults += check_trail(text.splitlines(), good)
    if not good:
        faults.append("no checkpoint carries this key's signature")
    for fault in faults:
        print(f"Wrong: {fault}.")
    if not faults:
        print(
            f"Whole. {len(good)} checkpoints by {name} fit, the newest over "
            f"{max(one[0] for one in good)} entries."
        )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
