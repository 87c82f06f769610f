"""What every form about a suspect begins with: its token and its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from django import forms

from amparo.casework.cases.selectors.case import Who
from amparo.directory.models import Institution
from amparo.web.forms import PlainDateField

Choices = Sequence[tuple[str, str]]


def longer(
    label: str, *, required: bool = False, help_text: str = "Kept sealed; only the team reads it."
) -> forms.CharField:
    """A box for words about people."""
    return forms.CharField(
        label=label, required=required, max_length=2000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


def one_of(label: str, choices: Choices, *, required: bool = True) -> forms.ChoiceField:
    """Radio buttons, none chosen beforehand."""
    return forms.ChoiceField(
        label=label, choices=choices, required=required, widget=forms.RadioSelect
    )


class DatedForm(forms.Form):
    """A form sent twice keeps one row: its token becomes the row's id."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    on = PlainDateField(label="When")

    def __init__(self, data: object = None, *, today: date, **initial: object) -> None:
        super().__init__(
            data,  # type: ignore[arg-type]
            initial={"token": uuid4(), "on": today, **initial},
            use_required_attribute=False,
        )

    def given(self) -> dict[str, object]:
        """What was typed, by name."""
        return dict(self.cleaned_data)


class CourtField(forms.ChoiceField):
    """A court of the directory, or none; its value is the institution."""

    def __init__(self, *, label: str = "Court") -> None:
        super().__init__(label=label, required=False)

    def offer(self, institutions: Sequence[Institution]) -> None:
        """The courts first, since it is nearly always one of them."""
        self.known = {str(one.pk): one for one in institutions}
        courts = [(str(one.pk), one.name) for one in institutions if one.kind == "court"]
        others = [(str(one.pk), one.name) for one in institutions if one.kind != "court"]
        groups = [("Courts", courts), ("Others", others)]
        self.choices = [("", "Not known"), *((name, rows) for name, rows in groups if rows)]

    def clean(self, value: object) -> Institution | None:
        """The institution chosen, if any."""
        return self.known.get(str(super().clean(value)))


def survivors(who: Sequence[Who]) -> list[tuple[str, str]]:
    """The survivors of a case to choose from, or all of them."""
    return [("", "Every survivor of the case")] + [
        (one.person_id, one.label) for one in who if one.is_survivor
    ]
