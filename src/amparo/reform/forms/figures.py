"""What may be asked of "Where it breaks"; every field is part of the address."""

from __future__ import annotations

from uuid import UUID

from django import forms

from amparo.directory.packs import pathways
from amparo.reform.selectors import GROUPS, Asked
from amparo.reform.selectors.process import COMMON, LEAST, Detail
from amparo.web.forms import PlainDateField


class AskedForm(forms.Form):
    """The filter of the page."""

    filtering = True

    pathway = forms.ChoiceField(label="Pathway", required=False)
    programme = forms.ChoiceField(label="Programme", required=False)
    by = forms.ChoiceField(label="Compare by", required=False)
    opened_from = PlainDateField(label="Opened from", required=False)
    opened_to = PlainDateField(label="Opened until", required=False)
    as_known_on = PlainDateField(
        label="As it was known on", required=False,
        help_text="Replays the records as they stood at the end of that day",
    )  # fmt: skip

    def __init__(self, *args: object, programmes: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
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
        del self.fields["by"]

    @property
    def detail(self) -> Detail:
        """Which milestones are drawn."""
        return Detail(self.cleaned_data["shows"] or Detail.STAGES)

    @property
    def least_share(self) -> float:
        """How common a way must be, as a share of the cases."""
        return float(self.cleaned_data["least"] or COMMON)
