"""A letter to an official is written from what the case shows, names nobody, and has a clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from amparo.casework.cases.services.milestones import record_milestone
from amparo.errors import NotVisible
from amparo.repair.hope.models import Letter
from amparo.repair.hope.selectors.letters import letter_as_read
from tests.cast import NOW, OPENED_ON, SUSPECT_NAME, VICTIM_NAME
from tests.reform.test_pages_of_repairs import sent
from tests.repair.hope.furnish import a_letter


@pytest.fixture
def told(cast):
    """A complaint, a threat that is nobody's business, and a step after the letter."""
    steps = (("rescue.complaint_presented", 0), ("restore.threat_reported", 0),
             ("rescue.complaint_registered", 20))  # fmt: skip
    for type_, day in steps:
        record_milestone(
            by=cast.alma, at=NOW - timedelta(days=56 - day), case=cast.case, type=type_,
            on=OPENED_ON + timedelta(days=day), unit=cast.station,
            person=cast.victim if type_.startswith("restore") else None,
        )  # fmt: skip
    return a_letter(cast.alma, cast.police, cast.case)


def test_a_caseworker_writes_it_from_the_breakdowns_of_the_case(cast, client):
    client.force_login(cast.alma)
    page = client.get(reverse("case_breakdowns", args=[cast.case.code])).content.decode()
    place = f"{reverse('letter_add')}?case={cast.case.code}"
    assert place in page
    form = client.get(place)
    assert form.context["form"]["case"].value() == cast.case.code
    answer = client.post(place, {
        **sent(form), "institution": str(cast.police.pk), "post": "Chief",
        "asks": "To visit the scene",
    })  # fmt: skip
    row = Letter.objects.get()
    assert answer.url == reverse("letter", args=[row.pk])
    assert "To visit the scene" in client.get(answer.url).content.decode()


def test_it_tells_the_public_steps_as_they_stood_when_it_was_sent(cast, told):
    found = letter_as_read(cast.alma, told.pk)
    assert [(one.what, one.where) for one in found.recorded] == [
        ("Complaint presented", cast.station.name)
    ]


def test_it_names_nobody_and_its_clock_is_told(cast, told, client):
    client.force_login(cast.alma)
    text = client.get(reverse("letter", args=[told.pk])).content.decode()
    assert cast.case.code in text
    assert [name for name in (VICTIM_NAME, SUSPECT_NAME) if name in text] == []
    assert "Please let us know by 23 January 2024" in text
    assert "late" in text.lower()


def test_nobody_reads_it_who_may_not_open_the_case(cast, told, client):
    for user in (cast.nadia, cast.carla, cast.dario, cast.eva):
        client.force_login(user)
        assert client.get(reverse("letter", args=[told.pk])).status_code == 404


def test_a_partner_writes_none(cast, client):
    client.force_login(cast.pilar)
    assert client.get(reverse("letter_add")).status_code == 404
    with pytest.raises(NotVisible):
        a_letter(cast.pilar, cast.police)
