"""Who came to a case conference, what was decided, and who does what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms

from amparo.access.models import User
from amparo.casework.cases.models import Conference
from amparo.casework.cases.services.conferring import ToDo
from amparo.casework.frame.forms import CaseForm
from amparo.directory.models import Institution
from amparo.web.forms import PlainDateField

TASKS = 4


class ConferenceForm(CaseForm):
    """One conference; up to four tasks fall out of it, more are added on the case."""

    on = PlainDateField(label="Held on")
    came = forms.MultipleChoiceField(
        label="Who of the office came", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Say who of the office came"},
    )  # fmt: skip
    institution = forms.ChoiceField(label="Which institution came", required=False)
    another = forms.ChoiceField(label="Another institution that came", required=False)
    others = forms.CharField(
        label="Others who came", required=False, max_length=300,
        help_text="For instance her aunt, an interpreter. Kept sealed.",
    )  # fmt: skip
    survivor = forms.ChoiceField(
        label="Was the survivor heard?", choices=Conference.Survivor.choices,
        widget=forms.RadioSelect, error_messages={"required": "Say whether they were heard"},
    )  # fmt: skip
    decided = forms.CharField(
        label="What was decided, and why", max_length=2000, help_text="Kept sealed.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what was decided, also where nothing changes"},
    )  # fmt: skip
    next_on = PlainDateField(label="Meet again on", required=False, future=True)

    def __init__(
        self, data: object = None, *, today: date, team: Sequence[User],
        institutions: Sequence[Institution],
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"on": today})
        self.team = {str(one.pk): one for one in team}
        self.institutions = {str(one.pk): one for one in institutions}
        named = [(pk, one.name) for pk, one in self.team.items()]
        for number in range(1, TASKS + 1):
            self.fields[f"what-{number}"] = forms.CharField(
                label=f"Task {number}: what is to be done", required=False, max_length=200,
                help_text="Without names: it is shown in lists." if number == 1 else "",
            )  # fmt: skip
            self.fields[f"owner-{number}"] = forms.ChoiceField(
                label=f"Task {number}: who does it", required=False,
                choices=[("", "Choose"), *named],
            )  # fmt: skip
            self.fields[f"due-{number}"] = PlainDateField(
                label=f"Task {number}: by when", required=False, future=True
            )
        listed = [("", "None"), *((pk, one.name) for pk, one in self.institutions.items())]
        self.offer(came=named, institution=listed, another=listed)
        self.order_fields([*(name for name in self.fields if name != "next_on"), "next_on"])

    def clean(self) -> dict[str, object]:
        """A task says what, who and by when."""
        given = super().clean() or {}
        for number in range(1, TASKS + 1):
            if not given.get(f"what-{number}"):
                continue
            if not given.get(f"owner-{number}"):
                self.add_error(f"owner-{number}", "Choose who does it")
            if not given.get(f"due-{number}") and f"due-{number}" not in self.errors:
                self.add_error(f"due-{number}", "Enter the day")
        return given

    def guests(self) -> list[Institution]:
        """The institutions that came, each once."""
        chosen = (self.cleaned_data["institution"], self.cleaned_data["another"])
        return [self.institutions[pk] for pk in dict.fromkeys(chosen) if pk]

    def to_do(self) -> list[ToDo]:
        """The tasks that were typed."""
        given = self.cleaned_data
        return [
            ToDo(given[f"what-{n}"], self.team[given[f"owner-{n}"]], given[f"due-{n}"])
            for n in range(1, TASKS + 1)
            if given[f"what-{n}"]
        ]
