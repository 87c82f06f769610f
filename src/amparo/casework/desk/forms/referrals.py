"""What is typed at intake: a referral, and what becomes of it."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from amparo.casework.desk.forms.people import ParticularsForm
from amparo.directory.packs import code_list
from amparo.web.forms import PlainDateField

DECISIONS = [
    ("joined", "Join it to a case that is here"),
    ("referred_on", "Pass it to another organisation"),
    ("declined", "Do not take it on"),
]
DECIDED = [
    ("", "Every decision"), ("accepted", "Became a case"), ("joined", "Joined to a case"),
    ("referred_on", "Passed on"), ("declined", "Not taken on"),
]  # fmt: skip


class ReferralForm(forms.Form):
    """How a suspicion reached the office."""

    programme = forms.ChoiceField(label="Programme")
    received_on = PlainDateField(label="When did it reach us?")
    source = forms.ChoiceField(label="Who referred?")
    from_institution = forms.ChoiceField(label="From which institution?", required=False)
    is_urgent = forms.BooleanField(
        label="Somebody is in danger now", required=False,
        help_text="Urgent referrals stand first in everyone's list.",
    )  # fmt: skip
    told = forms.CharField(
        label="What were you told?", widget=forms.Textarea, max_length=8000,
        help_text="In their own words where you can. It is sealed; each reading is recorded.",
    )  # fmt: skip
    name = forms.CharField(
        label="Name of the person it is about", required=False, max_length=200,
        help_text="As it was given. Leave empty if it was not.",
    )  # fmt: skip
    contact = forms.CharField(
        label="Phone or number that was given", required=False, max_length=200,
        help_text="Used to find whether we know this person. Do not call before it is safe.",
    )  # fmt: skip

    def __init__(
        self,
        *args: object,
        programmes: list[tuple[str, str]],
        institutions: list[tuple[str, str]],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        sources = code_list("referral_sources").choices(on=timezone.localdate())
        choices = {
            "programme": programmes,
            "source": [("", "Choose who"), *sources],
            "from_institution": [("", "None, or not in the directory"), *institutions],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]
        self.fields["received_on"].initial = timezone.localdate()


class DecidedFilterForm(forms.Form):
    """Which decided referrals to list."""

    filtering = True

    decision = forms.ChoiceField(label="Decision", choices=DECIDED, required=False)
    programme = forms.ChoiceField(label="Programme", required=False)

    def __init__(self, *args: object, programmes: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        options = [("", "All programmes"), *programmes]
        self.fields["programme"].choices = options  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """What becomes of a referral that opens no case of its own."""

    decision = forms.ChoiceField(
        label="What becomes of it?", choices=DECISIONS, widget=forms.RadioSelect
    )
    case_code = forms.CharField(
        label="Case it joins", required=False, max_length=12,
        help_text="Its code, such as K7Q2AB. Only for joining.",
    )  # fmt: skip
    reason = forms.CharField(
        label="Reason", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="To whom you passed it, or why it is not for us. Leave names out.",
    )  # fmt: skip

    def clean(self) -> dict[str, object]:
        """A case for joining, a reason for the others."""
        given = super().clean() or {}
        decision = given.get("decision")
        if decision == "joined" and not given.get("case_code"):
            self.add_error("case_code", "Enter the code of the case it joins")
        if decision in {"referred_on", "declined"} and not given.get("reason"):
            self.add_error("reason", "Enter the reason")
        return given


class OpenCaseForm(ParticularsForm):
    """What is needed to open a case, and no more."""

    field_order = (
        "name", "name_not_known", "born", "sex", "language", "phones", "safe_contact",
        "safe_channel", "lead",
    )  # fmt: skip

    victim = forms.CharField(required=False, widget=forms.HiddenInput)
    lead = forms.ChoiceField(label="Who leads the case?")

    def __init__(
        self, *args: object, leads: list[tuple[str, str]], is_known: bool, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = leads  # type: ignore[attr-defined]
        for name in ("aliases", "nicknames", "agency_numbers", "document_numbers"):
            del self.fields[name]
        kept = ("victim", "lead") if is_known else tuple(self.fields)
        self.fields = {name: self.fields[name] for name in kept}
