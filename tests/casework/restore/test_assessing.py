"""Assessments: drafts that lose nothing, what is carried over, finishing, correcting, second scores."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import Error, connection, transaction

from amparo.audit.models import Entry
from amparo.casework.cases.models import Clock, Milestone, Task
from amparo.casework.restore.instruments import own_instrument
from amparo.casework.restore.models import Assessment, Draft, Score
from amparo.casework.restore.selectors.assessments import kept_back_for, rounds_for
from amparo.casework.restore.services import assessments, drafts, seconds
from amparo.casework.restore.services.assessments import SECOND, finish_draft, look_at_notes
from amparo.casework.restore.services.drafts import (
    Typed,
    begin_draft,
    read_draft,
    save_draft,
)
from amparo.casework.restore.services.seconds import is_scored_twice
from amparo.errors import Refused
from tests.casework.restore.furnish import DAY, NOTE, all_at, assess, typed
from tests.cast import NOW

pytestmark = pytest.mark.django_db
OWN = own_instrument()
HALF_A_YEAR = timedelta(days=182)


def begin(cast, by=None, on=DAY, **facts):
    return begin_draft(
        by=by or cast.alma, at=NOW + timedelta(days=900), case=cast.case, person=cast.victim,
        instrument=OWN, on=on, **facts,
    )  # fmt: skip


def save(cast, draft, given, by=None):
    return save_draft(by=by or cast.alma, at=NOW, draft=draft, typed=given)


def test_what_is_typed_is_kept_item_by_item_and_sealed(cast):
    draft = begin(cast)
    save(cast, draft, {("safety", "abuse"): Typed("2", NOTE)})
    save(cast, draft, {("legal", "rights"): Typed("", "not sure yet")})
    again = begin(cast)
    assert again.pk == draft.pk
    kept = read_draft(again)
    assert kept["safety", "abuse"] == Typed("2", NOTE)
    assert kept["legal", "rights"] == Typed("", "not sure yet")
    assert NOTE.encode() not in bytes(again.answers_sealed)


def test_each_person_has_a_draft_of_their_own_and_nobody_writes_in_anothers(cast):
    draft = begin(cast)
    assert begin(cast, by=cast.beni).pk != draft.pk
    with pytest.raises(Refused, match="not yours"):
        save(cast, draft, {("safety", "abuse"): Typed("1", "x")}, by=cast.beni)


def test_an_unfinished_one_says_in_which_domains_something_is_missing(cast):
    draft = begin(cast)
    given = typed(all_at(3)) | {("safety", "abuse"): Typed("3", ""), ("legal", "case"): Typed()}
    save(cast, draft, given)
    with pytest.raises(Refused) as refused:
        finish_draft(by=cast.alma, at=NOW, draft=draft)
    assert "Safety: 1 without what the score rests on." in refused.value.what
    assert "Legal protection: 1 not answered." in refused.value.what
    assert Draft.objects.count() == 1


def test_too_little_known_is_no_assessment(cast):
    draft = begin(cast)
    save(cast, draft, typed(all_at(None)))
    with pytest.raises(Refused, match="Too little is known"):
        finish_draft(by=cast.alma, at=NOW, draft=draft)


def test_a_finished_one_is_told_as_a_milestone_and_starts_the_clock_to_the_next(cast):
    row = assess(cast.case, cast.victim, cast.alma)
    assert row.milestone.type == "restore.needs_assessed"
    clock = Clock.objects.get(code="practice.reassessment", stopped_on=None)
    assert (clock.due_on - DAY).days in range(181, 185)
    second = assess(cast.case, cast.victim, cast.alma, DAY + HALF_A_YEAR)
    assert second.milestone.type == "restore.reassessed"
    yearly = Clock.objects.get(code="practice.reassessment_yearly", stopped_on=None)
    assert (yearly.due_on - second.on).days in (365, 366)
    assert not Draft.objects.exists()


def test_nothing_is_kept_when_the_trail_cannot_be_written(cast, monkeypatch):
    draft = begin(cast)
    save(cast, draft, typed(all_at(3)))
    monkeypatch.setattr("amparo.casework.restore.services.writing.record", broken)
    with pytest.raises(RuntimeError):
        finish_draft(by=cast.alma, at=NOW, draft=draft)
    assert not Assessment.objects.exists()
    assert read_draft(Draft.objects.select_related("case__key").get())


def broken(**_facts):
    raise RuntimeError


def test_the_next_round_is_filled_in_but_for_safety(cast):
    assess(cast.case, cast.victim, cast.alma)
    kept = read_draft(begin(cast, on=DAY + HALF_A_YEAR))
    assert {domain for domain, _ in kept} == {d.code for d in OWN.domain} - {"safety"}
    assert all(one.is_carried and one.note == NOTE for one in kept.values())


def test_a_score_left_as_it_was_says_that_it_is_carried_over_and_a_changed_one_needs_a_note(cast):
    assess(cast.case, cast.victim, cast.alma)
    draft = begin(cast, on=DAY + HALF_A_YEAR)
    safety = {key: one for key, one in typed(all_at(4)).items() if key[0] == "safety"}
    left = {("legal", "rights"): Typed("3", "")}
    save(cast, draft, {**safety, **left, ("legal", "papers"): Typed("4", "")})
    with pytest.raises(Refused, match="Legal protection: 1 without"):
        finish_draft(by=cast.alma, at=NOW, draft=draft)
    save(cast, draft, {("legal", "papers"): Typed("4", "She showed the card")})
    row = finish_draft(by=cast.alma, at=NOW + timedelta(days=900), draft=draft)
    carried = set(row.scores.filter(is_carried=True).values_list("domain", "item"))
    assert ("legal", "rights") in carried
    assert carried & {("legal", "papers"), ("safety", "abuse")} == set()
    newest = rounds_for(cast.alma, cast.case, cast.victim)[-1]
    assert newest.n_carried == 20
    assert {c.domain.code: c.difference for c in newest.changes}["safety"] == 1.0


def test_a_correction_takes_the_place_of_the_old_one_and_says_why(cast):
    old = assess(cast.case, cast.victim, cast.alma)
    draft = begin(cast, corrects=old)
    save(cast, draft, {("safety", "abuse"): Typed("1", "It was the last month")})
    with pytest.raises(Refused, match="needs a reason"):
        finish_draft(by=cast.alma, at=NOW, draft=draft)
    new = finish_draft(by=cast.alma, at=NOW, draft=draft, reason="I misread the date")
    assert (new.supersedes_id, new.words("why")) == (old.pk, "I misread the date")
    assert [one.row.pk for one in rounds_for(cast.alma, cast.case, cast.victim)] == [new.pk]
    assert Milestone.objects.filter(type__startswith="restore.").count() == 1


@pytest.mark.parametrize(
    "change",
    ["UPDATE restore_assessment SET instrument = 'x'", "UPDATE restore_score SET domain = 'x'"],
)
def test_the_database_refuses_to_change_what_is_finished(cast, change):
    assess(cast.case, cast.victim, cast.alma)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Score.objects.filter(domain="safety").count() == 3


def test_a_second_score_is_given_by_somebody_else_and_begins_empty(cast):
    first = assess(cast.case, cast.victim, cast.alma)
    with pytest.raises(Refused, match="given by somebody else"):
        begin(cast, second_of=first)
    draft = begin(cast, by=cast.beni, second_of=first)
    assert read_draft(draft) == {}
    save(cast, draft, typed(all_at(4)), by=cast.beni)
    assert rounds_for(cast.beni, cast.case, cast.victim) == ()
    assert [one.is_begun for one in kept_back_for(cast.beni, cast.case, cast.victim)] == [True]
    second = finish_draft(by=cast.beni, at=NOW, draft=draft)
    assert [one.row.pk for one in rounds_for(cast.beni, cast.case, cast.victim)] == [first.pk]
    assert (second.second_of_id, second.milestone) == (first.pk, None)
    assert [one.row.pk for one in rounds_for(cast.alma, cast.case, cast.victim)] == [first.pk]


def test_one_round_in_ten_asks_to_be_scored_again(cast, monkeypatch):
    drawn = [is_scored_twice(Assessment(id=UUID(int=n))) for n in range(2000)]
    assert 150 < sum(drawn) < 250
    monkeypatch.setattr(assessments, "is_scored_twice", lambda _row: True)
    first = assess(cast.case, cast.victim, cast.alma)
    assert Task.objects.get(what=SECOND).done_at is None
    draft = begin(cast, by=cast.beni, second_of=first)
    save(cast, draft, typed(all_at(3)), by=cast.beni)
    finish_draft(by=cast.beni, at=NOW, draft=draft)
    assert Task.objects.get(what=SECOND).done_at is not None


def test_whoever_has_seen_the_first_scores_cannot_give_the_second(cast):
    first = assess(cast.case, cast.victim, cast.alma)
    look_at_notes(by=cast.beni, at=NOW, assessment=first)
    with pytest.raises(Refused, match="seen the first scores"):
        begin(cast, by=cast.beni, second_of=first)


def test_a_next_round_filled_in_with_them_counts_as_having_seen_them(cast):
    first = assess(cast.case, cast.victim, cast.alma)
    begin(cast, by=cast.beni, on=DAY + HALF_A_YEAR)
    with pytest.raises(Refused, match="seen the first scores"):
        begin(cast, by=cast.beni, second_of=first)


def test_a_round_drawn_is_kept_from_colleagues_until_one_opens_it_or_scores_it(cast, monkeypatch):
    monkeypatch.setattr(seconds, "is_scored_twice", lambda _row: True)
    first = assess(cast.case, cast.victim, cast.alma)

    def shown(user):
        return [one.row.pk for one in rounds_for(user, cast.case, cast.victim)]

    assert (shown(cast.alma), shown(cast.beni), shown(cast.sofia)) == ([first.pk], [], [])
    look_at_notes(by=cast.sofia, at=NOW, assessment=first)
    assert (shown(cast.beni), shown(cast.sofia)) == ([], [first.pk])
    draft = begin(cast, by=cast.beni, second_of=first)
    save(cast, draft, typed(all_at(3)), by=cast.beni)
    finish_draft(by=cast.beni, at=NOW, draft=draft)
    assert shown(cast.beni) == [first.pk]


def test_a_score_not_known_counts_as_missing_and_is_kept_as_such(cast):
    given = all_at(3) | {("social", "stigma"): None}
    row = assess(cast.case, cast.victim, cast.alma, answers=given)
    assert row.scores.get(item="stigma").score is None
    social = rounds_for(cast.alma, cast.case, cast.victim)[0].domains[4]
    assert (social.mean, social.n_known) == (None, 3)
    kept = read_draft(begin(cast, on=DAY + HALF_A_YEAR))
    assert ("social", "stigma") not in kept


def test_dropping_a_draft_is_on_purpose_and_written_down(cast):
    draft = begin(cast)
    drafts.throw_away(by=cast.alma, at=NOW, draft=draft)
    assert not Draft.objects.exists()
    assert Entry.objects.filter(verb="assessment.draft_dropped").count() == 1


def test_a_score_outside_the_scale_is_refused(cast):
    draft = begin(cast)
    save(cast, draft, typed(all_at(3)) | {("safety", "abuse"): Typed("9", NOTE)})
    with pytest.raises(Refused, match="not of this scale"):
        finish_draft(by=cast.alma, at=NOW, draft=draft)
