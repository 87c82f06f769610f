"""Opening a case in an emergency, and reviewing that."""

from __future__ import annotations

from django import forms


class EmergencyForm(forms.Form):
    """Which case, and why it cannot wait."""

    code = forms.CharField(
        label="Code of the case", max_length=12,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
    )  # fmt: skip
    reason = forms.CharField(
        label="Why can this not wait for the team?", max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="A full sentence. A supervisor reads it. Leave names out.",
    )  # fmt: skip


class ReviewForm(forms.Form):
    """What the reviewer found."""

    finding = forms.CharField(
        label="What did you find?", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whether the emergency was real, what was looked at, and what follows.",
    )  # fmt: skip
