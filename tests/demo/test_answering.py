"""The synthetic office holds officials to account, and tells of what was won."""

from __future__ import annotations

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.demo.places import OFFICE
from amparo.directory.models import Institution
from amparo.repair.accountability.selectors.figures import figures_for
from amparo.repair.hope.models import Proof
from amparo.repair.hope.selectors import published_proof_points
from amparo.repair.hope.selectors.word import commitments_for
from tests.demo.test_the_records import TODAY


def one_of(role: Role) -> User:
    rows = User.objects.filter(office__name=OFFICE).order_by("email")
    return next(one for one in rows if role in one.held_roles)


def test_complaints_rose_after_the_page_opened_and_are_looked_into(office, db):
    found = figures_for(one_of(Role.ANALYST), today=TODAY)
    assert found.opened[0].change.rose
    assert found.substantiated.n > 5
    assert found.decoys.n == 36
    assert found.sanctioned.k > 0


def test_promises_stand_kept_broken_and_not_due(office, db):
    held = commitments_for(one_of(Role.ANALYST), today=TODAY)
    assert {one.stands for one in held} == {"kept", "broken", "waiting"}


def test_what_is_told_is_synthetic_and_names_nobody(office, db):
    told = published_proof_points(office=Institution.objects.get(name=OFFICE), today=TODAY)
    assert len(told) == Proof.objects.count()
    assert all(one.story.startswith("Synthetic.") for one in told)
