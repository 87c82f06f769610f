"""Proof points, as they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django import forms

from amparo.casework.cases.models import Person
from amparo.casework.frame.forms import CaseForm
from amparo.directory.models import Jurisdiction
from amparo.reform.models import Intervention
from amparo.repair.hope.models import Showing, Wording
from amparo.repair.hope.services.proofs import Words
from amparo.web.forms import PlainDateField


class WordsForm(CaseForm):
    """What is told."""

    title = forms.CharField(
        max_length=120, label="Title", error_messages={"required": "Give it a title"}
    )
    story = forms.CharField(
        max_length=3000, label="What happened", widget=forms.Textarea(attrs={"rows": 8}),
        help_text="No names, no whole dates, no station, school or street; nothing that only a "
        "few could have lived.",
        error_messages={"required": "Tell what happened"},
    )  # fmt: skip
    shows = forms.CharField(
        max_length=500, label="What it shows", widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what it shows"},
    )  # fmt: skip

    def words(self) -> Words:
        """What was typed."""
        given = self.cleaned_data
        return Words(given["title"], given["story"], given["shows"])


class ProofForm(WordsForm):
    """Whose case it is, and how nearly the place is told."""

    person = forms.ChoiceField(label="Survivor", error_messages={"required": "Choose who"})
    place = forms.ChoiceField(
        label="Place, in general", error_messages={"required": "Choose the place"}
    )
    repair = forms.ChoiceField(required=False, label="Which repair it shows, if one")
    field_order = ("person", "place", "repair", "title", "story", "shows")

    def __init__(
        self, data: object = None, *, people: Sequence[tuple[Person, str]],
        places: Sequence[Jurisdiction], repairs: Sequence[Intervention] = (),
    ) -> None:  # fmt: skip
        super().__init__(data)
        self.people = {str(one.pk): one for one, _ in people}
        self.places = {str(one.pk): one for one in places}
        self.repairs = {str(one.pk): one for one in repairs}
        self.offer(
            repair=[("", "None"), *((key, one.name) for key, one in self.repairs.items())],
            person=[("", "Choose"), *((str(one.pk), label) for one, label in people)],
            place=[("", "Choose"), *((key, one.name) for key, one in self.places.items())],
        )


class CheckForm(forms.Form):
    """What a second person says of a wording."""

    found = forms.ChoiceField(
        label="Could anybody know who it is?", widget=forms.RadioSelect,
        choices=[
            (Wording.Found.CLEAR.value, "No, nobody can be known by it"),
            (Wording.Found.BACK.value, "Yes, somebody could"),
        ],
        error_messages={"required": "Choose one"},
    )  # fmt: skip
    why = forms.CharField(required=False, max_length=300, label="If yes: by what?")


class PublishForm(forms.Form):
    """Until when it is told."""

    review_on = PlainDateField(label="Looked at again on", future=True)

    def __init__(self, data: object = None, *, today: date) -> None:
        initial = {"review_on": today + timedelta(days=180)}
        super().__init__(data, initial=initial, use_required_attribute=False)  # type: ignore[arg-type]


class ShowForm(forms.Form):
    """To whom it was told."""

    on = PlainDateField(label="On which day")
    audience = forms.ChoiceField(
        label="Who heard", choices=Showing.Audience.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose who heard"},
    )  # fmt: skip
    n_people = forms.IntegerField(
        min_value=0, max_value=100_000_000, label="How many",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Say how many, as near as can be told"},
    )  # fmt: skip
    where = forms.CharField(max_length=150, label="Where", error_messages={"required": "Say where"})

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]


class WithdrawForm(forms.Form):
    """Nothing to type: the words are destroyed."""
