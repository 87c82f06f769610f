"""Which cases the figures of recovery count; every field is part of the address."""

from __future__ import annotations

from uuid import UUID

from django import forms

from amparo.casework.cases.eventlog import Scope
from amparo.web.forms import PlainDateField


class ScopeForm(forms.Form):
    """The filter of the page."""

    filtering = True

    programme = forms.ChoiceField(label="Programme", required=False)
    opened_from = PlainDateField(label="Opened from", required=False)
    opened_to = PlainDateField(label="Opened until", required=False)

    def __init__(self, *args: object, programmes: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [("", "All programmes"), *programmes]
        self.fields["programme"].choices = choices  # type: ignore[attr-defined]

    def scope(self) -> Scope:
        """Which cases."""
        given = self.cleaned_data
        programme = UUID(given["programme"]) if given["programme"] else None
        return Scope(programme, given["opened_from"], given["opened_to"])
