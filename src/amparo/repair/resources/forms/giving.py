"""Requests, decisions, hand-overs, and lines of a log, as they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from amparo.casework.cases.models import Case
from amparo.directory.models import PostHolder
from amparo.directory.packs.equipping import thing_names
from amparo.reform.forms.repairs import RepairsForm
from amparo.reform.models import Intervention
from amparo.reform.services.repairs import Cost
from amparo.repair.resources.models import AssetLine
from amparo.repair.resources.services.giving import HandOver
from amparo.repair.resources.services.using import Line, Use
from amparo.web.dates import spoken_date
from amparo.web.forms import PlainDateField

NARROW = {"class": "govuk-input--width-5", "inputmode": "numeric"}


def number(label: str, *, required: bool = False, hint: str = "") -> forms.IntegerField:
    """A small whole number."""
    return forms.IntegerField(
        required=required, min_value=0, max_value=9999, label=label, help_text=hint,
        widget=forms.NumberInput(attrs=NARROW),
    )  # fmt: skip


class PricedForm(RepairsForm):
    """A form that may name a cost."""

    cost = forms.DecimalField(
        required=False, min_value=0, max_digits=12, decimal_places=2, label="Cost",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
    )  # fmt: skip
    currency = forms.CharField(
        required=False, min_length=3, max_length=3, label="Currency", help_text="For example UGX",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A cost has a currency."""
        given = super().clean() or {}
        if given.get("cost") is not None and not given.get("currency"):
            self.add_error("currency", "Say in which currency")
        return given

    def priced(self) -> Cost | None:
        """The cost, where one is named."""
        given = self.cleaned_data
        return Cost(given["cost"], given["currency"].upper()) if given["cost"] is not None else None


class WantedForm(RepairsForm):
    """What is asked for, and why."""

    item = forms.ChoiceField(label="What", error_messages={"required": "Choose what is needed"})
    quantity = forms.IntegerField(
        label="How many", min_value=1, max_value=9999, initial=1,
        widget=forms.NumberInput(attrs=NARROW),
    )  # fmt: skip
    why = forms.CharField(
        max_length=300, label="Why", widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What cannot be done without it. No names.",
        error_messages={"required": "Say what cannot be done without it"},
    )  # fmt: skip
    on = PlainDateField(label="Asked for on")
    intervention = forms.ChoiceField(
        required=False, label="For which repair",
        help_text="The hand-over then counts as the day from which the repair acts there.",
    )  # fmt: skip

    def __init__(
        self, data: object = None, *, today: date, item: str = "", quantity: int = 1,
        repairs: Sequence[Intervention],
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"item": item, "quantity": quantity, "on": today})
        self.repairs = {str(one.pk): one for one in repairs}
        self.offer(
            item=[("", "Choose"), *sorted(thing_names().items(), key=lambda pair: pair[1])],
            intervention=[("", "None"), *((k, one.name) for k, one in self.repairs.items())],
        )


class DecideForm(RepairsForm):
    """Yes or no, by a second person."""

    decision = forms.ChoiceField(
        label="Should it be bought or found?", widget=forms.RadioSelect,
        choices=[("approved", "Yes"), ("declined", "No")],
        error_messages={"required": "Say yes or no"},
    )  # fmt: skip
    words = forms.CharField(required=False, max_length=300, label="Why, where it is no")

    def clean(self) -> dict[str, Any]:
        """A no says why."""
        given = super().clean() or {}
        if given.get("decision") == "declined" and not given.get("words"):
            self.add_error("words", "Say why not")
        return given


class OrderForm(PricedForm):
    """Where it was ordered or found, and for how much."""

    words = forms.CharField(
        max_length=300, label="Where from, and how it was chosen",
        help_text="For example: the lowest of three offers, or a gift",
        error_messages={"required": "Say where it comes from and how it was chosen"},
    )  # fmt: skip
    on = PlainDateField(label="Ordered on")
    field_order = ("words", "cost", "currency", "on")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})


class DropForm(RepairsForm):
    """Why it is no longer needed."""

    words = forms.CharField(
        max_length=300, label="Why it is no longer needed", error_messages={"required": "Say why"}
    )


