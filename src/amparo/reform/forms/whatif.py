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
MOST_PEOPLE = 1000


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
    """The fields of one step, and what it has today in words."""

    name: str
    today: str
    is_changed: bool
    fields: Sequence[BoundField]


class PeopleField(forms.IntegerField):
    """How many people; left empty where nobody counted them."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(
            attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}
        )  # fmt: skip
        super().__init__(
            required=False, min_value=1, max_value=MOST_PEOPLE, widget=widget, **kwargs
        )
        between = f"Enter a whole number from 1 to {MOST_PEOPLE:,}"
        self.error_messages |= dict.fromkeys(("min_value", "max_value", "invalid"), between)


class ChangesForm(forms.Form):
    """What is changed; a number left as it is today changes nothing."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    arrivals = SliderField(
        label="New cases", low=10, high=300, step=5, unit="%", help_text="100 is as many as today",
    )  # fmt: skip
    years = SliderField(label="Years to look ahead", low=1, high=LONGEST_YEARS, unit="years")

    def __init__(self, *args: Any, today: Today, start: Start | None, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(today.stations, start)
        super().__init__(*args, **kwargs)
        self.stations = today.stations
        if today.fit.hearings:
            self.fields["adjournments"] = SliderField(
                label="Adjournments", low=0, high=200, step=5, unit="%",
                help_text="100 is as many as today, 67 a third fewer",
            )  # fmt: skip
        for index, station in enumerate(self.stations):
            self.fields |= {f"{name}_{index}": field for name, field in _fields(station).items()}

    def people_today(self) -> dict[str, int]:
        """The people at work today where they were typed, and are others than was learned."""
        return {
            station.name: now
            for index, station in enumerate(self.stations)
            if (now := self.cleaned_data[f"now_{index}"]) is not None and now != station.people
        }

    def changes(self) -> dict[str, Any]:
        """What differs from today: `arrivals` and `adjournments` as factors, then by step.

        Units: `people` a count, `service` a factor of today's time, `advance` a share, 0 to 1.
        """
        given = self.cleaned_data
        whole = {
            name: given[name] / 100
            for name in ("arrivals", "adjournments")
            if given.get(name, AS_TODAY) != AS_TODAY
        }
        steps = {
            station.name: changed
            for index, station in enumerate(self.stations)
            if (changed := self._changed(index, station))
        }
        return {**whole, **({"stations": steps} if steps else {})}

    def _changed(self, index: int, station: Station) -> dict[str, float]:
        given = self.cleaned_data
        changed: dict[str, float] = {}
        people, now = given[f"people_{index}"], given[f"now_{index}"] or station.people
        if people is not None and people != now:
            changed["people"] = people
        if given[f"service_{index}"] != AS_TODAY:
            changed["service"] = given[f"service_{index}"] / 100
        if given[f"advance_{index}"] != round(100 * station.chance):
            changed["advance"] = given[f"advance_{index}"] / 100
        return changed

    def clean(self) -> dict[str, Any]:
        """People can be changed where they are known; and something must be changed."""
        given = super().clean() or {}
        for index, station in enumerate(self.stations):
            known = given.get(f"now_{index}") or station.people
            if given.get(f"people_{index}") is not None and known is None:
                self.add_error(f"now_{index}", "Enter how many work there today")
        if not self.errors and not self.changes():
            raise forms.ValidationError("Change at least one number")
        return given

    def whole(self) -> list[BoundField]:
        """The fields about the whole system."""
        return [self[name] for name in ("arrivals", "adjournments", "years") if name in self.fields]

    def by_station(self) -> list[StationFields]:
        """The fields of each step, open where something is changed or wrong."""
        return [
            StationFields(
                station.name,
                said_of(station),
                any(self[f"{name}_{index}"].errors or self._is_moved(name, index)
                    for name in _fields(station)),
                [self[f"{name}_{index}"] for name in _fields(station)],
            )
            for index, station in enumerate(self.stations)
        ]  # fmt: skip

    def _is_moved(self, name: str, index: int) -> bool:
        """Whether the number shown is another than today's."""
        shown, today = self[f"{name}_{index}"].value(), _today(self.stations[index])[name]
        return str(shown or "") != str(today or "")


def _today(station: Station) -> dict[str, int | None]:
    """What a step's fields show when nothing is changed."""
    return {
        "advance": round(100 * station.chance), "service": AS_TODAY, "now": station.people,
        "people": station.people,
    }  # fmt: skip


def _fields(station: Station) -> dict[str, forms.Field]:
    """The fields of one step."""
    where = "" if station.people is not None else "Leave empty where cases do not wait for people. "
    return {
        "advance": SliderField(
            label="Cases that go on", low=0, high=100, unit="%",
            help_text="Of 100 that come to an end here; training can move this",
        ),
        "service": SliderField(
            label="Time of the step", low=10, high=300, step=5, unit="%",
            help_text="100 is as long as today, 50 half as long",
        ),
        "now": PeopleField(label="People at work there today", help_text=f"{where}Judges, say"),
        "people": PeopleField(label="People at work there, changed"),
    }  # fmt: skip


def said_of(station: Station) -> str:
    """What a step has today, in words."""
    here = f"{station.inside:,} {'case' if station.inside == 1 else 'cases'} here now"
    on = f"{station.chance:.0%} go on in the end"
    if station.people is None or station.days is None:
        return f"{here}, {on}; no queue for people is seen"
    work = f"{station.days:,.0f} days of work on each"
    return f"{here}, {on}; {station.people:,} at work, {work}"


def _initial(stations: Sequence[Station], start: Start | None) -> dict[str, Any]:
    """What the form opens with: today's numbers, or those of a question asked before."""
    changes = start.changes if start else {}
    initial: dict[str, Any] = {"token": uuid4(), "years": start.years if start else YEARS}
    for name in ("arrivals", "adjournments"):
        initial[name] = round(100 * changes.get(name, 1))
    for index, station in enumerate(stations):
        moved = changes.get("stations", {}).get(station.name, {})
        known = {"now": start.people.get(station.name)} if start else {}
        for name, today in {**_today(station), **{k: v for k, v in known.items() if v}}.items():
            value = moved.get(name)
            is_percent = name in {"service", "advance"}
            initial[f"{name}_{index}"] = (
                today if value is None else round(100 * value) if is_percent else value
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
