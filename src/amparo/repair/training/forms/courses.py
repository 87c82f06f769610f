"""Courses, curricula, sessions, who came and what they answered, as they are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from amparo.directory.models import Unit
from amparo.directory.packs.teaching import topic_names
from amparo.reform.forms.repairs import RepairsForm
from amparo.reform.models import Intervention
from amparo.repair.training.models import Curriculum, Official, Score
from amparo.repair.training.services.courses import Came, Held, Teaching
from amparo.web.forms import PlainDateField

NARROW = {"class": "govuk-input--width-5"}
YES_NO = [("yes", "Yes"), ("no", "No")]
MOST_QUESTIONS = 100


def topics() -> list[tuple[str, str]]:
    """The topics to choose from."""
    return [("", "Choose"), *sorted(topic_names().items(), key=lambda pair: pair[1])]


def hours_field(label: str = "Hours") -> forms.DecimalField:
    """Hours, halves among them."""
    return forms.DecimalField(
        label=label, min_value=0, max_value=999, max_digits=4, decimal_places=1,
        widget=forms.NumberInput(attrs=NARROW),
    )  # fmt: skip


class CourseForm(RepairsForm):
    """A course."""

    title = forms.CharField(
        max_length=150, label="Title", error_messages={"required": "Give the course a title"}
    )
    topic = forms.ChoiceField(label="Topic", error_messages={"required": "Choose the topic"})
    gives_certificate = forms.ChoiceField(
        label="Does it end with a certificate?", choices=YES_NO, widget=forms.RadioSelect,
        error_messages={"required": "Say whether it ends with a certificate"},
    )  # fmt: skip

    def __init__(self, data: object = None) -> None:
        super().__init__(data)
        self.offer(topic=topics())


class CurriculumForm(RepairsForm):
    """A version of what is taught."""

    hours = hours_field("Hours that are taught")
    outline = forms.CharField(
        max_length=3000, label="What is taught", widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Say what is taught, part by part"},
    )  # fmt: skip
    questions = forms.CharField(
        required=False, max_length=20_000, label="Questions of the test, one a line",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="The same questions before, right after, and months later",
    )  # fmt: skip
    pass_percent = forms.IntegerField(
        required=False, min_value=1, max_value=100, label="Needed to pass, in per cent",
        widget=forms.NumberInput(attrs=NARROW),
    )  # fmt: skip

    def __init__(self, data: object = None, *, last: Curriculum | None = None) -> None:
        before = {
            "hours": last.hours, "outline": last.outline, "questions": "\n".join(last.questions),
            "pass_percent": int(last.pass_share * 100) if last.pass_share else None,
        } if last else {}  # fmt: skip
        super().__init__(data, initial=before)

    def clean(self) -> dict[str, Any]:
        """So many questions as can be answered; a pass mark has some."""
        given = super().clean() or {}
        lines = [line.strip() for line in (given.get("questions") or "").splitlines()]
        given["lines"] = [line for line in lines if line]
        if len(given["lines"]) > MOST_QUESTIONS:
            self.add_error("questions", f"At most {MOST_QUESTIONS} questions")
        if given.get("pass_percent") and not given["lines"]:
            self.add_error("pass_percent", "A pass mark needs questions")
        return given

    def teaching(self) -> Teaching:
        """As the service takes it."""
        given = self.cleaned_data
        mark = given["pass_percent"]
        return Teaching(
            given["hours"], given["outline"], given["lines"], Decimal(mark) / 100 if mark else None
        )


class SessionForm(RepairsForm):
    """A session: when, where, by whom, and for which repair."""

    from_on = PlainDateField(label="First day", future=True)
    to_on = PlainDateField(label="Last day", future=True)
    place = forms.CharField(
        max_length=150, label="Where", error_messages={"required": "Say where it is held"}
    )
    trainers = forms.CharField(
        max_length=150, label="Who teaches", error_messages={"required": "Say who teaches"}
    )
    intervention = forms.ChoiceField(
        required=False, label="For which repair",
        help_text="When the session is finished, the repair acts at the units that people came "
        "from.",
    )  # fmt: skip

    def __init__(
        self, data: object = None, *, today: date, repairs: Sequence[Intervention]
    ) -> None:
        super().__init__(data, initial={"from_on": today, "to_on": today})
        self.repairs = {str(one.pk): one for one in repairs}
        self.offer(intervention=[("", "None"), *((k, one.name) for k, one in self.repairs.items())])

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        given = super().clean() or {}
        first, last = given.get("from_on"), given.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", "The last day is after the first")
        return given

    def held(self) -> Held:
        """As the service takes it."""
        given = self.cleaned_data
        return Held(
            given["from_on"], given["to_on"], given["place"], given["trainers"],
            self.repairs.get(given["intervention"]),
        )  # fmt: skip


class CameForm(RepairsForm):
    """Somebody who came: from the list, or a new name."""

    official = forms.ChoiceField(required=False, label="Who came")
    name = forms.CharField(
        required=False, max_length=150, label="Or a new name",
        help_text="For somebody who is not in the list yet",
    )  # fmt: skip
    unit = forms.ChoiceField(label="From", error_messages={"required": "Choose their unit"})
    hours = hours_field("Hours they were there")

    def __init__(
        self,
        data: object = None,
        *,
        officials: Sequence[Official],
        units: Mapping[str, Unit],
        hours: Decimal,
    ) -> None:
        super().__init__(data, initial={"hours": hours})
        self.officials, self.units = {str(one.pk): one for one in officials}, units
        self.offer(
            official=[("", "Choose"), *((k, one.name) for k, one in self.officials.items())],
            unit=[("", "Choose"),
                  *((k, f"{one.name}, {one.institution.name}") for k, one in units.items())],
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """One of both."""
        given = super().clean() or {}
        if bool(given.get("official")) == bool(given.get("name")):
            self.add_error("official", "Choose somebody, or give a new name; not both")
        return given

    def came(self) -> Came:
        """As the service takes it."""
        given = self.cleaned_data
        return Came(self.units[given["unit"]], given["hours"])


class PersonForm(RepairsForm):
    """One person in a session: hours, answers by sitting, certificate."""

    hours = hours_field("Hours they were there")
    later_on = PlainDateField(label="Sat months later on", required=False)
    has_certificate = forms.ChoiceField(
        label="Certificate given?", choices=YES_NO, widget=forms.RadioSelect
    )
    field_order = ("hours", "before", "after", "later", "later_on", "has_certificate")

    def __init__(
        self, data: object = None, *, n_questions: int, certificate: bool,
        initial: Mapping[str, object],
    ) -> None:  # fmt: skip
        super().__init__(data, initial=initial)
        self.n = n_questions
        for sitting in Score.Sitting:
            self.fields[sitting.value] = forms.CharField(
                required=False, max_length=200, label=f"{sitting.label}: answers",
                help_text=f"{n_questions} signs, 1 for right and 0 for wrong: 1101…",
                widget=forms.TextInput(
                    attrs={"inputmode": "numeric", "autocomplete": "off",
                           "class": "govuk-input--width-20"}
                ),
            )  # fmt: skip
        if n_questions == 0:
            for name in (*Score.Sitting.values, "later_on"):
                del self.fields[name]
        if not certificate:
            del self.fields["has_certificate"]
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Answers fit the questions; a later sitting has its day."""
        given = super().clean() or {}
        for name in Score.Sitting.values:
            text = "".join((given.get(name) or "").split())
            given[name] = text
            if text and (len(text) != self.n or set(text) - {"0", "1"}):
                self.add_error(
                    name, f"{self.n} signs are needed, each 1 or 0; {len(text)} are here"
                )
        if given.get("later") and not given.get("later_on"):
            self.add_error("later_on", "Say when they sat it again")
        return given


class EmptyForm(RepairsForm):
    """Nothing to fill in: a question to say yes to."""
