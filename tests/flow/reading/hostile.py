"""Files as strangers have them, and as enemies make them: more than three hundred, always the same.

`RIGHT` must be read as the one table below, `REFUSED` must be refused in words, and `ANYHOW` may
end either way, but never in a traceback.
"""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import polars as pl

N = 40
START = date(2021, 1, 4)
NAMES = ("Ñandú", "Ávila", "Müller", "O'Neill")


def rows() -> list[tuple[str, str, date, date | None, date | None]]:
    """Forty cases: each received, two in three charged after 20 days, one in four sentenced."""
    made = []
    for i in range(N):
        received = START + timedelta(days=9 * i)
        charged = received + timedelta(days=20) if i % 3 else None
        sentenced = received + timedelta(days=90) if charged and i % 4 == 0 else None
        made.append((f"C{i:03d}", NAMES[i % 4], received, charged, sentenced))
    return made


CHARGED = sum(row[3] is not None for row in rows())
SENTENCED = sum(row[4] is not None for row in rows())
HEADER = ("case_id", "court", "received_date", "charged_date", "sentenced_date")

Writer = Callable[[date], str]
DATES: dict[str, Writer] = {
    "iso": lambda d: d.isoformat(),
    "iso with time": lambda d: f"{d.isoformat()}T10:30:00",
    "iso with zone": lambda d: f"{d.isoformat()} 23:30:00+08:00",
    "day first": lambda d: f"{d:%d/%m/%Y}",
    "month first": lambda d: f"{d:%m/%d/%Y}",
    "dots": lambda d: f"{d:%d.%m.%Y}",
    "short year": lambda d: f"{d:%d/%m/%y}",
    "no leading zeros": lambda d: f"{d.day}/{d.month}/{d.year}",
    "packed": lambda d: f"{d:%Y%m%d}",
    "English names": lambda d: f"{d.day} {d:%B} {d.year}",
    "American names": lambda d: f"{d:%b} {d.day}, {d.year}",
    "Spanish names": lambda d: f"{d.day} de {_SPANISH[d.month - 1]} de {d.year}",
}
_SPANISH = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]


def lines(mark: str = ",", write: Writer = DATES["iso"]) -> list[str]:
    """The table as lines of text."""
    cells = [[a, b, *("" if d is None else write(d) for d in days)] for a, b, *days in rows()]
    quoted = [[f'"{c}"' if mark in c else c for c in row] for row in cells]
    return [mark.join(HEADER), *(mark.join(row) for row in quoted)]


def text(mark: str = ",", end: str = "\n", write: Writer = DATES["iso"]) -> str:
    """The table as text."""
    return end.join(lines(mark, write)) + end


def xlsx(*, titles: int = 0, sheets: int = 1, typed: bool = True) -> bytes:
    """The table as a workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    for n in range(titles):
        sheet.append([f"Report, line {n + 1}"])
    sheet.append(list(HEADER))
    for a, b, *days in rows():
        kept = [d if typed or d is None else d.isoformat() for d in days]
        sheet.append([a, b, *kept])
    for n in range(1, sheets):
        book.create_sheet(f"Notes {n}").append(["nothing", "here"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet() -> bytes:
    """The table as Parquet, with typed days."""
    columns = list(zip(*rows(), strict=True))
    out = io.BytesIO()
    pl.DataFrame(dict(zip(HEADER, columns, strict=True))).write_parquet(out)
    return out.getvalue()


def xes() -> bytes:
    """The table as an event log."""
    traces = []
    for case, court, *days in rows():
        events = "".join(
            f'<event><string key="concept:name" value="{name}"/>'
            f'<date key="time:timestamp" value="{day}T09:00:00+00:00"/></event>'
            for name, day in zip(("received", "charged", "sentenced"), days, strict=True)
            if day
        )
        traces.append(
            f'<trace><string key="concept:name" value="{case}"/>'
            f'<string key="court" value="{court}"/>{events}</trace>'
        )
    return f'<?xml version="1.0" encoding="UTF-8"?><log>{"".join(traces)}</log>'.encode()


def zipped(entries: dict[str, bytes]) -> bytes:
    """A zip archive of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def right() -> dict[str, tuple[str, bytes]]:
    """Files that hold the table: name → (file name, content)."""
    made: dict[str, tuple[str, bytes]] = {}
    marks = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
    ends = {"unix": "\n", "windows": "\r\n", "old mac": "\r"}
    encodings = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252")
    for mark_name, mark in marks.items():
        for end_name, end in ends.items():
            for encoding in encodings:
                content = text(mark, end).encode(encoding)
                made[f"{mark_name}, {end_name}, {encoding}"] = ("t.csv", content)
    for name, write in DATES.items():
        made[f"dates: {name}"] = ("t.csv", text(";", write=write).encode())
        made[f"dates quoted: {name}"] = (
            "t.csv", "\n".join(_all_quoted(line) for line in lines("\t", write)).encode()
        )  # fmt: skip
    body = text()
    for n in range(1, 6):
        titles = "".join(f"Court report, line {i}\n" for i in range(n))
        made[f"{n} title lines"] = ("t.csv", (titles + body).encode())
        made[f"{n} blank lines in it"] = (
            "t.csv",
            body.replace("\nC02", "\n" * (n + 1) + "C02").encode(),
        )
    made["blank lines at its end"] = ("t.csv", (body + "\n\n\n").encode())
    made["no line end at its end"] = ("t.csv", body.rstrip("\n").encode())
    made["spaces round the cells"] = ("t.csv", body.replace(",", " , ").encode())
    made["gzip"] = ("t.csv.gz", gzip.compress(body.encode(), mtime=0))
    made["gzip without the name"] = ("t.csv", gzip.compress(body.encode(), mtime=0))
    made["the wrong name"] = ("t.xlsx", body.encode())
    made["columns swapped"] = ("t.csv", _swapped().encode())
    made["Parquet"] = ("t.parquet", parquet())
    made["Parquet in gzip"] = ("t.parquet.gz", gzip.compress(parquet(), mtime=0))
    made["XLSX"] = ("t.xlsx", xlsx())
    made["XLSX, days as text"] = ("t.xlsx", xlsx(typed=False))
    made["XLSX named CSV"] = ("t.csv", xlsx())
    made["XLSX with titles"] = ("t.xlsx", xlsx(titles=3))
    made["XLSX with notes"] = ("t.xlsx", xlsx(sheets=4))
    made["XES"] = ("t.xes", xes())
    made["XES in gzip"] = ("t.xes.gz", gzip.compress(xes(), mtime=0))
    return made


