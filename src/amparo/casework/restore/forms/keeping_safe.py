"""Danger, the safety plan, the safe channel, threats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms

from amparo.casework.cases.models import Channel
from amparo.casework.cases.selectors.case import Who
from amparo.casework.frame.forms import whom
from amparo.casework.restore.forms.fields import YES_NO, DatedForm, longer, one_of
from amparo.casework.restore.models import ContactWish, RiskAssessment, Threat
from amparo.casework.restore.questions import UNKNOWN, DangerTool

ASKED = [("yes", "Yes"), ("no", "No"), (UNKNOWN, "Not known")]
REPORTED = [*YES_NO, ("", "Not known")]
PARTS = (
    ("signs", "How do they notice danger?", "What they see, hear or feel before it comes."),
    ("people", "Whom do they call, in which order?", "With the number, and a word to say."),
    ("steps", "What do they do when it comes?", "Step by step, in their words."),
    ("places", "Where can they go?", "Places, and how to get there at night."),
    ("children", "What is agreed for the children?", ""),
    ("calls", "What do we do, and when do we ask?", ""),
)
NEEDED = ("people", "steps")


class DangerForm(DatedForm):
    """The questions, and the level the worker chooses with the answers before them."""

    level = one_of(
        "How much danger is there, as you know them?", RiskAssessment.Level.choices,
        help_text="You decide. Keeping this shows what the answers speak for.",
        missing="Choose how much danger there is",
    )  # fmt: skip
    words = longer(
        "Why this level?", help_text="Needed where you choose less than the answers suggest."
    )

    def __init__(self, data: object = None, *, today: date, tool: DangerTool) -> None:
        super().__init__(data, today=today)
        self.tool = tool
        for one in tool.question:
            self.fields[f"asks-{one.code}"] = forms.ChoiceField(
                label=one.asks, choices=ASKED, initial=UNKNOWN, widget=forms.RadioSelect
            )
        asked = [f"asks-{one.code}" for one in tool.question]
        self.order_fields(["token", *asked, "level", "words", "on"])

    def answers(self) -> dict[str, str]:
        """Question → answer."""
        return {one.code: self.cleaned_data[f"asks-{one.code}"] for one in self.tool.question}


class SafetyPlanForm(DatedForm):
    """How the survivor stays safe, made together."""

    def __init__(self, data: object = None, *, today: date, parts: Mapping[str, str]) -> None:
        super().__init__(data, today=today)
        for code, label, hint in PARTS:
            self.fields[code] = longer(
                label, required=code in NEEDED, help_text=hint, missing="Write this down together"
            )
            self.fields[code].initial = parts.get(code, "")
        self.order_fields(["token", *(code for code, _, _ in PARTS), "on"])


class ContactForm(DatedForm):
    """How, when and in which words; do not contact is where it begins."""

    channel = one_of("How may we reach them?", Channel.choices)
    whom = forms.CharField(
        label="Through whom?", required=False, max_length=120, help_text="Kept sealed."
    )
    hours = forms.CharField(
        label="Between which hours is it safe?", required=False, max_length=60,
        help_text="For example, 9 to 11 in the morning, not on Sundays.",
    )  # fmt: skip
    says = forms.CharField(
        label="What do we say we are?", required=False, max_length=200,
        help_text="The words they chose, such as “the clinic about your card”. Kept sealed.",
    )  # fmt: skip
    never = forms.CharField(
        label="What must we never say?", required=False, max_length=200, help_text="Kept sealed."
    )
    message = one_of("May we leave a message?", [("no", "No"), ("yes", "Yes")])
    field_order = ("token", "channel", "whom", "hours", "says", "never", "message", "on")

    def __init__(self, data: object = None, *, today: date, held: ContactWish | None) -> None:
        initial: dict[str, object] = {"channel": Channel.NONE, "message": "no"}
        if held is not None:
            initial = {
                "channel": held.channel, "hours": held.hours,
                "message": "yes" if held.may_leave_message else "no",
                **{name: held.words(name) for name in ("whom", "says", "never")},
            }  # fmt: skip
        super().__init__(data, today=today, initial=initial)


class ThreatForm(DatedForm):
    """Somebody was threatened."""

    whom = one_of("Who was threatened?", Threat.Whom.choices)
    how = one_of("How?", Threat.How.choices, missing="Choose how it came")
    words = longer("What happened?", required=True, missing="Write what happened")
    suspect = forms.ChoiceField(label="By a suspect of this case?", required=False)
    hearing = forms.ChoiceField(label="About a hearing?", required=False)
    was_reported = one_of("Was it reported to the police?", REPORTED, required=False)
    field_order = ("token", "whom", "how", "words", "on", "suspect", "hearing", "was_reported")

    def __init__(
        self, data: object = None, *, today: date, suspects: Sequence[Who],
        hearings: Sequence[tuple[str, str]],
    ) -> None:  # fmt: skip
        super().__init__(data, today=today, initial={"whom": Threat.Whom.SURVIVOR})
        self.offer(
            suspect=whom(suspects, first="Not known, or nobody of this case"),
            hearing=[("", "Not about a hearing"), *hearings],
        )


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label="What was wrong?", max_length=300, error_messages={"required": "Say what was wrong"}
    )
