"""No sequence of acts closes an operation without its answers, or shows it to someone not named.

Random acts in random order by random people; after each, who sees the operation and whether it is
closed are worked out anew from what went through.
"""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amparo.casework.rescue.models import (
    DignityAnswer,
    Operation,
    OperationEvent,
    Planner,
    Review,
)
from amparo.casework.rescue.phases import What
from amparo.casework.rescue.services.dignity import answer_check, review_operation
from amparo.casework.rescue.services.minutes import log_minute
from amparo.casework.rescue.services.operations import end_planner, name_planner, take_step
from amparo.casework.rescue.services.planning import add_line
from amparo.directory.packs.operating import operating
from amparo.errors import AmparoError
from tests.casework.rescue.furnish import asked
from tests.cast import NOW

NAMES = ("alma", "beni", "carla", "sofia", "dario", "eva", "pilar")
TEAM = {"alma", "beni", "sofia"}
CHECKS = [check.code for check in operating().checks]
STEPS = st.tuples(
    st.just("step"),
    st.sampled_from(["approved", "executed", "executed", "ended", "closed", "closed", "briefed"]),
)
ANSWERS = st.tuples(st.just("answer"), st.sampled_from(CHECKS))
OTHERS = st.one_of(
    st.tuples(st.just("step"), st.sampled_from(["refused", "called_off"])),
    st.tuples(st.just("name"), st.sampled_from(NAMES)),
    st.tuples(st.just("end"), st.sampled_from(NAMES)),
    st.tuples(st.sampled_from(["log", "review", "plan", "all"]), st.just("")),
)
ACTS = st.lists(st.one_of(STEPS, STEPS, ANSWERS, OTHERS), max_size=20)
FORWARD = [("step", "approved"), ("step", "executed"), ("step", "ended")]


def act(cast, operation, what, which):
    base = {"by": cast.alma, "at": NOW}
    match what:
        case "step":
            take_step(**base, operation=operation, what=which, happened_at=NOW, words="Why",
                      legal_basis="Order 12")  # fmt: skip
        case "answer":
            answer_check(**base, operation=operation, item=which, is_kept=True)
        case "all":
            for code in CHECKS:
                answer_check(**base, operation=operation, item=code, is_kept=code != "needs",
                             words="No water")  # fmt: skip
        case "name":
            name_planner(**base, operation=operation, user=getattr(cast, which))
        case "end":
            planner = Planner.objects.get(user=getattr(cast, which), until_at=None)
            end_planner(**base, planner=planner)
        case "log":
            log_minute(**base, operation=operation, what="entered")
        case "review":
            review_operation(**base, operation=operation, on=NOW.date(), words="Learnt",
                             was_empty=False, has_evidence=True, has_arrest=True)  # fmt: skip
        case "plan":
            add_line(**base, operation=operation, kind="kit", words="Seals")


def seen_by(cast):
    return {
        name for name in NAMES if Operation.objects.all().visible_to(getattr(cast, name)).exists()
    }


def should_see(cast):
    live = Planner.objects.filter(until_at=None).values_list("user__name", flat=True)
    named = {name for name in NAMES if getattr(cast, name).name in set(live)}
    told = OperationEvent.objects.filter(what=What.EXECUTED).exists()
    return named | (TEAM if told else set())


@pytest.mark.django_db
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS, ahead=st.integers(0, 3))
def test_no_sequence_of_acts_closes_it_unanswered_or_shows_it_unnamed(cast, acts, ahead):
    with transaction.atomic():
        operation = asked(cast.alma, cast.case, cast.police)
        for what, which in [*FORWARD[:ahead], *acts]:
            try:
                with transaction.atomic():
                    act(cast, operation, what, which)
            except (AmparoError, Planner.DoesNotExist):
                pass
            assert seen_by(cast) == should_see(cast)
            if OperationEvent.objects.filter(what=What.CLOSED).exists():
                answered = set(DignityAnswer.objects.values_list("item", flat=True))
                assert answered == set(CHECKS)
                assert Review.objects.exists()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_acts_can_close_it(cast):
    operation = asked(cast.alma, cast.case, cast.police)
    way = [*FORWARD, ("all", ""), ("review", ""), ("step", "closed")]
    for what, which in way:
        act(cast, operation, what, which)
    assert OperationEvent.objects.filter(what=What.CLOSED).exists()
