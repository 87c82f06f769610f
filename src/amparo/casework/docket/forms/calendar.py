"""Narrowing the calendar, and how to be reminded."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from amparo.casework.docket.models import OwnCalendar
from amparo.web.forms import PlainDateField

Choices = Sequence[tuple[str, str]]


class CalendarForm(forms.Form):
    """Whose dates, in which court, around which day."""

    person = forms.UUIDField(required=False, label="Whose", widget=forms.Select)
    court = forms.ChoiceField(required=False, label="Court")
    day = PlainDateField(required=False, future=True, label="Week of")

    def __init__(self, data: object = None, *, courts: Choices) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        self.fields["court"].choices = [("", "All courts"), *courts]  # type: ignore[attr-defined]

    def offer_people(self, people: Choices) -> None:
        """Whom to choose from; known once the week is."""
        self.fields["person"].widget.choices = [("", "Everyone's I may see"), *people]


class CauseListForm(forms.Form):
    """Of which court; the day goes with it."""

    on = forms.CharField(required=False, widget=forms.HiddenInput)
    court = forms.ChoiceField(required=False, label="Court")

    def __init__(self, data: object = None, *, courts: Choices) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        self.fields["court"].choices = [("", "All courts"), *courts]  # type: ignore[attr-defined]


class RemindersForm(forms.Form):
    """By which ways to be reminded of the next day in court."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    by_email = forms.BooleanField(required=False, label="By e-mail, the day before")
    phone = forms.CharField(
        required=False, max_length=30, label="By text message to",
        help_text="Leave it empty for none. Kept sealed. A message says only that there is a date.",
    )  # fmt: skip

    def __init__(self, data: object = None, *, mine: OwnCalendar) -> None:
        initial = {
            "version": mine.version, "by_email": mine.by_email,
            "phone": mine.phone() if mine.phone_sealed else "",
        }  # fmt: skip
        super().__init__(data, initial=initial, use_required_attribute=False)  # type: ignore[arg-type]
