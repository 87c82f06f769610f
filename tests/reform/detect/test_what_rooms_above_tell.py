"""Equipment, courses, services and proof points reach the detectors, each from its own office."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings

from amparo.access.services import System
from amparo.casework.aftercare.models import ServiceReferral
from amparo.casework.aftercare.services.referring import answer_referral, send_referral
from amparo.casework.cases.models import Breakdown
from amparo.casework.rescue.services.complaints import present_complaint, tell_of_complaint
from amparo.directory.models import Post, PostHolder
from amparo.reform.detect.reading import histories
from amparo.reform.services.detecting import detect
from amparo.repair.resources.models import AssetLine, UnitCheck
from amparo.repair.resources.seen import replayed
from tests.casework.aftercare.furnish import agree, draft
from tests.casework.cases.acting import DAY, happened
from tests.cast import NOW, OPENED_ON
from tests.repair.resources.furnish import a_check, a_holder, approved, handed, noted
from tests.repair.training.furnish import (
    a_course,
    a_post,
    a_session,
    asks,
    finished,
    holds,
    joined,
    somebody,
)

TODAY = NOW.date()


def day(n: int) -> date:
    return DAY + timedelta(days=n)


def found(cast, name):
    detect(by=System(), at=NOW, office=cast.office, today=TODAY)
    return Breakdown.objects.current().filter(found_by=name)


def history_of(cast):
    rows = histories(type(cast.case).objects.filter(pk=cast.case.pk), today=TODAY, broken={})
    return next(rows)[0].history


def test_a_visit_says_what_is_there_and_what_follows_is_added_and_taken_off():
    steps = [(day(1), 0, 3, 3), (day(2), 1, 5, 4), (day(3), 0, -2, -2), (day(4), 0, 0, -9)]
    assert list(replayed(steps)) == [(day(2), 5, 4), (day(3), 3, 2), (day(4), 3, 0)]


def test_a_station_seen_without_a_vehicle_is_named_where_the_scene_was_not_visited(cast):
    a_check(cast, "vehicle", on=day(1))
    happened(cast, "rescue.complaint_registered", after=2, unit=cast.station)
    row = found(cast, "vehicle_idle").get()
    assert (row.cause, row.unit) == ("B02", cast.station)
    assert not found(cast, "no_vehicle").exists()


def test_a_motorcycle_that_was_handed_over_counts_until_it_breaks(cast):
    a_check(cast, "vehicle", on=day(0))
    asset = handed(cast, approved(cast), a_holder(cast), on=day(1))
    happened(cast, "rescue.complaint_registered", after=2, unit=cast.station)
    assert not found(cast, "vehicle_idle").exists()
    noted(cast, asset, AssetLine.Kind.BROKE, day(5))
    assert found(cast, "vehicle_idle").exists()


def test_what_another_office_saw_is_not_told(cast):
    made = a_check(cast, "vehicle", on=day(1))
    UnitCheck.objects.create(
        office=cast.other_office, unit=cast.station, standard=made.standard, version=1, on=day(0),
        made_by=cast.dario, made_at=NOW,
    ).items.create(item="vehicle", n_present=9, n_working=9)  # fmt: skip
    happened(cast, "rescue.complaint_registered", after=2, unit=cast.station)
    had = [one.n_present for one in history_of(cast).things if one.item == "vehicle"]
    assert had == [1]


def test_a_post_that_changes_hands_without_its_course_is_seen(cast):
    happened(cast, "rescue.complaint_registered", after=2, unit=cast.station)
    post, before, after = a_post(cast), somebody(cast, "Insp. One"), somebody(cast, "Insp. Two")
    asks(cast, post, within_days=5)
    finished(cast, a_session(cast, a_course(cast), to_on=day(1)), before)
    joined(cast, holds(post, "Insp. One", day(0), day(9)), before)
    joined(cast, holds(post, "Insp. Two", day(10)), after)
    row = found(cast, "untaught").get()
    assert (row.cause, row.on, row.unit) == ("B62", day(10), cast.station)
    assert found(cast, "trained_left").get().on == day(9)


def test_a_refusal_noted_with_its_reason_is_not_proposed_again(cast):
    complaint = present_complaint(
        by=cast.alma, at=NOW, case=cast.case, on=day(1), institution=cast.police, unit=cast.station
    )
    tell_of_complaint(
        by=cast.alma, at=NOW, complaint=complaint, on=day(2), what="refused", reason="civil"
    )
    assert not found(cast, "complaint_refused").exists()
    assert Breakdown.objects.current().filter(cause="B12").count() == 1


def test_a_service_that_declines_is_seen_and_one_that_was_not_sent_is_not(cast):
    agree(cast.alma, cast.case, cast.victim, cast.court, at=NOW)
    draft(cast.alma, cast.case, cast.victim, cast.court, service="psychosocial")
    assert history_of(cast).referred == ()
    row = ServiceReferral.objects.get()
    send_referral(by=cast.alma, at=NOW, referral=row)
    row.refresh_from_db()
    answer_referral(by=cast.alma, at=NOW, referral=row, what="declined", reason="full")
    assert found(cast, "service_declined").get().institution == cast.court
    (told,) = history_of(cast).referred
    assert (told.service, told.sent_on, told.answer) == ("psychosocial", TODAY, "declined")


def test_the_files_that_wait_are_counted_for_each_officer_of_the_unit(cast):
    happened(cast, "rescue.complaint_registered", after=2, unit=cast.station)
    PostHolder.objects.create(
        post=Post.objects.create(unit=cast.station, title="Desk"), holder_name="Cpl. Abad",
        from_on=OPENED_ON,
    )  # fmt: skip
    load = history_of(cast).loads[0]
    assert (load.n_files, load.n_officers) == (1, 1)


@pytest.mark.parametrize("part", settings.DETECTORS_ARE_TOLD)
def test_every_part_that_is_told_is_a_part_of_the_history(cast, part):
    assert isinstance(getattr(history_of(cast), part), tuple)
