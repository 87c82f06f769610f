"""Keeping an indicator as it stands, or entering one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django import forms

from amparo.casework.cases.eventlog import Scope
from amparo.casework.cases.models import Programme
from amparo.casework.frame.forms import CaseForm
from amparo.protection.services.indicators import ValueFacts
from amparo.web.forms import PlainDateField


class KeepForm(forms.Form):
    """Which programme and cases are counted, and by what they are broken down.

    `may_narrow` for whoever sees exact figures. Two spans that differ by a day would tell the case
    between them, so that others are offered neither spans nor groups.
    """

    filtering = True

    programme = forms.ChoiceField(label="Programme", required=False)
    by = forms.ChoiceField(label="Compare by", required=False)
    opened_from = PlainDateField(label="Cases opened from", required=False)
    opened_to = PlainDateField(label="Cases opened until", required=False)

    def __init__(
        self, data: object = None, *, programmes: dict[str, Programme],
        groups: Mapping[str, str], may_narrow: bool,
    ) -> None:  # fmt: skip
        super().__init__(data)  # type: ignore[arg-type]
        offered = [("", "All programmes"), *((pk, one.name) for pk, one in programmes.items())]
        self.fields["programme"].choices = offered  # type: ignore[attr-defined]
        self.fields["by"].choices = [("", "Do not compare"), *groups.items()]  # type: ignore[attr-defined]
        if not (may_narrow and groups):
            del self.fields["by"]
        if not may_narrow:
            del self.fields["opened_from"], self.fields["opened_to"]

    def clean(self) -> dict[str, object]:
        """The span begins before it ends."""
        given = super().clean() or {}
        first, last = given.get("opened_from"), given.get("opened_to")
        if isinstance(first, date) and isinstance(last, date) and first > last:
            self.add_error("opened_to", "The last day lies on or after the first")
        return given

    def scope(self) -> Scope:
        """The cases that were asked for."""
        given = self.cleaned_data
        programme = UUID(given["programme"]) if given["programme"] else None
        return Scope(programme, given.get("opened_from"), given.get("opened_to"))


class EnterForm(CaseForm):
    """A value from elsewhere, with its source."""

    value = forms.FloatField(label="Value")
    low = forms.FloatField(label="Interval, from", required=False)
    high = forms.FloatField(label="Interval, to", required=False)
    n = forms.IntegerField(label="How many it stands on", required=False, min_value=1)
    from_on = PlainDateField(label="First day", required=False)
    to_on = PlainDateField(label="Last day, or the day it was measured")
    programme = forms.ChoiceField(label="Programme", required=False)
    source = forms.CharField(
        label="Source", max_length=300, help_text="Who measured it, when, and where it can be read"
    )

    def __init__(
        self, data: object = None, *, programmes: dict[str, Programme], is_share: bool = False
    ) -> None:
        super().__init__(data)
        self.programmes, self.is_share = programmes, is_share
        self.offer(programme=[("", "None"), *((pk, one.name) for pk, one in programmes.items())])
        if is_share:
            self.fields["value"].label = "Share, in per cent"
            self.fields["low"].label = "Interval, from (per cent)"
            self.fields["high"].label = "Interval, to (per cent)"

    def clean(self) -> dict[str, object]:
        """Ends in order; shares between none and all."""
        given = super().clean() or {}
        value, low, high = (given.get(name) for name in ("value", "low", "high"))
        if (low is None) != (high is None):
            self.add_error("low", "Give both ends of the interval, or none")
        elif value is not None and low is not None and not low <= value <= high:
            self.add_error("low", "The value lies between the ends of its interval")
        if self.is_share and value is not None and not 0 <= value <= 100:
            self.add_error("value", "A share lies between 0 and 100 per cent")
        return given

    def facts(self) -> ValueFacts:
        """What was typed; shares as parts of one."""
        given, unit = self.cleaned_data, 100 if self.is_share else 1
        numbers = {
            name: None if given[name] is None else given[name] / unit
            for name in ("value", "low", "high")
        }
        return ValueFacts(
            to_on=given["to_on"], from_on=given["from_on"], digest="",
            programme=self.programmes.get(given["programme"]), source=given["source"],
            result={**numbers, "n": given["n"] or 0},
        )  # fmt: skip
