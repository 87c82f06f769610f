"""What the forms of recovery share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from amparo.casework.frame.forms import CaseForm
from amparo.web.forms import PlainDateField

Choices = Sequence[tuple[str, str]]
YES_NO = [("yes", "Yes"), ("no", "No")]
SEALED = "Kept sealed; only the team reads it."


def longer(
    label: str, *, required: bool = False, help_text: str = SEALED, rows: int = 3,
    missing: str = "",
) -> forms.CharField:  # fmt: skip
    """A box for words about people."""
    return forms.CharField(
        label=label, required=required, max_length=2000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing or f"Write {label[:1].lower()}{label[1:]}"},
    )  # fmt: skip


def one_of(
    label: str, choices: Choices, *, required: bool = True, help_text: str = "", missing: str = ""
) -> forms.ChoiceField:
    """Radio buttons, none chosen beforehand."""
    return forms.ChoiceField(
        label=label, choices=choices, required=required, widget=forms.RadioSelect,
        help_text=help_text, error_messages={"required": missing or f"Choose: {label.lower()}"},
    )  # fmt: skip


class DatedForm(CaseForm):
    """A form of one day that becomes one row."""

    on = PlainDateField(label="On which day")

    def __init__(
        self, data: object = None, *, today: date, initial: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(data, initial={"on": today, **(initial or {})})

    def given(self) -> dict[str, Any]:
        """What was typed, by name."""
        return dict(self.cleaned_data)
