"""Setting a hearing, preparing it, and saying in one form what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms

from amparo.casework.apart.forms import StayForm
from amparo.casework.apart.models import Stay
from amparo.casework.cases.selectors.case import Who
from amparo.casework.docket.models import Accused, Hearing, Presence, Summons
from amparo.casework.docket.services.hearings import Ordered, There, Told
from amparo.casework.frame.forms import CaseForm, Choice, codes, whom
from amparo.directory.packs import code_list
from amparo.web.forms import PlainDateField

CLOCK = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
OPENS = time(8)  # when people are let in, where the hour of the hearing is not known
NO_NAMES = "No names: it is seen in lists."


class HearingForm(CaseForm):
    """A day in court that lies ahead."""

    type = forms.ChoiceField(label="What for", error_messages={"required": "Choose what it is for"})
    on = PlainDateField(label="On which day", future=True)
    starts_at = forms.TimeField(required=False, label="At", widget=CLOCK)
    judge = forms.ChoiceField(required=False, label="Before whom")
    room = forms.CharField(required=False, max_length=80, label="Room")

    def __init__(self, data: object = None, *, today: date, judges: Sequence[Choice]) -> None:
        super().__init__(data, initial={"judge": judges[0][0] if len(judges) == 1 else ""})
        self.offer(type=codes("hearing_types", on=today, first="Choose"))
        _offer_judges(self, judges)


class MoveForm(forms.Form):
    """Another day, time, judge or room."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = PlainDateField(label="On which day", future=True)
    starts_at = forms.TimeField(required=False, label="At", widget=CLOCK)
    judge = forms.ChoiceField(required=False, label="Before whom")
    room = forms.CharField(required=False, max_length=80, label="Room")

    def __init__(self, data: object = None, *, hearing: Hearing, judges: Sequence[Choice]) -> None:
        initial = {
            "version": hearing.version, "on": hearing.on, "starts_at": hearing.starts_at,
            "judge": str(hearing.judge_id or ""), "room": hearing.room,
        }  # fmt: skip
        super().__init__(data, initial=initial, use_required_attribute=False)  # type: ignore[arg-type]
        _offer_judges(self, judges)


def _offer_judges(form: forms.Form, judges: Sequence[Choice]) -> None:
    """The posts of the court; the question is left out where the directory knows none."""
    if judges:
        form.fields["judge"].choices = [("", "Not known"), *judges]  # type: ignore[attr-defined]
    else:
        del form.fields["judge"]


def reasons(*, on: date) -> list[Choice]:
    """Why hearings are put off, grouped by whose side the reason lies on."""
    parties = code_list("adjournment_parties")
    groups: dict[str, list[tuple[str, str]]] = {}
    listed = code_list("adjournment_reasons")
    sides = {entry.code: entry.maps.get("party", "unknown") for entry in listed.entries}
    for code, name in listed.choices(on=on):
        groups.setdefault(parties.name_of(sides[code]), []).append((code, name))
    return [("", "Choose"), *groups.items()]


@dataclass(frozen=True)
class Part:
    """Fields that most hearings do not need, folded away until something is in them."""

    title: str
    fields: Sequence[forms.BoundField]

    @property
    def is_open(self) -> bool:
        """Whether something was typed here, or is wrong."""
        return any(field.errors or field.value() for field in self.fields)


