"""Pages on which a supervisor hands cases over, registers agreements, and a team records who met."""

from __future__ import annotations

from uuid import uuid4

from django.utils import timezone

from amparo.casework.cases.models import Conference, SharingAgreement, Task, TeamMember
from amparo.casework.cases.services.tasks import add_task
from amparo.web.dates import spoken_date
from tests.cast import NOW, OPENED_ON


def test_a_colleagues_cases_are_handed_over_and_given_back(cast, as_):
    add_task(by=cast.alma, at=NOW, case=cast.case, what="Ring the school", due_on=OPENED_ON,
             owner=cast.alma)  # fmt: skip
    client = as_(cast.sofia)
    place = f"/handing-over/{cast.alma.pk}/"
    assert f'href="{place}">Alma Reyes' in client.get("/handing-over/").text
    page = client.get(place).text
    assert f"{cast.case.code}: leads it" in page
    assert "Ring the school" in page
    asked = {"token": uuid4(), "why": "leaves", "words": "Alma moves"}
    assert "No case was chosen" in client.post(place, asked).text
    done = client.post(place, {**asked, "everything": cast.carla.pk}, follow=True).text
    assert "Alma Reyes has none left" in done
    assert TeamMember.objects.get(case=cast.case, leads=True, to_on=None).user == cast.carla
    undo = done.split('action="/handing-over/made/')[1].split('"')[0]
    assert "given back" in client.post(f"/handing-over/made/{undo}", follow=True).text
    assert TeamMember.objects.get(case=cast.case, leads=True, to_on=None).user == cast.alma


def test_an_agreement_is_registered_and_ended(cast, as_):
    SharingAgreement.objects.all().delete()
    client, today = as_(cast.sofia), spoken_date(timezone.localdate())
    typed = {
        "token": uuid4(), "institution": cast.police.pk, "signed_on": today,
        "until": spoken_date(timezone.localdate().replace(year=timezone.localdate().year + 2, day=1)),
        "about": "Names, so that they can be protected", "kept_at": "Binder 3",
    }  # fmt: skip
    page = client.post("/agreements/new/", typed, follow=True).text
    assert "San Isidro Police" in page
    assert "In force" in page
    row = SharingAgreement.objects.get()
    page = client.post(
        f"/agreements/{row.pk}/end/", {"on": today, "why": "They told others"}, follow=True
    ).text
    assert "They told others" in page
    assert "End it" not in page
    assert "Register an agreement" not in as_(cast.alma).get("/agreements/").text


def test_a_conference_is_kept_with_its_tasks(cast, as_):
    client, today = as_(cast.beni), spoken_date(timezone.localdate())
    place = f"/cases/{cast.case.code}/conferences/"
    typed = {
        "token": uuid4(), "on": today, "came": [cast.alma.pk, cast.beni.pk], "survivor": "asked",
        "institution": cast.police.pk, "another": cast.police.pk, "others": "Her aunt",
        "decided": "She stays with her aunt", "what-1": "Ask for a screen",
    }  # fmt: skip
    refused = client.post(f"{place}new/", typed).text
    assert "Choose who does it" in refused
    assert "Enter the day" in refused
    typed |= {"owner-1": cast.beni.pk, "due-1": today}
    page = client.post(f"{place}new/", typed, follow=True).text
    assert "She stays with her aunt" in page
    assert "Alma Reyes, Beni Cruz, San Isidro Police, Her aunt" in page
    assert Task.objects.get(what="Ask for a screen").owner == cast.beni
    assert Conference.objects.count() == 1
