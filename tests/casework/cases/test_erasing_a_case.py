"""A closed case is erased by two people; a hold keeps it, and nobody else's life goes with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.urls import reverse

from amparo.audit.models import Entry
from amparo.casework.cases import reading
from amparo.casework.cases.models import (
    Case,
    Document,
    Erasure,
    Person,
    PersonFingerprint,
    RoleKind,
    Task,
)
from amparo.casework.cases.search import find_people
from amparo.casework.cases.selectors.keeping import due_for
from amparo.casework.cases.services.keeping import (
    agree_to_erase,
    ask_to_erase,
    drop_erasure,
    lift_hold,
    note_what_is_due,
    put_hold,
    set_retention,
)
from amparo.casework.cases.services.opening import close_case, reopen_case, summary_of
from amparo.casework.cases.services.paper import add_document, read_document
from amparo.casework.cases.services.people import give_role
from amparo.casework.cases.services.tasks import add_task
from amparo.errors import Refused
from amparo.vault.ledger import faults_of_files
from amparo.vault.models import DataKey
from amparo.vault.sealing import ERASED, Erased
from tests.cast import NOW, OPENED_ON, SUSPECT_NAME, VICTIM_NAME, open_one

pytestmark = pytest.mark.django_db
WHY = Erasure.Why.SCHEDULE


@pytest.fixture
def closed(cast):
    """The cast's case, with a paper and a task, closed."""
    add_document(
        by=cast.alma, at=NOW, case=cast.case, kind="letter", title="A letter",
        content=[b"%PDF-1.4 x"],
    )  # fmt: skip
    add_task(by=cast.alma, at=NOW, case=cast.case, what="Call Lourdes at home", due_on=OPENED_ON,
             owner=cast.alma)  # fmt: skip
    close_case(by=cast.alma, at=NOW, case=cast.case, on=OPENED_ON, reason="lost_contact")
    return Case.objects.select_related("key", "standing", "programme", "office").get(
        pk=cast.case.pk
    )


def erase(cast, case):
    ask_to_erase(by=cast.sofia, at=NOW, case=case, why=WHY)
    return agree_to_erase(by=cast.alma, at=NOW, case=case)


def test_nothing_sealed_in_it_can_be_read_again(cast, closed):
    file = Document.objects.get(case=closed)
    done = erase(cast, closed)
    assert done.n_keys == DataKey.objects.filter(wrapped=b"").count() == 3  # case, two people
    held = Case.objects.select_related("key").get(pk=closed.pk)
    assert Person.objects.get(pk=cast.victim.pk).name() == ERASED
    assert Person.objects.get(pk=cast.victim.pk).safe_contact() == ERASED
    assert summary_of(held) in {"", ERASED}
    with pytest.raises(Erased):
        read_document(by=cast.sofia, at=NOW, document=Document.objects.get(pk=file.pk))
    assert set(Task.objects.filter(case=closed).values_list("what", flat=True)) == {ERASED}
    assert not PersonFingerprint.objects.filter(person=cast.victim).exists()
    assert list(faults_of_files()) == []


def test_another_case_is_untouched_to_the_byte(cast, closed):
    other = open_one(by=cast.alma, programme=cast.programme, name="Corazon Dimaguiba")
    give_role(by=cast.alma, at=NOW, case=other, person=cast.suspect, role=RoleKind.SUSPECT,
              on=OPENED_ON)  # fmt: skip
    before = dict(DataKey.objects.values_list("pk", "wrapped"))
    erase(cast, closed)
    gone = {closed.key_id, cast.victim.key_id}
    after = dict(DataKey.objects.values_list("pk", "wrapped"))
    assert {pk for pk in before if bytes(before[pk]) != bytes(after[pk])} == gone
    assert Person.objects.get(pk=cast.suspect.pk).name() == SUSPECT_NAME


