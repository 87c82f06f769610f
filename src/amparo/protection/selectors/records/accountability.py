"""Complaints about officials, decoy visits, and money that was asked for."""

from __future__ import annotations

from dataclasses import replace

from amparo.access.models import User
from amparo.casework.rescue.models import Complaint, ComplaintStep, TakenBack
from amparo.protection.selectors.made import Made, Missing, of_interval, share
from amparo.protection.selectors.records.asked import Asked, of_the_office
from amparo.repair.accountability.models import DecoyVisit
from amparo.repair.accountability.reckoning import registration
from amparo.repair.accountability.selectors.figures import figures_for

NOT_COUNTED = Made(None, withheld="Complaints about officials are counted for those who may")


def decoys(user: User, asked: Asked) -> Made:
    """Decoy complaints that were registered, units as clusters (I58)."""
    if asked.programme is not None:
        return of_the_office()
    if not user.may("misconduct.count"):
        return NOT_COUNTED
    rows = DecoyVisit.objects.filter(office=user.office_id, on__lte=asked.as_of)
    visits = [(str(one.unit_id), one.was_registered) for one in rows]
    found = registration(visits)
    if found is None:
        return Made(None, withheld="No decoy visit is recorded")
    made = of_interval(found.overall, found.n, few="visits",
                       beside=[f"at {found.n_units:,} units"])  # fmt: skip
    return replace(made, k=sum(was for _, was in visits))


def handled(user: User, asked: Asked) -> Made:
    """Complaints about officials found to be so, of those decided (I61); sanctions beside it."""
    if asked.programme is not None:
        return of_the_office()
    if not user.may("misconduct.count"):
        return NOT_COUNTED
    found = figures_for(user, today=asked.as_of)
    undecided = Missing(found.n_open + found.n_unclear, found.n, "are open or cannot be told")
    beside = []
    if found.sanctioned.n:
        beside.append(f"{found.sanctioned.k:,} of {found.sanctioned.n:,} sanctioned")
    if found.to_finding.median is not None:
        beside.append(f"{found.to_finding.median:,.0f} days to a finding, at the median")
    return share(found.substantiated.k, found.substantiated.n, missing=undecided, beside=beside,
                 of="decided complaints")  # fmt: skip


def bribes(user: User, asked: Asked) -> Made:
    """Complaints to an authority at which money or a favour was asked for (I62).

    Misleads when: it was asked for and nobody told the office. Surveys find more.
    """
    cases = asked.cases(user)
    back = TakenBack.objects.filter(case__in=cases).values("row")
    made = Complaint.objects.filter(case__in=cases, on__lte=asked.as_of).exclude(pk__in=back)
    paid = (
        ComplaintStep.objects.filter(complaint__in=made, what=ComplaintStep.What.PAYMENT)
        .exclude(pk__in=back).values("complaint").distinct().count()
    )  # fmt: skip
    return share(paid, made.count(), of="complaints")
