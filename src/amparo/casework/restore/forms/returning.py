"""The way back, visits, new harm, what the survivor says of the help, and the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django import forms

from amparo.casework.frame.forms import AlsoFor
from amparo.casework.restore.forms.fields import YES_NO, DatedForm, longer, one_of
from amparo.casework.restore.forms.keeping_safe import ASKED
from amparo.casework.restore.models import Ending, Feedback, HarmAgain, ReturnAssessment
from amparo.casework.restore.questions import UNKNOWN, ReturnQuestion
from amparo.web.forms import PlainDateField

NEXT_IN = timedelta(days=90)


class ReturnForm(DatedForm):
    """What was found of a family or a community."""

    finding = one_of("What do you find?", ReturnAssessment.Finding.choices)
    words = longer("Why?", help_text="Needed where something speaks against what you found.")
    preparing = longer("What has to be prepared?", help_text="By whom, by when. Kept sealed.")

    def __init__(
        self, data: object = None, *, today: date, questions: Sequence[ReturnQuestion]
    ) -> None:
        super().__init__(data, today=today)
        self.questions = questions
        for one in questions:
            self.fields[f"asks-{one.code}"] = forms.ChoiceField(
                label=one.asks, choices=ASKED, initial=UNKNOWN, widget=forms.RadioSelect
            )
        asked = [f"asks-{one.code}" for one in questions]
        self.order_fields(["token", *asked, "finding", "words", "preparing", "on"])

    def answers(self) -> dict[str, str]:
        """Question → answer."""
        return {one.code: self.cleaned_data[f"asks-{one.code}"] for one in self.questions}


class HomeForm(DatedForm):
    """The survivor went home, or to a new community."""

    reason = longer("Why now, if something speaks against it?")
    field_order = ("token", "on", "reason")


class VisitForm(DatedForm):
    """How they were, when asked."""

    reached = one_of("Did you reach them?", YES_NO, missing="Say whether you reached them")
    safe = one_of("Are they safe?", [*YES_NO, ("", "Not reached")], required=False)
    words = longer("How are they?", help_text="What they said, first. Kept sealed.")
    next_on = PlainDateField(label="Ask again on", required=False, future=True)
    also = AlsoFor(
        help_text="Whom you saw on the same visit, safe too. Who is not safe, or was not reached, "
        "is entered on their own page."
    )
    field_order = ("token", "reached", "safe", "words", "also", "on", "next_on")

    def __init__(
        self, data: object = None, *, today: date, others: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__(data, today=today, initial={"next_on": today + NEXT_IN})
        self.offer_others(others)


class HarmForm(DatedForm):
    """They were harmed again; nothing here asks what they did."""

    kind = one_of("What was done to them?", HarmAgain.Kind.choices)
    words = longer("What do they say happened?")
    field_order = ("token", "kind", "words", "on")


class FeedbackForm(DatedForm):
    """What the survivor says of the help."""

    helped = one_of("Does the help they get help them?", Feedback.Answer.choices)
    respected = one_of("Were they treated with respect?", Feedback.Answer.choices)
    words = longer("In their words")
    field_order = ("token", "helped", "respected", "words", "on")


class EndForm(DatedForm):
    """Why aftercare ends, and what the survivor says of it."""

    reason = one_of("Why does aftercare end?", [], missing="Choose why it ends")
    says = one_of("What does the survivor say?", Ending.Says.choices)
    words = longer("Why, where they did not agree or could not be asked")
    field_order = ("token", "reason", "says", "words", "on")

    def __init__(
        self, data: object = None, *, today: date, reasons: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data, today=today)
        self.offer(reason=reasons)


class ResumeForm(DatedForm):
    """Aftercare is taken up again."""
