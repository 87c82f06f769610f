"""Where a survivor lives, and why a stay ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms

from amparo.casework.aftercare.models import IN_A_HOME, Placement
from amparo.casework.aftercare.selectors.homes import HomeLine
from amparo.casework.cases.selectors.case import Who
from amparo.casework.frame.forms import CaseForm, codes, whom
from amparo.web.forms import PlainDateField

SEALED = "Kept sealed; only the team reads it."


def sealed_words(label: str, help_text: str = SEALED, *, required: bool = False) -> forms.CharField:
    """A box for words about people."""
    return forms.CharField(
        label=label, required=required, max_length=2000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class PlaceForm(CaseForm):
    """A placement."""

    person = forms.ChoiceField(
        label="Who", widget=forms.RadioSelect, error_messages={"required": "Choose who"}
    )
    kind = forms.ChoiceField(
        label="Where to", choices=Placement.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose where to"},
    )  # fmt: skip
    home = forms.ChoiceField(
        label="Which home", required=False,
        help_text="Only for the first three. Free beds are those of today.",
    )  # fmt: skip
    carer = forms.ChoiceField(
        label="Who cares for the person there", required=False,
        help_text="Only for a family. A suspect cannot be chosen.",
    )  # fmt: skip
    on = PlainDateField(label="Since")
    despite = sealed_words(
        "If the home does not usually take such a person: why this one all the same"
    )
    words = sealed_words("Anything the team should know")

    def __init__(
        self, data: object = None, *, today: date, who: Sequence[Who], homes: Sequence[HomeLine]
    ) -> None:
        super().__init__(data, initial={"on": today})
        survivors = [one for one in who if one.is_survivor]
        carers = [one for one in who if not one.is_survivor and not one.is_suspect]
        if len(survivors) == 1:
            self.initial["person"] = survivors[0].person_id
        self.offer(
            person=whom(survivors),
            home=[("", "None of these"), *((str(one.id), _told(one)) for one in homes)],
            carer=whom(carers, first="Nobody of the case"),
        )

    @property
    def chosen_kind(self) -> Placement.Kind:
        """Which kind of place was chosen."""
        return Placement.Kind(self.cleaned_data["kind"])

    @property
    def home_id(self) -> str:
        """The home chosen; nothing for a family or a place of one's own."""
        return self.cleaned_data["home"] if self.chosen_kind in IN_A_HOME else ""


def _told(one: HomeLine) -> str:
    beds = "no bed free" if one.free == 0 else f"{one.free} of {one.capacity} free"
    return f"{one.called}, {one.district} ({beds})"


class EndForm(forms.Form):
    """Why a stay ended."""

    on = PlainDateField(label="Left on")
    why = forms.ChoiceField(
        label="Why", widget=forms.RadioSelect, error_messages={"required": "Say why"},
        help_text="Leaving without a word, or being harmed there, raises a safety alert.",
    )  # fmt: skip
    words = sealed_words("Anything more")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]
        self.fields["why"].choices = codes("placement_ends", on=today)  # type: ignore[attr-defined]


class LeavingForm(forms.Form):
    """On which day a stay is to end."""

    on = PlainDateField(
        label="When are they to leave?", required=False,
        help_text="Leave it empty where no day is known any more.",
    )  # fmt: skip

    def __init__(self, data: object = None, *, leaves_on: date | None) -> None:
        super().__init__(data, initial={"on": leaves_on})  # type: ignore[arg-type]


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = sealed_words("What was wrong", required=True)
