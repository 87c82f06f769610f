"""Surveys, commitments, letters and ties, as they are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from amparo.casework.cases.models import Case
from amparo.casework.frame.forms import CaseForm
from amparo.directory.models import Institution, Jurisdiction, Unit
from amparo.reform.models import SystemProblem
from amparo.repair.hope.models import CommitmentFact, Tie
from amparo.repair.hope.services.word import Promise, Sent
from amparo.web.forms import PlainDateField

Places = Mapping[str, tuple[Institution, Unit | None]]


def _chosen(places: Places) -> list[tuple[str, Any]]:
    named = [
        (key, f"{unit.name}, {one.name}" if unit else one.name)
        for key, (one, unit) in places.items()
    ]
    return [("", "Choose"), *named]


class CommitmentForm(CaseForm):
    """Which post gave its word for what."""

    place = forms.ChoiceField(label="Where", error_messages={"required": "Choose where"})
    post = forms.CharField(
        max_length=150, label="Which post", help_text="The post, not the name",
        error_messages={"required": "Say which post"},
    )  # fmt: skip
    promise = forms.CharField(
        max_length=300, label="What they promised", widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what they promised"},
    )  # fmt: skip
    shown_by = forms.CharField(
        max_length=300, label="What would show that it is kept",
        help_text="An order, a budget line, a room that is there",
        error_messages={"required": "Say what would show it"},
    )  # fmt: skip
    promised_on = PlainDateField(label="Promised on")
    due_on = PlainDateField(label="Due by", future=True)
    problem = forms.ChoiceField(required=False, label="For which problem of the system")

    def __init__(
        self, data: object = None, *, today: date, places: Places,
        problems: Sequence[SystemProblem],
    ) -> None:  # fmt: skip
        started = {"promised_on": today, "due_on": today + timedelta(days=180)}
        super().__init__(data, initial=started)
        self.places, self.problems = places, {str(one.pk): one for one in problems}
        self.offer(
            place=_chosen(places),
            problem=[("", "None named"), *((key, p.title) for key, p in self.problems.items())],
        )

    def typed(self) -> Promise:
        """What was typed."""
        given = self.cleaned_data
        institution, unit = self.places[given["place"]]
        return Promise(
            institution, given["post"], given["promise"], given["shown_by"],
            given["promised_on"], given["due_on"], unit, self.problems.get(given["problem"]),
        )  # fmt: skip


class SeenForm(CaseForm):
    """What was seen of a commitment."""

    what = forms.ChoiceField(
        label="What is seen", choices=CommitmentFact.What.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what is seen"},
    )  # fmt: skip
    on = PlainDateField(label="On which day")
    evidence = forms.CharField(
        max_length=300, label="What shows it",
        error_messages={"required": "Say what shows it: an order, a budget line, a visit"},
    )  # fmt: skip

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})


class LetterForm(CaseForm):
    """A letter to an official, with the day by which an answer is due."""

    institution = forms.ChoiceField(label="To", error_messages={"required": "Choose to whom"})
    post = forms.CharField(
        max_length=150, label="Which post", error_messages={"required": "Say to which post"}
    )
    asks = forms.CharField(
        max_length=300, label="What it asks", help_text="No names",
        error_messages={"required": "Say what it asks"},
    )  # fmt: skip
    case = forms.CharField(
        required=False, max_length=12, label="Code of the case, if about one",
        help_text="The letter then tells the steps of the case, without a name",
    )  # fmt: skip
    sent_on = PlainDateField(label="Sent on")
    due_on = PlainDateField(label="Answer due by", future=True)

    def __init__(
        self, data: object = None, *, today: date, institutions: Sequence[Institution],
        case: str = "",
    ) -> None:  # fmt: skip
        started = {"sent_on": today, "due_on": today + timedelta(days=15), "case": case}
        super().__init__(data, initial=started)
        self.institutions = {str(one.pk): one for one in institutions}
        listed = ((key, one.name) for key, one in self.institutions.items())
        self.offer(institution=[("", "Choose"), *listed])

    def typed(self, case: Case | None) -> Sent:
        """What was typed."""
        given = self.cleaned_data
        return Sent(
            self.institutions[given["institution"]], given["post"], given["asks"],
            given["sent_on"], given["due_on"], case,
        )  # fmt: skip


class AnswerForm(forms.Form):
    """What came back."""

    on = PlainDateField(label="Answered on")
    says = forms.CharField(
        max_length=300, label="What it says", help_text="No names",
        error_messages={"required": "Say what came back"},
    )  # fmt: skip

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]


class TieForm(CaseForm):
    """A meeting, joint work or an agreement."""

    what = forms.ChoiceField(
        label="What it was", choices=Tie.What.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what it was"},
    )  # fmt: skip
    on = PlainDateField(label="On which day")
    about = forms.CharField(
        max_length=300, label="What about", help_text="No names of survivors",
        error_messages={"required": "Say what it was about"},
    )  # fmt: skip
    until = PlainDateField(required=False, label="Until, where it ends", future=True)

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})


class SurveyForm(CaseForm):
    """Whom a survey asks."""

    name = forms.CharField(
        max_length=150, label="Name", error_messages={"required": "Give it a name"}
    )
    place = forms.ChoiceField(label="Place", error_messages={"required": "Choose the place"})
    population = forms.CharField(
        max_length=300, label="Who is asked, and how they are drawn",
        help_text="Such as: adults of 40 villages drawn by size, 10 households in each",
        error_messages={"required": "Say who is asked"},
    )  # fmt: skip

    def __init__(self, data: object = None, *, places: Sequence[Jurisdiction]) -> None:
        super().__init__(data)
        self.places = {str(one.pk): one for one in places}
        self.offer(place=[("", "Choose"), *((key, one.name) for key, one in self.places.items())])


class WaveForm(CaseForm):
    """One round of answers."""

    from_on = PlainDateField(label="First day")
    to_on = PlainDateField(label="Last day")
    answers = forms.CharField(
        max_length=1_000_000, label="Answers, one row a person asked",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="CSV: stratum, cluster, weight where there are, then the questions. No names.",
        error_messages={"required": "Paste the answers"},
    )  # fmt: skip
