"""Who takes which of a colleague's cases, and why."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django import forms

from amparo.access.models import User
from amparo.casework.cases.models import HandOver
from amparo.casework.cases.selectors.handing_over import Held, HeldCase
from amparo.casework.cases.services.handing_over import Move
from amparo.web.dates import spoken_date

NOBODY = ""
NOT_NOW = "not_now"


class HandOverForm(forms.Form):
    """One reason; one colleague for all of them, and others for some."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    why = forms.ChoiceField(
        label="Why do the cases change hands?", choices=HandOver.Why.choices,
        widget=forms.RadioSelect, error_messages={"required": "Choose why"},
    )  # fmt: skip
    words = forms.CharField(
        max_length=300, label="What those who take them should know",
        help_text="It stands in the trail of each case. No name of a survivor.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what those who take them should know"},
    )  # fmt: skip
    everything = forms.ChoiceField(
        label="Who takes them", required=False,
        help_text="All those below for which nobody else is chosen.",
    )  # fmt: skip

    def __init__(self, data: object = None, *, held: Held, takers: Sequence[User]) -> None:
        super().__init__(data, initial={"token": uuid4()}, use_required_attribute=False)  # type: ignore[arg-type]
        self.held = held
        self.takers = {str(one.pk): one for one in takers}
        named = [(pk, one.name) for pk, one in self.takers.items()]
        self.fields["everything"].choices = [  # type: ignore[attr-defined]
            (NOBODY, "Chosen for each below"),
            *named,
        ]
        for row in held.rows:
            self.fields[f"to-{row.case.code}"] = forms.ChoiceField(
                label=_label(row), required=False, help_text=_help(row),
                choices=[(NOBODY, "As above"), *named, (NOT_NOW, "Not now")],
            )  # fmt: skip

    def moves(self) -> list[Move]:
        """Each case with whoever takes it; those left for later are not among them."""
        rest = self.cleaned_data["everything"]
        found = []
        for row in self.held.rows:
            chosen = self.cleaned_data[f"to-{row.case.code}"] or rest
            if chosen and chosen != NOT_NOW:
                found.append(Move(row.case, self.takers[chosen]))
        return found


def _label(row: HeldCase) -> str:
    part = "leads it" if row.leads else "on the team"
    return f"{row.case.code}: {part}" if row.is_open else f"{row.case.code}: closed, tasks wait"


def _help(row: HeldCase) -> str:
    due = f"Next due {spoken_date(row.due_on)}. " if row.due_on else ""
    if not row.n_tasks:
        return f"{due}No open task."
    more = row.n_tasks - len(row.tasks)
    listed = "; ".join(row.tasks) + (f"; and {more} more" if more else "")
    return f"{due}Open: {listed}."
