"""The rows of many histories, gathered in memory and written table by table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from amparo.audit.services import Act
from amparo.audit.services import record_many as record_acts
from amparo.casework.cases.models import (
    Case,
    Clock,
    Consent,
    Milestone,
    Person,
    PersonDetail,
    PersonFingerprint,
    Referral,
    RoleInCase,
    SafetyAlert,
    Standing,
    Task,
    TeamMember,
)
from amparo.casework.cases.services.bulk.history import CaseHistory, NewPerson
from amparo.casework.cases.services.bulk.living import CaseInMemory
from amparo.casework.cases.services.bulk.people import rows_of
from amparo.casework.cases.services.people import next_change
from amparo.casework.cases.services.safety import open_duties
from amparo.directory.packs import milestone_type
from amparo.vault.models import DataKey

IN_ORDER: tuple[type[models.Model], ...] = (
    DataKey, Person, PersonDetail, PersonFingerprint, Case, TeamMember, Referral, RoleInCase,
    Consent, Milestone, Task, SafetyAlert, Clock, Standing,
)  # fmt: skip


@dataclass
class Rows:
    """Rows that wait to be written, by table, and the acts that the trail will tell of."""

    by_table: dict[type[models.Model], list[Any]] = field(
        default_factory=lambda: {table: [] for table in IN_ORDER}
    )
    acts: list[Act] = field(default_factory=list)

    def add(self, *rows: models.Model) -> None:
        """Keep rows for their tables."""
        for row in rows:
            self.by_table[type(row)].append(row)


def _quiet(share: float) -> None:
    """Nobody watches."""


def _tell_survivors(case: CaseInMemory) -> None:
    """Open the safety duties of releases nobody followed up, once the rows are written."""
    for new, milestone in case.milestones.items():
        first = new
        while first is not None and first.corrects is not None:
            first = first.corrects
        is_open = first is None or first.follow_up is None
        if is_open and milestone not in case.replaced and milestone_type(milestone.type).frees:
            open_duties(milestone, at=milestone.recorded_at)


@transaction.atomic
def record_many(
    histories: Sequence[CaseHistory], *, progress: Callable[[float], None] = _quiet
) -> list[Case]:
    """Write many cases with all that was done in them; all or nothing.

    Changes: the same rows as the single services would, act by act; the trail gets the same
    entries, in the order of their moments over all cases.
    Raises: Refused for what the single services refuse.
    """
    rows = Rows()
    people: dict[NewPerson, Person] = {}
    change: dict[object, int] = {}
    lived: list[CaseInMemory] = []
    for index, history in enumerate(histories):
        office = history.programme.office
        change.setdefault(office.pk, next_change(office))

        def person_of(new: NewPerson, office: Any = office) -> Person:
            if new not in people:
                people[new] = rows_of(new, office, change[office.pk], rows)
                change[office.pk] += 1
            return people[new]

        case = CaseInMemory(history, rows, person_of)
        case.live()
        lived.append(case)
        progress(0.6 * (index + 1) / len(histories))
    for done, table in enumerate(IN_ORDER, start=1):
        table._default_manager.bulk_create(rows.by_table[table], batch_size=500)
        progress(0.6 + 0.35 * done / len(IN_ORDER))
    for case in lived:
        _tell_survivors(case)
    record_acts(sorted(rows.acts, key=lambda act: act.at))
    progress(1.0)
    return [case.case for case in lived]
