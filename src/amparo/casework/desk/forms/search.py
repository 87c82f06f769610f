"""What is looked for."""

from __future__ import annotations

from django import forms


class PeopleSearchForm(forms.Form):
    """A name or number, sent by POST so that it stands in no address and no log."""

    text = forms.CharField(
        label="Name, nickname, phone or another agency's number", max_length=200,
        help_text="Spellings that look or sound alike are found too. Each search is recorded, "
        "without what was typed.",
    )  # fmt: skip


class CodeSearchForm(forms.Form):
    """A case or referral by its code, which tells nothing."""

    code = forms.CharField(
        label="Code of a case or referral", max_length=12, required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
    )  # fmt: skip
