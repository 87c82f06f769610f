"""What is sent to us is told by its bytes; what would do harm is refused; no place leaves with it."""

from __future__ import annotations

import random
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from amparo.errors import Refused
from amparo.vault import uploads
from amparo.vault.uploads import JPEG, PDF, PNG, look, without_place

PLACE = b"14.5995 N, 120.9842 E"


def part(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


def png(width: int = 2, height: int = 2, *more: bytes) -> bytes:
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    picture = zlib.compress(b"\0\0\0" * 2)
    return b"".join([b"\x89PNG\r\n\x1a\n", part(b"IHDR", head), *more, part(b"IDAT", picture),
                     part(b"IEND", b"")])  # fmt: skip


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


def exif(orientation: int = 6, order: str = "big") -> bytes:
    """Which way up, and where it was taken, as a camera writes them."""
    n = lambda value, size: value.to_bytes(size, order)  # noqa: E731
    entries = n(0x010F, 2) + n(2, 2) + n(len(PLACE), 4) + n(38, 4)
    entries += n(0x0112, 2) + n(3, 2) + n(1, 4) + n(orientation, 2) + n(0, 2)
    mark = b"MM" if order == "big" else b"II"
    return b"Exif\0\0" + mark + n(42, 2) + n(8, 4) + n(2, 2) + entries + n(0, 4) + PLACE


def jpeg(*more: bytes, width: int = 8, height: int = 8, tail: bytes = b"") -> bytes:
    frame = b"\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\x01\x01\x11\x00"
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"".join([b"\xff\xd8", segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"), *more,
                     segment(0xDB, bytes(65)), segment(0xC0, frame), segment(0xC4, bytes(20)),
                     scan, b"\xff\xd9", tail])  # fmt: skip


def pdf(*objects: bytes) -> bytes:
    return b"%PDF-1.7\n" + b"\n".join(objects) + b"\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def packed(body: bytes, kind: bytes = b"") -> bytes:
    return (
        b"9 0 obj << "
        + kind
        + b" /Filter /FlateDecode >>\nstream\n"
        + zlib.compress(body, 9)
        + b"\nendstream"
    )


TAKEN = {PDF: pdf(packed(b"BT (words) Tj ET")), PNG: png(), JPEG: jpeg()}


@pytest.mark.parametrize("kind", TAKEN)
def test_it_is_told_by_its_bytes(kind):
    assert look(TAKEN[kind]).content_type == kind


HOSTILE = {
    "a program": b"MZ\x90\x00" * 20,
    "a page": b"<html><script>alert(1)</script>",
    "a drawing that runs": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">',
    "an archive": b"PK\x03\x04" + bytes(200),
    "nothing": b"",
    "a JPEG that is an archive too": jpeg(tail=b"PK\x03\x04" + bytes(60) + b"PK\x05\x06" + bytes(18)),
    "a PNG that is an archive too": png() + b"PK\x05\x06" + bytes(18),
    "a PDF that is an archive too": pdf() + b"PK\x05\x06" + bytes(18),
    "a PNG that fills the memory": png(100_000, 100_000),
    "a JPEG that fills the memory": jpeg(width=65_535, height=65_535),
    "a PNG without a size": png(0, 2),
    "a PNG whose words never end": png(2, 2, part(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(70 << 20), 9))),
    "a PNG cut off": png()[:-6],
    "a PNG bent": png()[:20] + b"\x07" + png()[21:],
    "a JPEG cut off": jpeg()[:-9],
    "a JPEG without a picture": b"\xff\xd8\xff\xd9" + bytes(30),
    "a PDF that runs a script": pdf(b"1 0 obj << /OpenAction << /S /JavaScript /JS (app.alert) >> >>"),
    "a PDF that starts a program": pdf(b"1 0 obj << /S /Launch /F (cmd.exe) >>"),
    "a PDF that carries a file": pdf(b"1 0 obj << /Type /EmbeddedFile >>"),
    "a PDF that hides a script": pdf(packed(b"1 0 << /S /JavaScript >>", b"/Type /ObjStm")),
    "a PDF that unpacks without end": pdf(packed(bytes(70 << 20))),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_would_do_harm_is_refused_with_a_next_step(name):
    with pytest.raises(Refused) as refusal:
        look(HOSTILE[name])
    assert refusal.value.next_step or "without end" in refusal.value.what


@pytest.mark.parametrize("order", ["big", "little"])
def test_a_photograph_leaves_without_its_place_and_the_right_way_up(order):
    taken = jpeg(segment(0xE1, exif(6, order)), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE),
                 segment(0xED, b"Photoshop 3.0\0" + PLACE), segment(0xFE, PLACE), tail=PLACE)  # fmt: skip
    shown = without_place(taken, look(taken).content_type)
    assert taken.count(PLACE) == 5
    assert PLACE not in shown
    assert uploads._orientation(shown[shown.index(b"Exif\0\0") + 6 :]) == 6
    assert look(shown).content_type == JPEG


def test_the_colours_and_the_picture_stay():
    profile = segment(0xE2, b"ICC_PROFILE\0\x01\x01" + b"colour")
    taken = jpeg(profile, segment(0xEE, b"Adobe\0d\0\0\0\0\x01"))
    assert without_place(taken, JPEG) == taken


def test_a_png_leaves_without_its_words_and_day():
    taken = png(2, 2, part(b"tEXt", b"Comment\0" + PLACE), part(b"eXIf", PLACE), part(b"tIME", bytes(7)),
                part(b"gAMA", b"\0\0\xb1\x8f"))  # fmt: skip
    shown = without_place(taken, PNG)
    assert shown == png(2, 2, part(b"gAMA", b"\0\0\xb1\x8f"))


def test_a_copy_of_a_copy_is_the_same():
    once = without_place(jpeg(segment(0xE1, exif())), JPEG)
    assert without_place(once, JPEG) == once


def test_a_script_by_chance_in_a_picture_is_no_script():
    noise = random.Random(7).randbytes(3000) + b"/JS /Launch "
    assert (
        look(
            pdf(b"8 0 obj << /Filter /DCTDecode >>\nstream\n" + noise + b"\nendstream")
        ).content_type
        == PDF
    )


@settings(max_examples=300)
@given(
    some.sampled_from(sorted(TAKEN)),
    some.lists(some.tuples(some.integers(0, 2000), some.binary(max_size=4)), max_size=4),
)
def test_whatever_is_bent_is_taken_or_refused_and_never_fails(kind, bends):
    content = TAKEN[kind]
    for place, change in bends:
        at = place % len(content)
        content = content[:at] + change + content[at + len(change) // 2 :]
    try:
        shown = without_place(content, look(content).content_type)
    except Refused:
        return
    assert look(shown)
