"""What may be changed in a simulated system, and which records it learns from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.forms import BoundField

from amparo.directory.packs import pathways
from amparo.reform.engine import Station
from amparo.reform.models import LONGEST_YEARS
from amparo.reform.selectors import Asked
from amparo.reform.selectors.whatif import Start, Today
from amparo.web.forms import PlainDateField, SliderField

YEARS = 3
AS_TODAY = 100


class LearnedFromForm(forms.Form):
    """Which records the system is fitted to; every field is part of the address."""

    filtering = True

    pathway = forms.ChoiceField(label="Pathway", required=False)
    programme = forms.ChoiceField(label="Programme", required=False)
    as_known_on = PlainDateField(
        label="As it was known on", required=False,
        help_text="Replays the records as they stood at the end of that day",
    )  # fmt: skip

    def __init__(self, *args: Any, programmes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paths = [(p.code, p.name) for p in pathways().values()]
        self.fields["pathway"].choices = paths  # type: ignore[attr-defined]
        self.fields["programme"].choices = [("", "All programmes"), *programmes]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """What was asked, with the page's own choice where nothing was."""
        given = self.cleaned_data
        return Asked(
            pathway=given["pathway"] or "justice",
            programme=UUID(given["programme"]) if given["programme"] else None,
            as_known_on=given["as_known_on"],
        )


@dataclass(frozen=True)
class StationFields:
    """The fields of one station, and what it has today in words."""

    name: str
    today: str
    is_changed: bool
    fields: Sequence[BoundField]


class ChangesForm(forms.Form):
    """What is changed; a number left as it is today changes nothing."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    years = SliderField(label="Years to look ahead", low=1, high=LONGEST_YEARS, unit="years")
    arrivals = SliderField(
        label="New cases", low=10, high=300, step=5, unit="%", help_text="100 is as many as today",
    )  # fmt: skip

    def __init__(self, *args: Any, today: Today, start: Start | None, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(today.stations, start)
        super().__init__(*args, **kwargs)
        self.stations = stations = today.stations
        if today.adjourns:
            self.fields["adjournments"] = SliderField(
                label="Adjournments", low=0, high=200, step=5, unit="%",
                help_text="100 is as many as today, 67 a third fewer",
            )  # fmt: skip
        for index, station in enumerate(stations):
            self.fields |= {f"{name}_{index}": field for name, field in _fields(station).items()}

    def changes(self) -> dict[str, Any]:
        """What differs from today: `arrivals` and `adjournments` as factors, then by station.

        Units: `people` a count, `service` a factor of today's time, `advance` a share, 0 to 1.
        """
        given = self.cleaned_data
        whole = {
            name: given[name] / 100
            for name in ("arrivals", "adjournments")
            if given.get(name, AS_TODAY) != AS_TODAY
        }
        stations = {
            station.name: changed
            for index, station in enumerate(self.stations)
            if (changed := self._changed(index, station))
        }
        return {**whole, **({"stations": stations} if stations else {})}

    def _changed(self, index: int, station: Station) -> dict[str, float]:
        today = _today(station)
        typed = {name: self.cleaned_data[f"{name}_{index}"] for name in today}
        return {
            name: value if name == "people" else value / 100
            for name, value in typed.items()
            if value != today[name]
        }

    def clean(self) -> dict[str, Any]:
        """Something must be changed: a system left as it is is its own answer."""
        given = super().clean() or {}
        if not self.errors and not self.changes():
            raise forms.ValidationError("Change at least one number")
        return given

    def whole(self) -> list[BoundField]:
        """The fields about the whole system."""
        return [self[name] for name in ("arrivals", "adjournments", "years") if name in self.fields]

    def by_station(self) -> list[StationFields]:
        """The fields of each station, open where something is changed or wrong."""
        return [
            StationFields(
                station.name,
                said_of(station),
                any(self[f"{name}_{index}"].errors or self._is_moved(f"{name}_{index}")
                    for name in _today(station)),
                [self[f"{name}_{index}"] for name in _today(station)],
            )
            for index, station in enumerate(self.stations)
        ]  # fmt: skip

    def _is_moved(self, name: str) -> bool:
        """Whether the number shown is another than today's."""
        kind, index = name.rsplit("_", 1)
        return str(self[name].value()) != str(_today(self.stations[int(index)])[kind])


def _today(station: Station) -> dict[str, int]:
    """What a station's fields show when nothing is changed."""
    today = {}
    if station.people is not None:
        today["people"] = station.people
    if station.days is not None:
        today["service"] = AS_TODAY
    if station.chance is not None:
        today["advance"] = round(100 * station.chance)
    return today


def _fields(station: Station) -> dict[str, SliderField]:
    made = {
        "people": lambda: SliderField(
            label="People at work there", low=1, high=max(20, 5 * (station.people or 1)),
        ),
        "service": lambda: SliderField(
            label="Time of the step", low=10, high=300, step=5, unit="%",
            help_text="100 is as long as today, 50 half as long",
        ),
        "advance": lambda: SliderField(
            label="Cases that go on", low=0, high=100, unit="%",
            help_text="Of 100 that come to an end here; training and better cases move this",
        ),
    }  # fmt: skip
    return {name: made[name]() for name in _today(station)}


def said_of(station: Station) -> str:
    """What a station has today, in words."""
    parts = []
    if station.people is not None:
        parts.append(f"{station.people:,} {'person' if station.people == 1 else 'people'} at work")
    if station.days is not None:
        parts.append(f"{station.days:,.0f} days on average")
    if station.chance is not None:
        parts.append(f"{station.chance:.0%} go on")
    return "Today: " + ", ".join(parts) if parts else "Today: too few records to say"


def _initial(stations: Sequence[Station], start: Start | None) -> dict[str, Any]:
    """What the form opens with: today's numbers, or those of a question asked before."""
    changes = start.changes if start else {}
    initial: dict[str, Any] = {"token": uuid4(), "years": start.years if start else YEARS}
    for name in ("arrivals", "adjournments"):
        initial[name] = round(100 * changes.get(name, 1))
    for index, station in enumerate(stations):
        moved = changes.get("stations", {}).get(station.name, {})
        for name, today in _today(station).items():
            value = moved.get(name)
            initial[f"{name}_{index}"] = (
                today if value is None else value if name == "people" else round(100 * value)
            )
    return initial


class CompareForm(forms.Form):
    """Two kept answers."""

    filtering = True

    first = forms.ChoiceField(label="First")
    second = forms.ChoiceField(label="Second")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["second"].initial = choices[1][0] if len(choices) > 1 else ""

    def clean(self) -> dict[str, Any]:
        """Two different ones."""
        given = super().clean() or {}
        if given.get("first") and given.get("first") == given.get("second"):
            self.add_error("second", "Choose another than the first")
        return given
