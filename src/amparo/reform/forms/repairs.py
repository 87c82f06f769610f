"""Problems and repairs, as they are typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms

from amparo.casework.cases.models import Programme
from amparo.casework.cases.selectors.breakdowns import STEP_NAMES, causes_of_steps
from amparo.directory.models import Institution
from amparo.reform.models import Intervention, ProblemStage
from amparo.web.forms import PlainDateField


class RepairsForm(forms.Form):
    """A form that becomes one row; its token is the row's id, so sending it twice adds nothing."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: object = None, *, initial: Mapping[str, object] | None = None) -> None:
        started = {"token": uuid4(), **(initial or {})}
        super().__init__(data, initial=started, use_required_attribute=False)  # type: ignore[arg-type]

    def offer(self, **choices: Iterable[Any]) -> None:
        """Give fields of this name their choices."""
        for name, offered in choices.items():
            self.fields[name].choices = list(offered)  # type: ignore[attr-defined]


class ProblemForm(RepairsForm):
    """What keeps going wrong, and where."""

    title = forms.CharField(
        max_length=150, label="What keeps going wrong",
        help_text="A sentence that the authority would accept. No names.",
        error_messages={"required": "Say what keeps going wrong"},
    )  # fmt: skip
    cause = forms.ChoiceField(
        label="Cause", error_messages={"required": "Choose the cause it is counted by"}
    )
    institution = forms.ChoiceField(required=False, label="In which institution")
    programme = forms.ChoiceField(required=False, label="In which programme")
    on = PlainDateField(label="Seen since")

    def __init__(
        self,
        data: object = None,
        *,
        today: date,
        institutions: Sequence[Institution],
        programmes: Sequence[Programme],
        cause: str = "",
    ) -> None:
        super().__init__(data, initial={"on": today, "cause": cause})
        self.institutions = {str(one.pk): one for one in institutions}
        self.programmes = {str(one.pk): one for one in programmes}
        steps = causes_of_steps(today)
        self.offer(
            cause=[("", "Choose"), *(
                (STEP_NAMES[step], [(one.id, f"{one.id} {one.name}") for one in steps[step]])
                for step in steps
            )],
            institution=[("", "In several"), *((k, o.name) for k, o in self.institutions.items())],
            programme=[("", "In all"), *((k, o.name) for k, o in self.programmes.items())],
        )  # fmt: skip


class ShareForm(forms.Form):
    """Which authority answers for it too."""

    authority = forms.ChoiceField(
        label="Authority", error_messages={"required": "Choose the authority"}
    )
    post = forms.CharField(
        max_length=150, label="Which post answers for it",
        help_text="The post, not the person: a problem outlives whoever holds it.",
        error_messages={"required": "Say which post answers for it"},
    )  # fmt: skip
    on = PlainDateField(label="Agreed on")

    def __init__(
        self, data: object = None, *, today: date, institutions: Sequence[Institution]
    ) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]
        self.institutions = {str(one.pk): one for one in institutions}
        named = [(key, one.name) for key, one in self.institutions.items()]
        self.fields["authority"].choices = [("", "Choose"), *named]  # type: ignore[attr-defined]


class StageForm(forms.Form):
    """How far it has come."""

    stage = forms.ChoiceField(
        label="How far it has come", choices=ProblemStage.Stage.choices, widget=forms.RadioSelect
    )
    on = PlainDateField(label="Since")
    why = forms.CharField(
        max_length=300, label="What shows it",
        error_messages={"required": "Say what shows it: a letter, an order, a visit"},
    )  # fmt: skip

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]

    def chosen(self) -> ProblemStage.Stage:
        """The stage chosen."""
        return ProblemStage.Stage(self.cleaned_data["stage"])


class InterventionForm(RepairsForm):
    """A repair, before it begins."""

    name = forms.CharField(
        max_length=150, label="Name", error_messages={"required": "Give the repair a name"}
    )
    kind = forms.ChoiceField(
        label="What it brings", choices=Intervention.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what it brings"},
    )  # fmt: skip
    what = forms.CharField(
        max_length=500, label="What it is", widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what the repair is"},
    )  # fmt: skip
    authority = forms.ChoiceField(required=False, label="With which authority")
    cost = forms.DecimalField(
        required=False, min_value=0, max_digits=14, decimal_places=2, label="Cost",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
    )  # fmt: skip
    currency = forms.CharField(
        required=False, max_length=3, min_length=3, label="Currency", help_text="For example PHP",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )  # fmt: skip
    planned_on = PlainDateField(label="Planned to begin", future=True)

    def __init__(
        self,
        data: object = None,
        *,
        today: date,
        institutions: Sequence[Institution],
        kind: str = "",
    ) -> None:
        super().__init__(data, initial={"planned_on": today, "kind": kind})
        self.institutions = {str(one.pk): one for one in institutions}
        named = [(key, one.name) for key, one in self.institutions.items()]
        self.offer(authority=[("", "None yet"), *named])

    def chosen_kind(self) -> Intervention.Kind:
        """What it brings."""
        return Intervention.Kind(self.cleaned_data["kind"])

    def clean(self) -> dict[str, Any]:
        """A cost has a currency."""
        given = super().clean() or {}
        if given.get("cost") is not None and not given.get("currency"):
            self.add_error("currency", "Say in which currency")
        return given


class ExposureForm(RepairsForm):
    """Where a repair acts, from when, on how many."""

    place = forms.ChoiceField(label="Where", error_messages={"required": "Choose where it acts"})
    from_on = PlainDateField(label="From", future=True)
    is_planned = forms.ChoiceField(
        label="Does it act already?", widget=forms.RadioSelect, initial="no",
        choices=[("no", "Yes, from that day"), ("yes", "No, it is planned")],
    )  # fmt: skip
    n_people = forms.IntegerField(
        required=False, min_value=0, label="People reached",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
    )  # fmt: skip
    dose = forms.DecimalField(
        required=False, min_value=0, max_digits=10, decimal_places=2, label="How much",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
    )  # fmt: skip
    dose_unit = forms.CharField(
        required=False, max_length=40, label="Of what", help_text="Vehicles, hours, kits"
    )

    def __init__(
        self, data: object = None, *, today: date, places: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data, initial={"from_on": today, "is_planned": "no"})
        self.offer(place=[("", "Choose"), *places])

    def clean(self) -> dict[str, Any]:
        """An amount has a unit."""
        given = super().clean() or {}
        if given.get("dose") is not None and not given.get("dose_unit"):
            self.add_error("dose_unit", "Say of what: vehicles, hours, kits")
        return given


class EndForm(forms.Form):
    """The last day."""

    on = PlainDateField(label="Until")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]


class SwitchForm(forms.Form):
    """Why a detector is turned."""

    reason = forms.CharField(max_length=300, label="Why", error_messages={"required": "Say why"})

    def __init__(self, data: object = None) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]


class CodeForm(forms.Form):
    """What a second rater calls it."""

    cause = forms.ChoiceField(
        label="What went wrong", error_messages={"required": "Choose what went wrong"}
    )

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        steps = causes_of_steps(today)
        self.fields["cause"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"),
            *((STEP_NAMES[step], [(one.id, one.name) for one in steps[step]]) for step in steps),
        ]
