"""What was found at a unit, thing by thing; and how poor an area is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from amparo.directory.models import Jurisdiction
from amparo.directory.packs.equipping import UnitStandard, thing_names
from amparo.reform.forms.repairs import RepairsForm
from amparo.web.forms import PlainDateField

SINGLE = [("works", "There, and works"), ("there", "There, does not work"), ("none", "Not there")]
OF_SINGLE = {"works": (1, 1), "there": (1, 0), "none": (0, 0)}


class CheckForm(RepairsForm):
    """One answer a thing where one is needed; two numbers where more are."""

    on = PlainDateField(label="Seen on")

    def __init__(
        self,
        data: object = None,
        *,
        today: date,
        standard: UnitStandard,
        last: Mapping[str, tuple[int, int]] | None = None,
    ) -> None:
        super().__init__(data, initial={"on": today})
        self.standard, names = standard, thing_names()
        for need in standard.needs:
            before = (last or {}).get(need.item)
            if need.at_least == 1:
                self.fields[need.item] = forms.ChoiceField(
                    label=names[need.item], choices=SINGLE, widget=forms.RadioSelect,
                    initial=_single(before),
                    error_messages={"required": f"Say how it is: {names[need.item].lower()}"},
                )  # fmt: skip
                continue
            words = f"{names[need.item]}: {need.at_least} needed"
            self.fields[f"{need.item}_there"] = _number(f"{words}. How many are there?", before, 0)
            self.fields[f"{need.item}_works"] = _number(
                f"{names[need.item]}: how many of them work, and have not expired?", before, 1
            )

    def clean(self) -> dict[str, Any]:
        """No more works than is there."""
        given = super().clean() or {}
        for need in self.standard.needs:
            there, works = given.get(f"{need.item}_there"), given.get(f"{need.item}_works")
            if there is not None and works is not None and works > there:
                self.add_error(f"{need.item}_works", f"At most {there}: that many are there")
        return given

    def found(self) -> dict[str, tuple[int, int]]:
        """Thing → how many are there and how many work."""
        given = self.cleaned_data
        return {
            need.item: OF_SINGLE[given[need.item]] if need.at_least == 1
            else (given[f"{need.item}_there"], given[f"{need.item}_works"])
            for need in self.standard.needs
        }  # fmt: skip


def _single(before: tuple[int, int] | None) -> str | None:
    if before is None:
        return None
    return "works" if before[1] else "there" if before[0] else "none"


def _number(label: str, before: tuple[int, int] | None, index: int) -> forms.IntegerField:
    return forms.IntegerField(
        min_value=0, max_value=9999, label=label, initial=before[index] if before else None,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
        error_messages={"required": "Enter a number; 0 where there is none"},
    )  # fmt: skip


class PovertyForm(forms.Form):
    """The share of an area's people who are poor."""

    area = forms.ChoiceField(label="Area", error_messages={"required": "Choose the area"})
    percent = forms.DecimalField(
        label="People who are poor, in per cent", min_value=0, max_value=100, max_digits=5,
        decimal_places=2, widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={"required": "Enter a number from 0 to 100"},
    )  # fmt: skip
    year = forms.IntegerField(
        label="Year", min_value=1950,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
    )  # fmt: skip
    source = forms.CharField(
        max_length=200, label="Source", help_text="The survey or census, and where its table is",
        error_messages={"required": "Say which survey or census it is from"},
    )  # fmt: skip

    def __init__(self, data: object = None, *, places: Sequence[Jurisdiction]) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        self.places = {str(one.pk): one for one in places}
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"), *((key, one.name) for key, one in self.places.items())
        ]  # fmt: skip

    def share(self) -> Decimal:
        """As a share of one."""
        return Decimal(self.cleaned_data["percent"]) / 100