def test_whoever_shared_two_cases_goes_with_the_last(cast, closed):
    other = open_one(by=cast.alma, programme=cast.programme, name="Corazon Dimaguiba")
    give_role(by=cast.alma, at=NOW, case=other, person=cast.suspect, role=RoleKind.SUSPECT,
              on=OPENED_ON)  # fmt: skip
    erase(cast, closed)
    close_case(by=cast.alma, at=NOW, case=other, on=OPENED_ON, reason="lost_contact")
    erase(cast, other)
    assert Person.objects.get(pk=cast.suspect.pk).name() == ERASED


def test_nobody_finds_them_by_name_any_more(cast, closed):
    reading._kept.clear()
    assert len(find_people(by=cast.sofia, at=NOW, text=VICTIM_NAME)) == 1
    erase(cast, closed)
    assert find_people(by=cast.sofia, at=NOW, text=VICTIM_NAME) == []
    assert find_people(by=cast.sofia, at=NOW, text=ERASED) == []


def test_one_person_alone_erases_nothing(cast, closed):
    ask_to_erase(by=cast.sofia, at=NOW, case=closed, why=WHY)
    with pytest.raises(Refused, match="somebody else's"):
        agree_to_erase(by=cast.sofia, at=NOW, case=closed)
    assert Person.objects.get(pk=cast.victim.pk).name() == VICTIM_NAME


@pytest.mark.parametrize("who", ["alma", "beni", "carla", "dario", "adan", "amira", "pilar"])
def test_only_a_supervisor_of_the_case_asks(who, cast, closed):
    with pytest.raises(Refused):
        ask_to_erase(by=getattr(cast, who), at=NOW, case=closed, why=WHY)


@pytest.mark.parametrize("who", ["carla", "dario", "adan", "amira", "pilar", "eva", "nadia"])
def test_only_who_works_on_it_agrees(who, cast, closed):
    ask_to_erase(by=cast.sofia, at=NOW, case=closed, why=WHY)
    with pytest.raises(Refused):
        agree_to_erase(by=getattr(cast, who), at=NOW, case=closed)


