"""What was sent to us: told by its bytes, refused where it would do harm, shown without its place.

Nothing is decoded here: an image is walked part by part, so that no picture can fill the memory. A
phone writes into a photograph where it was taken; the kept original stays whole and sealed, and
what people open is a copy without it.

Sources: ISO 10918-1 (JPEG markers), PNG (Third Edition), ISO 32000 (PDF).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from amparo.errors import Refused

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
STARTS = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
MOST_PIXELS = 120_000_000  # a 108-megapixel phone; what is larger is made to fill a memory
ARCHIVE_END, ARCHIVES = b"PK\x05\x06", (b"PK\x03\x04", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
# A paper that acts when it is opened, or carries another file, is not a paper.
ACTS = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA|SubmitForm|ImportData)\b")
OPENED_MOST = 64 * 1024 * 1024

# Of a PNG: what may hold words, days or places.
PNG_TELLS = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
# Of a JPEG: application parts and comments, but for JFIF, colour profiles and Adobe's transform.
JPEG_TELLS = {*range(0xE1, 0xF0), 0xFE} - {0xE2, 0xEE}


@dataclass(frozen=True)
class Upload:
    """What the bytes are."""

    content_type: str


def look(content: bytes) -> Upload:
    """What was sent. Raises: Refused for kinds that are not taken, and for what would do harm."""
    kind = next((kind for start, kind in STARTS.items() if content.startswith(start)), "")
    if not kind:
        raise Refused(
            "This kind of file is not taken",
            next_step="upload a PDF, a PNG or a JPEG; print or scan other papers to one of these",
        )
    if ARCHIVE_END in content[-70_000:] or any(one in content[-70_000:] for one in ARCHIVES):
        raise Refused(
            "This file holds an archive inside it", next_step="upload each paper by itself"
        )
    try:
        {PDF: _look_at_pdf, PNG: _look_at_png, JPEG: _look_at_jpeg}[kind](content)
    except (IndexError, ValueError) as error:
        raise Refused(
            "This file is damaged or cut off", next_step="open it, save it anew and send that"
        ) from error
    return Upload(kind)


def without_place(content: bytes, content_type: str) -> bytes:
    """A copy of an image without where, when and by what it was taken; other files as they are.

    Which way up a photograph stands is kept.
    """
    if content_type == JPEG:
        return b"".join(_jpeg_kept(content))
    if content_type == PNG:
        parts = [part for name, part in _png_parts(content) if name not in PNG_TELLS]
        return content[:8] + b"".join(parts)
    return content


def _must_fit(width: int, height: int) -> None:
    if width == 0 or height == 0:
        raise ValueError("no size")
    if width * height > MOST_PIXELS:
        raise Refused(
            "This image is too large to be opened", found=f"{width:,} by {height:,} points",
            next_step="send it at a smaller size",
        )  # fmt: skip


# PNG: a row of parts, each with its length, name, content and checksum.
def _png_parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 8
    while True:
        length = int.from_bytes(content[place : place + 4], "big")
        part = content[place : place + 12 + length]
        if len(part) < 12 or len(part) != 12 + length:
            raise ValueError("cut off")
        if zlib.crc32(part[4:-4]) != int.from_bytes(part[-4:], "big"):
            raise ValueError("a part does not match its checksum")
        yield part[4:8], part
        if part[4:8] == b"IEND":
            return
        place += len(part)


def _look_at_png(content: bytes) -> None:
    names: list[bytes] = []
    for name, part in _png_parts(content):
        if not names:
            if name != b"IHDR":
                raise ValueError("no head")
            _must_fit(int.from_bytes(part[8:12], "big"), int.from_bytes(part[12:16], "big"))
        if name in {b"zTXt", b"iTXt", b"iCCP"}:
            _must_open_small(part[8:-4])
        names.append(name)
    if b"IDAT" not in names:
        raise ValueError("no picture")


def _must_open_small(packed: bytes) -> None:
    """Refuse words or profiles that unpack to something enormous."""
    _, _, rest = packed.partition(b"\0")
    for start in range(min(len(rest), 8)):
        try:
            opened = zlib.decompressobj().decompress(rest[start:], OPENED_MOST)
        except zlib.error:
            continue
        if len(opened) >= OPENED_MOST:
            raise Refused("This image holds something that unpacks without end")


# JPEG: parts that start with a marker; the picture itself runs from one scan to the end.
def _jpeg_parts(content: bytes) -> Iterator[tuple[int, bytes]]:
    place = 2
    while True:
        if content[place] != 0xFF:
            raise ValueError("no marker")
        while content[place + 1] == 0xFF:
            place += 1
        marker = content[place + 1]
        if marker == 0xD9:
            yield marker, b"\xff\xd9"
            return
        length = int.from_bytes(content[place + 2 : place + 4], "big")
        end = place + 2 + length
        if length < 2 or end > len(content):
            raise ValueError("cut off")
        if marker == 0xDA:
            end = _end_of_scan(content, end)
        yield marker, content[place:end]
        place = end


def _end_of_scan(content: bytes, place: int) -> int:
    """Where the coded picture ends: at a marker that is neither a filler nor a restart."""
    while True:
        place = content.index(b"\xff", place)
        after = content[place + 1]
        if after == 0xFF:
            place += 1
        elif after == 0 or 0xD0 <= after <= 0xD7:
            place += 2
        else:
            return place


def _is_frame(marker: int) -> bool:
    return 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}


def _look_at_jpeg(content: bytes) -> None:
    markers = set()
    for marker, part in _jpeg_parts(content):
        if _is_frame(marker):
            _must_fit(int.from_bytes(part[7:9], "big"), int.from_bytes(part[5:7], "big"))
        markers.add(marker)
    if 0xDA not in markers or not any(_is_frame(marker) for marker in markers):
        raise ValueError("no picture")


def _jpeg_kept(content: bytes) -> Iterator[bytes]:
    yield b"\xff\xd8"
    for marker, part in _jpeg_parts(content):
        if marker == 0xE1 and part[4:10] == b"Exif\0\0" and (turned := _orientation(part[10:])):
            yield _only_orientation(turned)
        if marker not in JPEG_TELLS and not (marker == 0xE2 and part[4:16] != b"ICC_PROFILE\0"):
            yield part


def _orientation(tiff: bytes) -> int:
    """Which way up, 1 to 8, as the camera wrote it; 0 where it did not."""
    if tiff[:2] not in {b"II", b"MM"}:
        return 0

    def read(start: int, n: int) -> int:
        return int.from_bytes(tiff[start : start + n], "little" if tiff[:2] == b"II" else "big")

    start = read(4, 4)
    for n in range(min(read(start, 2), 200)):
        entry = start + 2 + 12 * n
        if read(entry, 2) == 0x0112:
            value = read(entry + 8, 2)
            return value if 1 <= value <= 8 else 0
    return 0


def _only_orientation(value: int) -> bytes:
    entry = b"\x01\x12\x00\x03\x00\x00\x00\x01" + value.to_bytes(2, "big") + b"\x00\x00"
    tiff = b"MM\x00\x2a\x00\x00\x00\x08\x00\x01" + entry + b"\x00\x00\x00\x00"
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body


# PDF: what stands outside its packed parts is searched, and each packed part is opened to a bound.
def _look_at_pdf(content: bytes) -> None:
    opened, outside = 0, 0
    for found in re.finditer(rb"stream\r?\n", content):
        if found.start() < outside or content[found.start() - 3 : found.start()] == b"end":
            continue
        head = content[outside : found.start()]
        _must_not_act(head)
        end = content.find(b"endstream", found.end())
        outside = len(content) if end < 0 else end
        try:
            part = zlib.decompressobj().decompress(content[found.end() : outside], OPENED_MOST)
        except zlib.error:
            continue
        opened += len(part)
        if len(part) >= OPENED_MOST or opened > 4 * OPENED_MOST:
            raise Refused("This PDF unpacks without end", next_step="print it to a new PDF")
        if b"/ObjStm" in head[-400:]:
            _must_not_act(part)
    _must_not_act(content[outside:])


def _must_not_act(text: bytes) -> None:
    if ACTS.search(text):
        raise Refused(
            "This PDF runs something, or carries another file, when it is opened",
            next_step="print it to a new PDF and send that",
        )
