"""Whatever is recorded and withdrawn, in whichever order: each survivor has one duty an event."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amparo.casework.cases.models import Case, Milestone, Person, RoleInCase, RoleKind, SafetyDuty
from amparo.casework.cases.services.milestones import record_milestone, withdraw_milestone
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.cases.services.safety import near
from amparo.directory.packs import milestone_type
from tests.casework.cases.acting import DAY
from tests.cast import NOW, OPENED_ON, Cast, open_one

TYPES = ("restrain.bailed", "restrain.released", "restrain.arrested", "represent.acquitted")
ACTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("record"), st.sampled_from(TYPES), st.integers(0, 2), st.integers(0, 1),
            st.integers(0, 2),
        ),
        st.tuples(st.just("withdraw"), st.integers(0, 9)),
    ),
    max_size=8,
)  # fmt: skip


def world(cast: Cast) -> tuple[list[Case], list[Person]]:
    """Three cases: both suspects in the first, one in each of the others."""
    other = add_person(by=cast.alma, at=NOW, office=cast.office, name="Other Suspect")
    cases = [cast.case] + [
        open_one(by=cast.carla, programme=cast.programme, name=name) for name in ("Second", "Third")
    ]
    people = [cast.suspect, other]
    for case, person in ((cases[0], other), (cases[1], people[0]), (cases[2], other)):
        give_role(
            by=cast.alma, at=NOW, case=case, person=person, role=RoleKind.SUSPECT, on=OPENED_ON
        )
    return cases, people


def play(cast: Cast, acts: list[tuple[object, ...]]) -> None:
    cases, people = world(cast)
    made: list[Milestone] = []
    for number, act in enumerate(acts):
        at = NOW + timedelta(minutes=number)
        if act[0] == "record":
            _, what, case, person, day = act
            known = RoleInCase.objects.filter(case=cases[case], person=people[person]).exists()
            made += (
                [
                    record_milestone(
                        by=cast.alma, at=at, case=cases[case], type=what, person=people[person],
                        on=DAY + timedelta(day),
                    )
                ]
                if known
                else []
            )  # fmt: skip
        elif made:
            wrong = made.pop(act[1] % len(made))
            withdraw_milestone(by=cast.alma, at=at, milestone=wrong, reason="Not so")


@given(acts=ACTS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_each_survivor_has_exactly_the_duties_that_stand(cast, acts):
    with transaction.atomic():
        play(cast, acts)
        current = Milestone.objects.current().select_related("case")
        wanted = {
            (each.case_id, each.survivor_id, m.person_id, m.type, m.happened_on)
            for m in current.filter(type__in=TYPES)
            if milestone_type(m.type).frees
            for each in near({m.person_id}, office_id=m.case.office_id)
        }
        live = Counter(
            (d.case_id, d.survivor_id, d.suspect_id, d.cause.type, d.cause.happened_on)
            for d in SafetyDuty.objects.filter(withdrawn_at=None).select_related("cause")
        )
        transaction.set_rollback(True)
    assert set(live) == wanted
    assert set(live.values()) <= {1}
