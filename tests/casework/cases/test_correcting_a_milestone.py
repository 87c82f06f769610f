"""A correction is a new row that names the old; the old row stays."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from amparo.casework.cases.models import (
    Clock,
    Milestone,
    Precision,
    RoleInCase,
    RoleKind,
    SafetyAlert,
    Task,
)
from amparo.casework.cases.services.milestones import (
    correct_milestone,
    note_of,
    withdraw_milestone,
)
from amparo.errors import Conflict, Refused
from tests.casework.cases.acting import DAY, happened
from tests.cast import NOW


def correct(cast, milestone, *, by=None, reason="The memo says otherwise.", on=DAY):
    return correct_milestone(
        by=by or cast.alma, at=NOW, milestone=milestone, reason=reason, on=on,
        precision=Precision.DAY,
    )  # fmt: skip


def test_it_supersedes_the_old_row_and_keeps_it(cast):
    wrong = happened(cast, "restrain.arrested", after=3, person=cast.suspect)
    right = correct(cast, wrong)
    assert right.supersedes == wrong
    assert list(Milestone.objects.filter(type="restrain.arrested").current()) == [right]
    assert Milestone.objects.filter(pk=wrong.pk).exists()


def test_the_clock_runs_from_the_corrected_day(cast):
    wrong = happened(cast, "restrain.arrested", after=3, person=cast.suspect)
    correct(cast, wrong)
    assert Clock.objects.get(code="ph.custody").due_on == DAY + timedelta(days=2)


def test_the_note_goes_with_it_under_the_new_row(cast):
    wrong = happened(cast, "rescue.verified", after=3, note="At the pier")
    assert note_of(correct(cast, wrong)) == "At the pier"


def test_it_needs_a_reason(cast):
    wrong = happened(cast, "rescue.verified")
    with pytest.raises(Refused, match="reason"):
        correct(cast, wrong, reason=" ")


def test_the_second_of_two_corrections_is_told_of_the_first(cast):
    wrong = happened(cast, "rescue.verified", after=3)
    correct(cast, wrong, by=cast.beni)
    with pytest.raises(Conflict):
        correct(cast, wrong)


def test_a_withdrawn_milestone_stops_counting_and_stays(cast):
    wrong = happened(cast, "restrain.arrested", person=cast.suspect)
    withdraw_milestone(by=cast.alma, at=NOW, milestone=wrong, reason="Another man.")
    assert not Milestone.objects.filter(type="restrain.arrested").current().exists()
    assert not Clock.objects.filter(code="ph.custody").exists()
    assert Milestone.objects.filter(type="restrain.arrested").count() == 2


def test_a_withdrawn_danger_closes_its_alert_and_says_why(cast):
    wrong = happened(cast, "restrain.bailed", person=cast.suspect)
    withdraw_milestone(by=cast.alma, at=NOW, milestone=wrong, reason="Another man.")
    alert = SafetyAlert.objects.get(milestone=wrong)
    assert alert.resolved_at == NOW
    assert "Another man." in alert.measure


def test_withdrawing_a_corrected_milestone_closes_the_tasks_of_the_first_row(cast):
    wrong = happened(cast, "restrain.arrested", after=3, person=cast.suspect)
    right = correct(cast, wrong)
    withdraw_milestone(by=cast.alma, at=NOW, milestone=right, reason="Another man.")
    assert Task.objects.get(opened_by=wrong).done_at == NOW


def test_nobody_stays_an_accused_by_a_charge_that_was_never_filed(cast):
    wrong = happened(cast, "represent.charge_sheet_filed", person=cast.suspect)
    withdraw_milestone(by=cast.alma, at=NOW, milestone=wrong, reason="Another man.")
    roles = RoleInCase.objects.filter(case=cast.case, person=cast.suspect)
    assert [(role.role, role.to_on) for role in roles] == [(RoleKind.SUSPECT, None)]


def test_a_second_charge_keeps_the_wording_when_the_first_is_withdrawn(cast):
    first = happened(cast, "represent.charge_sheet_filed", person=cast.suspect)
    happened(cast, "represent.charge_sheet_filed", after=9, person=cast.suspect)
    withdraw_milestone(by=cast.alma, at=NOW, milestone=first, reason="Filed twice.")
    now = RoleInCase.objects.get(case=cast.case, person=cast.suspect, to_on__isnull=True)
    assert now.role == RoleKind.ACCUSED


def test_the_database_itself_refuses_a_change(cast):
    sql = f"UPDATE {Milestone._meta.db_table} SET type = 'rescue.verified'"  # noqa: S608
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_refuses_to_remove_a_milestone(cast):
    happened(cast, "rescue.verified")
    refused = pytest.raises(DatabaseError, match=r"never (changed|removed)")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_milestone")
    assert Milestone.objects.filter(type="rescue.verified").exists()
