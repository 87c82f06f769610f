"""Hearings as an iCalendar feed: codes, hours and courts. No name, no crime, no type of hearing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from amparo.casework.docket.selectors.calendar import Listed

LASTS = timedelta(hours=1)  # courts say when they begin, never when they end


def ical_of(rows: Iterable[tuple[Listed, str]], *, at: datetime) -> bytes:
    """RFC 5545 text of hearings, each with the time zone of its court."""
    calendar = Calendar()
    calendar.add("prodid", "-//Amparo//Docket//EN")
    calendar.add("version", "2.0")
    calendar.add("name", "Court")
    calendar.add("x-wr-calname", "Court")
    for one, zone in rows:
        calendar.add_component(_event(one, zone, at))
    return bytes(calendar.to_ical())


def _event(one: Listed, zone: str, at: datetime) -> Event:
    event, line = Event(), one.line
    event.add("uid", f"{line.id}@amparo")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("summary", f"Court: {', '.join(one.codes)}")
    event.add("location", ", ".join(filter(None, [line.court, line.room and f"room {line.room}"])))
    event.add("class", "PRIVATE")
    if line.starts_at is None:
        event.add("dtstart", line.on)
        event.add("dtend", line.on + timedelta(days=1))
    else:
        starts = datetime.combine(line.on, line.starts_at, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        event.add("dtstart", starts)
        event.add("dtend", starts + LASTS)
    return event
