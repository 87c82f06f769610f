"""Out of Amparo: a table as CSV, and the log's events as XES for other tools.

Source: IEEE Std 1849-2016 (XES), with its Concept and Time extensions.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import polars as pl

from amparo.flow.process.coded import Coded, coded_of
from amparo.flow.process.variants import EPOCH
from amparo.flow.whole_file import whole_file

if TYPE_CHECKING:
    from amparo.flow.eventlog import EventLog

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
AT_ONCE = 20_000  # events held as text before they are written

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/>\
<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/></global>
<classifier name="Activity" keys="concept:name"/>
"""


def write_csv(frame: pl.DataFrame, path: str | Path) -> None:
    """The frame as UTF-8 CSV; text that a spreadsheet would run as a formula is quoted by a mark.

    Raises: Refused where it cannot be written.
    """
    text = [name for name, kind in frame.schema.items() if kind == pl.String]
    starts = pl.col(text).str.slice(0, 1).is_in(FORMULA)
    safe = frame.with_columns(
        pl.when(starts).then("'" + pl.col(text)).otherwise(pl.col(text)).name.keep()
    ) if text else frame  # fmt: skip
    with whole_file(Path(path)) as file:
        safe.write_csv(file)


def write_xes(log: EventLog, path: str | Path) -> None:
    """The log's events as XES, gzipped where the name ends in .gz.

    A case is named by its place in the log, never by its number in the source. Days are midnights
    in UTC; events of one day stand in their order.
    Raises: Refused where it cannot be written.
    """
    place = Path(path)
    coded = coded_of(log)
    with whole_file(place) as file:
        if place.suffix.lower() == ".gz":
            with gzip.GzipFile(
                filename="", fileobj=file, mode="wb", compresslevel=5, mtime=0
            ) as packed:
                _write(coded, cast("IO[bytes]", packed))
        else:
            _write(coded, file)


def _write(coded: Coded, file: IO[bytes]) -> None:
    file.write(HEAD.encode())
    for part in _traces(coded):
        file.write(part.encode())
    file.write(b"</log>\n")


def _traces(coded: Coded) -> Iterator[str]:
    """The traces as text, some thousands of events at a time."""
    events = [_event_start(name) for name in coded.activities]
    days: dict[int, str] = {}
    case = -1
    for start in range(0, coded.n_events, AT_ONCE):
        part = slice(start, start + AT_ONCE)
        columns = (coded.case_code[part], coded.activity_code[part], coded.day[part])
        held: list[str] = []
        for code, activity, day in zip(*(column.tolist() for column in columns), strict=True):
            if code != case:
                end = "</trace>\n" if case >= 0 else ""
                held.append(f'{end}<trace><string key="concept:name" value="case {code + 1}"/>\n')
                case = code
            if day not in days:
                days[day] = _event_end(EPOCH + timedelta(days=day))
            held.append(events[activity] + days[day])
        yield "".join(held)
    yield "</trace>\n" if case >= 0 else ""


def _event_start(name: str) -> str:
    value = escape(NOT_XML.sub("\ufffd", name), quote=True)
    value = value.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")
    return f'<event><string key="concept:name" value="{value}"/>'


def _event_end(day: date) -> str:
    moment = f"{day.isoformat()}T00:00:00.000+00:00"
    return f'<date key="time:timestamp" value="{moment}"/></event>\n'
