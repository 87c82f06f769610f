"""Each field of intake and of screening says why it is asked, and none is asked without."""

from __future__ import annotations

import pytest
from django.urls import reverse

from amparo.casework.desk.forms.people import AddPersonForm, ChangePersonForm, LookForm
from amparo.casework.desk.forms.referrals import DecisionForm, OpenCaseForm, ReferralForm
from amparo.casework.frame.purposes import purposes, why_of
from amparo.casework.rescue.forms.case import ScreenForm
from amparo.directory.packs.screening import screening_tools

INTAKE = (
    AddPersonForm, ChangePersonForm, DecisionForm, LookForm, OpenCaseForm, ReferralForm, ScreenForm,
)  # fmt: skip
HIDDEN = {"person", "token", "version", "victim"}
ASKED = [
    (form, name) for form in INTAKE for name in form.base_fields if name not in HIDDEN
]  # fmt: skip
SCREENED = [(tool.code, item) for tool in screening_tools() for item in tool.items]


@pytest.mark.parametrize(("form", "name"), ASKED)
def test_no_field_of_intake_is_asked_without_a_purpose(form, name):
    assert len(why_of(form, name)) > len("To know")


@pytest.mark.parametrize(("tool", "item"), SCREENED)
def test_no_question_of_a_screening_is_asked_without_a_purpose(tool, item):
    assert purposes()[(tool, item.part)]


def test_a_field_that_nobody_gave_a_purpose_has_none():
    assert why_of(ReferralForm, "religion") == ""


def test_no_purpose_is_kept_for_a_field_that_is_gone():
    known = {
        (f"{kind.__module__.split('.')[2]}.{kind.__name__}", name)
        for form in INTAKE
        for kind in form.__mro__
        if kind.__module__.startswith("amparo.")
        for name in form.base_fields
    }
    known |= {(tool, item.part) for tool, item in SCREENED}
    assert set(purposes()) <= known


def test_the_pages_show_it_on_demand(cast, as_):
    client = as_("alma")
    screen = reverse("screen", args=[cast.case.code, cast.victim.pk, "danger"])
    for address in ("/referrals/new/", screen):
        assert "Why we ask each of these" in client.get(address).text
    page = client.get("/referrals/new/").text
    assert "the person is not asked to tell it all again" in page
