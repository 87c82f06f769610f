"""How complaints were received: presented, registered, refused, by institution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case
from amparo.casework.rescue.models import Complaint, ComplaintStep, TakenBack

FEWEST = 11
"""Below it a count could point at a person, and a share says more of chance than of a place."""


@dataclass(frozen=True)
class Received:
    """The complaints of one institution, or of all that had too few to stand alone.

    Counts: complaints. Each is in one of `registered`, `refused`, `unanswered` by where it stands
    now; `paid` are those in which money or a favour was asked for, whatever came of them. A number
    that would tell of fewer than eleven is None for those who may not see exact ones.
    """

    name: str
    n: int
    registered: int | None
    refused: int | None
    unanswered: int | None
    paid: int | None
    n_institutions: int = 1

    @property
    def share_registered(self) -> float | None:
        """Of those presented, how many were registered; nothing below eleven."""
        if self.n < FEWEST or self.registered is None:
            return None
        return self.registered / self.n


@dataclass(frozen=True)
class ReceivedPage:
    """All rows, the period they are of, and whether small numbers were kept back."""

    rows: tuple[Received, ...]
    n: int
    from_on: date | None
    until_on: date | None
    is_guarded: bool


def received_for(user: User) -> ReceivedPage:
    """Every complaint of cases that count for this user, by the institution that was asked.

    Counts: complaints not taken back. Institutions with fewer than eleven are put together; where
    exact figures are not this user's, numbers from 1 to 10 are kept back, with a second one of the
    row, so that none follows from the others.
    """
    back = TakenBack.objects.all().values("row")
    countable = Case.objects.all().countable_by(user)
    rows = Complaint.objects.filter(case__in=countable).exclude(pk__in=back)
    listed = list(rows.values_list("pk", "institution__name", "on"))
    ends = _ends([row[0] for row in listed])
    by_name: dict[str, list[UUID]] = {}
    for pk, name, _ in listed:
        by_name.setdefault(name, []).append(pk)
    large = {name: ids for name, ids in by_name.items() if len(ids) >= FEWEST}
    small = [pk for name, ids in by_name.items() if name not in large for pk in ids]
    is_guarded = not user.may("figures.exact")
    found = [_counted(name, ids, ends) for name, ids in sorted(large.items())]
    if small and (len(small) >= FEWEST or not is_guarded):
        found.append(
            _counted("All others together", small, ends, n_institutions=len(by_name) - len(large))
        )
    if is_guarded:
        found = [_guarded(row) for row in found]
    days = [row[2] for row in listed]
    return ReceivedPage(
        tuple(found), sum(row.n for row in found), min(days, default=None),
        max(days, default=None), is_guarded,
    )  # fmt: skip


def _ends(complaints: Sequence[UUID]) -> dict[UUID, set[str]]:
    """What came of each, of the steps that stand."""
    back = TakenBack.objects.all().values("row")
    steps = ComplaintStep.objects.filter(complaint__in=complaints).exclude(pk__in=back)
    found: dict[UUID, set[str]] = {}
    for complaint, what in steps.values_list("complaint", "what"):
        found.setdefault(complaint, set()).add(what)
    return found


def _counted(
    name: str, ids: Sequence[UUID], ends: dict[UUID, set[str]], *, n_institutions: int = 1
) -> Received:
    told = [ends.get(pk, set()) for pk in ids]
    what = ComplaintStep.What
    registered = sum(what.REGISTERED in one for one in told)
    refused = sum(what.REFUSED in one and what.REGISTERED not in one for one in told)
    return Received(
        name, len(ids), registered, refused, len(ids) - registered - refused,
        sum(what.PAYMENT in one for one in told), n_institutions,
    )  # fmt: skip


def _guarded(row: Received) -> Received:
    """Without numbers from 1 to 10; one kept back alone would follow from the total, so two are."""
    parts = {"registered": row.registered, "refused": row.refused, "unanswered": row.unanswered}
    hidden = {name for name, n in parts.items() if n is not None and 0 < n < FEWEST}
    if len(hidden) == 1:
        rest = {name: n for name, n in parts.items() if name not in hidden and n}
        hidden.add(min(rest, key=lambda name: rest[name] or 0) if rest else "refused")
    shown = {name: None if name in hidden else n for name, n in parts.items()}
    paid = None if row.paid is not None and 0 < row.paid < FEWEST else row.paid
    return Received(
        row.name, row.n, shown["registered"], shown["refused"], shown["unanswered"], paid,
        row.n_institutions,
    )  # fmt: skip
