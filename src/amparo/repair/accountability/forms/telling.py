"""What somebody tells of an official, and what they add later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from amparo.casework.frame.forms import codes
from amparo.directory.models import Institution, Unit
from amparo.repair.accountability.services.telling import Told
from amparo.web.forms import PlainDateField

LONGEST = 10_000
Named = tuple[Mapping[str, Institution], Mapping[str, Unit]]


def places(named: Named) -> list[tuple[str, Any]]:
    """Institutions with their units beneath, to choose from."""
    institutions, units = named
    inside: dict[object, list[tuple[str, str]]] = {}
    for key, unit in units.items():
        inside.setdefault(unit.institution_id, []).append((key, unit.name))
    return [
        (one.name, [(key, f"{one.name}, no unit named"), *inside.get(one.pk, ())])
        for key, one in institutions.items()
    ]


def named_by(named: Named, key: str) -> tuple[Institution, Unit | None]:
    """What a key names."""
    institutions, units = named
    unit = units.get(key)
    return (unit.institution, unit) if unit else (institutions[key], None)


class WhatForm(forms.Form):
    """What an official did, in the words of whoever tells."""

    kind = forms.ChoiceField(
        label="What did the official do?", widget=forms.RadioSelect,
        error_messages={"required": "Choose what is nearest"},
    )  # fmt: skip
    place = forms.ChoiceField(
        label="Where do they work?", error_messages={"required": "Choose where they work"}
    )
    official = forms.CharField(
        required=False, max_length=200, label="Who is it?",
        help_text="A name, a badge number, or what they look like. Leave it empty if unsure.",
    )  # fmt: skip
    words = forms.CharField(
        max_length=LONGEST, label="What happened?", widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Say what happened; a few words are enough"},
    )  # fmt: skip
    happened_on = PlainDateField(required=False, label="When was it?")

    def __init__(self, data: object = None, *, named: Named, today: date) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        self.named = named
        self.fields["kind"].choices = codes("misconduct", on=today)  # type: ignore[attr-defined]
        self.fields["place"].choices = [("", "Choose"), *places(named)]  # type: ignore[attr-defined]

    def told(self, contact: str = "") -> Told:
        """What was typed."""
        given = self.cleaned_data
        institution, unit = named_by(self.named, given["place"])
        return Told(
            given["kind"], institution, given["words"], unit, given["official"], contact,
            given["happened_on"],
        )  # fmt: skip


class TellForm(WhatForm):
    """The same by somebody who gives no name; which office reads it, where there are several."""

    office = forms.ChoiceField(
        label="Who should read it?", error_messages={"required": "Choose who should read it"}
    )
    field_order = ("office",)

    def __init__(
        self, data: object = None, *, named: Named, today: date, offices: Iterable[Institution]
    ) -> None:
        super().__init__(data, named=named, today=today)
        self.offices = {str(one.pk): one for one in offices}
        if len(self.offices) < 2:
            del self.fields["office"]
        else:
            listed = [(key, one.name) for key, one in self.offices.items()]
            self.fields["office"].choices = [("", "Choose"), *listed]  # type: ignore[attr-defined]

    def office_chosen(self) -> Institution:
        """Who reads it."""
        first = next(iter(self.offices))
        return self.offices[self.cleaned_data.get("office") or first]


class ReportForm(WhatForm):
    """The same, written down by a colleague."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    contact = forms.CharField(
        required=False, max_length=300, label="How can whoever told be reached safely?",
        help_text="Leave it empty if they would rather come back with the code.",
    )  # fmt: skip

    def __init__(
        self, data: object = None, *, named: Named, today: date, token: object = None
    ) -> None:
        super().__init__(data, named=named, today=today)
        self.fields["token"].initial = token


class BackForm(forms.Form):
    """A code to come back with."""

    code = forms.CharField(
        max_length=60, label="Your code", error_messages={"required": "Type your code"},
        help_text="Five groups of four letters and numbers",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


class MoreForm(forms.Form):
    """Words to add."""

    words = forms.CharField(
        max_length=LONGEST, label="Add something", widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write something first"},
    )  # fmt: skip


class AnswerForm(forms.Form):
    """An answer to whoever told."""

    words = forms.CharField(
        max_length=LONGEST, label="Your answer", widget=forms.Textarea(attrs={"rows": 5}),
        help_text="They read it when they come back with their code.",
        error_messages={"required": "Write an answer"},
    )  # fmt: skip
