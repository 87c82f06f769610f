"""Asking for an operation, its steps, its plan, its log, its counts and its checklist."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django import forms
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.apart.forms import StayForm
from amparo.casework.cases.selectors.recording import Places
from amparo.casework.frame.forms import CaseForm
from amparo.casework.rescue.forms.fields import (
    YES_NO,
    Choices,
    DayForm,
    MomentForm,
    PlaceField,
    longer,
    one_of,
)
from amparo.casework.rescue.models import Headcount, PlanLine
from amparo.casework.rescue.phases import What
from amparo.directory.packs.operating import operating
from amparo.web.forms import PlainDateField

STOPS = (What.REFUSED, What.CALLED_OFF)


class OperationForm(MomentForm):
    """A public authority was asked for an operation."""

    place = PlaceField(
        label="Which authority was asked",
        help_text="Only a public authority carries out an operation. The office supports.",
    )
    words = longer("What was asked, of whom, and why now")
    field_order = ("token", "place", "on", "clock", "words")

    def __init__(self, data: object = None, *, at: datetime, places: Places) -> None:
        super().__init__(data, at=at)
        self.fields["place"].offer(places)  # type: ignore[attr-defined]


class StepForm(MomentForm):
    """One step of an operation; what it asks depends on the step."""

    legal_basis = forms.CharField(
        label="The law it rests on", max_length=200, required=False,
        help_text="The order, or the article of the law. No names.",
    )  # fmt: skip
    tells = one_of(
        "May the teams of its cases know now?",
        [("no", "No, it stays with its planners"), ("yes", "Yes, tell them")],
        required=False,
    )
    words = longer("Anything more")

    def __init__(self, data: object = None, *, at: datetime, what: str) -> None:
        super().__init__(data, at=at)
        if what != What.APPROVED:
            del self.fields["legal_basis"]
        if what not in STOPS:
            del self.fields["tells"]
        else:
            self.fields["words"].label = "Why"

    def given(self) -> dict[str, object]:
        """The answer as yes or no."""
        given = super().given()
        return {**given, "tells": given.get("tells") == "yes"}


class PlannerForm(forms.Form):
    """One more colleague who may know."""

    user = forms.ChoiceField(
        label="Who needs to know", help_text="Name as few as the operation needs."
    )

    def __init__(self, data: object = None, *, colleagues: Sequence[User]) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        self.known = {str(one.pk): one for one in colleagues}
        self.fields["user"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"), *((key, one.name) for key, one in self.known.items())
        ]  # fmt: skip

    @property
    def chosen(self) -> User:
        """The colleague."""
        return self.known[self.cleaned_data["user"]]


class ServedForm(forms.Form):
    """One more case it serves."""

    case = forms.ChoiceField(label="Which case")

    def __init__(self, data: object = None, *, codes: Sequence[str]) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        self.fields["case"].choices = [("", "Choose"), *((code, code) for code in codes)]  # type: ignore[attr-defined]


class ToldForm(MomentForm):
    """Someone outside the office was told."""

    words = longer("Who was told, and how much", required=True)
    place = PlaceField(label="Of which authority", required=False)
    field_order = ("token", "words", "place", "on", "clock")

    def __init__(self, data: object = None, *, at: datetime, places: Places) -> None:
        super().__init__(data, at=at)
        self.fields["place"].offer(places, first="None")  # type: ignore[attr-defined]


class LineForm(CaseForm):
    """A line of the plan."""

    is_had = one_of(
        "Is it arranged?", [("yes", "Yes"), ("no", "It cannot be had, and it is written why")]
    )
    words = longer("Which, who, or why it cannot be had", required=True, rows=2)
    for_whom = one_of("Whom is it for?", PlanLine.ForWhom.choices, required=False)
    n = forms.IntegerField(
        label="For how many", required=False, min_value=1, max_value=1000,
        help_text="Seats, beds or people, where it matters.",
    )  # fmt: skip
    field_order = ("token", "is_had", "words", "for_whom", "n")

    def __init__(self, data: object = None, *, kind: str) -> None:
        super().__init__(data)
        declared = operating().kind(kind)
        if declared is None or not declared.for_whom:
            del self.fields["for_whom"]

    def given(self) -> dict[str, object]:
        """The answer as yes or no."""
        given = dict(self.cleaned_data)
        return {**given, "is_had": given["is_had"] == "yes"}


class BedsForm(CaseForm):
    """Beds for the nights after."""

    home = forms.ChoiceField(label="In which home", error_messages={"required": "Choose a home"})
    n = forms.IntegerField(label="How many beds", min_value=1, max_value=500)
    from_on = PlainDateField(label="From the night of", future=True)
    until_on = PlainDateField(label="Until the night of", future=True)

    def __init__(self, data: object = None, *, homes: Choices) -> None:
        super().__init__(data)
        self.offer(home=[("", "Choose"), *homes])


class OperationStayForm(StayForm):
    """Who is, or will be, in which vehicle, room or waiting area of the operation."""

    def __init__(
        self, data: object = None, *, at: datetime, people: Choices, places: Sequence[str]
    ) -> None:
        super().__init__(data, at=at, who=(), places=places, purpose="operation")
        self.fields["person"].choices = list(people)  # type: ignore[attr-defined]
        del self.fields["purpose"]

    def given(self) -> dict[str, object]:
        """What the service takes; it is for the operation."""
        self.cleaned_data["purpose"] = "operation"
        return {k: v for k, v in super().given().items() if k != "purpose"}


class NoteForm(CaseForm):
    """Words in the log, now or at an earlier minute."""

    words = longer("What happened", required=True, rows=2)
    clock = forms.TimeField(
        label="At, if it was earlier today", required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )  # fmt: skip

    def happened_at(self, now: datetime) -> datetime:
        """That minute today, or now."""
        clock = self.cleaned_data.get("clock")
        if not clock:
            return now
        local = timezone.localtime(now)
        return local.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)


def how_many(label: str) -> forms.IntegerField:
    """A number of people; left empty it is nobody."""
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=5000)


class HeadsForm(MomentForm):
    """How many were counted."""

    point = one_of("Where were they counted?", Headcount.Point.choices)
    n_women = how_many("Women")
    n_men = how_many("Men")
    n_girls = how_many("Girls")
    n_boys = how_many("Boys")
    n_suspects = how_many("Suspects")
    field_order = (
        "token", "point", "n_women", "n_men", "n_girls", "n_boys", "n_suspects", "on", "clock",
    )  # fmt: skip

    def given(self) -> dict[str, object]:
        """The numbers, nobody where nothing was typed."""
        return {name: 0 if value is None else value for name, value in super().given().items()}


class CheckForm(CaseForm):
    """One question of the dignity checklist."""

    is_kept = one_of("Your answer", YES_NO)
    words = longer("If not: what happened, to whom, and why")

    def given(self) -> dict[str, object]:
        """The answer as yes or no."""
        given = dict(self.cleaned_data)
        return {**given, "is_kept": given["is_kept"] == "yes"}


class ReviewForm(DayForm):
    """What was learnt."""

    was_empty = one_of("Was the place empty on arrival?", YES_NO)
    has_arrest = one_of("Was a suspect arrested?", YES_NO)
    has_evidence = one_of("Was evidence secured?", YES_NO)
    words = longer(
        "What went well, what did not, and what changes next time", required=True, rows=6
    )
    field_order = ("token", "on", "was_empty", "has_arrest", "has_evidence", "words")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, today=today)
        self.fields["on"].label = "When it was talked through"

    def given(self) -> dict[str, object]:
        """The answers as yes or no."""
        given = super().given()
        asked = ("was_empty", "has_arrest", "has_evidence")
        return {**given, **{name: given[name] == "yes" for name in asked}}


class SureForm(forms.Form):
    """Nothing to type: only whether one is sure."""
