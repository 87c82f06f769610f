"""Bringing in a court's list, and looking it over."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from amparo.casework.docket.selectors.matching import Fate, Proposal

LARGEST = 5 * 1024 * 1024  # bytes


class ListForm(forms.Form):
    """The file, and whose list it is."""

    file = forms.FileField(
        label="The list",
        help_text="A spreadsheet (XLSX or CSV) with a column of days, and one of docket numbers or "
        "of the accused. Nothing is set before you have looked it over.",
        error_messages={"required": "Choose a file"},
    )
    court = forms.ChoiceField(
        label="Of which court", error_messages={"required": "Choose the court"}
    )
    order = forms.ChoiceField(
        label="How this court writes 03/04/2024",
        choices=[("dmy", "3 April: day first"), ("mdy", "March 4: month first")],
        initial="dmy",
        widget=forms.RadioSelect,
        help_text="Asked only where the list itself does not show it.",
    )

    def __init__(
        self, data: object = None, files: object = None, *, courts: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data, files, use_required_attribute=False)  # type: ignore[arg-type]
        self.fields["court"].choices = [("", "Choose"), *courts]  # type: ignore[attr-defined]

    def clean_file(self) -> tuple[str, bytes]:
        """Its name and content."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise forms.ValidationError("The file is larger than 5 MB. Split it.")
        return sent.name, b"".join(sent.chunks())


class ConfirmForm(forms.Form):
    """Those rows that fit by a name only, and were looked at."""

    perhaps = forms.TypedMultipleChoiceField(
        required=False,
        coerce=int,
        label="These fit by a name only. Tick those that are right",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: object = None, *, proposals: Sequence[Proposal]) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        unsure = [one for one in proposals if one.fate is Fate.PERHAPS]
        self.fields["perhaps"].choices = [  # type: ignore[attr-defined]
            (one.row.row, f"Row {one.row.row}: {one.row.words}, for {', '.join(one.codes)}")
            for one in unsure
        ]
        if not unsure:
            del self.fields["perhaps"]
