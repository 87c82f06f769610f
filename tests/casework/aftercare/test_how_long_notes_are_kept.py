"""Notes of a service have a clock of their own, shorter than the file's; a legal hold stops it."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from amparo.casework.aftercare.models import NotesTerm
from amparo.casework.aftercare.selectors.keeping import notes_due_for, own_notes_due_for
from amparo.casework.aftercare.services.episodes import read_notes
from amparo.casework.aftercare.services.erasing import agree_to_destroy, ask_to_destroy
from amparo.casework.aftercare.services.keeping import set_notes_term
from amparo.casework.cases.services.keeping import lift_hold, put_hold
from amparo.errors import Refused
from tests.casework.aftercare.test_services_papers_and_money import SAID, ended_with_a_note
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_the_clock_of_notes_runs_by_itself_and_a_hold_stops_it(cast, as_):
    episode = ended_with_a_note(cast)
    on_day = episode.to_on.replace(year=episode.to_on.year + 2)
    assert notes_due_for(cast.sofia, today=on_day) == ()  # nobody decided yet: they stay
    set_notes_term(by=cast.sofia, at=NOW, programme=cast.programme, years=2)
    assert notes_due_for(cast.sofia, today=on_day - timedelta(days=1)) == ()
    due = notes_due_for(cast.sofia, today=on_day)
    assert [(row.code, row.episode, row.is_asked) for row in due] == [
        (cast.case.code, episode.pk, False)
    ]
    assert notes_due_for(cast.alma, today=on_day) == ()  # whoever supervises is asked
    page = as_(cast.sofia).get("/erasures/").text  # years have passed since
    assert f"{cast.case.code}: Trauma therapy" in page
    assert SAID not in page
    assert "1 service with notes" in as_(cast.sofia).get("/").text
    hold = put_hold(by=cast.beni, at=NOW, case=cast.case, reason="An appeal is running")
    assert notes_due_for(cast.sofia, today=on_day) == ()
    with pytest.raises(Refused, match="legal hold"):
        ask_to_destroy(by=cast.beni, at=NOW, episode=episode, why="term")
    lift_hold(by=cast.sofia, at=NOW, case=hold.case)
    asked = ask_to_destroy(by=cast.beni, at=NOW, episode=episode, why="term")
    assert notes_due_for(cast.sofia, today=on_day)[0].is_asked
    with pytest.raises(Refused, match="supervises the case"):
        agree_to_destroy(by=cast.alma, at=NOW, erasure=asked)
    agree_to_destroy(by=cast.sofia, at=NOW, erasure=asked)
    assert notes_due_for(cast.sofia, today=on_day) == ()


def test_whoever_wrote_them_and_whoever_leads_the_case_are_told_a_month_before(cast, as_):
    episode = ended_with_a_note(cast)
    set_notes_term(by=cast.sofia, at=NOW, programme=cast.programme, years=2)
    falls_on = episode.to_on.replace(year=episode.to_on.year + 2)
    told = partial(own_notes_due_for, today=falls_on - timedelta(days=30))
    for one in (cast.beni, cast.alma):  # who wrote it; who leads the case
        assert own_notes_due_for(one, today=falls_on - timedelta(days=31)) == ()
        assert [(row.episode, row.until_on) for row in told(one)] == [(episode.pk, falls_on)]
        page = as_(one).get("/").text  # years have passed since
        assert "Notes of yours that fall due" in page
        assert reverse("episode", args=[cast.case.code, episode.pk]) in page
        assert "Trauma therapy" in as_(one).get("/erasures/").text
        assert SAID not in page
    assert told(cast.carla) == told(cast.sofia) == ()
    assert "Notes of yours" not in as_(cast.carla).get("/").text
    put_hold(by=cast.beni, at=NOW, case=cast.case, reason="She wants a copy of them first")
    assert told(cast.beni) == ()


def test_a_leap_day_is_due_on_the_28th(cast):
    episode = ended_with_a_note(cast)
    type(episode).objects.filter(pk=episode.pk).update(to_on=date(2024, 2, 29))
    set_notes_term(by=cast.sofia, at=NOW, programme=cast.programme, years=1)
    assert notes_due_for(cast.sofia, today=date(2025, 2, 27)) == ()
    assert len(notes_due_for(cast.sofia, today=date(2025, 2, 28))) == 1


def test_a_hold_that_comes_between_two_words_keeps_the_notes(cast):
    episode = ended_with_a_note(cast)
    asked = ask_to_destroy(by=cast.beni, at=NOW, episode=episode, why="survivor")
    put_hold(by=cast.alma, at=NOW, case=cast.case, reason="A court asks for them")
    with pytest.raises(Refused, match="legal hold"):
        agree_to_destroy(by=cast.alma, at=NOW, erasure=asked)
    assert [one.words for one in read_notes(by=cast.beni, at=NOW, episode=episode)] == [SAID]


def test_how_long_notes_are_kept_is_decided_on_its_page_and_never_rewritten(cast, as_, settings):
    settings.REQUIRE_FRESH_SIGN_IN = False
    address = f"/erasures/{cast.programme.pk}/notes/"
    assert as_(cast.sofia).post(address, {"years": "0"}).status_code == 422
    assert as_(cast.sofia).post(address, {"years": "5"}).status_code == 302
    assert "5 years" in as_(cast.sofia).get("/erasures/").text
    assert as_(cast.alma).post(address, {"years": "1"}).status_code == 404
    with pytest.raises(DatabaseError), transaction.atomic():
        NotesTerm.objects.update(years=1)
