"""What was given of what was planned: a ratio of sums, whose interval keeps each person whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from amparo.flow.prevalence.designs.ratio import ratio_of, taylor
from amparo.flow.survival import LEVEL, Interval


@dataclass(frozen=True)
class Planned:
    """One service to one person: expected by now, and given."""

    person: str
    n_expected: int
    n_given: int


@dataclass(frozen=True)
class Delivery:
    """The share of what was expected by now that was given.

    Counts: services of which anything was expected (`n`), the people they were for (`n_people`),
    sums over them, and services of which nothing is counted yet (`uncounted`), left out.
    Misleads when: what was not counted was not given either; a share of sums leans to those with
    many sessions; more was given than expected (the share then passes 1).
    """

    share: Interval
    n: int
    n_people: int
    n_expected: int
    n_given: int
    uncounted: int


def delivery_of(services: Sequence[Planned], *, level: float = LEVEL) -> Delivery:
    """Σ given / Σ expected over services; the services of one person are no independent witnesses,
    so the interval counts people. No interval for fewer than two people.

    Source: Woodruff (1971), JASA 66; Lohr (2010), section 9.1.
    """
    counted = [one for one in services if one.n_expected > 0]
    people = sorted({one.person for one in counted})
    expected, given = sum(s.n_expected for s in counted), sum(s.n_given for s in counted)
    share = Interval(given / expected if expected else None, None, None)
    if len(people) > 1:
        place = {person: float(index) for index, person in enumerate(people)}
        ones = np.ones(len(counted))
        found = ratio_of(
            np.array([float(one.n_given) for one in counted]),
            np.array([float(one.n_expected) for one in counted]),
            ones, ones, np.array([place[one.person] for one in counted]),
        )  # fmt: skip
        share = taylor(found, level)
    return Delivery(share, len(counted), len(people), expected, given, len(services) - len(counted))
