"""What may be asked of "Where it breaks"; every field is part of the address."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django import forms

from amparo.directory.packs import pathways
from amparo.reform.selectors import GROUPS, Asked
from amparo.reform.selectors.process import COMMON, LEAST, Detail
from amparo.reform.selectors.units import UNITS, WITHIN, steps_to_compare
from amparo.web.forms import PlainDateField


class AskedForm(forms.Form):
    """The filter of the page."""

    filtering = True

    pathway = forms.ChoiceField(label="Pathway", required=False)
    programme = forms.ChoiceField(label="Programme", required=False)
    by = forms.ChoiceField(label="Compare by", required=False)
    group = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    opened_from = PlainDateField(label="Opened from", required=False)
    opened_to = PlainDateField(label="Opened until", required=False)
    as_known_on = PlainDateField(
        label="As it was known on", required=False,
        help_text="Replays the records as they stood at the end of that day",
    )  # fmt: skip

    def __init__(self, *args: object, programmes: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.n_programmes = len(programmes)
        choices = {
            "pathway": [(p.code, p.name) for p in pathways().values()],
            "programme": [("", "All programmes"), *programmes],
            "by": [("", "Do not compare"), *GROUPS.items()],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """What was asked, with the page's own choice where nothing was."""
        given = self.cleaned_data
        return Asked(
            pathway=given["pathway"] or "justice",
            programme=UUID(given["programme"]) if given["programme"] else None,
            by=given.get("by", ""),
            group=given.get("group", ""),
            opened_from=given["opened_from"],
            opened_to=given["opened_to"],
            as_known_on=given["as_known_on"],
        )


class ProcessForm(AskedForm):
    """The filter of what follows what."""

    shows = forms.ChoiceField(label="Show", required=False, choices=[
        (Detail.STAGES, "The steps and the exits"), (Detail.CASE, "Also hearings and visits"),
    ])  # fmt: skip
    least = forms.ChoiceField(label="Ways taken by", required=False, choices=LEAST.items())

    def __init__(self, *args: object, programmes: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, programmes=programmes, **kwargs)
        del self.fields["by"], self.fields["group"]

    @property
    def detail(self) -> Detail:
        """Which milestones are drawn."""
        return Detail(self.cleaned_data["shows"] or Detail.STAGES)

    @property
    def least_share(self) -> float:
        """How common a way must be, as a share of the cases."""
        return float(self.cleaned_data["least"] or COMMON)


class RepairsForm(AskedForm):
    """The filter of where to repair first: by the station where nothing was asked."""

    def __init__(self, *args: object, programmes: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, programmes=programmes, **kwargs)
        del self.fields["group"]
        self.fields["by"].choices = UNITS.items()  # type: ignore[attr-defined]
        self.fields["by"].label = "Units"

    def asked(self) -> Asked:
        """What was asked."""
        asked = super().asked()
        return replace(asked, by=asked.by or "station")

    def kept(self) -> dict[str, str]:
        """The filter as an address carries it on to the cases behind a number."""
        names = ("pathway", "programme", "opened_from", "opened_to", "as_known_on")
        return {name: str(self.data[name]) for name in names if self.data.get(name)}


class UnitsForm(RepairsForm):
    """The filter of units compared. Which steps there are depends on the pathway and the unit."""

    step = forms.TypedChoiceField(label="Step", required=False, coerce=int)
    within = forms.TypedChoiceField(
        label="Within", required=False, coerce=int,
        choices=[(days, f"{days} days") for days in WITHIN],
    )  # fmt: skip

    def __init__(self, *args: object, programmes: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, programmes=programmes, **kwargs)
        steps = self._steps()
        self.fields["step"].choices = steps  # type: ignore[attr-defined]
        # With another pathway or unit chosen, the step of the last one is none of theirs; and
        # what the page shows by itself is what its filter says.
        data = {"within": "365", "step": "", **self.data.dict()}  # type: ignore[attr-defined]
        there = [str(index) for index, _ in steps]
        self.data = {**data, "step": data["step"] if data["step"] in there else "".join(there[:1])}

    def _steps(self) -> list[tuple[int, str]]:
        by, pathway = self.data.get("by") or "station", self.data.get("pathway") or "justice"
        there = by in UNITS and pathway in pathways()
        return steps_to_compare(by, pathway) if there else []
