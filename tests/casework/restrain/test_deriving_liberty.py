"""Liberty is derived from milestones, never typed."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from amparo.casework.cases.services.safety import HOLDS as SPINE_HOLDS
from amparo.casework.restrain.liberty import (
    ACQUITTED,
    FREES,
    HELD,
    HOLDS,
    LETS_GO,
    Happening,
    Liberty,
    Stage,
    liberty_of,
    stage_of,
)
from amparo.directory.packs import milestone_type, milestone_types

TYPES = (
    "restrain.suspect_identified",
    "restrain.warrant_issued",
    "restrain.at_large",
    "restrain.arrested",
    "restrain.remanded",
    "restrain.bailed",
    "restrain.bail_breached",
    "restrain.held_after_conviction",
    "restrain.released",
    "restrain.located",
    "restrain.escaped",
    "restrain.sentence_served",
    "represent.dismissed",
    "represent.charge_declined",
    "represent.charge_sheet_filed",
    "represent.convicted",
    "represent.acquitted",
)


def told(*types: str) -> list[Happening]:
    """These milestones, a day apart."""
    start = datetime(2024, 3, 1, tzinfo=UTC)
    return [
        Happening(what, date(2024, 3, 1) + timedelta(n), start + timedelta(n), str(n))
        for n, what in enumerate(types)
    ]


histories = st.lists(st.sampled_from(TYPES), max_size=12).map(lambda types: told(*types))


@given(history=histories, data=st.data())
def test_the_order_they_are_given_in_changes_nothing(history, data):
    shuffled = data.draw(st.permutations(history))
    assert liberty_of(shuffled) == liberty_of(history)
    assert stage_of(shuffled) == stage_of(history)


@given(history=histories)
def test_whoever_was_arrested_last_is_arrested(history):
    types = [h.type for h in history]
    assert liberty_of(told(*types, "restrain.arrested")) is Liberty.ARRESTED


@given(history=histories)
def test_leaving_custody_after_an_acquittal_leaves_a_person_acquitted(history):
    types = [h.type for h in history]
    later = told(*types, "represent.acquitted", "restrain.released", "restrain.at_large")
    assert liberty_of(later) is Liberty.ACQUITTED
    assert stage_of(later) is Stage.ACQUITTED


@given(history=histories)
def test_an_identification_or_a_warrant_moves_nobody(history):
    types = [h.type for h in history]
    more = told(*types, "restrain.suspect_identified", "restrain.warrant_issued")
    assert liberty_of(more) == liberty_of(history)


def test_a_breach_of_bail_alone_leaves_a_person_on_bail():
    history = told("restrain.arrested", "restrain.bailed", "restrain.bail_breached")
    assert liberty_of(history) is Liberty.ON_BAIL


def test_a_conviction_on_appeal_ends_an_acquittal():
    history = told("represent.charge_sheet_filed", "represent.acquitted", "represent.convicted")
    assert stage_of(history) is Stage.CONVICTED
    assert liberty_of(history) is Liberty.UNKNOWN


def test_nothing_recorded_is_unknown_and_suspected():
    assert liberty_of([]) is Liberty.UNKNOWN
    assert stage_of([]) is Stage.SUSPECT


def test_every_type_it_reads_is_declared():
    assert [milestone_type(what).code for what in TYPES] == list(TYPES)


def test_whatever_frees_a_person_is_declared_to_reach_their_survivors():
    silent = [code for code in (*FREES, *LETS_GO, ACQUITTED) if not milestone_type(code).frees]
    assert silent == []


def test_whatever_reaches_survivors_leaves_nobody_in_custody():
    freeing = [code for code, kind in milestone_types().items() if kind.frees]
    after = {code: liberty_of(told("restrain.arrested", code)) for code in freeing}
    assert [code for code, liberty in after.items() if liberty in HELD] == []


def test_the_spine_and_the_room_agree_on_what_holds():
    assert frozenset(HOLDS) == SPINE_HOLDS


def test_a_person_located_was_free_before():
    assert liberty_of(told("restrain.at_large", "restrain.located")) is Liberty.LOCATED
    assert liberty_of(told("restrain.arrested", "restrain.located")) is Liberty.ARRESTED


def test_a_dismissal_frees_whoever_was_held():
    assert liberty_of(told("restrain.remanded", "represent.dismissed")) is Liberty.RELEASED
    assert liberty_of(told("restrain.at_large", "represent.dismissed")) is Liberty.AT_LARGE
