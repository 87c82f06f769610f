"""A survivor takes away what every room keeps about her, and nothing of anybody else."""

from __future__ import annotations

import io
import json
import re

import pytest
from django.db import transaction
from django.urls import reverse
from pypdf import PdfReader

from amparo.access.models import User
from amparo.audit.models import Entry
from amparo.casework.apart.models import Stay
from amparo.casework.cases.models import RoleKind
from amparo.casework.cases.services.milestones import record_milestone
from amparo.casework.cases.services.opening import close_case
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.desk.owndata.copying import Asker, Known, give_own_data
from amparo.casework.desk.owndata.spec import told
from amparo.casework.desk.owndata.words import hold_out, names_of
from amparo.casework.docket.models import Accused
from amparo.casework.docket.services.filing import lay_charge
from amparo.casework.represent.models import Preparation
from amparo.casework.represent.services.preparing import keep_plan, plan_of
from amparo.casework.rescue.models import Relief
from amparo.casework.rescue.services.taking_back import take_back
from amparo.errors import Refused
from tests.access.world import NOTHING, build
from tests.casework.aftercare.furnish import ADDRESS
from tests.casework.desk.own_rows import ON, SUSPECT_PHONE, SUSPECT_PLACE, WORDS, keep_the_rest
from tests.cast import NOW, OPENED_ON, SUSPECT_NAME, VICTIM_NAME, gather

pytestmark = pytest.mark.django_db
ASKED = {"asker": "self", "known": "document", "why": "Asked at the desk", "form": "json"}
BOOKISH = {"N", "Is", "Has"}  # as the names of fields begin
# What stands in the tables and is no word: ids, days and codes as they are kept, JSON.
NO_WORD = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-|\b\d{4}-\d\d-\d\d\b|\b[a-z]+\.[a-z_]{2,}\b|\b\w+_\w+\b|[{}]|\bB\d\d\b"
)


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


def values(cast) -> list[str]:
    return [said for _, rows in given(cast).kept for row in rows for said in row.values()]


def test_every_table_that_holds_a_row_of_hers_is_in_it(cast):
    """Whoever declares a table keeps a row of hers in it, in own_rows.py, and sees what she gets."""
    assert [heading for heading, _ in given(cast).kept] == [one.heading for one in told()]


def test_what_was_kept_of_her_is_in_it_in_the_words_that_were_said(cast):
    said = "; ".join(values(cast))
    assert [one for one in WORDS if one not in said] == []


def test_no_code_no_id_and_no_day_of_a_table_is_in_it(cast):
    labels = {label for _, rows in given(cast).kept for row in rows for label in row}
    assert [said for said in values(cast) if NO_WORD.search(said)] == []
    assert [one for one in labels if NO_WORD.search(one) or one.split()[0] in BOOKISH] == []


def test_the_control_of_it_finds_each_of_them():
    kept = ["ph.trafficking", "share_police", "B27", "2024-03-02", str(NOTHING), '{"what": "a"}']
    assert [one for one in kept if not NO_WORD.search(one)] == []


def test_it_holds_her_name_and_nobody_elses(cast):
    content = given(cast).as_json().decode()
    assert VICTIM_NAME in content
    assert f"[another person] waited for {VICTIM_NAME}; [another person] left." in content
    assert "ferry with [another person], who is called at [another person]" in content
    others = [SUSPECT_NAME, "Catacutan", "Somebody Suspected", "Somebody Alike", "Unseen Person",
              "Boy Tigas", "Ms. Uson", "Sgt. Abad"]  # fmt: skip
    places = [SUSPECT_PHONE, "0199", SUSPECT_PLACE, ADDRESS, "steel cabinet"]
    colleagues = User.objects.exclude(pk=cast.alma.pk).values_list("name", flat=True)
    assert [name for name in [*others, *places, *colleagues] if name in content] == []
    assert content.count(cast.alma.name) == 1  # the mark: whoever gave it out


def test_where_a_secret_operation_will_bring_her_is_not_in_it(cast):
    assert Stay.objects.filter(person=cast.victim, is_secret=True).exists()
    assert "The grey van" not in given(cast).as_json().decode()


def test_what_was_entered_by_mistake_is_in_it_and_says_so(cast):
    before = milestones(cast)
    take_back(by=cast.alma, at=NOW, row=Relief.objects.get(person=cast.victim), reason="Not she")
    relief = dict(given(cast).kept)["What you needed and were given at once"]
    assert [row["Struck out"] for row in relief] == ["Yes, it was entered by mistake"]
    assert sum("Corrected since" in row for row in milestones(cast)) == 1
    assert sum("Struck out" in row for row in milestones(cast)) == 1
    assert len(milestones(cast)) == len(before) + 1


def test_why_her_file_was_closed_is_in_it_in_words(cast):
    close_case(by=cast.alma, at=NOW, case=cast.case, on=ON, reason="lost_contact")
    assert "Contact lost" in [row.get("Source") for row in milestones(cast)]


def milestones(cast) -> tuple[dict[str, str], ...]:
    return dict(given(cast).kept)["What happened, day by day"]


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
    assert "Rice and a dry dress" in text
    assert NO_WORD.search(text) is None
    assert (
        client.get(reverse("own_data", args=[cast.case.code, cast.suspect.pk])).status_code == 404
    )


def test_names_that_she_shares_stay_hers(cast):
    both = names_of([cast.suspect]) - {"Catacutan"}
    assert hold_out("Rogelio and Catacutan", both) == "[another person] and Catacutan"


def test_a_number_is_held_out_however_it_is_written_and_never_by_a_part():
    theirs = frozenset({"0917 555 0199"})
    assert hold_out("(0917) 555-0199, room 555", theirs) == "([another person], room 555"
