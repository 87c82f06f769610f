"""Who is trained, what they learned and kept, what their files show, and whether help is needed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from math import sqrt
from statistics import fmean, stdev

from django.db.models import Sum

from amparo.access.models import User
from amparo.casework.cases.eventlog import Scope, counted_cases
from amparo.directory.models import Unit
from amparo.directory.packs.teaching import behaviours, official_sources
from amparo.flow.attrition import wilson
from amparo.flow.beforeafter import difference_of_shares
from amparo.flow.learning import normalised_gain, retention
from amparo.flow.paired import paired_change
from amparo.protection.selectors.made import FEWEST, Made, Missing, mean, of_interval, share
from amparo.protection.selectors.records.asked import Asked, of_the_office
from amparo.reform.selectors.beforeafter import StepAsked, cases_of
from amparo.repair.training.models import Attendance, Mentoring, Score
from amparo.repair.training.selectors.courses import first_referrals
from amparo.repair.training.selectors.officials import coverage_for, finished, stays_of
from amparo.repair.training.services.courses import share_right

Sitting = Score.Sitting
YEAR = timedelta(days=365)
Pairs = list[tuple[float | None, float | None]]


def trained_posts(user: User, asked: Asked) -> Made:
    """Posts whose present holder had in time what the post asks for (I54)."""
    if asked.programme is not None:
        return of_the_office()
    found = coverage_for(user, today=asked.as_of)
    missing = Missing(
        found.n_unknown, found.n + found.n_unknown, "holders are not known by name"
    )  # fmt: skip
    still = (f"{found.n_due:,} still have time",) if found.n_due else ()
    return share(found.k, found.n, missing=missing, beside=still, of="posts")


def pairs_of(user: User, earlier: Score.Sitting, later: Score.Sitting, until: date) -> Pairs:
    """Shares right of two sittings, of everyone who sat either of them in a session."""
    rows = Score.objects.all().visible_to(user).filter(on__lte=until).order_by("noted_at", "id")
    last: dict[tuple[object, object], dict[str, float]] = defaultdict(dict)
    for row in rows:
        last[row.session_id, row.official_id][row.sitting] = share_right(row.answers)
    found = [(sat.get(earlier), sat.get(later)) for sat in last.values()]
    return [pair for pair in found if pair != (None, None)]


def learning(user: User, asked: Asked) -> Made:
    """The change from before the course to right after it, each with themselves (I55)."""
    if asked.programme is not None:
        return of_the_office()
    pairs = pairs_of(user, Sitting.BEFORE, Sitting.AFTER, asked.as_of)
    found, gain = paired_change(pairs), normalised_gain(pairs).ratio
    beside = []
    if gain.value is not None:
        beside.append(f"normalised gain {gain.value:.2f}")
    if (g := hedges_g(pairs)) is not None:
        beside.append(f"Hedges’ g {g:.2f}")
    missing = Missing(found.missing, len(pairs), "sat one of the two tests only")
    return of_interval(found.change, found.n, missing=missing, beside=beside, few="who sat both")


def hedges_g(pairs: Pairs) -> float | None:
    """The mean change in standard deviations of the first sitting and the second, without the bias
    of few people.

    Source: Hedges 1981, J. Educational Statistics 6:107, with the mean of both variances.
    Misleads when: set beside studies of other people, or tests of another length.
    """
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    if len(known) < 3:
        return None
    before, after = [a for a, _ in known], [b for _, b in known]
    spread = sqrt((stdev(before) ** 2 + stdev(after) ** 2) / 2)
    if spread == 0:
        return None
    return (1 - 3 / (4 * (len(known) - 1) - 1)) * (fmean(after) - fmean(before)) / spread


def kept(user: User, asked: Asked) -> Made:
    """What people still knew months later, of what they knew right after (I56)."""
    if asked.programme is not None:
        return of_the_office()
    pairs = pairs_of(user, Sitting.AFTER, Sitting.LATER, asked.as_of)
    found = retention(pairs)
    missing = Missing(found.missing, len(pairs), "were not asked both times")
    return of_interval(found.ratio, found.n, missing=missing, few="who were asked again")


def practice(user: User, asked: Asked) -> Made:
    """Steps that courses teach, taken in time: trained units less the others (I57).

    Counts: cases that began the step, once for each unit that worked on them, and whose time is
    over. A unit is trained in a topic once one of its people finished a course on it; before that
    day its cases stand with those of the others.
    Misleads when: read as an effect. Units are not trained by lot; the repair's page compares each
    with itself.
    """
    since = trained_since(user)
    k, n = {True: 0, False: 0}, {True: 0, False: 0}
    names = asked.rows.select("institution", "unit").drop_nulls().unique()
    known = set(names.iter_rows())
    units = [
        unit for unit in Unit.objects.select_related("institution")
        if (unit.institution.name, unit.name) in known
    ]  # fmt: skip
    for topic, taught in behaviours().items():
        step = StepAsked(taught.start, taught.steps, taught.within)
        for unit in units:
            first = since.get((str(unit.pk), topic))
            for began, came in cases_of(asked.rows, [unit], step):
                until = began + timedelta(days=taught.within)
                if until > asked.as_of:
                    continue
                side = first is not None and began >= first
                n[side] += 1
                k[side] += came is not None and came <= until
    if min(n.values()) < FEWEST:
        return Made(None, n=sum(n.values()), withheld=f"Fewer than {FEWEST} files on one side")
    gap = difference_of_shares(k[False], n[False], k[True], n[True])
    sides = [
        f"{name}: {wilson(k[side], n[side]).value or 0:.0%} of {n[side]:,}"
        for name, side in (("trained", True), ("others", False))
    ]
    return of_interval(gap, sum(n.values()), beside=sides)


def trained_since(user: User) -> dict[tuple[str, str], date]:
    """(unit, topic) → the last day of the first course on it from which somebody came."""
    rows = finished(Attendance.objects.all().visible_to(user).filter(hours__gt=0))
    found: dict[tuple[str, str], date] = {}
    for row in rows:
        key = (str(row.unit_id), row.session.curriculum.course.topic)
        found[key] = min(found.get(key, row.session.to_on), row.session.to_on)
    return found


def self_opened(user: User, asked: Asked) -> Made:
    """Cases that an official saw and brought, of all (I59), and of the last twelve months."""
    rows = [
        (on, source in official_sources()) for on, source in first_referrals(user, asked.scope)
        if on <= asked.as_of
    ]  # fmt: skip
    missing = Missing(asked.cases(user).count() - len(rows), asked.cases(user).count(),
                      "cases say not how they came")  # fmt: skip
    late = [own for on, own in rows if on > asked.as_of - YEAR]
    beside = [f"{sum(late):,} of {len(late):,} in the last twelve months"] if late else []
    return share(sum(own for _, own in rows), len(rows), missing=missing, beside=beside, of="cases")


def hours(user: User, asked: Asked) -> Made:
    """Hours beside officials for each case opened in the last twelve months (I60).

    Counts: cases opened in the year, those without an hour as none.
    """
    year = asked.as_of - YEAR
    now = _hours(user, asked, year, asked.as_of)
    before = _hours(user, asked, year - YEAR, year)
    said = [f"{fmean(before):.1f} the year before"] if len(before) >= FEWEST else []
    return mean(now, beside=said, of="cases opened in the last twelve months")


def _hours(user: User, asked: Asked, after: date, until: date) -> list[float]:
    """Hours beside officials until a year's end, of each case opened in it."""
    cases = counted_cases(user, Scope(asked.programme, after + timedelta(days=1), until))
    noted = dict(
        Mentoring.objects.all().visible_to(user).filter(case__in=cases, on__lte=until)
        .values_list("case").annotate(sum=Sum("hours")).order_by()
    )  # fmt: skip
    return [float(noted.get(pk, 0)) for pk in cases.values_list("pk", flat=True)]


def left(user: User, asked: Asked) -> Made:
    """Holders with what their post asks for who have left it since (I63)."""
    if asked.programme is not None:
        return of_the_office()
    stays = stays_of(user, today=asked.as_of)
    gone = sum(one.to_on is not None and one.to_on < asked.as_of for one in stays)
    days = [((one.to_on or asked.as_of) - one.learnt_on).days for one in stays]
    beside = [f"{fmean(days):,.0f} days in the post after the course so far"] if days else []
    return share(gone, len(stays), beside=beside, of="trained holders")
