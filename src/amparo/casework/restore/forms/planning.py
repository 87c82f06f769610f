"""A plan: what is strong and needed, goals, actions, a version, agreement and approval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django import forms

from amparo.casework.cases.selectors.case import Who
from amparo.casework.frame.forms import CaseForm, whom
from amparo.casework.restore.forms.fields import DatedForm, longer, one_of
from amparo.casework.restore.models import PlanSignature
from amparo.casework.restore.planning import Action, Goal, Side
from amparo.web.forms import PlainDateField

OWN = "own"
REVIEW_IN = timedelta(days=91)


class VersionedForm(forms.Form):
    """A change to what is being written; `version` says which state it was made on."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: object = None, *, version: int, initial: Mapping[str, object] | None = None
    ) -> None:
        started = {"version": version, **(initial or {})}
        super().__init__(data, initial=started, use_required_attribute=False)  # type: ignore[arg-type]


class SideForm(VersionedForm):
    """One domain: what is strong, and what is needed."""

    strengths = longer("What is strong here")
    needs = longer("What is needed here")

    def __init__(self, data: object = None, *, version: int, side: Side) -> None:
        initial = {"strengths": side.strengths, "needs": side.needs}
        super().__init__(data, version=version, initial=initial)


class GoalForm(VersionedForm):
    """What the survivor wants, in their words."""

    words = longer(
        "What do they want?", required=True,
        help_text="In their own words, as they said it. Kept sealed.",
        missing="Write the goal in their words",
    )  # fmt: skip
    reached_on = PlainDateField(label="Reached on", required=False)

    def __init__(self, data: object = None, *, version: int, goal: Goal | None = None) -> None:
        initial = {"words": goal.words, "reached_on": goal.reached_on} if goal else {}
        super().__init__(data, version=version, initial=initial)
        if goal is None:
            del self.fields["reached_on"]


class ActionForm(VersionedForm):
    """What somebody does for a goal, who, and by when."""

    what = longer("What is done?", required=True, missing="Write what is done")
    owner = forms.ChoiceField(label="Who does it?")
    who = forms.CharField(
        label="If it is the survivor or the family: who?", required=False, max_length=100,
        help_text="For example, the survivor herself; her aunt. Kept sealed.",
    )  # fmt: skip
    due_on = PlainDateField(label="By when?", future=True)

    def __init__(
        self, data: object = None, *, version: int, owners: Mapping[str, str], today: date,
        action: Action | None = None,
    ) -> None:  # fmt: skip
        initial: dict[str, object] = {"due_on": today + timedelta(days=30)}
        if action is not None:
            initial = {
                "what": action.what, "who": action.who, "due_on": action.due_on,
                "owner": str(action.owner) if action.owner else OWN,
            }  # fmt: skip
        super().__init__(data, version=version, initial=initial)
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            *owners.items(), (OWN, "The survivor or the family"),
        ]  # fmt: skip

    def clean(self) -> dict[str, object]:
        """The survivor's own action says whose."""
        given: dict[str, object] = super().clean() or {}
        if given.get("owner") == OWN and not given.get("who"):
            self.add_error("who", "Say who does it")
        return given


class VersionForm(DatedForm):
    """The day of a version, and when it is reviewed."""

    review_on = PlainDateField(
        label="Review it on", future=True, help_text="Within three months of the day above."
    )

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, today=today, initial={"review_on": today + REVIEW_IN})
        self.fields["on"].label = "Written on"


class AgreeForm(DatedForm):
    """Who agreed, and on what ground."""

    kind = one_of("Who agreed?", [], missing="Choose who agreed")
    guardian = forms.ChoiceField(label="If a guardian signed: who?", required=False)
    words = longer(
        "What they said, or the reason of a best-interest decision",
        help_text="A best-interest decision needs its reason. Kept sealed.",
    )
    field_order = ("token", "kind", "guardian", "words", "on")

    def __init__(
        self, data: object = None, *, today: date, kinds: Sequence[PlanSignature.Kind],
        guardians: Sequence[Who],
    ) -> None:  # fmt: skip
        super().__init__(data, today=today)
        self.offer(
            kind=[(one.value, one.label) for one in kinds],
            guardian=whom(guardians, first="No guardian"),
        )
        self.fields["on"].label = "Signed on"
        if PlanSignature.Kind.ASSENT not in kinds:
            del self.fields["guardian"]


class ConfirmForm(CaseForm):
    """A yes, and nothing more."""


class ApproveForm(DatedForm):
    """A supervisor's yes, on a day."""
