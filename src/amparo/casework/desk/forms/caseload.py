"""The filter of the caseload; its answers are an address to share."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from amparo.casework.cases.selectors.caseload import CaseFilter
from amparo.casework.cases.selectors.ways import WAY_NAMES
from amparo.directory.packs import milestone_types

STATES = [("open", "Open"), ("closed", "Closed"), ("all", "Open and closed")]
DUE = [
    ("", "Any"),
    ("overdue", "Overdue"),
    ("week", "Due within a week"),
    ("none", "No next step"),
    ("alert", "Open safety alert"),
]
MINE = [("", "All I may see"), ("team", "I am on the team"), ("lead", "I lead")]


class CaseFilterForm(forms.Form):
    """Narrows the list; what is wrong in an address is left out, never an error."""

    code = forms.CharField(required=False, max_length=10, label="Case code starts with")
    state = forms.ChoiceField(required=False, choices=STATES, label="File")
    due = forms.ChoiceField(required=False, choices=DUE, label="What waits")
    mine = forms.ChoiceField(required=False, choices=MINE, label="Whose")
    programme = forms.ChoiceField(required=False, label="Programme")
    at = forms.ChoiceField(required=False, label="Latest step of a way")

    def __init__(self, data: object, *, programmes: Sequence[tuple[str, str]]) -> None:
        super().__init__(data or {}, use_required_attribute=False)  # type: ignore[arg-type]
        self.fields["programme"].choices = [("", "Any"), *programmes]  # type: ignore[attr-defined]
        self.fields["at"].choices = [  # type: ignore[attr-defined]
            ("", "Any"),
            *(
                (name, [(k.code, k.name) for k in milestone_types().values() if k.way == way])
                for way, name in WAY_NAMES.items()
            ),
        ]

    def chosen(self) -> CaseFilter:
        """The filter; fields that cannot be read narrow nothing."""
        self.is_valid()
        found = self.cleaned_data
        stage = found.get("at", "")
        return CaseFilter(
            programme=found.get("programme", ""),
            way=stage.split(".", 1)[0],
            stage=stage,
            state=found.get("state") or "open",
            due=found.get("due", ""),
            mine=found.get("mine", ""),
            code=found.get("code", ""),
        )

    def n_in_use(self) -> int:
        """How many filters are set to something."""
        set_ones = {name for name, value in self.cleaned_data.items() if value}
        return len(set_ones - ({"state"} if self.cleaned_data.get("state") == "open" else set()))