def _all_quoted(line: str) -> str:
    return "\t".join(f'"{cell}"' for cell in line.split("\t"))


def _swapped() -> str:
    """The date columns from last to first: the order comes from the days, not from the place."""
    table = [line.split(",") for line in lines()]
    return "\n".join(",".join([row[0], row[1], row[4], row[3], row[2]]) for row in table)


def refused() -> dict[str, tuple[str, bytes]]:
    """Files that are no table, or no table of cases through time."""
    body, made = text().encode(), {}
    plain = {
        "empty": b"", "spaces": b"   \n \t \n", "NUL bytes": b"\x00" * 5000,
        "a byte order mark": b"\xef\xbb\xbf", "one word": b"hello", "one column": b"a\n1\n2\n",
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "a photo": b"\xff\xd8\xff\xe0" * 99,
        "a GIF": b"GIF89a" + b"\x00" * 99, "a PDF": b"%PDF-1.7\n" + b"0 0 obj\n" * 50,
        "a program": b"\x7fELF" + bytes(200), "a Windows program": b"MZ" + bytes(200),
        "a web page": b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>",
        "JSON": b'{"cases": [1, 2, 3]}', "a JSON list": b'[{"case": 1, "on": "2020-01-01"}]',
        "other XML": b"<?xml version='1.0'?><cases><case/></cases>", "RTF": b"{\\rtf1 case}",
        "RAR": b"Rar!\x1a\x07\x00" + bytes(99), "7z": b"7z\xbc\xaf\x27\x1c" + bytes(99),
        "bzip2": b"BZh91AY" + bytes(99), "xz": b"\xfd7zXZ\x00" + bytes(99),
        "SQLite": b"SQLite format 3\x00" + bytes(99), "old Excel": b"\xd0\xcf\x11\xe0" + bytes(600),
        "a header only": lines()[0].encode() + b"\n", "no dates": b"id,court\n1,A\n2,B\n3,C\n",
        "one date column": b"id,on\n1,2020-01-01\n2,2020-02-01\n3,2020-03-01\n",
        "only the future": b"id,a,b\n1,2998-01-01,2998-02-01\n2,2998-01-05,2998-03-01\n",
        "a zip": zipped({"cases.csv": body}), "a Word file": zipped({"word/document.xml": b"<a/>"}),
        "a hollow workbook": zipped({"xl/workbook.xml": b"<workbook/>"}),
        "a workbook that points past every end": past_every_end(),
        "gzip of nothing": gzip.compress(b"", mtime=0),
        "gzip in gzip": gzip.compress(gzip.compress(body), mtime=0),
        "a XES log of nothing": b"<?xml version='1.0'?><log></log>",
    }  # fmt: skip
    for name, content in plain.items():
        made[name] = ("t.csv", content)
    entities = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 9))
    laughs = f'<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a0 "ha">{entities}]><log>&a8;</log>'
    made["a billion laughs"] = ("t.xes", laughs.encode())
    outside = '<?xml version="1.0"?><!DOCTYPE log SYSTEM "file:///etc/passwd"><log><trace/></log>'
    made["XES that asks for another file"] = ("t.xes", outside.encode())
    made["more columns than anyone needs"] = ("t.csv", _wide(2_000).encode())
    for share in (0.05, 0.3, 0.6, 0.95):
        packed = gzip.compress(body)
        made[f"gzip cut at {share}"] = ("t.csv.gz", packed[: int(len(packed) * share)])
        made[f"XLSX cut at {share}"] = ("t.xlsx", xlsx()[: int(len(xlsx()) * share)])
        made[f"Parquet cut at {share}"] = ("t.parquet", parquet()[: int(len(parquet()) * share)])
        made[f"XES cut at {share}"] = ("t.xes", xes()[: int(len(xes()) * share)])
    return made


