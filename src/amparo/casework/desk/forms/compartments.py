"""Which closed part of a case to open, to whom, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django import forms

from amparo.access.models import User
from amparo.access.policy import MAY_HOLD, Compartment
from amparo.casework.cases.models import LONGEST_DAYS
from amparo.casework.desk.forms.team import ColleagueForm
from amparo.web.dates import spoken_date
from amparo.web.forms import PlainDateField


class OpenForm(ColleagueForm):
    """One compartment, one colleague, one last day."""

    compartment = forms.ChoiceField(
        label="Part of the case",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a part of the case"},
    )
    until = PlainDateField(label="Closed again on", future=True)

    def __init__(self, data: object = None, *, colleagues: Sequence[User], today: date) -> None:
        super().__init__(data, colleagues=colleagues)
        self.order_fields(["compartment", "colleague", "until"])
        self.fields["compartment"].choices = [  # type: ignore[attr-defined]
            (one.value, f"{one.label}: {one.holds}. For {_roles(one)}") for one in Compartment
        ]
        latest = spoken_date(today + timedelta(days=LONGEST_DAYS))
        self.fields["until"].help_text = f"At the latest on {latest}. For example, 30 June."

    def chosen_compartment(self) -> Compartment:
        """The part of the case chosen."""
        return Compartment(self.cleaned_data["compartment"])


def _roles(compartment: Compartment) -> str:
    return ", ".join(sorted(role.label.lower() for role in MAY_HOLD[compartment]))
