"""An account that opens more than work asks for is slowed, and its supervisors are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from amparo.access.pace import Counter, answer_slowed, slowed_for
from amparo.audit.models import Entry, Slowed
from amparo.audit.pace import limits
from amparo.audit.services import Act, record, record_many
from amparo.errors import Broken, NotVisible, Refused, TooMany
from tests.cast import NOW, open_one
from tests.house.source import modules

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def narrow(tmp_path, settings):
    """An office that sets figures of its own."""
    own = tmp_path / "limits.toml"
    own.write_text("[cases]\nmost = 2\n[names]\nmost = 2\n[exports]\nmost = 1\n")
    settings.LIMITS = str(own)


def look(user, case_id, *, at=NOW):
    with transaction.atomic():
        record(
            by=user, verb="case.read", kind="cases.case", object_id=case_id, case_id=case_id, at=at
        )


def test_one_case_too_many_is_refused_and_not_in_the_trail(cast, narrow):
    look(cast.alma, "a")
    look(cast.alma, "b")
    with pytest.raises(TooMany, match="More than 2 different cases in an hour") as refused:
        look(cast.alma, "c")
    assert refused.value.until == NOW + HOUR
    assert not Entry.objects.filter(case_id="c").exists()


def test_what_was_opened_within_the_hour_opens_again(cast, narrow):
    for case_id in ("a", "b", "a", "b"):
        look(cast.alma, case_id)
    assert Entry.objects.filter(actor_id=cast.alma.actor_id, case_id="a").count() == 2


def test_it_passes_with_the_hour_and_is_each_persons_own(cast, narrow):
    look(cast.alma, "a")
    look(cast.alma, "b")
    look(cast.beni, "c")
    look(cast.alma, "c", at=NOW + HOUR)
    assert Entry.objects.filter(case_id="c").count() == 2


def test_a_clock_set_back_does_not_empty_the_count(cast, narrow):
    look(cast.alma, "a")
    look(cast.alma, "b")
    with pytest.raises(TooMany):
        look(cast.alma, "c", at=NOW - 3 * HOUR)


def test_many_names_at_once_count_as_many(cast, narrow):
    acts = [Act(cast.alma, "person.name_seen", "cases.person", str(n), NOW) for n in range(3)]
    with pytest.raises(TooMany), transaction.atomic():
        record_many(acts)
    assert not Entry.objects.filter(verb="person.name_seen").exists()


def test_the_page_says_when_and_how_to_go_on(as_, cast, narrow):
    client = as_("alma")
    others = [open_one(by=cast.alma, programme=cast.programme, name=f"Iris {n}") for n in range(2)]
    for case in others:
        assert client.get(f"/cases/{case.code}/").status_code == 200
    answer = client.get(f"/cases/{cast.case.code}/")
    assert answer.status_code == 429
    assert 3500 < int(answer["Retry-After"]) <= 3600
    assert "Ask a supervisor of your office" in answer.content.decode()
    assert client.get(f"/cases/{others[0].code}/").status_code == 200
    assert client.get("/").status_code == 200


def test_the_supervisor_is_told_once_and_the_trail_is_flagged(as_, cast, narrow):
    client = as_("alma")
    for n in range(2):
        look(cast.alma, f"other-{n}", at=timezone.now())
    client.get(f"/cases/{cast.case.code}/")
    client.get(f"/cases/{cast.case.code}/timeline/")
    flags = Entry.objects.filter(verb="pace.slowed", object_id=cast.alma.actor_id)
    assert flags.count() == 1
    assert "Accounts that were slowed" in as_("sofia").get("/").content.decode()
    assert "Alma Reyes" in as_("sofia").get("/pace/").content.decode()
    assert as_("beni").get("/pace/").status_code == 404


def test_a_supervisor_lets_them_go_on(as_, cast, narrow):
    client = as_("alma")
    for n in range(2):
        look(cast.alma, f"other-{n}", at=timezone.now())
    assert client.get(f"/cases/{cast.case.code}/").status_code == 429
    row = Slowed.objects.get()
    as_("sofia").post(f"/pace/{row.pk}/answer/", {"answer": "lifted"})
    assert client.get(f"/cases/{cast.case.code}/").status_code == 200
    assert Entry.objects.filter(verb="pace.lifted", actor_id=cast.sofia.actor_id).exists()
    assert "Accounts that were slowed" not in as_("sofia").get("/").content.decode()


def test_nobody_lets_themselves_go_on(cast):
    own = Slowed.objects.create(account_id=cast.sofia.actor_id, limit="cases", what="x", at=NOW)
    with pytest.raises(Refused, match="Nobody answers for themselves"):
        answer_slowed(by=cast.sofia, at=NOW, slowed=own.pk, answer="lifted")


def test_another_offices_account_is_not_theirs_to_answer(cast):
    theirs = Slowed.objects.create(account_id=cast.dario.actor_id, limit="cases", what="x", at=NOW)
    assert slowed_for(cast.sofia, at=NOW) == ()
    with pytest.raises(NotVisible):
        answer_slowed(by=cast.sofia, at=NOW, slowed=theirs.pk, answer="lifted")


def test_pages_are_counted_by_the_minute_and_forgotten_after_the_hour():
    pages, noon = Counter(), 1_700_000_040.0
    for n in range(50):
        pages.add("alma", minutes=60, now=noon + n)
    assert pages.add("alma", minutes=60, now=noon + 3540) == 51
    assert pages.add("beni", minutes=60, now=noon) == 1
    assert pages.add("alma", minutes=60, now=noon + 3600) == 2
    assert pages.first_frees("alma", minutes=60) == datetime.fromtimestamp(noon + 7140, tz=UTC)


@pytest.mark.parametrize(("processes", "most"), [(1, 2), (2, 5)])
def test_too_many_pages_slow_all_but_signing_out(
    as_, cast, narrow, settings, tmp_path, processes, most
):
    """Each process counts for itself, so each lets its share through."""
    own = tmp_path / "pages.toml"
    own.write_text(f"[pages]\nmost = {most}\n")
    settings.LIMITS, settings.WORKERS = str(own), processes
    client = as_("carla")
    found = [client.get("/cases/").status_code for _ in range(3)]
    assert found == [200, 200, 429]
    assert client.get("/sessions/").status_code == 200
    assert Slowed.objects.get().limit == "pages"


@pytest.mark.parametrize("text", ["[cases", "[cases]\nmost = 0", "[cats]\nmost = 3", "cases = 3"])
def test_a_file_of_figures_that_is_not_understood_is_refused(text, tmp_path, settings):
    own = tmp_path / "limits.toml"
    own.write_text(text)
    settings.LIMITS = str(own)
    with pytest.raises(Broken, match="limits"):
        limits()


def test_every_verb_that_is_counted_is_one_that_the_rooms_write():
    written = "".join(path.read_text("utf-8") for path in modules())
    missing = [verb for one in limits() for verb in one.verbs if f'"{verb}"' not in written]
    assert missing == []
