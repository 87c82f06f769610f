"""What posts need, whose a holding is, and hours beside an official, as they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from amparo.casework.cases.models import Case
from amparo.reform.forms.repairs import RepairsForm
from amparo.repair.training.forms.courses import YES_NO, hours_field, topics
from amparo.repair.training.models import Mentoring, Official
from amparo.repair.training.services.officials import Asked, Beside
from amparo.web.forms import PlainDateField


class NeedForm(RepairsForm):
    """What a post asks for, by when."""

    topic = forms.ChoiceField(label="Topic", error_messages={"required": "Choose the topic"})
    is_needed = forms.ChoiceField(
        label="Is it needed?", choices=[("yes", "Yes"), ("no", "No longer")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    needs_certificate = forms.ChoiceField(
        label="With a certificate?", choices=YES_NO, widget=forms.RadioSelect
    )
    within_days = forms.IntegerField(
        label="By how many days after taking office", min_value=0, max_value=3650,
        help_text="0 is before taking office",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
    )  # fmt: skip
    from_on = PlainDateField(label="Asked for since", future=True)
    basis = forms.CharField(
        max_length=200, label="Who asks for it", help_text="An order, a rule, a letter",
        error_messages={"required": "Name the order, rule or letter"},
    )  # fmt: skip

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(
            data, initial={"from_on": today, "is_needed": "yes", "needs_certificate": "no",
                           "within_days": 0},
        )  # fmt: skip
        self.offer(topic=topics())

    def asked(self) -> Asked:
        """As the service takes it."""
        given = self.cleaned_data
        return Asked(
            given["topic"], given["from_on"], given["basis"],
            needs_certificate=given["needs_certificate"] == "yes",
            within_days=given["within_days"], is_needed=given["is_needed"] == "yes",
        )  # fmt: skip


class WhoseForm(RepairsForm):
    """Whose a holding is: somebody of the list, or somebody new."""

    official = forms.ChoiceField(
        label="Who is this?", error_messages={"required": "Choose who this is"}
    )

    def __init__(
        self, data: object = None, *, name: str, officials: Sequence[Official],
        joined: Official | None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"official": str(joined.pk) if joined else ""})
        self.officials = {str(one.pk): one for one in officials}
        offered = [("", "Choose"), ("new", f"{name}: not in the list yet")]
        if joined:
            offered.append(("nobody", "It was said in error"))
        self.offer(official=[*offered, *((k, one.name) for k, one in self.officials.items())])


class MentorForm(RepairsForm):
    """Hours beside an official on a case."""

    code = forms.CharField(
        max_length=12, label="On which case", help_text="Its code; you must be able to open it",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
        error_messages={"required": "Enter the code of the case"},
    )  # fmt: skip
    topic = forms.ChoiceField(label="On what", error_messages={"required": "Choose the topic"})
    hours = hours_field()
    step = forms.ChoiceField(
        label="How far they have come", choices=Mentoring.Step.choices, widget=forms.RadioSelect,
        error_messages={"required": "Say how far they have come"},
    )  # fmt: skip
    on = PlainDateField(label="On")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.offer(topic=topics())

    def clean(self) -> dict[str, Any]:
        """It takes some time."""
        given = super().clean() or {}
        if given.get("hours") == 0:
            self.add_error("hours", "Enter more than 0; half an hour is 0.5")
        return given

    def beside(self, case: Case) -> Beside:
        """As the service takes it."""
        given = self.cleaned_data
        return Beside(
            case, given["topic"], given["on"], given["hours"], Mentoring.Step(given["step"])
        )
