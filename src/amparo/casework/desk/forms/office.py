"""A check of a colleague, a breach of data, and what was done about it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import uuid4

from django import forms
from django.utils import timezone

from amparo.casework.cases.models import Breach, BreachStep, StaffCheck
from amparo.web.forms import PlainDateField

YES_NO = [("yes", "Yes"), ("no", "No")]


class CheckForm(forms.Form):
    """What was done, on which day, and until when it holds."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="What was done", choices=StaffCheck.Kind.choices, widget=forms.RadioSelect,
        help_text="Only that it was done. What was found or said stays in the staff file.",
        error_messages={"required": "Choose what was done"},
    )  # fmt: skip
    on = PlainDateField(label="On which day")
    until = PlainDateField(
        label="Holds until", required=False, future=True,
        help_text="For a check and the code. Leave it empty for a talk.",
    )  # fmt: skip

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(
            data,  # type: ignore[arg-type]
            initial={"token": uuid4(), "on": today}, use_required_attribute=False,
        )  # fmt: skip


class BreachForm(forms.Form):
    """What happened, and since when it is known."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="What happened", choices=Breach.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened"},
    )  # fmt: skip
    known_on = PlainDateField(label="When did somebody here know of it")
    known_time = forms.TimeField(
        label="At what time", input_formats=["%H:%M", "%H.%M"], help_text="For example, 14:30",
        error_messages={"invalid": "Enter a time like 14:30", "required": "Enter the time"},
    )  # fmt: skip
    n_people = forms.IntegerField(
        label="About how many people", required=False, min_value=0, max_value=1_000_000,
        help_text="Leave it empty while it is not known.",
    )  # fmt: skip
    is_risky = forms.ChoiceField(
        label="Can it hurt somebody it is about?", choices=YES_NO, widget=forms.RadioSelect,
        help_text="Where a survivor could be found, say yes, and keep them safe first.",
        error_messages={"required": "Say whether it can hurt somebody"},
    )  # fmt: skip
    words = forms.CharField(
        label="What happened, without names", max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what happened, without names"},
    )  # fmt: skip

    def __init__(self, data: object = None, *, now: datetime) -> None:
        local = timezone.localtime(now)
        super().__init__(
            data,  # type: ignore[arg-type]
            initial={"token": uuid4(), "known_on": local.date(), "known_time": f"{local:%H:%M}"},
            use_required_attribute=False,
        )  # fmt: skip
        self.now = now

    def clean(self) -> dict[str, object]:
        """A moment that has come."""
        given = super().clean() or {}
        day, hour = given.get("known_on"), given.get("known_time")
        if day and hour:
            known = timezone.make_aware(datetime.combine(day, hour))
            if known > self.now + timedelta(minutes=1):
                self.add_error("known_time", "This moment has not come yet")
            given["known_at"] = min(known, self.now)
        return given


class BreachStepForm(forms.Form):
    """What was done, or why something is not."""

    what = forms.ChoiceField(
        label="What was done", widget=forms.RadioSelect,
        error_messages={"required": "Choose what was done"},
    )  # fmt: skip
    on = PlainDateField(label="On which day")
    words = forms.CharField(
        label="How, and by whom; or why not. Without names", max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say how, or why not"},
    )  # fmt: skip

    def __init__(self, data: object = None, *, today: date, done: Collection[str]) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            (code, label) for code, label in BreachStep.What.choices if code not in done
        ]
