"""What rooms above know of the units and people of a case, by the doors that the settings name.

Equipment, training and proof points lie above this room, which may not import them. The settings
name one function for each part of a history that they fill (docs/decisions/0180).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from amparo.casework.cases.models import Case
from amparo.reform.detect.reading.rows import Rows


@dataclass(frozen=True)
class Asked:
    """Which cases are read: the office of each, and the units that worked on it, by id."""

    offices: Mapping[UUID, UUID]
    units: Mapping[UUID, frozenset[str]]
    today: date

    @classmethod
    def of(cls, cases: Sequence[Case], events: Rows, *, today: date) -> Asked:
        """For these cases, by what happened in them."""
        return cls(
            {case.pk: case.office_id for case in cases},
            {
                case.pk: frozenset(event.unit for event in events.get(case.pk, ()) if event.unit)
                for case in cases
            },
            today,
        )

    def places(self) -> set[tuple[UUID, str]]:
        """Every office with a unit that worked on a case of it: another office's rows are none."""
        return {(self.offices[case], unit) for case, units in self.units.items() for unit in units}

    def at_units(self, rows: Mapping[tuple[UUID, str], list[object]]) -> Rows:
        """Rows of (office, unit), given to each case that the unit worked on."""
        return {
            case: [
                row for unit in sorted(units) for row in rows.get((self.offices[case], unit), ())
            ]
            for case, units in self.units.items()
        }


Door = Callable[[Asked], Rows]


def told_from_above(asked: Asked) -> dict[str, Rows]:
    """Each part of the history that a room above fills."""
    found: dict[str, Rows] = {}
    for part, where in settings.DETECTORS_ARE_TOLD.items():
        door: Door = import_string(where)
        found[part] = door(asked)
    return found
