"""What an office has published, seen with the eyes of whoever may see public figures only."""

from __future__ import annotations

from datetime import date

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.directory.models import Institution
from amparo.errors import Refused
from amparo.protection.selectors.studies import standing_for
from amparo.protection.selectors.tables import case_tables_for
from amparo.repair.hope.selectors.published import published_proof_points
from amparo.story.opendata import EPSILON, opened
from amparo.story.published import Counter, Proof, Published

KINDS = ("covered", "improving", "protected")


def office_to_publish(name: str = "") -> Institution:
    """The office that is named, or the only one that has a publisher. Raises: Refused."""
    accounts = User.objects.filter(is_active=True, office__isnull=False).select_related("office")
    offices = {
        one.office for one in accounts if one.office and Role.PUBLISHER in one.held_roles
    }  # fmt: skip
    found = [one for one in offices if name in {"", one.name}]
    if len(found) != 1:
        said = ", ".join(sorted(one.name for one in offices))
        raise Refused(
            "Name the organisation whose figures are published",
            found=name or f"{len(found)} organisations with a publisher",
            next_step=f"--office with one of: {said}" if said
            else "give somebody of it the role of publisher",
        )  # fmt: skip
    return found[0]


def onlooker(office: Institution) -> User:
    """A person of no account who sees what a publisher of the office sees; never saved."""
    return User(name="The public", office=office, roles=[Role.PUBLISHER.value])


def published_for(
    office: Institution, *, today: date, synthetic: bool, epsilon: float | None = EPSILON
) -> Published:
    """The counters by the rule in force, the proof points, and the open tables.

    Raises: Refused, naming the cell, where a table could single someone out.
    """
    public = onlooker(office)
    standing = standing_for(public, today=today)
    tables = opened(case_tables_for(public, today=today), epsilon=epsilon)
    counters = tuple(
        Counter(kind, getattr(standing, kind).people, standing.named(getattr(standing, kind)))
        for kind in KINDS
    )
    proofs = tuple(
        Proof(one.title, one.place_in_general, one.story, one.what_it_shows, one.days,
              one.published_on)
        for one in published_proof_points(office=office, today=today)
    )  # fmt: skip
    return Published(
        office.name, today, standing.rule.version, counters, proofs, tables, synthetic=synthetic
    )
