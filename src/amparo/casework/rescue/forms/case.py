"""Screening, status, complaints, relief, the first days, and taking back."""

from __future__ import annotations

from datetime import date, datetime

from django import forms

from amparo.casework.cases.selectors.recording import Places
from amparo.casework.frame.forms import codes
from amparo.casework.rescue.forms.fields import (
    YES_NO,
    Choices,
    DayForm,
    MomentForm,
    PlaceField,
    longer,
    one_of,
)
from amparo.casework.rescue.models import ComplaintStep
from amparo.casework.rescue.scoring import Answer
from amparo.directory.packs.screening import ScreeningTool

ANSWERS = [(Answer.YES, "Yes"), (Answer.NO, "No"), (Answer.UNKNOWN, "Not known")]


class ScreenForm(DayForm):
    """The items of one tool; what is not answered is not known."""

    words = longer("In their own words, where it helps")

    def __init__(self, data: object = None, *, today: date, tool: ScreeningTool) -> None:
        super().__init__(data, today=today)
        self.tool = tool
        self.fields["on"].label = "When you spoke"
        words = self.fields.pop("words")
        for part in tool.parts:
            for item in tool.items_of(part.code):
                field = one_of(item.text, ANSWERS, required=False)
                self.fields[f"item_{item.code}"] = field
        self.fields["words"] = words

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The boxes of each part, under its name."""
        return [
            (part.name, [self[f"item_{item.code}"] for item in self.tool.items_of(part.code)])
            for part in self.tool.parts
        ]

    def given(self) -> dict[str, object]:
        """The answers by item."""
        cleaned = self.cleaned_data
        answers = {
            item.code: cleaned[f"item_{item.code}"] or str(Answer.UNKNOWN)
            for item in self.tool.items
        }
        return {
            "answers": answers, "on": cleaned["on"], "words": cleaned["words"],
            "token": cleaned["token"],
        }  # fmt: skip


class StatusForm(DayForm):
    """What somebody decided about a person's status, and why."""

    status = one_of("What was decided", [])
    decided_by = one_of("Who decided", [])
    place = PlaceField(
        label="Which authority", required=False, help_text="Leave it out where the office decided."
    )
    paper = forms.ChoiceField(label="Which paper was given", required=False)
    words = longer("Why: what the decision rests on", required=True)
    field_order = ("token", "status", "decided_by", "place", "on", "paper", "words")

    def __init__(
        self, data: object = None, *, today: date, places: Places, papers: Choices
    ) -> None:
        super().__init__(data, today=today)
        self.fields["on"].label = "Decided on"
        self.offer(
            status=codes("victim_status", on=today),
            decided_by=codes("status_deciders", on=today),
            paper=[("", "None yet"), *papers],
        )
        self.fields["place"].offer(places, first="The office itself")  # type: ignore[attr-defined]


class ComplaintForm(DayForm):
    """An authority was asked to act."""

    place = PlaceField(label="Who was asked to act")
    words = longer("Who went, to whom, and what was said")
    field_order = ("token", "place", "on", "words")

    def __init__(self, data: object = None, *, today: date, places: Places) -> None:
        super().__init__(data, today=today)
        self.fields["place"].offer(places)  # type: ignore[attr-defined]


class ComplaintStepForm(DayForm):
    """What came of a complaint."""

    what = one_of("What came of it", ComplaintStep.What.choices)
    reference = forms.CharField(
        label="If it was registered: the number in the register", required=False, max_length=100,
        help_text="Kept sealed.",
    )  # fmt: skip
    reason = one_of("If it was refused: what they were told", [], required=False)
    words = longer(
        "Anything more", help_text="Kept sealed. If money was asked for: how much, for what."
    )
    field_order = ("token", "what", "on", "reference", "reason", "words")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, today=today)
        self.offer(reason=codes("complaint_refusals", on=today))


class ReliefForm(MomentForm):
    """How a person came out of the violence."""

    how = one_of("How did they come out?", [])
    operation = forms.ChoiceField(label="If by an operation: which one", required=False)
    words = longer("Anything more")
    field_order = ("token", "how", "operation", "on", "clock", "words")

    def __init__(
        self, data: object = None, *, at: datetime, operations: Choices, today: date
    ) -> None:
        super().__init__(data, at=at)
        self.offer(how=codes("relief_ways", on=today), operation=[("", "None"), *operations])
        if not operations:
            del self.fields["operation"]


class FirstForm(MomentForm):
    """Whether a person had what they need."""

    was_met = one_of("Did they have it?", YES_NO)
    words = longer("If not, why; or anything more")
    field_order = ("token", "was_met", "on", "clock", "words")

    def given(self) -> dict[str, object]:
        """The answer as yes or no."""
        given = super().given()
        return {**given, "was_met": given["was_met"] == "yes"}


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label="Why", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why"},
    )  # fmt: skip
