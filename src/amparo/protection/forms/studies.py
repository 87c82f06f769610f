"""A study and a wave, as they are typed."""

from __future__ import annotations

from typing import Any

from django import forms

from amparo.casework.cases.models import Programme
from amparo.casework.frame.forms import CaseForm
from amparo.directory.models import Jurisdiction
from amparo.errors import Refused
from amparo.protection import reckoning
from amparo.protection.models import Design, Wave
from amparo.protection.services.studies import StudyFacts, WaveFacts
from amparo.web.forms import PlainDateField


class StudyForm(CaseForm):
    """What a study is."""

    name = forms.CharField(label="Name of the study", max_length=150)
    design = forms.ChoiceField(label="How people are met or counted", choices=Design.choices)
    jurisdiction = forms.ChoiceField(label="Place that it speaks for")
    programme = forms.ChoiceField(label="Programme", required=False)
    population = forms.CharField(
        label="Whom it looks at, and from which frame", max_length=300,
        help_text="Such as: people at 132 venues of 20 towns, drawn by size",
    )  # fmt: skip
    definition = forms.CharField(
        label="Who counts as living the crime, and how that is confirmed", max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The same in every wave. Waves with another definition are another study.",
    )  # fmt: skip

    def __init__(
        self, data: object = None, *, places: dict[str, Jurisdiction],
        programmes: dict[str, Programme],
    ) -> None:  # fmt: skip
        super().__init__(data)
        self.places, self.programmes = places, programmes
        self.offer(
            jurisdiction=[("", "Choose"), *((pk, one.name) for pk, one in places.items())],
            programme=[("", "None"), *((pk, one.name) for pk, one in programmes.items())],
        )

    def facts(self) -> StudyFacts:
        """What was typed."""
        given = self.cleaned_data
        return StudyFacts(
            given["name"], given["design"], self.places[given["jurisdiction"]],
            given["population"], given["definition"], self.programmes.get(given["programme"]),
        )  # fmt: skip


ASKS = {
    Wave.How.COUNTS.value: ("victims", "asked", "design_effect"),
    Wave.How.LISTS.value: ("table",),
    Wave.How.PUBLISHED.value: ("share", "low", "high", "asked"),
}
MAY_BE_EMPTY = {("design_effect", "counts"), ("asked", "published")}


class WaveForm(CaseForm):
    """A wave: its days, and one of three kinds of numbers; only those of its kind are asked for."""

    how = forms.CharField(widget=forms.HiddenInput)
    from_on = PlainDateField(label="First day")
    to_on = PlainDateField(label="Last day")
    victims = forms.IntegerField(label="How many live the crime", min_value=0)
    share = forms.FloatField(label="Share, in per cent", min_value=0, max_value=100)
    low = forms.FloatField(label="Interval, from (per cent)", min_value=0, max_value=100)
    high = forms.FloatField(label="Interval, to (per cent)", min_value=0, max_value=100)
    asked = forms.IntegerField(label="People asked or seen", min_value=1, max_value=10**9)
    design_effect = forms.FloatField(
        label="Design effect", min_value=1, max_value=100,
        help_text="1 for a simple sample; clusters make it larger. Empty means 1.",
    )  # fmt: skip
    table = forms.CharField(
        label="Lists that overlap", max_length=100_000, strip=True,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One row a combination: 1 or 0 for each list, then how many people. No names.",
    )  # fmt: skip
    source = forms.CharField(
        label="Source", required=False, max_length=300,
        help_text="Who made the study, when, and where it can be read",
    )  # fmt: skip

    def __init__(self, data: object = None, *, how: str) -> None:
        super().__init__(data, initial={"how": how})
        self.how_asked = how
        for name in {name for names in ASKS.values() for name in names} - set(ASKS[how]):
            del self.fields[name]
        for name in ASKS[how]:
            self.fields[name].required = (name, how) not in MAY_BE_EMPTY
        self.fields["source"].required = how == Wave.How.PUBLISHED

    def clean(self) -> dict[str, Any]:
        """Reckon what was typed; what cannot be is told at the first number."""
        given = super().clean() or {}
        if self.errors:
            return given
        try:
            self.reckoned = _reckoned({**given, "how": self.how_asked})
        except Refused as refusal:
            advice = f": {refusal.next_step}" if refusal.next_step else ""
            found = f" ({refusal.found})" if refusal.found else ""
            self.add_error(ASKS[self.how_asked][0], f"{refusal.what}{found}{advice}.")
        return given

    def facts(self) -> WaveFacts:
        """What was typed, and what was made of it."""
        given, made = self.cleaned_data, self.reckoned
        return WaveFacts(
            given["from_on"], given["to_on"], self.how_asked, made.data, made.digest, made.result,
            made.engine, given["source"],
        )  # fmt: skip


def _reckoned(given: dict[str, Any]) -> reckoning.Reckoned:
    if given["how"] == Wave.How.COUNTS:
        return reckoning.of_counts(given["victims"], given["asked"], given["design_effect"] or 1.0)
    if given["how"] == Wave.How.LISTS:
        return reckoning.of_lists(given["table"])
    share, low, high = (given[name] / 100 for name in ("share", "low", "high"))
    return reckoning.of_published(share, low, high, given["asked"])


class ImpunityForm(forms.Form):
    """Convictions against estimated crimes. Nothing is kept."""

    convictions = forms.IntegerField(label="Convictions", min_value=0)
    crimes_low = forms.FloatField(label="Estimated crimes, at least", min_value=1)
    crimes_high = forms.FloatField(label="Estimated crimes, at most", min_value=1)
