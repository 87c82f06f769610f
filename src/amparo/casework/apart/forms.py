"""Who is where, from when until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone

from amparo.casework.apart.models import Stay
from amparo.casework.cases.selectors.case import Who
from amparo.casework.frame.forms import CaseForm, whom
from amparo.web.forms import PlainDateField

CLOCK = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
ANOTHER = "another"


def moment(on: date, at: time) -> datetime:
    """A day and an hour, where the office is."""
    return timezone.make_aware(datetime.combine(on, at))


class StayForm(CaseForm):
    """A person in a place; the reason is asked for only where somebody would be met."""

    person = forms.ChoiceField(label="Who", widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="Where", choices=Stay.Kind.choices, widget=forms.RadioSelect)
    known = forms.ChoiceField(label="Which one", required=False)
    place = forms.CharField(
        label="Or another, by the name everyone uses", required=False, max_length=120,
        help_text="For example, Room 2, Station 7. Kept sealed.",
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label="What for", choices=Stay.Purpose.choices, widget=forms.RadioSelect
    )
    on = PlainDateField(label="On which day", future=True)
    starts_at = forms.TimeField(label="From", widget=CLOCK)
    ends_at = forms.TimeField(label="Until, where it is known", required=False, widget=CLOCK)
    reason = forms.CharField(
        label="Why there is no other way", required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept sealed, with your name. Leave it empty and change the place above instead.",
    )  # fmt: skip

    def __init__(
        self, data: object = None, *, at: datetime, who: Sequence[Who], places: Sequence[str],
        purpose: str = "",
    ) -> None:  # fmt: skip
        local = timezone.localtime(at)
        started = {"on": local.date(), "starts_at": local.time().replace(second=0, microsecond=0)}
        super().__init__(data, initial={**started, **({"purpose": purpose} if purpose else {})})
        self.now = at
        self.fields["person"].choices = whom(who)  # type: ignore[attr-defined]
        self.fields["known"].choices = [("", "Choose"), *((name, name) for name in places)]  # type: ignore[attr-defined]
        if not places:
            del self.fields["known"]
            self.fields["place"].label = "Which one, by the name everyone uses"
        self.reason_field = self.fields.pop("reason")
        if self.data.get("reason") or self.data.get("asked"):
            self.ask_why()

    def ask_why(self) -> None:
        """Offer the box for a reason."""
        self.fields["reason"] = self.reason_field

    def clean(self) -> dict[str, object]:
        """One place, and hours that follow each other; past midnight is the next day."""
        given = super().clean() or {}
        if not (given.get("known") or str(given.get("place", "")).strip()):
            self.add_error("place", "Say which place")
        return given

    def given(self) -> dict[str, object]:
        """What the service takes. A time to come is a plan."""
        given = self.cleaned_data
        from_at = moment(given["on"], given["starts_at"])
        ends = given.get("ends_at")
        until = moment(given["on"], ends) if ends else None
        if until is not None and until <= from_at:
            until += timedelta(days=1)
        return {
            "kind": given["kind"], "purpose": given["purpose"],
            "place": given["place"].strip() or given.get("known", ""), "from_at": from_at,
            "until_at": until, "is_planned": from_at > self.now, "token": given["token"],
            "reason": given.get("reason", ""),
        }  # fmt: skip


class LeaveForm(forms.Form):
    """When they left, or that they never were there."""

    what = forms.ChoiceField(
        label="What happened", widget=forms.RadioSelect,
        choices=[("left", "They left"), ("never", "They never were there, or will not go")],
        error_messages={"required": "Choose what happened"},
    )  # fmt: skip
    on = PlainDateField(label="On which day")
    left_at = forms.TimeField(label="At", widget=CLOCK)

    def __init__(self, data: object = None, *, at: datetime) -> None:
        local = timezone.localtime(at)
        started = {"on": local.date(), "left_at": local.time().replace(second=0, microsecond=0)}
        super().__init__(data, initial=started, use_required_attribute=False)  # type: ignore[arg-type]

    def given(self) -> dict[str, object]:
        """The moment, and whether it never was."""
        given = self.cleaned_data
        return {
            "ended_at": moment(given["on"], given["left_at"]), "is_void": given["what"] == "never",
        }  # fmt: skip
