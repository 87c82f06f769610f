"""What the forms of a case share: a token against sending twice, and lists to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms

from amparo.casework.cases.selectors.case import Who
from amparo.casework.cases.selectors.recording import Place, Places
from amparo.directory.packs import code_list

Choice = tuple[str, Any]


class CaseForm(forms.Form):
    """A form that becomes one row; its token is the row's id, so sending it twice adds nothing."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: object = None, *, initial: Mapping[str, object] | None = None) -> None:
        started = {"token": uuid4(), **(initial or {})}
        super().__init__(data, initial=started, use_required_attribute=False)  # type: ignore[arg-type]

    def offer_others(self, others: Sequence[tuple[str, str]]) -> None:
        """Ask for whom else it holds, where there is anybody else."""
        if others:
            self.offer(also=others)
        else:
            del self.fields["also"]

    def offer(self, **choices: Iterable[Choice]) -> None:
        """Give fields of this name their choices."""
        for name, offered in choices.items():
            self.fields[name].choices = list(offered)  # type: ignore[attr-defined]


class AlsoFor(forms.MultipleChoiceField):
    """The others of a case of whom the same is true, entered once; nothing where there are none."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, help_text: str) -> None:
        super().__init__(label="Also for", required=False, help_text=help_text, widget=self.widget)


def codes(name: str, *, on: date, first: str = "") -> list[Choice]:
    """The values of a code list in use on a day, after an empty one where `first` words it."""
    listed: list[Choice] = list(code_list(name).choices(on=on))
    return [("", first), *listed] if first else listed


def whom(people: Sequence[Who], *, first: str = "") -> list[Choice]:
    """People by what they are to the case, after an empty choice where `first` words it."""
    listed: list[Choice] = [(who.person_id, who.label) for who in people]
    return [("", first), *listed] if first else listed


def where(places: Places, *, first: str = "Choose") -> list[Choice]:
    """Places in their groups: used lately, fitting, others."""

    def listed(rows: Sequence[Place]) -> list[tuple[str, str]]:
        return [(place.key, place.name) for place in rows]

    groups = (
        ("Used lately", places.lately),
        ("Where this happens", places.fitting),
        ("Others", places.others),
    )
    return [("", first), *((name, listed(rows)) for name, rows in groups if rows)]
