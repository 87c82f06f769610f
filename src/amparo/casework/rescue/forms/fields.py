"""What forms of rescue share: words, choices by thumb, a day with its hour, an authority."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django import forms
from django.utils import timezone

from amparo.casework.cases.selectors.recording import Places
from amparo.casework.frame.forms import CaseForm, where
from amparo.web.forms import PlainDateField

CLOCK = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
SEALED = "Kept sealed."
Choices = Sequence[tuple[str, str]]
YES_NO = [("yes", "Yes"), ("no", "No")]


def longer(
    label: str, *, required: bool = False, help_text: str = SEALED, rows: int = 3
) -> forms.CharField:
    """A box for words."""
    return forms.CharField(
        label=label, required=required, max_length=2000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def one_of(
    label: str, choices: Choices, *, required: bool = True, help_text: str = "", error: str = ""
) -> forms.ChoiceField:
    """Radio buttons, none chosen beforehand."""
    return forms.ChoiceField(
        label=label, choices=choices, required=required, widget=forms.RadioSelect,
        help_text=help_text, error_messages={"required": error or "Choose one"},
    )  # fmt: skip


def moment(on: date, at: time) -> datetime:
    """A day and an hour, where the office is."""
    return timezone.make_aware(datetime.combine(on, at))


class DayForm(CaseForm):
    """Something that happened on a day."""

    on = PlainDateField(label="When")

    def __init__(self, data: object = None, *, today: date, **initial: object) -> None:
        super().__init__(data, initial={"on": today, **initial})

    def given(self) -> dict[str, object]:
        """What was typed, by name."""
        return dict(self.cleaned_data)


class MomentForm(CaseForm):
    """Something that happened at an hour; now, unless another is typed."""

    on = PlainDateField(label="On which day")
    clock = forms.TimeField(label="At", widget=CLOCK)

    def __init__(self, data: object = None, *, at: datetime, **initial: object) -> None:
        local = timezone.localtime(at)
        started = {"on": local.date(), "clock": local.time().replace(second=0, microsecond=0)}
        super().__init__(data, initial={**started, **initial})

    @property
    def moment(self) -> datetime:
        """The day and the hour together."""
        return moment(self.cleaned_data["on"], self.cleaned_data["clock"])

    def given(self) -> dict[str, object]:
        """What was typed, without the day and the hour."""
        return {k: v for k, v in self.cleaned_data.items() if k not in {"on", "clock"}}


class PlaceField(forms.ChoiceField):
    """An institution or a unit of the directory: u:ID or i:ID."""

    def __init__(self, *, label: str, required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label=label, required=required, help_text=help_text,
            error_messages={"required": "Choose which authority"},
        )  # fmt: skip

    def offer(self, places: Places, *, first: str = "Choose") -> None:
        """Give it its choices."""
        self.choices = where(places, first=first)
