"""Screening orders work and shows its reasons; a person decides the status and says why."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from amparo.casework.cases.models import Milestone, Task
from amparo.casework.rescue.models import Screening, StatusDecision
from amparo.casework.rescue.scoring import Answer, result_of
from amparo.casework.rescue.selectors.rescue import survivors_for
from amparo.casework.rescue.services.screening import decide_status, may_be_child, screen
from amparo.casework.rescue.services.taking_back import take_back
from amparo.directory.packs.screening import screening_tools, screening_versions, tool_problems
from amparo.errors import Refused
from tests.cast import NOW, OPENED_ON

TOOLS = {tool.code: tool for tool in screening_tools()}
ON = date(2024, 2, 1)


def result(tool, *, is_child=False, **answers):
    return result_of(TOOLS[tool], answers, is_child=is_child)


def test_five_tools_ship_danger_first():
    codes = [tool.code for tool in screening_tools()]
    assert codes[0] == "danger"
    assert set(codes) == {"danger", "palermo", "ilo11", "gbv", "age"}


@pytest.mark.parametrize("tool", screening_versions().values(), ids=lambda tool: tool.code)
def test_every_tool_names_its_source_and_licence_and_nothing_in_it_is_odd(tool):
    assert tool.source.strip()
    assert tool.licence.strip()
    assert tool_problems(tool, tool.code) == []


def test_the_ilo_lists_eleven_signs():
    assert len(TOOLS["ilo11"].items) == 11


@pytest.mark.parametrize(
    ("is_child", "answers", "band"),
    [
        (False, {"recruited": "yes", "deceived": "yes", "sexual": "yes"}, "all_parts"),
        (False, {"recruited": "yes", "sexual": "yes"}, "some_parts"),
        (True, {"recruited": "yes", "sexual": "yes"}, "all_parts"),
        (True, {"recruited": "no"}, "no_part"),
        (False, {}, "no_part"),
    ],
)
def test_trafficking_takes_act_means_and_purpose_and_a_child_no_means(is_child, answers, band):
    assert result("palermo", is_child=is_child, **answers).band.code == band


def test_what_was_not_told_is_named():
    found = result("palermo", recruited="yes", labour="yes")
    assert found.missing == ("How they were made to",)


def test_the_act_is_the_first_in_order_and_its_setting_stays_apart():
    found = result("gbv", physical_assault="yes", sexual_assault="yes", partner="yes")
    assert found.reasons[0].startswith("Sexual assault:")
    assert found.apart == ("By a partner, or one who was",)
    assert result("gbv", partner="yes").band.code == "none"


@pytest.mark.parametrize(
    ("answers", "band"),
    [({}, "child"), ({"paper": "yes"}, "grown"), ({"paper": "yes", "kin": "yes"}, "child")],
)
def test_whoever_may_be_a_child_is_treated_as_one(answers, band):
    assert result("age", **answers).band.code == band


@pytest.mark.parametrize("tool", TOOLS.values(), ids=lambda tool: tool.code)
@given(data=st.data())
def test_one_more_yes_that_counts_never_makes_it_less_urgent(tool, data):
    counting = {part.code for part in tool.parts if part.counts}
    items = [item.code for item in tool.items if item.part in counting]
    answers = data.draw(st.dictionaries(st.sampled_from(items), st.sampled_from(list(Answer))))
    more = {**answers, data.draw(st.sampled_from(items)): Answer.YES}
    is_child = data.draw(st.booleans())
    before, after = (result_of(tool, a, is_child=is_child) for a in (answers, more))
    assert after.band.at_least >= before.band.at_least
    assert after.reasons


def asked(cast, tool="danger", **answers):
    return screen(
        by=cast.alma, at=NOW, case=cast.case, person=cast.victim, tool=TOOLS[tool],
        answers=answers, on=ON, words="She whispered it.",
    )  # fmt: skip


@pytest.mark.django_db
def test_it_records_the_screening_once_a_day_and_asks_a_person_to_look(cast):
    asked(cast, now="yes")
    asked(cast, "ilo11", documents="yes")
    told = Milestone.objects.filter(case=cast.case, type="rescue.risk_screened")
    assert [row.person for row in told] == [cast.victim]
    assert Task.objects.filter(case=cast.case, what__startswith="Screened").count() == 1


@pytest.mark.django_db
def test_no_screening_decides_a_status(cast):
    asked(cast, "palermo", recruited="yes", deceived="yes", sexual="yes")
    assert not StatusDecision.objects.exists()
    assert not Milestone.objects.filter(type__in=["rescue.status_decided"]).exists()


@pytest.mark.django_db
def test_answers_and_words_are_sealed(cast):
    row = asked(cast, now="yes")
    kept = bytes(Screening.objects.values_list("answers_sealed", flat=True).get())
    assert b"now" not in kept
    assert b"whispered" not in bytes(row.words_sealed)
    assert row.words() == "She whispered it."


@pytest.mark.django_db
def test_a_screening_is_never_changed_and_one_entered_wrongly_leaves_the_page(cast):
    row = asked(cast, now="yes")
    with pytest.raises(DatabaseError), transaction.atomic():
        Screening.objects.update(tool="age")
    take_back(by=cast.beni, at=NOW, row=row, reason="It was her sister")
    line = survivors_for(cast.alma, cast.case, today=ON)[0]
    assert line.screenings == ()
    assert Screening.objects.count() == 1
    assert not Milestone.objects.filter(type="rescue.risk_screened", is_void=False).current()


@pytest.mark.django_db
@pytest.mark.parametrize("answers", [{}, {"now": "unknown"}, {"nothing": "yes"}])
def test_nothing_is_kept_of_a_screening_without_answers_or_with_odd_ones(cast, answers):
    with pytest.raises(Refused):
        asked(cast, **answers)
    assert not Screening.objects.exists()


@pytest.mark.django_db
def test_a_suspect_is_not_screened(cast):
    with pytest.raises(Refused, match="not a victim"):
        screen(by=cast.alma, at=NOW, case=cast.case, person=cast.suspect, tool=TOOLS["danger"],
               answers={"now": "yes"}, on=ON)  # fmt: skip


@pytest.mark.django_db
def test_the_year_in_which_someone_turns_eighteen_gives_the_benefit_of_the_doubt(cast):
    cast.victim.birth_year = 2006
    assert may_be_child(cast.victim, ON)
    cast.victim.birth_year = 2005
    assert not may_be_child(cast.victim, ON)


def decided(cast, **facts):
    facts = {"status": "actual", "decided_by": "authority", "institution": cast.police,
             "words": "The ledger of advances", **facts}  # fmt: skip
    return decide_status(by=cast.beni, at=NOW, case=cast.case, person=cast.victim, on=ON, **facts)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "milestone"),
    [
        ({}, "rescue.status_decided"),
        ({"status": "not"}, "rescue.not_a_victim"),
        ({"decided_by": "office", "institution": None}, "rescue.victim_identified"),
    ],
)
def test_what_an_authority_decides_and_what_the_office_decides_are_told_apart(
    cast, facts, milestone
):
    assert decided(cast, **facts).milestone.type == milestone


@pytest.mark.django_db
def test_the_office_alone_takes_nobody_off_the_path(cast):
    assert decided(cast, status="not", decided_by="office", institution=None).milestone is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts", [{"words": " "}, {"institution": None}, {"status": "guilty"}, {"decided_by": "tool"}]
)
def test_a_status_needs_its_reason_its_authority_and_a_person_who_decided(cast, facts):
    with pytest.raises(Refused):
        decided(cast, **facts)
    assert not StatusDecision.objects.exists()


@pytest.mark.django_db
def test_the_database_keeps_no_status_without_a_reason(cast):
    row = StatusDecision(
        case=cast.case, person=cast.victim, status="actual", decided_by="office", on=OPENED_ON,
        recorded_by=cast.alma, recorded_at=NOW,
    )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)