def test_the_database_refuses_one_person_for_both(cast, closed):
    ask_to_erase(by=cast.sofia, at=NOW, case=closed, why=WHY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.update(agreed_by=F("asked_by"), agreed_at=NOW)


def test_a_hold_keeps_it_whoever_asks(cast, closed):
    put_hold(by=cast.beni, at=NOW, case=closed, reason="An appeal is running")
    with pytest.raises(Refused, match="legal hold"):
        ask_to_erase(by=cast.sofia, at=NOW, case=closed, why=WHY)
    lift_hold(by=cast.sofia, at=NOW, case=closed)
    ask_to_erase(by=cast.sofia, at=NOW, case=closed, why=WHY)
    put_hold(by=cast.beni, at=NOW, case=closed, reason="A claim came in")
    with pytest.raises(Refused, match="legal hold"):
        agree_to_erase(by=cast.alma, at=NOW, case=closed)
    assert Person.objects.get(pk=cast.victim.pk).name() == VICTIM_NAME


def test_an_open_file_is_not_erased(cast, closed):
    ask_to_erase(by=cast.sofia, at=NOW, case=closed, why=WHY)
    later = OPENED_ON + timedelta(days=1)
    reopen_case(by=cast.alma, at=NOW, case=closed, on=later, reason="She came back")
    with pytest.raises(Refused, match="open"):
        agree_to_erase(by=cast.alma, at=NOW, case=closed)


def test_a_no_ends_the_request(cast, closed):
    ask_to_erase(by=cast.sofia, at=NOW, case=closed, why=WHY)
    drop_erasure(by=cast.beni, at=NOW, case=closed)
    with pytest.raises(Refused, match="Nobody asks"):
        agree_to_erase(by=cast.alma, at=NOW, case=closed)


def test_a_schedule_names_what_is_due_and_nothing_before(cast, closed):
    last = Case.objects.get(pk=closed.pk).standing.last_happened_on
    on_day = last.replace(year=last.year + 7)
    assert due_for(cast.sofia, today=on_day) == ()
    set_retention(by=cast.sofia, at=NOW, programme=cast.programme, years=7)
    assert due_for(cast.sofia, today=on_day - timedelta(days=1)) == ()
    assert [row.code for row in due_for(cast.sofia, today=on_day)] == [closed.code]
    assert due_for(cast.alma, today=on_day) == ()
    put_hold(by=cast.beni, at=NOW, case=closed, reason="An appeal is running")
    assert due_for(cast.sofia, today=on_day) == ()


def test_its_pages_say_that_it_was_erased(cast, closed, client, settings):
    settings.REQUIRE_FRESH_SIGN_IN = False
    client.force_login(cast.sofia)
    asked = client.post(reverse("case_erase", args=[closed.code]), {"why": "asked"})
    assert asked.status_code == 302
    client.force_login(cast.alma)
    agree = reverse("case_erase_agree", args=[closed.code])
    assert client.post(agree, {"code": "ANOTHER"}).status_code == 422
    assert client.post(agree, {"code": closed.code.lower()}).status_code == 302
    assert client.get(reverse("case", args=[closed.code])).status_code == 404
    client.force_login(cast.sofia)
    page = client.get(reverse("case", args=[closed.code]))
    assert (page.status_code, b"was erased" in page.content) == (422, True)
    kept = client.get(reverse("case_keeping", args=[closed.code]))
    assert (kept.status_code, b"agreed by Alma Reyes" in kept.content) == (200, True)
    for name in ("caseload", "today", "erasures"):
        assert client.get(reverse(name)).status_code == 200


def holders():
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model is DataKey:
                yield model, field


def test_every_model_that_holds_a_key_says_with_what_it_is_erased():
    found = {model for model, _ in holders() if model._meta.label != "vault.SealedFile"}
    assert len(found) > 7
    assert [model._meta.label for model in found if not hasattr(model, "erased_with")] == []
    ways = {model: model.erased_with for model in found if model.erased_with}
    for model, way in ways.items():
        model.objects.filter(**{way: "00000000-0000-4000-8000-000000000000"})


def test_the_clock_notes_once_what_was_kept_long_enough_and_erases_nothing(cast, closed):
    set_retention(by=cast.sofia, at=NOW, programme=cast.programme, years=5)
    last = closed.standing.last_happened_on
    day_before, the_day = (last.replace(year=last.year + 5) - timedelta(days=n) for n in (1, 0))
    assert note_what_is_due(at=NOW, today=day_before) == 0
    assert note_what_is_due(at=NOW, today=the_day) == 1
    assert note_what_is_due(at=NOW, today=the_day + timedelta(days=1)) == 0
    assert Person.objects.get(pk=cast.victim.pk).name() == VICTIM_NAME
    assert Entry.objects.get(verb="retention.due").case_id == str(closed.pk)


def test_what_is_held_or_erased_is_not_noted(cast, closed):
    set_retention(by=cast.sofia, at=NOW, programme=cast.programme, years=1)
    put_hold(by=cast.alma, at=NOW, case=closed, reason="The prosecutor asks")
    assert note_what_is_due(at=NOW, today=OPENED_ON.replace(year=2040)) == 0
    lift_hold(by=cast.sofia, at=NOW, case=closed)
    erase(cast, closed)
    assert note_what_is_due(at=NOW, today=OPENED_ON.replace(year=2040)) == 0


def test_it_is_shown_to_who_asks_and_to_who_gives_the_second_word(cast, closed, client):
    set_retention(by=cast.sofia, at=NOW, programme=cast.programme, years=1)  # long ago by now
    seen = {}
    for name in ("sofia", "beni", "carla"):
        client.force_login(getattr(cast, name))
        today, due = client.get("/").content.decode(), client.get("/erasures/").content.decode()
        seen[name] = ("Kept long enough" in today, closed.code in due)
    assert seen == {"sofia": (True, True), "beni": (True, True), "carla": (False, False)}
