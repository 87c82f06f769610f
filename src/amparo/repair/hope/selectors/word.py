"""Commitments and where they stand, letters and their clocks, ties; and what a partner sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case
from amparo.directory.models import Institution
from amparo.errors import NotVisible
from amparo.flow.survival import Interval
from amparo.reform.models import Exposure, Intervention, SystemProblem
from amparo.repair.hope.models import Commitment, CommitmentFact, Letter, Tie
from amparo.repair.hope.models.word import where_it_stands
from amparo.repair.hope.reckoning import kept_share


@dataclass(frozen=True)
class Held:
    """A commitment with what was seen of it, and where it stands."""

    row: Commitment
    facts: tuple[CommitmentFact, ...]
    stands: str


def commitments_for(user: User, *, today: date) -> tuple[Held, ...]:
    """The commitments that this person may read, soonest due first; two queries."""
    rows = (
        Commitment.objects.all().visible_to(user).select_related("institution", "unit", "problem")
        .prefetch_related("facts")
    )  # fmt: skip
    return tuple(_held(row, today) for row in rows)


def _held(row: Commitment, today: date) -> Held:
    facts = list(row.facts.all())
    return Held(row, tuple(facts), where_it_stands(row, facts, today))


def commitment_for(user: User, pk: UUID, verb: str = "hope.read") -> Commitment:
    """One of them; NotVisible where there is none."""
    row = Commitment.objects.all().visible_to(user, verb).filter(pk=pk).first()
    if row is None:
        raise NotVisible
    return row


def kept_in_time(held: Sequence[Held]) -> tuple[int, int, Interval]:
    """How many of those that fell due were kept in time, with the interval.

    Counts: commitments kept, late or broken; those that wait, and those taken back, are not in it.
    """
    due = [one.stands for one in held if one.stands in {"kept", "late", "broken"}]
    k = due.count("kept")
    return k, len(due), kept_share(k, len(due))


def letters_for(user: User) -> list[Letter]:
    """The letters that this person may read, newest first."""
    rows = Letter.objects.all().visible_to(user).select_related("institution", "case", "answer")
    return list(rows[:200])


def waiting_letters_for(user: User, *, until: date) -> list[Letter]:
    """Letters without an answer whose day comes by then, the longest overdue first: one's own, and
    for whoever keeps the office's word all of them."""
    rows = Letter.objects.all().visible_to(user, "letters.keep").filter(
        answer__isnull=True, due_on__lte=until
    )  # fmt: skip
    if not user.may("hope.keep"):
        rows = rows.filter(recorded_by=user)
    return list(rows.select_related("institution").order_by("due_on", "sent_on"))


def letter_for(user: User, pk: UUID) -> Letter:
    """One letter that waits for an answer; NotVisible where there is none."""
    row = (
        Letter.objects.all()
        .visible_to(user, "letters.keep")
        .filter(pk=pk, answer__isnull=True)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


@dataclass(frozen=True)
class Ledger:
    """What binds the office to one institution, and how it answers."""

    institution: Institution
    ties: tuple[Tie, ...]
    n_cases: int
    n_meetings: int
    in_force: int
    n_letters: int
    n_answered: int
    held: tuple[Held, ...]


def ledger_for(user: User, institution: Institution, *, today: date) -> Ledger:
    """The ledger of one institution. Counts: cases that this person may open and whose milestones
    name the institution."""
    ties = tuple(Tie.objects.all().visible_to(user).filter(institution=institution))
    letters = [one for one in letters_for(user) if one.institution_id == institution.pk]
    cases = Case.objects.visible_to(user).filter(milestones__institution=institution)
    binding = {Tie.What.AGREEMENT, Tie.What.PROTOCOL}
    return Ledger(
        institution, ties, cases.distinct().count(),
        sum(one.what == Tie.What.MEETING for one in ties),
        sum(
            one.what in binding and (one.until is None or one.until >= today) for one in ties
        ),
        len(letters), sum(hasattr(one, "answer") for one in letters),
        tuple(
            one for one in commitments_for(user, today=today)
            if one.row.institution_id == institution.pk
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class Shared:
    """What a partner of one institution sees: their own unit's problems, repairs, commitments."""

    problems: tuple[SystemProblem, ...]
    repairs: tuple[tuple[Intervention, tuple[Exposure, ...]], ...]
    held: tuple[Held, ...]


def shared_with(user: User, *, today: date) -> Shared:
    """Problems the institution agreed to own, repairs that act in their unit, and their word.

    Never a complaint about an official, and no repair that is about calling officials to account.
    """
    if not user.may("repairs.shared"):
        raise NotVisible
    problems = SystemProblem.objects.all().visible_to(user)
    repairs = Intervention.objects.all().visible_to(user).select_related("problem")
    acting = Exposure.objects.all().visible_to(user).select_related("unit", "institution")
    by_repair: dict[UUID, list[Exposure]] = {}
    for one in acting:
        by_repair.setdefault(one.intervention_id, []).append(one)
    return Shared(
        tuple(problems.prefetch_related("stages")),
        tuple((row, tuple(by_repair.get(row.pk, ()))) for row in repairs),
        commitments_for(user, today=today),
    )
