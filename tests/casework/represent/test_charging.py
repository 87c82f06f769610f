"""The facts against the law of both packs, worked by hand and for any answers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.casework.represent.charging import (
    Answer,
    Laid,
    State,
    assess,
    undercharged,
    was_child,
)
from amparo.directory.packs import code_list, load_pack

PH, IN = load_pack("ph"), load_pack("in-tn")
DAY = date(2025, 3, 1)
FACTS = [*(entry.code for entry in code_list("facts").entries), "child"]
ANSWERS = st.dictionaries(st.sampled_from(FACTS), st.sampled_from(list(Answer)))
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def state(key, answers, pack=PH, on=DAY):
    found = {one.offence.key: one for one in assess(pack, answers, acted_on=on)}
    return found[key].state


def keys(pack, answers, on=DAY):
    return [one.offence.key for one in assess(pack, answers, acted_on=on) if one.state is State.MET]


def test_act_means_and_purpose_make_trafficking_of_an_adult():
    facts = {"recruited": YES, "deceived": YES, "forced_labour": YES, "child": NO}
    assert state("ph.trafficking", facts) is State.MET
    assert state("ph.trafficking_labour", facts) is State.MET


def test_without_means_an_adult_is_not_shown_to_be_trafficked_and_the_means_are_missing():
    facts = {"recruited": YES, "forced_labour": YES, "child": NO}
    (found,) = [
        one for one in assess(PH, facts, acted_on=DAY) if one.offence.key == "ph.trafficking"
    ]
    assert found.state is State.OPEN
    assert [one.code for one in found.missing] == ["means"]


def test_for_a_child_no_means_need_be_shown():
    facts = {"recruited": YES, "sexual_exploitation": YES, "child": YES}
    assert state("ph.trafficking_sexual", facts) is State.MET
    assert state("ph.trafficking_qualified", facts) is State.MET


def test_tamil_nadus_section_names_the_means_for_children_too():
    facts = {"recruited": YES, "forced_labour": YES, "child": YES}
    assert state("in.trafficking_bns", facts, IN) is State.OPEN


def test_an_advance_and_work_make_bonded_labour():
    assert state("in.bonded_labour", {"worked": YES, "advance": YES}, IN) is State.MET


def test_what_is_denied_in_every_way_speaks_against_an_offence():
    denied = dict.fromkeys(["advance", "debt_inherited"], NO)
    assert state("in.bonded_labour", {"worked": YES, **denied}, IN) is State.NOT_MET


def test_special_law_stands_before_ordinary_law():
    facts = {"worked": YES, "advance": YES, "force": YES, "scheduled": YES}
    found = assess(IN, facts, acted_on=DAY)
    special = [one.offence.special_law for one in found if one.state is State.MET]
    assert special == sorted(special, reverse=True)
    assert True in special
    assert False in special


def test_the_law_of_the_day_of_the_act_is_used():
    facts = {"image_made": YES, "child": YES}
    assert "ph.csem_2009" in keys(PH, facts, date(2020, 1, 1))
    assert "ph.osaec" not in keys(PH, facts, date(2020, 1, 1))
    assert "ph.osaec" in keys(PH, facts, DAY)
    assert "ph.csem_2009" not in keys(PH, facts, DAY)


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        (2010, DAY, YES), (2000, DAY, NO), (2007, DAY, UNKNOWN), (2008, DAY, YES),
        (2006, DAY, NO), (None, DAY, UNKNOWN), (2010, None, UNKNOWN),
    ],
)  # fmt: skip
def test_a_year_of_birth_decides_but_in_the_year_of_eighteen(born, on, expected):
    assert was_child(born, on) is expected


def test_ordinary_law_charged_where_the_facts_show_a_special_law_is_found():
    facts = {"worked": YES, "advance": YES, "force": YES}
    found = undercharged(
        assess(IN, facts, acted_on=DAY), [Laid("1", "in.forced_labour_bns", "Police")]
    )
    (one,) = found
    assert one.laid.offence == "in.forced_labour_bns"
    assert "in.bonded_labour" in {offence.key for offence in one.instead}


def test_nothing_is_found_where_the_special_law_was_charged_too():
    facts = {"worked": YES, "advance": YES, "force": YES}
    laid = [Laid("1", "in.forced_labour_bns", ""), Laid("2", "in.bonded_labour", "")]
    assert undercharged(assess(IN, facts, acted_on=DAY), laid) == ()


def test_nothing_is_found_while_the_facts_show_no_special_law():
    laid = [Laid("1", "in.forced_labour_bns", "")]
    assert undercharged(assess(IN, {"worked": YES, "force": YES}, acted_on=DAY), laid) == ()


def test_with_nothing_known_nothing_is_supported_and_nothing_excluded():
    for pack in (PH, IN):
        assert {one.state for one in assess(pack, {}, acted_on=DAY)} == {State.OPEN}


@given(ANSWERS, st.sampled_from(FACTS))
def test_one_more_proven_fact_takes_no_offence_away(answers, fact):
    if fact == "child":
        return
    before = set(keys(PH, answers)) | set(keys(IN, answers))
    after = set(keys(PH, {**answers, fact: YES})) | set(keys(IN, {**answers, fact: YES}))
    assert before <= after


@given(ANSWERS)
def test_learning_that_the_victim_was_a_child_takes_no_offence_away(answers):
    unsure = {**answers, "child": UNKNOWN}
    assert set(keys(PH, unsure)) <= set(keys(PH, {**answers, "child": YES}))


@given(ANSWERS)
def test_an_offence_is_supported_exactly_when_nothing_is_missing(answers):
    for one in assess(PH, answers, acted_on=DAY):
        assert (one.state is State.MET) == (one.missing == ())
