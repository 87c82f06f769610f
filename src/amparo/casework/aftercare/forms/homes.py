"""Homes: entering one, its standards, and beds held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms

from amparo.access.models import User
from amparo.casework.aftercare.models import Home, StandardsAnswer
from amparo.casework.aftercare.services.homes import HomeFacts
from amparo.casework.frame.forms import CaseForm, codes
from amparo.directory.models import Institution, Jurisdiction, Unit
from amparo.directory.packs import code_list
from amparo.web.forms import PlainDateField

SEXES = [("female", "Women and girls"), ("male", "Men and boys")]


def _area(label: str, help_text: str, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=1000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class FindForm(forms.Form):
    """For whom a bed is looked for, and when. Nothing is kept."""

    on = PlainDateField(label="From which day", required=False, future=True)
    sex = forms.ChoiceField(label="Sex", required=False)
    age = forms.IntegerField(label="Age", required=False, min_value=0, max_value=120)

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["sex"].choices = codes("sexes", on=today, first="Any")  # type: ignore[attr-defined]


class HomeForm(CaseForm):
    """What is known of a home."""

    unit = forms.ChoiceField(label="Which unit of the directory")
    called = forms.CharField(
        label="What the home is called here", max_length=80,
        help_text="A name that does not tell where it is.",
        error_messages={"required": "Give the home a name"},
    )  # fmt: skip
    place = forms.ChoiceField(
        label="District", help_text="This is all that most people are ever shown."
    )
    address = _area("Address", "Kept sealed. Shown only to whoever must travel there.")
    contact = _area("How to reach the home", "Kept sealed, with the address.")
    capacity = forms.IntegerField(label="How many beds", min_value=1, max_value=500)
    youngest = forms.IntegerField(label="Youngest age it takes", min_value=0, max_value=120)
    oldest = forms.IntegerField(
        label="Oldest age it takes", required=False, min_value=0, max_value=120,
        help_text="Leave it empty where there is no limit.",
    )  # fmt: skip
    sexes = forms.MultipleChoiceField(
        label="Whom it takes", required=False, choices=SEXES, widget=forms.CheckboxSelectMultiple,
        help_text="Choose none where it takes everybody.",
    )  # fmt: skip
    takes_children_along = forms.BooleanField(
        label="Takes people with children of their own", required=False
    )
    languages = forms.CharField(label="Languages spoken there", required=False, max_length=200)

    def __init__(
        self, data: object = None, *, units: Sequence[Unit], places: Sequence[Jurisdiction],
        home: Home | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"youngest": 0} if home is None else _kept(home))
        self.units = {str(one.pk): one for one in units}
        self.places = {str(one.pk): one for one in places}
        self.offer(
            unit=[("", "Choose")]
            + [(pk, f"{one.name}, {one.institution.name}") for pk, one in self.units.items()],
            place=[("", "Choose")] + [(pk, one.name) for pk, one in self.places.items()],
        )
        if home is not None:
            del self.fields["unit"]
            del self.fields["token"]
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)
            for field in ("address", "contact"):
                self.fields[field].help_text = "Kept sealed. Leave it empty to keep what is there."
        else:
            self.fields["address"].required = True

    def facts(self) -> HomeFacts:
        """What was typed."""
        given = self.cleaned_data
        return HomeFacts(
            called=given["called"], place=self.places[given["place"]], capacity=given["capacity"],
            address=given["address"], contact=given["contact"], youngest=given["youngest"],
            oldest=given["oldest"], sexes=tuple(given["sexes"]),
            takes_children_along=given["takes_children_along"], languages=given["languages"],
        )  # fmt: skip


def _kept(home: Home) -> dict[str, object]:
    """What the form begins with; never the address."""
    return {
        "version": home.version, "called": home.called, "place": str(home.district_id),
        "capacity": home.capacity, "youngest": home.youngest, "oldest": home.oldest,
        "sexes": home.sexes, "takes_children_along": home.takes_children_along,
        "languages": home.languages,
    }  # fmt: skip


class PassphraseForm(forms.Form):
    """The passphrase of one's own key, for one act."""

    passphrase = forms.CharField(
        label="Passphrase of your own key",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Type the passphrase of your own key"},
    )


class GiveKeyForm(PassphraseForm):
    """To whom the key of an address is given."""

    to = forms.ChoiceField(label="To whom", error_messages={"required": "Choose to whom"})
    field_order = ("to", "passphrase")

    def __init__(self, data: object = None, *, people: Sequence[User]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.people = {str(one.pk): one for one in people}
        named = [(pk, one.name) for pk, one in self.people.items()]
        self.fields["to"].choices = [("", "Choose"), *named]  # type: ignore[attr-defined]

    def chosen(self) -> User:
        """Whoever was chosen."""
        return self.people[self.cleaned_data["to"]]


class StandardsForm(CaseForm):
    """Every standard, one answer each: there is not enough, it must work."""

    on = PlainDateField(label="Checked on")
    authority = forms.ChoiceField(
        label="Who checked", required=False, help_text="Your own office, or an authority."
    )
    next_due_on = PlainDateField(label="To be checked again by", future=True)
    words = _area("What you found", "Kept sealed. No names of residents.")

    def __init__(
        self, data: object = None, *, today: date, institutions: Sequence[Institution]
    ) -> None:
        super().__init__(data, initial={"on": today})
        self.known = {str(one.pk): one for one in institutions}
        self.offer(
            authority=[("", "Our own office"), *((pk, one.name) for pk, one in self.known.items())]
        )
        self.items = code_list("home_standards").choices(on=today)
        for code, name in self.items:
            self.fields[f"item_{code}"] = forms.ChoiceField(
                label=name, choices=StandardsAnswer.State.choices, widget=forms.RadioSelect,
                error_messages={"required": f"Say how it is: {name.lower()}"},
            )  # fmt: skip
        self.order_fields(["token", "on", "authority", *(f"item_{code}" for code, _ in self.items)])

    def given(self) -> dict[str, object]:
        """The answers by standard, and who checked as a row."""
        cleaned = self.cleaned_data
        return {
            "on": cleaned["on"], "next_due_on": cleaned["next_due_on"], "words": cleaned["words"],
            "token": cleaned["token"], "authority": self.known.get(cleaned["authority"]),
            "answers": {code: cleaned[f"item_{code}"] for code, _ in self.items},
        }  # fmt: skip


class HoldForm(CaseForm):
    """Beds to keep."""

    n = forms.IntegerField(label="How many beds", min_value=1, max_value=500)
    from_on = PlainDateField(label="From", future=True)
    until_on = PlainDateField(label="Through", future=True)
    code = forms.CharField(
        label="For which case", required=False, max_length=6,
        help_text="Its code. Leave it empty where it is for none yet.",
    )  # fmt: skip
    why = _area("What for", "Kept sealed. Only you are shown it, and the case.", required=True)

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"from_on": today, "n": 1})


class CloseForm(forms.Form):
    """From when a home takes nobody."""

    on = PlainDateField(label="Closed on")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]


class EscortForm(forms.Form):
    """Who travels with the survivor."""

    escort = forms.ChoiceField(
        label="Who travels there with the survivor?", widget=forms.RadioSelect,
        error_messages={"required": "Choose who travels"},
    )  # fmt: skip

    def __init__(self, data: object = None, *, members: Sequence[User]) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        self.members = {str(one.pk): one for one in members}
        offered = [(pk, one.name) for pk, one in self.members.items()]
        self.fields["escort"].choices = offered  # type: ignore[attr-defined]
