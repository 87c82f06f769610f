"""What detectors are told of proof points: the days on which a case was told."""

from __future__ import annotations

from amparo.reform.detect.reading.doors import Asked
from amparo.reform.detect.reading.rows import Rows, by_case
from amparo.repair.hope.models import Proof


def told_for(asked: Asked) -> Rows:
    """The first day of each proof point of a case; one that was withdrawn had been told."""
    rows = Proof.objects.filter(case__in=list(asked.offices), published_on__isnull=False)
    return by_case((case, on) for case, on in rows.values_list("case", "published_on"))