class HandOverForm(RepairsForm):
    """What is handed over, when, and who signs for it."""

    name = forms.CharField(
        required=False, max_length=100, label="What it is exactly", help_text="Make and model"
    )
    mark = forms.CharField(
        required=False, max_length=60, label="Number on it",
        help_text="Plate, frame or inventory number, so that it can be found again",
    )  # fmt: skip
    quantity = number("How many", required=True)
    on = PlainDateField(label="Handed over on")
    signed_by = forms.ChoiceField(
        label="Who signs for it", error_messages={"required": "Choose who signed for it"},
        help_text="Whoever holds a post there that day. Appoint them in the directory if they are "
        "not here.",
    )  # fmt: skip
    expires_on = PlainDateField(label="Expires on", required=False, future=True)

    def __init__(
        self, data: object = None, *, today: date, left: int, signers: Sequence[PostHolder]
    ) -> None:
        super().__init__(data, initial={"on": today, "quantity": left})
        self.signers = {str(one.pk): one for one in signers}
        self.offer(
            signed_by=[("", "Choose"), *((k, _signer(one)) for k, one in self.signers.items())]
        )

    def facts(self) -> HandOver:
        """As the service takes it."""
        given = self.cleaned_data
        return HandOver(
            name=given["name"], quantity=given["quantity"], on=given["on"], mark=given["mark"],
            expires_on=given["expires_on"], signed_by=self.signers[given["signed_by"]],
        )  # fmt: skip


def _signer(one: PostHolder) -> str:
    until = f", until {spoken_date(one.to_on)}" if one.to_on else ""
    return f"{one.post.title}: {one.holder_name}{until}"


class UseForm(RepairsForm):
    """How it was used, once or over a while."""

    on = PlainDateField(label="On")
    n_trips = number("Trips")
    n_scenes = number("Scenes reached", hint="Places of a crime, or homes of survivors")
    km = forms.DecimalField(
        required=False, min_value=0, max_digits=8, decimal_places=1, label="Kilometres",
        widget=forms.NumberInput(attrs=NARROW),
    )  # fmt: skip
    n_used = number("Used up", hint="Of kits or packs: how many are gone")
    code = forms.CharField(
        required=False, max_length=12, label="For case",
        help_text="Its code, if it was for one case that you may open",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(
        self, data: object = None, *, today: date, names_cases: bool, uses_up: bool,
        initial: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"on": today, **(initial or {})})
        for name in ("n_trips", "n_scenes", "km") if uses_up else ("n_used",):
            del self.fields[name]
        if not names_cases:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """Something is said; a scene is reached on a trip."""
        given = super().clean() or {}
        amounts = [given.get(name) for name in ("n_trips", "n_scenes", "km", "n_used")]
        if not self.errors and not any(amounts):
            first = "n_used" if "n_used" in self.fields else "n_trips"
            self.add_error(first, "Say how much it was used")
        if given.get("n_scenes") and given.get("n_trips") == 0:
            self.add_error("n_trips", "A scene is reached on a trip")
        return given

    def line(self, case: Case | None) -> Line:
        """As the service takes it."""
        given = self.cleaned_data
        use = Use(
            given.get("n_trips"), given.get("n_scenes"), given.get("km"), given.get("n_used"), case
        )
        return Line(AssetLine.Kind.USED, given["on"], use=use)


KINDS = [
    ("broke", "It broke down"), ("repaired", "It was repaired"), ("serviced", "It was serviced"),
    ("gone", "It is no longer there"),
]  # fmt: skip


class UpkeepForm(PricedForm):
    """What happened to it."""

    kind = forms.ChoiceField(
        label="What happened", widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened"},
    )  # fmt: skip
    on = PlainDateField(label="On")
    words = forms.CharField(max_length=200, required=False, label="In a few words")
    field_order = ("kind", "on", "words", "cost", "currency")

    def __init__(
        self, data: object = None, *, today: date, state: str,
        initial: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"on": today, **(initial or {})})
        fits = {"works": {"broke", "serviced", "gone"}, "broken": {"repaired", "gone"}}
        kinds = KINDS if initial else [one for one in KINDS if one[0] in fits.get(state, set())]
        self.offer(kind=kinds)

    def line(self) -> Line:
        """As the service takes it."""
        given = self.cleaned_data
        return Line(
            AssetLine.Kind(given["kind"]), given["on"], words=given["words"], cost=self.priced()
        )


class TakeBackForm(RepairsForm):
    """Why a line was wrong."""

    words = forms.CharField(
        max_length=200, label="What was wrong with it", error_messages={"required": "Say why"}
    )
