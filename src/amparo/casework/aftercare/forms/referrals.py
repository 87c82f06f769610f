"""Who offers what; a referral to a service and its answer; a recall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms

from amparo.casework.aftercare.content import REQUEST, sendable
from amparo.casework.aftercare.forms.placements import sealed_words
from amparo.casework.aftercare.models import ServiceReferral
from amparo.casework.aftercare.selectors.referrals import Target, target_choices
from amparo.casework.cases.models import Recall
from amparo.casework.cases.selectors.case import Who
from amparo.casework.frame.forms import CaseForm, codes, whom
from amparo.directory.models import Institution
from amparo.directory.packs import code_list
from amparo.web.forms import PlainDateField


class OfferForm(forms.Form):
    """One service that one institution offers."""

    institution = forms.ChoiceField(label="Who offers it")
    service = forms.ChoiceField(label="Which service")
    for_whom = forms.CharField(
        label="For whom, and when", required=False, max_length=200,
        help_text="For example, children, on weekdays. No names.",
    )  # fmt: skip
    is_free = forms.BooleanField(label="It costs nothing", required=False, initial=True)

    def __init__(
        self, data: object = None, *, today: date, institutions: Sequence[Institution]
    ) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        self.known = {str(one.pk): one for one in institutions}
        offered = [("", "Choose"), *((pk, one.name) for pk, one in self.known.items())]
        self.fields["institution"].choices = offered  # type: ignore[attr-defined]
        self.fields["service"].choices = codes("services", on=today, first="Choose")  # type: ignore[attr-defined]


def _groups_named(covers: str) -> str:
    needs = code_list("consent_covers").name_of(covers)
    return f"Only with consent that covers “{needs.lower()}”."


class ReferralForm(CaseForm):
    """What would leave, and to whom. The next page shows it before it does."""

    person = forms.ChoiceField(
        label="Who", widget=forms.RadioSelect, error_messages={"required": "Choose who"}
    )
    target = forms.ChoiceField(label="To whom, for what")
    urgency = forms.ChoiceField(
        label="When do you need an answer?", choices=ServiceReferral.Urgency.choices,
        widget=forms.RadioSelect, initial=ServiceReferral.Urgency.USUAL,
    )  # fmt: skip
    known = forms.MultipleChoiceField(
        label="What the service is told of the person", required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only what it needs to know. Nothing else of the record leaves.",
    )  # fmt: skip

    def __init__(
        self, data: object = None, *, who: Sequence[Who], targets: dict[str, Target]
    ) -> None:
        super().__init__(data)
        self.targets = targets
        survivors = [one for one in who if one.is_survivor]
        if len(survivors) == 1:
            self.initial["person"] = survivors[0].person_id
        groups = code_list("consent_covers")
        self.offer(
            person=whom(survivors),
            target=[("", "Choose"), *target_choices(targets)],
            known=[
                (one.code, f"{one.name} (needs consent: {groups.name_of(one.covers).lower()})"
                 if one.covers else one.name)
                for one in sendable().values() if one.is_known
            ],
        )  # fmt: skip
        for one in sendable().values():
            if not one.is_known:
                self.fields[f"word_{one.code}"] = sealed_words(
                    one.name, _groups_named(one.covers) if one.covers else
                    "Without a name, and without what happened.",
                    required=one.code == REQUEST,
                )  # fmt: skip

    @property
    def chosen(self) -> Target:
        """To whom, for what."""
        return self.targets[self.cleaned_data["target"]]

    def words(self) -> dict[str, str]:
        """What was written for this recipient, by field of the closed list."""
        return {
            code: self.cleaned_data[f"word_{code}"]
            for code, one in sendable().items()
            if not one.is_known and self.cleaned_data[f"word_{code}"].strip()
        }


class DutyForm(forms.Form):
    """A duty of law, cited."""

    citation = forms.CharField(
        label="Which law asks for it", max_length=200,
        help_text="The law and the article. A second person must agree before anything leaves.",
        error_messages={"required": "Name the law and the article"},
    )  # fmt: skip


class AnswerForm(forms.Form):
    """What the service answered."""

    what = forms.ChoiceField(
        label="What did they answer?", widget=forms.RadioSelect,
        choices=[("accepted", "They accept"), ("declined", "They decline")],
        error_messages={"required": "Choose the answer"},
    )  # fmt: skip
    reason = forms.ChoiceField(label="If they decline: why", required=False)
    words = sealed_words("Anything more", "Kept sealed. No names.")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        offered = codes("referral_declines", on=today, first="They accept")
        self.fields["reason"].choices = offered  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """A few words about a step."""

    words = sealed_words("Anything to note")


class TellRecallForm(forms.Form):
    """How a recipient was told that consent was withdrawn."""

    on = PlainDateField(label="Told on")
    how = forms.ChoiceField(
        label="How", choices=Recall.How.choices, widget=forms.RadioSelect,
        error_messages={"required": "Say how they were told"},
    )  # fmt: skip

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]


class AnswerRecallForm(forms.Form):
    """What became of what had left."""

    on = PlainDateField(label="Answered on")
    answer = forms.ChoiceField(
        label="What became of it", choices=Recall.Answer.choices, widget=forms.RadioSelect,
        error_messages={"required": "Say what became of it"},
    )  # fmt: skip

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]
