"""Tasks, alerts, team, consent, documents and looks, through the pages."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from amparo.audit.models import Entry
from amparo.casework.cases.models import (
    ConflictOfInterest,
    Consent,
    Document,
    Milestone,
    SafetyAlert,
    Share,
    Standing,
    Task,
    TeamMember,
)
from amparo.casework.cases.services.tasks import move_task, raise_alert
from amparo.casework.cases.services.team import share_with
from amparo.web.dates import spoken_date
from tests.casework.cases.acting import happened
from tests.cast import ALL_TOLD, NOW, OPENED_ON, SAFE_CONTACT, SUSPECT_NAME, VICTIM_NAME


def path(cast, part=""):
    return f"/cases/{cast.case.code}/{part}"


def today():
    return spoken_date(timezone.localdate())


def test_each_look_at_a_case_is_written_down(cast, as_):
    as_(cast.beni).get(path(cast))
    look = Entry.objects.get(verb="case.read")
    assert (look.actor_id, look.fields) == (cast.beni.actor_id, ["overview"])


def test_the_team_sees_who_looked(cast, as_):
    as_(cast.sofia).get(path(cast, "timeline/"))
    page = as_(cast.alma).get(path(cast, "looked/")).text
    assert "Sofia Ramos" in page
    assert "looked at the case: timeline" in page


def test_the_case_says_how_the_survivor_may_be_reached(cast, as_):
    assert SAFE_CONTACT in as_(cast.alma).get(path(cast)).text


def test_names_are_shown_once_when_asked_for_and_each_is_written_down(cast, as_):
    client = as_(cast.alma)
    page = client.post(path(cast, "names/")).text
    assert VICTIM_NAME in page
    assert SUSPECT_NAME in page
    assert Entry.objects.filter(verb="person.name_seen").count() == 2
    assert VICTIM_NAME not in client.get(path(cast, "people/")).text


def test_a_title_never_holds_a_name(cast, as_):
    page = as_(cast.alma).post(path(cast, "names/")).text
    assert re.search("<title>(.*?)</title>", page, re.S)[1].strip().startswith("People")


def test_names_are_not_shown_by_following_a_link(cast, as_):
    assert as_(cast.alma).get(path(cast, "names/")).status_code == 405


def test_an_overdue_clock_of_the_law_is_the_one_loud_thing(cast, as_):
    happened(cast, "restrain.arrested", person=cast.suspect)
    page = as_(cast.alma).get(path(cast)).text
    assert page.count('aria-label="Alert"') == 1
    assert "This clock of the law for Suspect 1 began on 1 February 2024" in page


def test_a_task_is_added_done_and_shown_with_its_outcome(cast, as_):
    client = as_(cast.alma)
    client.post(
        path(cast, "tasks/add/"),
        {"what": "Call the court", "due_on": today(), "owner": str(cast.beni.pk)},
    )
    task = Task.objects.get(what="Call the court")
    assert task.owner == cast.beni
    client.post(f"/tasks/{task.pk}/done/", {"outcome": "It sits on Monday."})
    assert "It sits on Monday." in client.get(path(cast)).text


def test_a_task_changed_meanwhile_shows_both(cast, as_):
    task = Task.objects.get(what__startswith="Thank whoever referred")
    client = as_(cast.alma)
    page = client.get(f"/tasks/{task.pk}/move/").text
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    move_task(by=cast.beni, at=NOW, task=task, due_on=OPENED_ON, owner=None)
    answer = client.post(f"/tasks/{task.pk}/move/", {"due_on": today(), "version": version})
    assert answer.status_code == 409


def test_an_alert_is_raised_and_resolved_with_a_measure(cast, as_):
    client = as_(cast.alma)
    client.post(path(cast, "alerts/raise/"), {"what": "He was seen at the gate."})
    assert "He was seen at the gate." in client.get(path(cast)).text
    alert = SafetyAlert.objects.get()
    assert client.post(f"/alerts/{alert.pk}/resolve/", {"measure": ""}).status_code == 422
    client.post(f"/alerts/{alert.pk}/resolve/", {"measure": "Moved to the shelter."})
    assert "He was seen at the gate." not in client.get(path(cast)).text


@pytest.mark.parametrize("name", ["carla", "dario", "pilar"])
def test_others_reach_no_task_or_alert_by_its_address(cast, as_, name):
    client = as_(getattr(cast, name))
    alert = raise_alert(by=cast.alma, at=NOW, case=cast.case, what="He was seen.")
    task = Task.objects.get(what__startswith="Thank whoever referred")
    addresses = [
        f"/tasks/{task.pk}/done/", f"/tasks/{task.pk}/move/", f"/alerts/{alert.pk}/resolve/",
    ]  # fmt: skip
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_a_supervisor_changes_the_team(cast, as_):
    client = as_(cast.sofia)
    client.post(path(cast, "team/add/"), {"colleague": str(cast.carla.pk)})
    member = TeamMember.objects.get(case=cast.case, user=cast.carla)
    client.post(f"/team/{member.pk}/lead/")
    assert TeamMember.objects.get(case=cast.case, leads=True).user == cast.carla
    alma = TeamMember.objects.get(case=cast.case, user=cast.alma)
    client.post(f"/team/{alma.pk}/leave/")
    assert as_(cast.alma).get(path(cast)).status_code == 404


def test_the_team_page_says_why_alma_cannot_change_it(cast, as_):
    page = as_(cast.alma).get(path(cast, "team/")).text
    assert "This is the work of other roles: Supervisor." in page


def test_a_conflict_closes_the_case_to_a_colleague_at_once(cast, as_):
    as_(cast.sofia).post(
        path(cast, "team/conflict/"), {"colleague": str(cast.beni.pk), "kind": "kin"}
    )
    assert ConflictOfInterest.objects.filter(user=cast.beni).exists()
    assert as_(cast.beni).get(path(cast)).status_code == 404


def test_a_share_opens_and_ends(cast, as_):
    supervisor, partner = as_(cast.sofia), as_(cast.pilar)
    supervisor.post(
        path(cast, "team/share/"), {"institution": str(cast.police.pk), "purpose": "Joint work"}
    )
    assert partner.get(path(cast)).status_code == 200
    supervisor.post(f"/shares/{Share.objects.get().pk}/end/")
    assert partner.get(path(cast)).status_code == 404


def test_a_partner_reads_its_own_lines_and_no_note_name_or_reason(cast, as_):
    share_with(
        by=cast.sofia, at=NOW, case=cast.case, institution=cast.police, purpose="Joint work",
        on=OPENED_ON,
    )  # fmt: skip
    happened(cast, "restrain.arrested", person=cast.suspect, unit=cast.station, note="A secret")
    happened(cast, "restore.threat_reported", person=cast.victim)
    page = as_(cast.pilar).get(path(cast)).text
    assert "Arrested" in page
    assert [word for word in ("A secret", "Threat", "Alma", SAFE_CONTACT) if word in page] == []


@pytest.mark.parametrize(
    "part", ["timeline/", "people/", "looked/", "documents/", "consent/", "team/"]
)
def test_a_partner_reads_no_other_part(cast, as_, part):
    share_with(
        by=cast.sofia, at=NOW, case=cast.case, institution=cast.police, purpose="Joint work",
        on=OPENED_ON,
    )  # fmt: skip
    assert as_(cast.pilar).get(path(cast, part)).status_code == 404


def consent(cast, **facts):
    return {
        "person": str(cast.victim.pk), "purpose": "share_police", "answer": "given",
        "recipient": str(cast.police.pk), "covers": ["identity"], "explained_how": "Read aloud",
        "explained_in": "Tagalog", "on": today(), "until": "", "basis": "own", "guardian": "",
        "reason": "", **ALL_TOLD, **facts,
    }  # fmt: skip


def test_consent_is_recorded_shown_and_taken_back(cast, as_):
    client = as_(cast.alma)
    client.post(path(cast, "consent/record/"), consent(cast))
    assert "in force" in client.get(path(cast, "consent/")).text
    kept = Consent.objects.get()
    client.post(f"/consent/{kept.pk}/withdraw/", {"on": today()})
    assert "not in force" in client.get(path(cast, "consent/")).text


def test_a_yes_says_which_of_the_seven_questions_is_open_and_keeps_what_was_typed(cast, as_):
    client = as_(cast.alma)
    told = [one for one in Consent.Told.values if one != "withdrawing"]
    answer = client.post(path(cast, "consent/record/"), consent(cast, told=told, research=""))
    assert answer.status_code == 422
    for said in ("how to take it back, and that help goes on", "Ask them, and choose yes or no",
                 "Read aloud"):  # fmt: skip
        assert said in answer.text
    assert not Consent.objects.exists()
    client.post(path(cast, "consent/record/"), consent(cast, answer="refused", told=told))
    client.post(path(cast, "consent/record/"), consent(cast, research="yes"))
    page = client.get(path(cast, "consent/")).text
    for said in ("All they have to know", "All but: how to take it back", "Yes, without names"):
        assert said in page


def test_a_suspect_as_guardian_is_answered_in_the_form(cast, as_):
    answer = as_(cast.alma).post(
        path(cast, "consent/record/"),
        consent(cast, basis="assent_guardian", guardian=str(cast.suspect.pk)),
    )
    assert answer.status_code == 422
    assert "cannot consent for the child" in answer.text
    assert "Read aloud" in answer.text
    assert not Consent.objects.exists()


def upload(client, cast, content, name="Batungbakal bail order.pdf"):
    return client.post(
        path(cast, "documents/add/"),
        {
            "file": SimpleUploadedFile(name, content, content_type="application/pdf"),
            "kind": "court_order", "title": "Bail order", "dated_on": "",
        },
    )  # fmt: skip


def test_a_document_comes_back_as_it_was_under_a_name_that_tells_nothing(cast, as_):
    client = as_(cast.alma)
    upload(client, cast, b"%PDF-1.7 the order")
    answer = client.get(f"/documents/{Document.objects.get().pk}/")
    assert answer.content == b"%PDF-1.7 the order"
    assert answer["Content-Disposition"] == f'attachment; filename="{cast.case.code}-1.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Entry.objects.filter(verb="document.read", actor_id=cast.alma.actor_id).exists()


@pytest.mark.parametrize("content", [b"MZ\x90 a program", b"<html><script>", b"PK\x03\x04 a zip"])
def test_a_file_is_taken_by_its_bytes_not_by_its_name(cast, as_, content):
    answer = upload(as_(cast.alma), cast, content)
    assert answer.status_code == 422
    assert not Document.objects.exists()


def test_a_file_past_twenty_five_megabytes_is_answered_in_the_form(cast, as_):
    answer = upload(as_(cast.alma), cast, b"%PDF-" + bytes(25 * 1024 * 1024))
    assert answer.status_code == 422
    assert not Document.objects.exists()


@pytest.mark.parametrize("name", ["carla", "dario", "eva", "pilar", "amira"])
def test_others_download_nothing(cast, as_, name):
    upload(as_(cast.alma), cast, b"%PDF-1.7 the order")
    address = f"/documents/{Document.objects.get().pk}/"
    assert as_(getattr(cast, name)).get(address).status_code == 404


def test_a_file_is_closed_with_a_reason_and_opened_again(cast, as_):
    client = as_(cast.alma)
    client.post(path(cast, "close/"), {"on": today(), "reason": "transferred"})
    assert not Standing.objects.get(case=cast.case).is_open
    assert "File closed" in client.get(path(cast)).text
    client.post(path(cast, "reopen/"), {"on": today(), "reason": "She asked for help again."})
    assert Standing.objects.get(case=cast.case).is_open


def test_a_file_is_not_closed_without_a_reason_of_the_list(cast, as_):
    answer = as_(cast.alma).post(path(cast, "close/"), {"on": today(), "reason": "tired"})
    assert answer.status_code == 422
    assert not Milestone.objects.filter(type="restore.closed").exists()


def test_a_closed_file_is_not_closed_twice(cast, as_):
    client = as_(cast.alma)
    client.post(path(cast, "close/"), {"on": today(), "reason": "transferred"})
    answer = client.post(path(cast, "close/"), {"on": today(), "reason": "transferred"})
    assert answer.status_code == 422