class TellForm(forms.Form):
    """What happened: one form, made for one thumb, in the corridor of the court."""

    template_name = "docket/_tell.html"
    FIRST = ("outcome", "reason", "next_on", "also")
    ORDERED = ("order", "order_party", "order_due_on")
    MORE = ("next_type", "party", "words")

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="What happened",
        choices=Hearing.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened"},
    )
    reason = forms.ChoiceField(
        required=False, label="If it was put off: why", help_text="The side is filled in for you."
    )
    next_on = PlainDateField(
        required=False, future=True, label="Next date",
        help_text="For example, 3 March 2024. Leave it empty where none was given.",
    )  # fmt: skip
    next_type = forms.ChoiceField(required=False, label="Next, what for")
    order = forms.CharField(
        required=False, max_length=500, label="What the court ordered",
        help_text="Kept sealed. One order; others can be added with the next hearing.",
    )  # fmt: skip
    order_party = forms.ChoiceField(required=False, label="Who must obey it")
    order_due_on = PlainDateField(required=False, future=True, label="By when")
    party = forms.ChoiceField(
        required=False, label="On whose side it failed, if not as the reason says"
    )
    words = forms.CharField(
        required=False, max_length=500, label="In your own words", help_text="Kept sealed."
    )
    also = forms.MultipleChoiceField(
        required=False,
        label="The same happened in",
        widget=forms.CheckboxSelectMultiple,
        help_text="Cases before this court on the same day.",
    )

    def __init__(
        self,
        data: object = None,
        *,
        hearing: Hearing,
        accused: Sequence[tuple[Accused, str]],
        same_day: Sequence[Hearing],
    ) -> None:
        initial = {"version": hearing.version}
        super().__init__(data, initial=initial, use_required_attribute=False)  # type: ignore[arg-type]
        self.accused = accused
        sides = codes("adjournment_parties", on=hearing.on)
        self._offer("reason", reasons(on=hearing.on))
        self._offer("party", [("", "As the reason says"), *sides])
        self._offer("order_party", [("", "Choose"), *sides])
        self._offer("next_type", codes("hearing_types", on=hearing.on, first="The same again"))
        self._offer("also", [(str(row.pk), _codes_of(row)) for row in same_day])
        if not same_day:
            del self.fields["also"]
        for row, label in accused:
            self._ask_about(row, label)

    def _offer(self, name: str, choices: Sequence[Choice]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def _ask_about(self, row: Accused, label: str) -> None:
        """Whether this accused was there and defended; nothing where nobody looked."""
        self.fields[f"came_{row.pk.hex}"] = forms.ChoiceField(
            required=False, label=label, choices=[("", "Not noted"), *Presence.Came.choices]
        )
        self.fields[f"counsel_{row.pk.hex}"] = forms.ChoiceField(
            required=False, label=f"{label}: counsel there", choices=_had()
        )
        self.fields[f"interpreter_{row.pk.hex}"] = forms.ChoiceField(
            required=False, label=f"{label}: interpreter there", choices=_had()
        )

    def first(self) -> list[forms.BoundField]:
        """What nearly every hearing needs."""
        return [self[name] for name in self.FIRST if name in self.fields]

    def parts(self) -> list[Part]:
        """The rest, by what it is about."""
        known = {*self.FIRST, *self.ORDERED, *self.MORE, "version"}
        there = [self[name] for name in self.fields if name not in known]
        return [
            *([Part("Who was there", there)] if there else []),
            Part("What the court ordered", [self[name] for name in self.ORDERED]),
            Part("Anything else", [self[name] for name in self.MORE]),
        ]

    def clean(self) -> dict[str, Any]:
        """An order needs whoever must obey it, and the words that were said."""
        typed = super().clean() or self.cleaned_data
        if typed.get("order") and not typed.get("order_party"):
            self.add_error("order_party", "Choose who must obey it")
        if typed.get("order_due_on") and not typed.get("order"):
            self.add_error("order", "Say what was ordered")
        return typed

    def told(self) -> Told:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        orders = (
            [Ordered(typed["order"], typed["order_party"], typed["order_due_on"])]
            if typed["order"]
            else []
        )
        return Told(
            Hearing.Outcome(typed["outcome"]), reason=typed["reason"], party=typed["party"],
            words=typed["words"], next_on=typed["next_on"], next_type=typed["next_type"],
            orders=orders, present=self._present(),
        )  # fmt: skip

    def _present(self) -> dict[UUID, There]:
        typed = self.cleaned_data
        return {
            row.pk: There(
                Presence.Came(typed[f"came_{row.pk.hex}"]),
                Presence.Had(typed[f"counsel_{row.pk.hex}"] or Presence.Had.UNKNOWN),
                Presence.Had(typed[f"interpreter_{row.pk.hex}"] or Presence.Had.UNKNOWN),
            )
            for row, _ in self.accused
            if typed[f"came_{row.pk.hex}"]
        }


def _had() -> list[tuple[str, str]]:
    named = dict(Presence.Had.choices)
    first = str(Presence.Had.UNKNOWN)
    return [("", named.pop(first)), *named.items()]


def _codes_of(row: Hearing) -> str:
    codes_ = ", ".join(sorted(joined.case.code for joined in row.court_case.joined.all()))
    return f"{codes_}, {code_list('hearing_types').name_of(row.type).lower()}"


class UndoForm(forms.Form):
    """Why an outcome is taken back."""

    reason = forms.CharField(
        max_length=300, label="What was wrong", error_messages={"required": "Say what was wrong"}
    )


class SummonForm(CaseForm):
    """Someone who must come."""

    person = forms.ChoiceField(required=False, label="Who")
    name = forms.CharField(
        required=False, max_length=150, label="Or a name", help_text="Kept sealed."
    )
    role = forms.ChoiceField(label="As", error_messages={"required": "Choose as what"})

    def __init__(self, data: object = None, *, people: Sequence[Who], today: date) -> None:
        super().__init__(data)
        self.offer(
            person=whom(people, first="Someone who is not in the file"),
            role=codes("court_roles", on=today, first="Choose"),
        )


class WaitForm(StayForm):
    """Where someone waits on the day of the hearing, and from when until when."""

    def __init__(
        self, data: object = None, *, at: datetime, hearing: Hearing, places: Sequence[str]
    ) -> None:
        super().__init__(data, at=at, who=(), places=places)
        self.hearing = hearing
        for name in ("person", "purpose", "on"):
            del self.fields[name]
        self.initial.update(kind=Stay.Kind.WAITING, starts_at=_hour_before(hearing.starts_at))

    def given(self) -> dict[str, object]:
        """What the service takes; the day and the purpose are the hearing's."""
        self.cleaned_data.update(on=self.hearing.on, purpose=Stay.Purpose.HEARING)
        kept = super().given()
        return {k: v for k, v in kept.items() if k not in ("purpose", "is_planned")}


def _hour_before(starts_at: time | None) -> time:
    return starts_at.replace(hour=starts_at.hour - 1) if starts_at and starts_at.hour else OPENS


class SummonsForm(forms.Form):
    """How far a summons got."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label="How far it got", choices=Summons.State.choices, widget=forms.RadioSelect
    )
    on = PlainDateField(label="On which day")
    came = forms.ChoiceField(
        required=False,
        label="Did they come",
        choices=[("", "Not known yet"), ("yes", "Yes"), ("no", "No")],
    )

    def __init__(self, data: object = None, *, summons: Summons, today: date) -> None:
        came = {True: "yes", False: "no", None: ""}[summons.came]
        initial = {"version": summons.version, "state": summons.state, "on": today, "came": came}
        super().__init__(data, initial=initial, use_required_attribute=False)  # type: ignore[arg-type]

    def has_come(self) -> bool | None:
        """Whether they came; None where it is not known."""
        return {"yes": True, "no": False}.get(self.cleaned_data["came"])


class MeasureForm(CaseForm):
    """A protection to ask the court for."""

    person = forms.ChoiceField(label="For whom", error_messages={"required": "Choose for whom"})
    kind = forms.ChoiceField(
        label="What is asked for",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is asked for"},
    )
    on = PlainDateField(label="Asked on")

    def __init__(self, data: object = None, *, people: Sequence[Who], today: date) -> None:
        protected = [who for who in people if not who.is_suspect]
        survivors = [who.person_id for who in protected if who.is_survivor]
        start: dict[str, object] = {"on": today}
        if len(survivors) == 1:
            start["person"] = survivors[0]
        super().__init__(data, initial=start)
        self.offer(
            person=whom(protected, first="Choose"), kind=codes("protective_measures", on=today)
        )


class MeasureDecisionForm(forms.Form):
    """What the court said."""

    answer = forms.ChoiceField(
        label="What the court said",
        choices=[("granted", "Granted"), ("refused", "Refused")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the court said"},
    )
    on = PlainDateField(label="On which day")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]


class ReadinessForm(CaseForm):
    """Something that must be ready."""

    what = forms.CharField(
        max_length=200, label="What must be ready", help_text=NO_NAMES,
        error_messages={"required": "Say what must be ready"},
    )  # fmt: skip
    party = forms.ChoiceField(label="By whom", error_messages={"required": "Choose by whom"})

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data)
        self.offer(party=codes("adjournment_parties", on=today, first="Choose"))


class DayForm(forms.Form):
    """On which day something was done."""

    on = PlainDateField(label="On which day")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]
