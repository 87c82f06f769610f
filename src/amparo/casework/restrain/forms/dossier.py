"""The risk in writing: handing it to a prosecutor, and the receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms

from amparo.casework.restrain.forms.fields import DatedForm, longer, one_of
from amparo.casework.restrain.models import DossierReceipt
from amparo.directory.models import Institution


class HandoverForm(DatedForm):
    """To which prosecution office, on which day, and what shows that they have it."""

    to = forms.ChoiceField(
        label="Which prosecution office",
        error_messages={"required": "Choose the office that it was handed to"},
    )  # fmt: skip
    receipt = one_of(
        "What shows that they have it?",
        [*DossierReceipt.Kind.choices, ("", "Nothing yet")], required=False,
    )  # fmt: skip
    words = longer("Who took it", help_text="Their name or post, or a number. Kept sealed.")
    field_order = ("token", "on", "to", "receipt", "words")

    def __init__(
        self, data: object = None, *, today: date, institutions: Sequence[Institution]
    ) -> None:
        super().__init__(data, today=today)
        self.known = {str(one.pk): one for one in institutions if one.kind == "prosecution"}
        offered = [(key, one.name) for key, one in self.known.items()]
        self.fields["on"].label = "Handed over on"
        self.fields["to"].choices = [("", "Choose"), *offered]  # type: ignore[attr-defined]

    def given(self) -> dict[str, object]:
        """The office as its row."""
        return dict(self.cleaned_data) | {"to": self.known[self.cleaned_data["to"]]}


class ReceiptForm(DatedForm):
    """The receipt, when it comes later."""

    kind = one_of("What is the receipt?", DossierReceipt.Kind.choices)
    words = longer("Anything more", help_text="Whose signature, or a number. Kept sealed.")
    field_order = ("token", "kind", "on", "words")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, today=today)
        self.fields["on"].label = "Its day"
