"""Loading an instrument, and who is trained."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms

from amparo.casework.restore.instruments import Instrument
from amparo.web.forms import PlainDateField

LARGEST = 1024 * 1024  # bytes


class LoadForm(forms.Form):
    """The file of one instrument."""

    file = forms.FileField(
        label="The instrument’s file",
        help_text="A TOML file with its domains, items, anchors, version and licence. Load only "
        "what your organisation holds a licence for. It is checked before it is kept.",
        error_messages={"required": "Choose a file"},
    )

    def __init__(self, data: object = None, files: object = None) -> None:
        super().__init__(data, files, use_required_attribute=False)  # type: ignore[arg-type]

    def clean_file(self) -> tuple[str, str]:
        """Its name and its text."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise forms.ValidationError("The file is larger than 1 MB. One instrument is enough.")
        try:
            return sent.name, b"".join(sent.chunks()).decode("utf-8")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(
                "The file is not text in UTF-8. Save it as such."
            ) from error


class TrainingForm(forms.Form):
    """Who was trained for which instrument, and when."""

    user = forms.ChoiceField(label="Who was trained?")
    instrument = forms.ChoiceField(label="For which instrument?")
    on = PlainDateField(label="When")

    def __init__(
        self, data: object = None, *, today: date, colleagues: Sequence[tuple[str, str]],
        instruments: Sequence[Instrument],
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]
        self.fields["user"].choices = [("", "Choose"), *colleagues]  # type: ignore[attr-defined]
        self.fields["instrument"].choices = [  # type: ignore[attr-defined]
            (one.key, one.name) for one in instruments
        ]


class EndTrainingForm(forms.Form):
    """When a training ceased to count."""

    on = PlainDateField(label="Counts no longer since")
