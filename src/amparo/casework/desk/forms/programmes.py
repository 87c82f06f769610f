"""Starting a programme, and moving it to another phase."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from amparo.directory.packs import code_list, load_pack, pack_codes
from amparo.web.forms import PlainDateField


class ProgrammeForm(forms.Form):
    """One crime type in one place."""

    name = forms.CharField(
        label="Name", max_length=150, help_text="Such as: Forced labour, Tiruvallur"
    )
    crime_type = forms.ChoiceField(label="Crime type")
    jurisdiction = forms.ChoiceField(label="Place")
    pack = forms.ChoiceField(
        label="Law that applies", help_text="Decides the clocks, courts and forms."
    )
    starts_on = PlainDateField(label="Starts on", future=True)

    def __init__(self, *args: object, places: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        today = timezone.localdate()
        choices = {
            "crime_type": [("", "Choose one"), *code_list("crime_types").choices(on=today)],
            "jurisdiction": [("", "Choose a place"), *places],
            "pack": [("", "Choose one"), *((code, load_pack(code).name) for code in pack_codes())],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]


class PhaseForm(forms.Form):
    """The phase a programme moves to."""

    phase = forms.ChoiceField(
        label="Phase", widget=forms.RadioSelect,
        choices=[
            ("casework", "Collaborative casework"), ("reform", "System reform"),
            ("sustain", "Sustaining gains"),
        ],
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)
