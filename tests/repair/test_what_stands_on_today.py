"""Flags of the repair rooms stand on Today of whoever must act, and of nobody else."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localdate

from amparo.repair.hope.pages.today import sections as words_due
from amparo.repair.hope.services import word
from amparo.repair.resources.models import AssetLine
from amparo.repair.resources.pages.today import sections as things_due
from amparo.repair.training.pages.today import sections as untrained
from tests.cast import NOW, OPENED_ON
from tests.repair.hope.furnish import a_letter, a_promise
from tests.repair.resources.furnish import a_holder, approved, handed, noted
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


def labels(sections):
    return [row.label for section in sections for row in section.rows]


def test_a_new_holder_without_the_course_stands_there_until_they_have_it(cast):
    post, person = a_post(cast), somebody(cast)
    joined(cast, holds(post, "Insp. Sala", OPENED_ON + timedelta(days=5)), person)
    asks(cast, post, within_days=0, needs_certificate=True)
    assert labels(untrained(cast.nadia, TODAY)) == ["Desk officer for women, Station 7"]
    assert labels(untrained(cast.sofia, TODAY)) == ["Desk officer for women, Station 7"]
    assert untrained(cast.alma, TODAY) == []
    finished(cast, a_session(cast, a_course(cast)), person, certificate=True)
    assert labels(untrained(cast.nadia, TODAY)) == []


def test_who_takes_office_soon_without_it_stands_there_before_the_day(cast):
    post, person = a_post(cast), somebody(cast)
    joined(cast, holds(post, "Insp. Sala", TODAY + timedelta(days=30)), person)
    asks(cast, post, within_days=0)
    (section,) = untrained(cast.nadia, TODAY)
    assert "Takes office on" in section.rows[0].value


def test_kits_that_expire_and_things_that_are_broken_stand_there(cast):
    holder = a_holder(cast)
    handed(cast, approved(cast, "rape_kit"), holder, name="Examination kits", mark="",
           expires_on=TODAY + timedelta(days=20))  # fmt: skip
    assert labels(things_due(cast.nadia, TODAY)) == ["Examination kits, Station 7"]
    assert things_due(cast.alma, TODAY) == []
    motorcycle = handed(cast, approved(cast), holder)
    noted(cast, motorcycle, AssetLine.Kind.BROKE, TODAY)
    (section,) = things_due(cast.sofia, TODAY)
    assert [row.tag for row in section.rows][1:] == ["Waits for repair"]


def test_a_letter_without_an_answer_stands_with_who_wrote_it_and_who_keeps_the_word(cast):
    row = a_letter(cast.alma, cast.police, cast.case)
    assert labels(words_due(cast.alma, TODAY)) == ["No answer yet from the Provincial director"]
    assert labels(words_due(cast.sofia, TODAY)) == ["No answer yet from the Provincial director"]
    assert words_due(cast.beni, TODAY) == []
    assert words_due(cast.nadia, TODAY) == []  # it is about a case that she may not open
    word.answer_letter(by=cast.alma, at=NOW, letter=row, on=TODAY, says="Somebody is named")
    assert words_due(cast.alma, TODAY) == []


def test_a_promise_whose_day_has_come_stands_with_who_keeps_it(cast):
    a_promise(cast.nadia, cast.police)
    assert labels(words_due(cast.nadia, TODAY)) == ["A desk for women"]
    assert words_due(cast.alma, TODAY) == []


def test_they_are_on_the_page_itself(cast, client):
    row = a_letter(cast.alma, cast.police, cast.case)
    client.force_login(cast.alma)
    text = client.get("/").content.decode()
    assert "Letters and promises that are due" in text
    assert f"/hope/letters/{row.pk}/" in text
    assert localdate() > row.due_on
