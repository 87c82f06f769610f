"""An assessment: how it begins, one domain at a time, and how it is finished."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django import forms

from amparo.casework.restore.forms.fields import longer, one_of
from amparo.casework.restore.instruments import Domain, Instrument, Step
from amparo.casework.restore.models import Assessment
from amparo.casework.restore.services.drafts import NOT_KNOWN, Key, Typed
from amparo.web.dates import spoken_date
from amparo.web.forms import PlainDateField

RESTS = "What you saw or heard, in a sentence."


class BeginForm(forms.Form):
    """With which instrument, on which day, and for which surroundings."""

    instrument = one_of("With which instrument", [])
    on = PlainDateField(label="On which day")
    scored_for = one_of(
        "Score for which surroundings", Assessment.Place.choices,
        help_text="Somebody in a shelter is scored for the place they will return to.",
    )  # fmt: skip

    def __init__(
        self, data: object = None, *, today: date, instruments: Sequence[Instrument]
    ) -> None:
        first = instruments[0].key if instruments else ""
        initial = {"on": today, "instrument": first, "scored_for": Assessment.Place.HERE}
        super().__init__(data, initial=initial, use_required_attribute=False)  # type: ignore[arg-type]
        self.fields["instrument"].choices = [  # type: ignore[attr-defined]
            (one.key, f"{one.name}, version {one.version}{_asks(one)}") for one in instruments
        ]


def _asks(one: Instrument) -> str:
    return " (trained assessors only)" if one.needs_training else ""


@dataclass(frozen=True)
class AsLastTime:
    """What an item was last time and still is, so that only a change needs the boxes."""

    step: Step
    anchor: str
    note: str


@dataclass(frozen=True)
class Asked:
    """One item on the page: its boxes, folded away where it is as last time."""

    name: str
    score: forms.BoundField
    note: forms.BoundField
    before: AsLastTime | None


class DomainForm(forms.Form):
    """The items of one domain, each with a score by its anchors and what it rests on.

    Nothing is required here: whatever was typed is kept, and finishing says what is missing.
    What is as last time is told in one line each, its boxes folded away.
    """

    filtering = True  # no field is called optional: each is asked for before the end

    def __init__(
        self, data: object = None, *, instrument: Instrument, domain: Domain,
        typed: Mapping[Key, Typed], carried: Mapping[Key, Typed], before: date | None,
    ) -> None:  # fmt: skip
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        self.domain = domain
        self.before: dict[str, AsLastTime] = {}
        for item in domain.items:
            key = (domain.code, item.code)
            one, old = typed.get(key, Typed()), carried.get(key)
            if one.is_carried and not self.is_bound:
                place = [str(step.score) for step in instrument.step].index(one.score)
                self.before[item.code] = AsLastTime(
                    instrument.step[place], item.anchors[place], one.note
                )
            choices = [
                (str(step.score), f"{step.score} {step.sign} {step.name}. {anchor}")
                for step, anchor in zip(instrument.step, item.anchors, strict=True)
            ]
            self.fields[f"score-{item.code}"] = forms.ChoiceField(
                label=item.name, required=False, initial=one.score, widget=forms.RadioSelect,
                choices=[*choices, (NOT_KNOWN, "Not known yet")],
            )  # fmt: skip
            self.fields[f"note-{item.code}"] = forms.CharField(
                label=f"What it rests on: {item.name}", required=False,
                initial="" if one.is_carried else one.note, help_text=_helped(old, before),
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    def asked(self) -> Iterator[Asked]:
        """The items in their order, each with its boxes."""
        for item in self.domain.items:
            yield Asked(
                item.name, self[f"score-{item.code}"], self[f"note-{item.code}"],
                self.before.get(item.code),
            )  # fmt: skip

    def typed(self) -> dict[Key, Typed]:
        """What stands in the boxes, right or not; it is kept as it is."""
        return {
            (self.domain.code, item.code): Typed(
                score=self._sent(f"score-{item.code}"),
                note=self._sent(f"note-{item.code}"),
            )
            for item in self.domain.items
        }

    def _sent(self, name: str) -> str:
        return str(self.data.get(name, "")).strip()


def _helped(old: Typed | None, before: date | None) -> str:
    if old is None or before is None:
        return RESTS
    return f"On {spoken_date(before)}: “{old.note}” Leave this empty if it is still so."


class FinishForm(forms.Form):
    """The last look; a correction says why."""

    reason = longer("What was wrong", help_text="Kept sealed with the correction.")

    def __init__(self, data: object = None, *, is_correction: bool) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        if is_correction:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]
