"""Steps of a complaint, keepers, and what stands beside complaints, as they are typed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from datetime import date, timedelta

from django import forms

from amparo.access.models import User
from amparo.casework.frame.forms import CaseForm, codes
from amparo.directory.models import Institution
from amparo.repair.accountability.forms.telling import Named, named_by, places
from amparo.repair.accountability.models import Recusal
from amparo.repair.accountability.services.beside import Visit
from amparo.repair.accountability.services.handling import FOUND, USUAL_DAYS, Taken, What
from amparo.web.forms import PlainDateField

YES_NO = [("yes", "Yes"), ("no", "No")]


class StepForm(CaseForm):
    """One step of a complaint."""

    on = PlainDateField(label="On which day")
    words = forms.CharField(
        required=False, max_length=5000, label="In words", widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Sealed. Only keepers read it.",
    )  # fmt: skip

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial=self.begin(today))

    def begin(self, today: date) -> dict[str, object]:
        """What is filled in."""
        return {"on": today}

    @abstractmethod
    def taken(self) -> Taken:
        """The step as typed; each kind of step reads its own fields."""


class ReferForm(StepForm):
    """Which body is asked, and by when it answers."""

    body = forms.ChoiceField(label="Which body", error_messages={"required": "Choose the body"})
    due_on = PlainDateField(label="They answer by", future=True)
    field_order = ("body", "on", "due_on", "words")

    def __init__(self, data: object = None, *, today: date, bodies: Sequence[Institution]) -> None:
        super().__init__(data, today=today)
        self.bodies = {str(one.pk): one for one in bodies}
        self.offer(body=[("", "Choose"), *((key, one.name) for key, one in self.bodies.items())])

    def begin(self, today: date) -> dict[str, object]:
        """A month is usual."""
        return {"on": today, "due_on": today + timedelta(days=USUAL_DAYS)}

    def taken(self) -> Taken:
        """The step as typed."""
        given = self.cleaned_data
        return Taken(
            What.REFERRED, given["on"], given["words"], self.bodies[given["body"]], given["due_on"]
        )


class ReplyForm(StepForm):
    """What the body answered."""

    def taken(self) -> Taken:
        """The step as typed."""
        return Taken(What.REPLIED, self.cleaned_data["on"], self.cleaned_data["words"])


class FindingForm(StepForm):
    """What was found."""

    what = forms.ChoiceField(
        label="What was found", widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in FOUND],
        error_messages={"required": "Choose what was found"},
    )  # fmt: skip
    field_order = ("what", "on", "words")

    def taken(self) -> Taken:
        """The step as typed."""
        given = self.cleaned_data
        return Taken(given["what"], given["on"], given["words"])


class SanctionForm(StepForm):
    """What followed for the official."""

    sanction = forms.ChoiceField(
        label="What followed", widget=forms.RadioSelect,
        error_messages={"required": "Choose what followed"},
    )  # fmt: skip
    field_order = ("sanction", "on", "words")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, today=today)
        self.offer(sanction=codes("sanctions", on=today))

    def taken(self) -> Taken:
        """The step as typed."""
        given = self.cleaned_data
        return Taken(
            What.SANCTIONED, given["on"], given["words"], sanction=given["sanction"]
        )  # fmt: skip


class ShutOutForm(forms.Form):
    """Who may not see it, and why."""

    user = forms.ChoiceField(label="Who", error_messages={"required": "Choose who"})
    why = forms.ChoiceField(label="Why", choices=Recusal.Why.choices, widget=forms.RadioSelect)

    def __init__(self, data: object = None, *, users: Sequence[User]) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        self.users = {str(one.pk): one for one in users}
        listed = [(key, one.name) for key, one in self.users.items()]
        self.fields["user"].choices = [("", "Choose"), *listed]  # type: ignore[attr-defined]


class KeeperForm(forms.Form):
    """Who keeps complaints, until when."""

    user = forms.ChoiceField(label="Who", error_messages={"required": "Choose who"})
    until = PlainDateField(label="Until", future=True)

    def __init__(self, data: object = None, *, users: Sequence[User], today: date) -> None:
        initial = {"until": today + timedelta(days=180)}
        super().__init__(data, initial=initial, use_required_attribute=False)  # type: ignore[arg-type]
        self.users = {str(one.pk): one for one in users}
        listed = [(key, one.name) for key, one in self.users.items()]
        self.fields["user"].choices = [("", "Choose"), *listed]  # type: ignore[attr-defined]


class ShieldForm(CaseForm):
    """Whom something protects, and until when it is looked at again."""

    person = forms.CharField(
        max_length=200, label="Whom it protects", help_text="Sealed. Only keepers read it.",
        error_messages={"required": "Say whom it protects"},
    )  # fmt: skip
    place = forms.ChoiceField(
        label="Where they work", error_messages={"required": "Choose where they work"}
    )
    measure = forms.ChoiceField(
        label="What protects them", widget=forms.RadioSelect,
        error_messages={"required": "Choose what protects them"},
    )  # fmt: skip
    from_on = PlainDateField(label="Since")
    review_on = PlainDateField(label="Looked at again on", future=True)

    def __init__(self, data: object = None, *, named: Named, today: date) -> None:
        started = {"from_on": today, "review_on": today + timedelta(days=90)}
        super().__init__(data, initial=started)
        self.named = named
        self.offer(
            place=[("", "Choose"), *((key, one.name) for key, one in named[0].items())],
            measure=codes("shields", on=today),
        )


class EndForm(forms.Form):
    """The last day."""

    on = PlainDateField(label="Until")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]


class RecognitionForm(CaseForm):
    """Good work, honoured."""

    place = forms.ChoiceField(
        label="Where they work", error_messages={"required": "Choose where they work"}
    )
    post = forms.CharField(
        max_length=150, label="Post", help_text="The post, not the name",
        error_messages={"required": "Say which post"},
    )  # fmt: skip
    why = forms.CharField(
        max_length=300, label="What for", error_messages={"required": "Say what for"}
    )
    how = forms.ChoiceField(
        label="How it was honoured", widget=forms.RadioSelect,
        error_messages={"required": "Choose how"},
    )  # fmt: skip
    on = PlainDateField(label="On which day")

    def __init__(self, data: object = None, *, named: Named, today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.named = named
        self.offer(place=[("", "Choose"), *places(named)], how=codes("recognitions", on=today))


class DecoyForm(CaseForm):
    """A decoy visit, once it is over."""

    place = forms.ChoiceField(
        label="Which unit was visited", error_messages={"required": "Choose the unit"}
    )
    on = PlainDateField(label="On which day")
    crime_type = forms.ChoiceField(
        label="What the invented complaint was about",
        error_messages={"required": "Choose what it was about"},
    )  # fmt: skip
    was_registered = forms.ChoiceField(
        label="Was it written down and registered?", choices=YES_NO, widget=forms.RadioSelect,
        error_messages={"required": "Say whether it was registered"},
    )  # fmt: skip
    money_asked = forms.ChoiceField(
        label="Was money asked for?", choices=YES_NO, widget=forms.RadioSelect, initial="no"
    )

    def __init__(self, data: object = None, *, named: Named, today: date) -> None:
        super().__init__(data, initial={"on": today, "money_asked": "no"})
        self.named = named
        listed = [(key, f"{one.name}, {one.institution.name}") for key, one in named[1].items()]
        self.offer(
            place=[("", "Choose"), *listed],
            crime_type=codes("crime_types", on=today, first="Choose"),
        )

    def visit(self) -> Visit:
        """The visit as typed."""
        given = self.cleaned_data
        _, unit = named_by(self.named, given["place"])
        assert unit is not None  # noqa: S101  (only units are offered)
        return Visit(
            unit, given["on"], given["crime_type"], given["was_registered"] == "yes",
            given["money_asked"] == "yes",
        )  # fmt: skip


class ChannelForm(forms.Form):
    """A way to complain, and since when it is open."""

    name = forms.CharField(
        max_length=150, label="What it is", help_text="For example: the page that asks for no name",
        error_messages={"required": "Say what it is"},
    )  # fmt: skip
    on = PlainDateField(label="Open since")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]
