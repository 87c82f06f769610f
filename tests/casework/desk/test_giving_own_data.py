"""A survivor takes away what every room keeps about her, and nothing of anybody else."""

from __future__ import annotations

import io
import json

import pytest
from django.db import transaction
from django.urls import reverse
from pypdf import PdfReader

from amparo.access.models import User
from amparo.audit.models import Entry
from amparo.casework.cases.models import RoleKind
from amparo.casework.cases.services.milestones import record_milestone
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.desk.owndata.copying import Asker, Known, give_own_data
from amparo.casework.desk.owndata.spec import told
from amparo.casework.desk.owndata.words import hold_out, names_of
from amparo.casework.docket.models import Accused
from amparo.casework.docket.services.filing import lay_charge
from amparo.casework.represent.models import Preparation
from amparo.casework.represent.services.preparing import keep_plan, plan_of
from amparo.errors import Refused
from tests.access.world import build
from tests.casework.desk.own_rows import BY_HAND, ON, keep_the_rest
from tests.cast import NOW, OPENED_ON, SUSPECT_NAME, VICTIM_NAME, gather

pytestmark = pytest.mark.django_db
ASKED = {"asker": "self", "known": "document", "why": "Asked at the desk", "form": "json"}
# Of each room that keeps anything about her, what she must find.
EACH_ROOM = {
    "Who you are", "What you are to the case", "What happened, day by day", "What you agreed to",
    "Papers of the case; ask for a copy of any", "What the authorities did not do", "Screenings",
    "Services", "Notes of services", "Money that is due to you", "Your papers",
    "Where you stayed", "Referrals to services", "Charges for what was done to you",
    "Getting ready for court", "Assessments", "Plans", "Threats against you",
    "Where your story was told",
}  # fmt: skip


@pytest.fixture(scope="module")
def gathered(django_db_setup, django_db_blocker, sealing_key):
    """The cast of an office in which every room keeps something about her."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = build(gather()).cast
        record_milestone(
            by=cast.alma, at=NOW, case=cast.case, type="restrain.scene_visited", on=OPENED_ON,
            note=f"{SUSPECT_NAME} waited for {VICTIM_NAME}; Catacutan left.",
        )  # fmt: skip
        accused = Accused.objects.get(court_case__joined__case=cast.case)
        charge = lay_charge(
            by=cast.alma, at=NOW, accused=accused, offence="ph.trafficking", on=ON,
            victim=cast.victim,
        )  # fmt: skip
        keep_plan(
            by=cast.alma, at=NOW, mode=Preparation.Mode.values[0],
            telling=Preparation.Telling.values[0], words={"comfort": "Her aunt beside her"},
            plan=plan_of(cast.case, cast.victim),
        )  # fmt: skip
        keep_the_rest(cast, charge)
        yield cast
        transaction.set_rollback(True)


def given(cast, **more):
    facts = {"by": cast.alma, "at": NOW, "case": cast.case, "person": cast.victim, "why": "Asked",
             "asker": Asker.SELF, "known": Known.IN_PERSON, **more}  # fmt: skip
    return give_own_data(**facts)


def test_every_room_tells_what_it_keeps(cast):
    found = {heading for heading, _ in given(cast).kept}
    assert EACH_ROOM - found == set()


def test_what_rooms_keep_of_courts_money_and_the_way_home_is_in_it_in_words(cast):
    found = dict(given(cast).kept)
    assert {one for one, heading in BY_HAND.items() if heading not in found} == set()
    said = json.dumps(found)
    words = ["Her aunt waits", "She works again", "Struck at the market", "Too slow",
             "She goes her way", "All facts stand", "1200"]  # fmt: skip
    assert [one for one in words if one not in said] == []


def test_every_table_that_holds_a_row_of_hers_is_in_it(cast):
    hers = {
        one.heading
        for one in told()
        for way in one.ways
        if way != "alone"
        and one.model._default_manager.filter(**{way: cast.victim.pk, one.case: cast.case.pk})
    }
    assert hers - {heading for heading, _ in given(cast).kept} == set()
    assert len(hers) > 25


def test_it_holds_her_name_and_nobody_elses(cast):
    content = given(cast).as_json().decode()
    assert VICTIM_NAME in content
    assert f"[another person] waited for {VICTIM_NAME}; [another person] left." in content
    others = [SUSPECT_NAME, "Catacutan", "Somebody Suspected", "Somebody Alike", "Unseen Person"]
    colleagues = User.objects.exclude(pk=cast.alma.pk).values_list("name", flat=True)
    assert [name for name in [*others, *colleagues] if name in content] == []


def test_where_another_survivor_is_in_the_case_its_common_rows_are_left_out(cast):
    before = {heading for heading, _ in given(cast).kept}
    sister = add_person(by=cast.alma, at=NOW, office=cast.office, name="Dolores Batungbakal")
    give_role(
        by=cast.alma, at=NOW, case=cast.case, person=sister, role=RoleKind.VICTIM, on=OPENED_ON
    )
    after = {heading for heading, _ in given(cast).kept}
    assert {"The case", "Papers of the case; ask for a copy of any"} <= before - after
    assert "Dolores" not in given(cast).as_json().decode()


def test_notes_of_a_closed_compartment_are_in_it_only_for_its_holder(cast):
    def notes(user):
        return dict(given(cast, by=user).kept).get("Notes of services", ())

    assert len(notes(cast.alma)) > len(notes(cast.beni))


def test_it_is_in_the_trail_with_who_asked_and_how_they_were_known(cast):
    given(cast, asker=Asker.LAWYER, known=Known.DOCUMENT, why="A letter of 3 March")
    entry = Entry.objects.get(verb="own_data.given")
    assert entry.object_id == str(cast.victim.pk)
    assert entry.fields == ["asked by lawyer", "known by document"]
    assert entry.reason == "A letter of 3 March"


def test_of_a_suspect_no_copy_is_made(cast):
    with pytest.raises(Refused, match="suspected"):
        given(cast, person=cast.suspect)


def test_whoever_may_not_see_the_case_gives_nothing(cast):
    with pytest.raises(Refused, match="cannot give out"):
        given(cast, by=cast.dario)


def test_the_page_gives_a_paper_or_data_and_asks_first(client, cast):
    address = reverse("own_data", args=[cast.case.code, cast.victim.pk])
    client.force_login(cast.alma)
    assert "Give them their own data" in client.get(address).content.decode()
    assert client.post(address, ASKED | {"known": ""}).status_code == 422
    data = client.post(address, ASKED)
    assert json.loads(data.content)["kept"][0]["heading"] == "Who you are"
    paper = client.post(address, ASKED | {"form": "pdf"})
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert "What Casa Amparo keeps about you" in text
    assert f"Made by {cast.alma.name}" in text
    assert (
        client.get(reverse("own_data", args=[cast.case.code, cast.suspect.pk])).status_code == 404
    )


def test_names_that_she_shares_stay_hers(cast):
    both = names_of([cast.suspect]) - {"Catacutan"}
    assert hold_out("Rogelio and Catacutan", both) == "[another person] and Catacutan"
