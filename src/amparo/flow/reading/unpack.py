"""What kind of file it is, by its first bytes, and unpacking it within limits."""

from __future__ import annotations

import gzip
import stat
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from amparo.errors import Refused
from amparo.flow.reading.limits import (
    LARGEST_FILE,
    LARGEST_RATIO,
    LARGEST_UNFOLDED,
    MOST_ZIP_ENTRIES,
    RATIO_COUNTS_FROM,
)

Progress = Callable[[str, float], None]

NOT_TABLES = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"\xca\xfe\xba\xbe": "a program",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"SQLite format 3": "a database",
    b"{\\rtf": "a text document (RTF)",
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
SAVE_AS = "save the table as CSV or XLSX and try that file"


def read_bytes(path: Path) -> bytes:
    """The file's bytes, unpacked where they are gzip.

    Raises: Refused for what is not a plain file, is empty, too large, or a bomb.
    """
    where = path.name
    try:
        info = path.stat()
    except FileNotFoundError as error:
        raise Refused("There is no such file", where=where, next_step="check the name") from error
    except OSError as error:
        raise Refused(
            "The file cannot be opened", found=str(error.strerror), where=where
        ) from error
    if stat.S_ISDIR(info.st_mode):
        raise Refused("This is a folder", where=where, next_step="name the file inside it")
    if not stat.S_ISREG(info.st_mode):
        raise Refused("This is not a plain file", where=where, next_step=SAVE_AS)
    if info.st_size == 0:
        raise Refused("The file is empty", where=where, next_step="export it again")
    if info.st_size > LARGEST_FILE:
        raise Refused(
            "The file is too large to read whole", found=f"{info.st_size / 1024**3:.1f} GB",
            where=where, next_step="save it as Parquet, or split it",
        )  # fmt: skip
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(
            "The file cannot be read", found=str(error.strerror), where=where,
            next_step="check that you may open it",
        ) from error  # fmt: skip
    return gunzip(content, where) if content[:2] == b"\x1f\x8b" else content


def gunzip(content: bytes, where: str) -> bytes:
    """The unpacked bytes. Raises Refused for a bomb, or where the archive is cut or broken."""
    out = bytearray()
    try:
        with gzip.GzipFile(fileobj=BytesIO(content)) as packed:
            while piece := packed.read(4 * 1024**2):
                out += piece
                _check_size(len(out), len(content), where)
    except (OSError, EOFError, zlib.error) as error:
        raise Refused(
            "The gzip file is cut off or broken", where=where, next_step="export it again"
        ) from error
    if not out:
        raise Refused("The gzip file holds nothing", where=where, next_step="export it again")
    if out[:2] == b"\x1f\x8b":
        raise Refused("The gzip file holds another gzip file", where=where, next_step="unpack it")
    return bytes(out)


def _check_size(unfolded: int, packed: int, where: str) -> None:
    beyond_ratio = unfolded > RATIO_COUNTS_FROM and unfolded > packed * LARGEST_RATIO
    if unfolded > LARGEST_UNFOLDED or beyond_ratio:
        raise Refused(
            "The file unfolds to far more than a table of its size would",
            found=f"more than {unfolded // 1024**2} MB from {max(packed // 1024, 1)} kB",
            where=where,
            next_step="do not trust it unless you know where it comes from; unpack it by hand",
        )


def kind_of(content: bytes, where: str) -> str:
    """ "text", "xlsx", "parquet" or "xes", by the first bytes.

    Raises: Refused that names what it is instead.
    """
    if content[:4] == b"PAR1":
        return "parquet"
    if content[:2] == b"PK":
        return _kind_of_zip(content, where)
    if content[:4] == OLD_OFFICE:
        raise Refused(
            "This is an old or a password-protected Office file", where=where,
            next_step="open it, take the password off, and save it as XLSX or CSV",
        )  # fmt: skip
    for start, name in NOT_TABLES.items():
        if content.startswith(start):
            raise Refused(f"This is {name}, not a table", where=where, next_step=SAVE_AS)
    return _kind_of_text(content, where)


def _kind_of_text(content: bytes, where: str) -> str:
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<?xml", b"<log", b"<!doctype log")):
        if b"<log" in content[:65536].lower():
            return "xes"
        raise Refused("This is XML, but no XES log", where=where, next_step=SAVE_AS)
    if head.startswith((b"<!doctype html", b"<html")):
        raise Refused("This is a web page, not a table", where=where, next_step=SAVE_AS)
    if head.startswith((b"{", b"[{", b"[[", b"[\n")):
        raise Refused("This is JSON, not a table", where=where, next_step=SAVE_AS)
    return "text"


def _kind_of_zip(content: bytes, where: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except BROKEN_ZIP as error:
        raise Refused(
            "The file is cut off or broken", where=where, next_step="save it again"
        ) from error
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
        what = "a text document" if "word/document.xml" in names else "a zip archive"
        raise Refused(f"This is {what}, not a table", where=where, next_step=SAVE_AS)
    if len(entries) > MOST_ZIP_ENTRIES:
        raise Refused("The workbook has too many parts", found=str(len(entries)), where=where)
    _check_size(sum(entry.file_size for entry in entries), len(content), where)
    _check_inside(content, where)
    return "xlsx"


# What zipfile raises for one damaged byte, by where the byte is.
BROKEN_ZIP = (
    zipfile.BadZipFile, ArithmeticError, EOFError, OSError, RuntimeError, NotImplementedError,
    ValueError, zlib.error,
)  # fmt: skip


def _check_inside(content: bytes, where: str) -> None:
    """Unpack each part and count: the sizes that a zip file states can lie."""
    total = 0
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for entry in archive.infolist():
                with archive.open(entry) as part:
                    while piece := part.read(1024**2):
                        total += len(piece)
                        _check_size(total, len(content), where)
    except BROKEN_ZIP as error:
        raise Refused(
            "The workbook is broken or locked", where=where, next_step="save it again as XLSX"
        ) from error
