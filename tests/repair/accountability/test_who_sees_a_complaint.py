"""A complaint about an official opens to its keepers, and to nobody of the institution named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from amparo.access.policy import Compartment, Role
from amparo.audit.models import Entry
from amparo.casework.cases.models import CompartmentHolding, ConflictOfInterest
from amparo.casework.cases.services.team import record_conflict
from amparo.directory.models import Post, PostHolder
from amparo.errors import Refused
from amparo.repair.accountability.models import Grievance, Keeper
from amparo.repair.accountability.services import keeping
from amparo.repair.accountability.services.telling import tell
from amparo.repair.accountability.urls import urlpatterns
from tests.cast import NOW, OPENED_ON, account
from tests.repair.accountability.furnish import OFFICIAL, WORDS, complaint, keeper_of, told

ROUTES = [entry for entry in urlpatterns if "grievance" in entry.pattern.converters]
ACTS = ("answer", "refer", "reply", "finding", "sanction", "shut-out")
NOWHERE = {404, 405}  # 405: the page itself takes no POST, from nobody
EVERYONE = ("alma", "beni", "carla", "dario", "eva", "nadia", "amira", "adan", "pilar", "sofia")


def addresses(grievance: Grievance) -> list[str]:
    acts = [reverse("grievance_act", args=[grievance.pk, act]) for act in ACTS]
    return [reverse("grievance", args=[grievance.pk]), *acts]


def seen_by(client, user, grievance) -> set[int]:
    """Statuses of every address of the complaint, read and written to."""
    client.force_login(user)
    asked = [(client.get(at), client.post(at)) for at in addresses(grievance)]
    return {answer.status_code for pair in asked for answer in pair}


@pytest.fixture
def kept(cast) -> Grievance:
    """A complaint that Sofia keeps."""
    keeper_of(cast.sofia, cast.alma, cast.beni)
    return complaint(cast).grievance


def test_every_address_of_a_complaint_is_walked_here():
    assert {entry.name for entry in ROUTES} == {"grievance", "grievance_act"}


@pytest.mark.parametrize("who", [name for name in EVERYONE if name != "sofia"])
def test_whoever_keeps_no_complaints_gets_the_page_of_a_wrong_address(cast, client, kept, who):
    assert seen_by(client, getattr(cast, who), kept) <= NOWHERE


def test_its_keeper_reads_it_and_the_look_is_in_the_trail_first(cast, client, kept):
    client.force_login(cast.sofia)
    text = client.get(reverse("grievance", args=[kept.pk])).content.decode()
    assert WORDS in text
    assert OFFICIAL in text
    assert Entry.objects.filter(verb="grievance.read", object_id=str(kept.pk)).count() == 1


def test_the_named_units_own_people_do_not_see_it_even_as_keepers(cast, client, kept):
    post = Post.objects.create(unit=cast.station, title="Desk officer")
    PostHolder.objects.create(
        post=post, holder_name="S. Ramos", account_id=cast.sofia.pk, from_on=OPENED_ON,
        to_on=OPENED_ON + timedelta(days=5),
    )  # fmt: skip
    assert seen_by(client, cast.sofia, kept) == NOWHERE


def test_somebody_who_signs_in_for_the_institution_named_never_sees_it(cast, client, kept):
    insider = account("Ines Vega", Role.SUPERVISOR, cast.police)
    keeper_of(insider, cast.alma, cast.beni)
    assert seen_by(client, insider, kept) == NOWHERE


def test_whoever_steps_aside_does_not_see_it_any_more(cast, client, kept):
    keeping.shut_out(by=cast.sofia, at=NOW, grievance=kept, user=cast.sofia, why="kin")
    assert seen_by(client, cast.sofia, kept) == NOWHERE
    client.force_login(cast.sofia)
    assert kept.code not in client.get(reverse("grievances")).content.decode()


def test_a_conflict_in_the_case_it_is_about_shuts_a_keeper_out(cast, client):
    keeper_of(cast.sofia, cast.alma, cast.beni)
    about = tell(
        by=cast.alma, at=NOW, told=told(cast.police, cast.station), case=cast.case
    ).grievance
    assert seen_by(client, cast.sofia, about) >= {200}
    record_conflict(
        by=cast.alma, at=NOW, case=cast.case, user=cast.sofia, kind=ConflictOfInterest.Kind.KIN
    )
    assert seen_by(client, cast.sofia, about) == NOWHERE


def test_a_holder_of_the_compartment_in_its_case_reads_it_and_the_team_does_not(cast, client):
    about = tell(
        by=cast.alma, at=NOW, told=told(cast.police, cast.station), case=cast.case
    ).grievance
    assert seen_by(client, cast.beni, about) == NOWHERE
    assert seen_by(client, cast.alma, about) <= NOWHERE
    CompartmentHolding.objects.create(
        case=cast.case, user=cast.beni, compartment=Compartment.MISCONDUCT.value,
        from_on=localdate(), until_on=localdate() + timedelta(days=9), granted_by=cast.sofia,
        granted_at=NOW, seconded_by=cast.alma, seconded_at=NOW,
    )  # fmt: skip
    assert seen_by(client, cast.beni, about) >= {200}


def test_the_trail_of_its_case_does_not_tell_of_it(cast):
    before = Entry.objects.filter(case_id=str(cast.case.pk)).count()
    tell(by=cast.alma, at=NOW, told=told(cast.police), case=cast.case)
    assert Entry.objects.filter(case_id=str(cast.case.pk)).count() == before


def test_a_keeper_is_made_by_two_others(cast):
    now = timezone.now()
    until = timezone.localdate(now) + timedelta(days=30)
    row = keeping.ask_for_keeper(by=cast.sofia, at=now, user=cast.beni, until=until)
    grievance = complaint(cast).grievance
    assert not Grievance.objects.all().visible_to(cast.beni).exists()
    with pytest.raises(Refused, match="A second person agrees"):
        keeping.agree_to_keeper(by=cast.sofia, at=now, keeper=row)
    with pytest.raises(Refused, match="A second person agrees"):
        keeping.agree_to_keeper(by=cast.beni, at=now, keeper=row)
    keeping.agree_to_keeper(by=cast.alma, at=now, keeper=row)
    assert Grievance.objects.all().visible_to(cast.beni).get() == grievance
    keeping.end_keeper(by=cast.beni, at=now, keeper=row)
    assert not Grievance.objects.all().visible_to(cast.beni).exists()


@pytest.mark.parametrize(("second", "names"), [("sofia", "the holder"), ("alma", "whoever asked")])
def test_the_database_refuses_a_keeper_by_one_persons_word(cast, second, names):
    with pytest.raises(IntegrityError), transaction.atomic():
        keeper_of(cast.sofia, cast.alma, getattr(cast, second))
    assert not Keeper.objects.exists(), names


@pytest.mark.parametrize("who", ["eva", "nadia", "pilar", "adan", "carla"])
def test_a_role_that_may_not_hold_the_compartment_keeps_nothing(cast, who):
    keeper_of(getattr(cast, who), cast.alma, cast.beni)
    complaint(cast)
    assert not Grievance.objects.all().visible_to(getattr(cast, who)).exists()


def test_words_names_and_contacts_lie_sealed_in_the_database(cast, kept):
    with connection.cursor() as cursor:
        cursor.execute("SELECT words_sealed, official_sealed FROM accountability_grievance")
        stored = b"".join(bytes(part) for part in cursor.fetchone())
    assert WORDS.encode()[:12] not in stored
    assert b"Alcaraz" not in stored
    assert kept.told("words") == WORDS


def test_the_database_refuses_to_change_a_complaint(kept):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Grievance.objects.filter(pk=kept.pk).update(kind="leak")