def past_every_end() -> bytes:
    """A workbook whose part begins, as it tells in eight bytes, past what there can be."""
    whole = bytearray(zipped({"xl/workbook.xml": b"<workbook/>"}))
    at = whole.index(b"PK\x01\x02")
    end = at + 46 + int.from_bytes(whole[at + 28 : at + 30], "little")
    told = b"\x01\x00\x08\x00" + b"\xff" * 7 + b"\xf0"
    whole[at + 42 : at + 46] = b"\xff" * 4
    whole[at + 30 : at + 32] = len(told).to_bytes(2, "little")
    whole[end:end] = told
    size = whole.rindex(b"PK\x05\x06") + 12
    length = int.from_bytes(whole[size : size + 4], "little") + len(told)
    whole[size : size + 4] = length.to_bytes(4, "little")
    return bytes(whole)


def anyhow() -> dict[str, tuple[str, bytes]]:
    """Files damaged in ways that may or may not leave a table."""
    made: dict[str, tuple[str, bytes]] = {}
    body = text()
    for seed in range(30):
        dice = random.Random(seed)
        made[f"text with flipped bytes, {seed}"] = ("t.csv", _flipped(body.encode(), dice, 12))
        made[f"XLSX with flipped bytes, {seed}"] = ("t.xlsx", _flipped(xlsx(), dice, 6))
        made[f"Parquet with flipped bytes, {seed}"] = ("t.parquet", _flipped(parquet(), dice, 6))
        made[f"XES with flipped bytes, {seed}"] = ("t.xes", _flipped(xes(), dice, 12))
    table = lines()
    for at in range(2, 40, 4):
        more = [*table[:at], table[at] + ",extra,cells", *table[at + 1 :]]
        fewer = [*table[:at], table[at].rsplit(",", 2)[0], *table[at + 1 :]]
        opened = [*table[:at], '"' + table[at], *table[at + 1 :]]
        odd = [line.encode("latin-1" if n == at else "utf-8") for n, line in enumerate(table)]
        made[f"a long row at {at}"] = ("t.csv", "\n".join(more).encode())
        made[f"a short row at {at}"] = ("t.csv", "\n".join(fewer).encode())
        made[f"an open quotation mark at {at}"] = ("t.csv", "\n".join(opened).encode())
        made[f"another encoding at {at}"] = ("t.csv", b"\n".join(odd))
        made[f"NUL bytes at {at}"] = (
            "t.csv",
            body.replace(f"C{at:03d}", f"C\x00{at:03d}").encode(),
        )
    made["headers twice"] = ("t.csv", body.replace("charged_date", "received_date", 1).encode())
    made["no headers"] = ("t.csv", "\n".join(table[1:]).encode())
    made["blank headers"] = ("t.csv", body.replace(",".join(HEADER), "case_id,,,,", 1).encode())
    made["formulas"] = ("t.csv", body.replace("O'Neill", "=cmd|' /C calc'!A0").encode())
    made["a cell of a megabyte"] = ("t.csv", body.replace("Müller", "x" * 2**20, 1).encode())
    made["the same case in every row"] = ("t.csv", _same_case().encode())
    made["no case in any row"] = ("t.csv", _same_case("").encode())
    made["nineteen hundred columns"] = ("t.csv", _wide(1900).encode())
    made["years of all kinds"] = ("t.csv", body.replace("2021-01-04", "0001-01-01").encode())
    made["days that are none"] = ("t.csv", body.replace("-01-", "-02-31").encode())
    return made


def _flipped(content: bytes, dice: random.Random, n: int) -> bytes:
    made = bytearray(content)
    for _ in range(n):
        made[dice.randrange(len(made))] = dice.randrange(256)
    return bytes(made)


def _same_case(case: str = "C001") -> str:
    table = [line.split(",") for line in lines()]
    return "\n".join([",".join(table[0]), *(",".join([case, *row[1:]]) for row in table[1:])])


def _wide(n: int) -> str:
    head = ",".join(f"c{i}" for i in range(n))
    return f"id,a_date,b_date,{head}\n" + f"1,2020-01-01,2020-02-01,{','.join('x' * n)}\n" * 3
