"""Recording a milestone carries out what its type declares, in one transaction."""

from datetime import timedelta
from uuid import uuid4

import pytest

from amparo.audit.models import Entry
from amparo.casework.cases import derive
from amparo.casework.cases.models import (
    Clock,
    Milestone,
    RoleInCase,
    RoleKind,
    SafetyAlert,
    Standing,
    Task,
)
from amparo.errors import Broken, Refused
from tests.casework.cases.acting import DAY, happened
from tests.cast import NOW, open_one


def running(cast, code):
    return Clock.objects.filter(case=cast.case, code=code, stopped_on__isnull=True)


def test_it_starts_the_clock_the_law_declares(cast):
    arrest = happened(cast, "restrain.arrested", person=cast.suspect)
    clock = running(cast, "ph.custody").get()
    assert (clock.started_by, clock.due_on) == (arrest, DAY + timedelta(days=2))
    assert clock.is_statutory


def test_it_stops_the_clock_that_waited_for_it(cast):
    happened(cast, "restrain.arrested", person=cast.suspect)
    happened(cast, "restrain.produced_in_custody", after=1, person=cast.suspect)
    assert not running(cast, "ph.custody").exists()


def test_it_leaves_the_clock_of_another_person_running(cast):
    happened(cast, "restrain.arrested", person=cast.suspect)
    happened(cast, "restrain.produced_in_custody", after=1, person=cast.victim)
    assert running(cast, "ph.custody").exists()


def test_it_opens_the_tasks_its_type_declares_for_the_fitting_role(cast):
    happened(cast, "rescue.complaint_refused", institution=cast.police)
    task = Task.objects.get(what__startswith="Take the refusal")
    assert task.owner == cast.beni
    assert task.due_on == NOW.date() + timedelta(days=7)


def test_it_raises_an_alert_for_a_danger(cast):
    happened(cast, "restrain.bailed", person=cast.suspect)
    assert SafetyAlert.objects.get(case=cast.case).what == "Released on bail"
    assert Standing.objects.get(case=cast.case).has_alert


def test_a_suspect_becomes_an_accused_when_charged_and_not_before(cast):
    happened(cast, "restrain.arrested", person=cast.suspect)
    assert held_roles(cast) == [RoleKind.SUSPECT]
    happened(cast, "represent.charge_sheet_filed", after=2, person=cast.suspect)
    assert held_roles(cast) == [RoleKind.ACCUSED]


def held_roles(cast):
    now = RoleInCase.objects.filter(case=cast.case, person=cast.suspect, to_on__isnull=True)
    return [role.role for role in now]


def test_the_standing_names_the_latest_step_of_each_way(cast):
    happened(cast, "restrain.suspect_identified", person=cast.suspect)
    happened(cast, "restrain.arrested", after=1, person=cast.suspect)
    assert Standing.objects.get(case=cast.case).restrain == "restrain.arrested"


def test_a_late_entry_does_not_move_the_standing_back(cast):
    happened(cast, "restrain.arrested", after=5, person=cast.suspect)
    happened(cast, "restrain.suspect_identified", person=cast.suspect)
    assert Standing.objects.get(case=cast.case).restrain == "restrain.arrested"


def test_rebuilding_from_nothing_gives_the_same_clocks_and_standing(cast):
    happened(cast, "restrain.arrested", person=cast.suspect)
    happened(cast, "represent.charge_sheet_filed", after=1, person=cast.suspect)
    before = kept(cast)
    Clock.objects.all().delete()
    Standing.objects.all().delete()
    derive.rebuild(cast.case, pack_code="ph")
    assert kept(cast) == before


def kept(cast):
    clocks = Clock.objects.filter(case=cast.case).order_by("code", "started_on")
    return (
        list(clocks.values_list("code", "started_on", "due_on", "stopped_on")),
        Standing.objects.filter(case=cast.case).values().get(),
    )


def test_the_note_is_sealed_where_it_is_kept(cast):
    milestone = happened(cast, "rescue.verified", note="Seen by Lourdes at the pier")
    assert b"Lourdes" not in bytes(milestone.note_sealed)


def test_it_writes_one_entry_that_names_no_value(cast):
    milestone = happened(cast, "rescue.verified", note="Seen by Lourdes at the pier")
    entry = Entry.objects.get(verb="milestone.recorded", object_id=str(milestone.pk))
    assert (entry.case_id, entry.fields) == (str(cast.case.pk), ["happened_on", "type"])


def test_nothing_is_saved_when_the_audit_row_fails(cast, monkeypatch):
    def fails(**facts):
        raise Broken("no audit")

    monkeypatch.setattr("amparo.casework.cases.services.milestones.record", fails)
    before = (Milestone.objects.count(), Clock.objects.count(), Task.objects.count())
    with pytest.raises(Broken):
        happened(cast, "restrain.arrested", person=cast.suspect)
    assert (Milestone.objects.count(), Clock.objects.count(), Task.objects.count()) == before


def test_the_same_form_sent_twice_records_once(cast):
    token = uuid4()
    first = happened(cast, "rescue.verified", token=token)
    again = happened(cast, "rescue.verified", token=token)
    assert first.pk == again.pk == token
    assert Milestone.objects.filter(type="rescue.verified").count() == 1


def test_a_token_of_another_case_is_refused(cast):
    token = happened(cast, "rescue.verified").pk
    other = open_one(by=cast.alma, programme=cast.programme, name="Other Person")
    with pytest.raises(Refused):
        from amparo.casework.cases.services.milestones import record_milestone

        record_milestone(
            by=cast.alma, at=NOW, case=other, type="rescue.verified", on=DAY, token=token
        )


def test_a_day_to_come_is_refused(cast):
    with pytest.raises(Refused, match="future"):
        happened(cast, "rescue.verified", after=400)


def test_an_unknown_kind_is_refused(cast):
    with pytest.raises(Refused, match="not known"):
        happened(cast, "rescue.made_up")


def test_a_person_who_is_not_in_the_case_is_refused(cast):
    other = open_one(by=cast.alma, programme=cast.programme, name="Other Person")
    stranger = other.roles.get().person
    with pytest.raises(Refused, match="not in the case"):
        happened(cast, "restrain.arrested", person=stranger)


def test_a_milestone_about_the_case_takes_no_person(cast):
    with pytest.raises(Refused, match="whole case"):
        happened(cast, "rescue.verified", person=cast.victim)
