"""A legal hold, how long files are kept, and erasing."""

from __future__ import annotations

from django import forms

from amparo.casework.cases.models import Case, Erasure


class HoldForm(forms.Form):
    """Why a case must not be erased."""

    reason = forms.CharField(
        max_length=500,
        label="Whose demand it is",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For instance a court's order, or a claim that is still running.",
        error_messages={"required": "Say which court or whose demand it is"},
    )


class EraseForm(forms.Form):
    """Why a case is to be erased."""

    why = forms.ChoiceField(
        label="Why",
        choices=Erasure.Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why it is to be erased"},
    )

    def chosen(self) -> Erasure.Why:
        """Why."""
        return Erasure.Why(self.cleaned_data["why"])


class AgreeForm(forms.Form):
    """The code of the case, typed, so that nobody agrees by a slip of the finger."""

    code = forms.CharField(
        max_length=10,
        label="Type the code of the case",
        error_messages={"required": "Type the code of the case"},
    )

    def __init__(self, data: object = None, *, case: Case) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        self.case = case

    def clean_code(self) -> str:
        """Refuse any other code."""
        code = str(self.cleaned_data["code"]).strip().upper()
        if code != self.case.code:
            raise forms.ValidationError("This is not the code of the case in front of you")
        return code


class RetentionForm(forms.Form):
    """How long closed files of a programme are kept."""

    years = forms.IntegerField(
        min_value=1,
        max_value=100,
        label="Years after its last event",
        help_text="What the law and whoever pays for the work ask for. A legal hold keeps longer.",
        error_messages={"required": "Write a number of years"},
    )


class NotesTermForm(forms.Form):
    """How long notes of services are kept."""

    years = forms.IntegerField(
        min_value=1,
        max_value=100,
        label="Years after the service ended",
        help_text="Notes of counselling and medicine are kept for as long as help may need them. "
        "A legal hold keeps longer.",
        error_messages={"required": "Write a number of years"},
    )
