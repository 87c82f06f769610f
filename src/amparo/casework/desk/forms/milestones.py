"""Recording, correcting and withdrawing a milestone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from django import forms

from amparo.casework.cases.models import Precision
from amparo.casework.cases.selectors.case import Who
from amparo.casework.cases.selectors.recording import Places
from amparo.casework.frame.forms import where
from amparo.directory.packs import code_list
from amparo.web.dates import Dated
from amparo.web.dates import Precision as Typed
from amparo.web.forms import DatePrecisionField

NOBODY = ""


class _PlaceAndSource(forms.Form):
    """What a milestone and its correction share."""

    where = forms.ChoiceField(required=False, label="Where")
    source = forms.ChoiceField(required=False, label="Where it is written")
    note = forms.CharField(
        required=False,
        max_length=2000,
        label="Note",
        help_text="Kept sealed; only the team reads it.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def precision(self) -> Precision:
        """How exactly the day is known."""
        return Precision(self.cleaned_data["on"].precision.value)

    def _offer(self, places: Places, *, on: date, source: str = "") -> None:
        sources = code_list("source_documents").choices(on=on)
        known = source == "" or source in dict(sources)
        extra = [] if known else [(source, source)]
        self.fields["where"].choices = where(places, first="Not known")  # type: ignore[attr-defined]
        self.fields["source"].choices = [("", "Not said"), *sources, *extra]  # type: ignore[attr-defined]


class MilestoneForm(_PlaceAndSource):
    """When, who, where: today and the only person that fits are chosen already."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    on = DatePrecisionField(label="When")
    person = forms.ChoiceField(label="Who", widget=forms.RadioSelect)
    field_order = ("token", "on", "person", "where", "source", "note")

    def __init__(
        self,
        data: object = None,
        *,
        people: Sequence[Who],
        places: Places,
        today: date,
        is_about_someone: bool,
    ) -> None:
        initial = {
            "token": uuid4(),
            "on": Dated(today, Typed.DAY),
            "person": people[0].person_id if len(people) == 1 else None,
            "where": places.lately[0].key if places.lately else "",
        }
        super().__init__(data, initial=initial, use_required_attribute=False)  # type: ignore[arg-type]
        self._offer(places, on=today)
        self.order_fields(self.field_order)
        if not is_about_someone or not people:
            del self.fields["person"]
            return
        field = self.fields["person"]
        field.choices = [  # type: ignore[attr-defined]
            *((who.person_id, who.label) for who in people),
            ("none", "Not known who, or all of them"),
        ]
        field.error_messages["required"] = "Choose who this is about"

    def person_id(self) -> str:
        """The person chosen; empty for nobody in particular."""
        chosen = str(self.cleaned_data.get("person", NOBODY))
        return NOBODY if chosen == "none" else chosen


class CorrectionForm(_PlaceAndSource):
    """The milestone as it should have been, and why it was wrong."""

    on = DatePrecisionField(label="When")
    reason = forms.CharField(
        max_length=300,
        label="What was wrong",
        help_text="The old entry stays in the timeline, struck through, with this reason.",
        error_messages={"required": "Say what was wrong"},
    )
    field_order = ("on", "where", "source", "note", "reason")

    def __init__(
        self, data: object = None, *, places: Places, today: date, initial: dict[str, object]
    ) -> None:
        super().__init__(data, initial=initial, use_required_attribute=False)  # type: ignore[arg-type]
        self._offer(places, on=today, source=str(initial.get("source", "")))
        self.order_fields(self.field_order)


class WithdrawalForm(forms.Form):
    """Why it never happened."""

    reason = forms.CharField(
        max_length=300,
        label="Why it is withdrawn",
        error_messages={"required": "Say why it is withdrawn"},
    )
