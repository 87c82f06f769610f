"""How courts keep up, why hearings are put off, sentences, and what an accused is owed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from uuid import UUID

from amparo.access.models import User
from amparo.casework.docket.models import Adjournment, Hearing, InCourt, Presence, Sentence
from amparo.directory.packs import code_list
from amparo.protection.selectors.made import (
    FEWEST,
    Made,
    Missing,
    count_interval,
    of_interval,
    ratio_of_counts,
    share,
)
from amparo.protection.selectors.records.asked import Asked

REGISTERED, FILED = "rescue.complaint_registered", "represent.charge_sheet_filed"
LEFT_POLICE = (FILED, "represent.charge_declined", "represent.file_returned", "restore.closed")
RESOLVED = (
    "represent.convicted", "represent.acquitted", "represent.dismissed", "represent.struck_off",
    "represent.withdrawn", "represent.settled", "represent.abated",
)  # fmt: skip
RESTS = "represent.archived"
PRISON = {"custody", "life"}
YEAR = timedelta(days=365)


def stuck(_: User, asked: Asked) -> Made:
    """Complaints still under investigation a year after they were registered (I14).

    Counts: cases registered a year ago or longer; stuck are those that were not charged, declined,
    returned or closed in that year.
    """
    begun, done = asked.first(REGISTERED), asked.first(*LEFT_POLICE)
    old = {case: on for case, on in begun.items() if on + YEAR <= asked.as_of}
    never = date.max
    k = sum(done.get(case, never) > on + YEAR for case, on in old.items())
    return share(k, len(old), of="complaints a year old")


def _flow(asked: Asked) -> tuple[dict[str, date], dict[str, date]]:
    """Cases before court, by when they came and when they were resolved."""
    filed = asked.first(FILED)
    ended = {case: on for case, on in asked.first(*RESOLVED).items() if case in filed}
    return filed, ended


def clearance(_: User, asked: Asked) -> Made:
    """Cases resolved for each that came to court, over the last twelve months (I18)."""
    filed, ended = _flow(asked)
    came = sum(asked.as_of - YEAR < on for on in filed.values())
    went = sum(asked.as_of - YEAR < on for on in ended.values())
    found = ratio_of_counts(came, 1.0, went, 1.0)
    return of_interval(found, came, few="came in the last twelve months",
                       beside=[f"{went:,} resolved, {came:,} came"])  # fmt: skip


def disposition(_: User, asked: Asked) -> Made:
    """Days that the pending cases would take at the pace of the last twelve months (I19).

    Source: CEPEJ, pending at the end over resolved, times 365; the interval is that of the pace, a
    count of its own.
    """
    filed, ended = _flow(asked)
    went = sum(asked.as_of - YEAR < on for on in ended.values())
    pending = len(filed) - len(ended)
    if went < FEWEST:
        return Made(None, n=went, withheld=f"Fewer than {FEWEST} resolved in twelve months")
    low, high = count_interval(went)
    return Made(365 * pending / went, 365 * pending / high, 365 * pending / low, pending,
                beside=(f"{went:,} resolved in twelve months",))  # fmt: skip


def age_of_pending(_: User, asked: Asked) -> Made:
    """Days since filing of the cases still before court, at the middle (I20); archived ones rest.

    The interval is that of the median, by the order of the cases (Conover 1999, 3.2).
    """
    filed, ended = _flow(asked)
    rests = asked.first(RESTS)
    ages = sorted(
        (asked.as_of - on).days for case, on in filed.items()
        if case not in ended and case not in rests
    )  # fmt: skip
    n = len(ages)
    if n < FEWEST:
        return Made(None, n=n, withheld=f"Fewer than {FEWEST} pending")
    reach = 1.959963984540054 * n**0.5 / 2
    low, high = max(0, int(n / 2 - reach) - 1), min(n - 1, int(n / 2 + reach) + 1)
    return Made(median(ages), float(ages[low]), float(ages[high]), n)


def _put_off(user: User, asked: Asked) -> list[tuple[UUID, str, str, date, UUID]]:
    courts = InCourt.objects.filter(case__in=asked.cases(user)).values("court_case")
    rows = Adjournment.objects.filter(hearing__court_case__in=courts, hearing__on__lte=asked.as_of)
    return list(
        rows.values_list("hearing", "reason", "party", "hearing__on", "hearing__court_case")
    )


def why_adjourned(user: User, asked: Asked) -> Made:
    """Hearings put off on the side of the court, of all put off (I24), and each reason."""
    rows = _put_off(user, asked)
    sides = Counter(party for _, _, party, _, _ in rows)
    reasons = Counter(reason for _, reason, _, _, _ in rows)
    names = code_list("adjournment_reasons")
    parts = tuple(
        share(k, len(rows), name=names.name_of(reason)) for reason, k in reasons.most_common()
    )
    made = share(sides["court"], len(rows), of="hearings put off")
    return replace(made, groups=parts if made.value is not None else ())


def cost_of_delay(user: User, asked: Asked) -> Made:
    """Days from each hearing that was put off to the next, added up (I25), and by reason.

    Counts: hearings put off; those without a next date are missing.
    """
    rows = _put_off(user, asked)
    courts = {court for *_, court in rows}
    dates: dict[UUID, list[date]] = defaultdict(list)
    held = Hearing.objects.filter(court_case__in=courts).exclude(outcome="cancelled")
    for court, on in held.order_by("on").values_list("court_case", "on"):
        dates[court].append(on)
    lost: dict[str, list[int]] = defaultdict(list)
    for _, reason, _, on, court in rows:
        after = next((one for one in dates[court] if one > on), None)
        if after is not None:
            lost[reason].append((after - on).days)
    n = sum(map(len, lost.values()))
    missing = Missing(len(rows) - n, len(rows), "have no next date")
    if n < FEWEST:
        return Made(None, n=n, withheld=f"Fewer than {FEWEST} with a next date",
                    missing=missing.share, lacking=missing.words)  # fmt: skip
    names = code_list("adjournment_reasons")
    parts = tuple(
        Made(float(sum(days)), n=len(days), name=names.name_of(reason))
        for reason, days in sorted(lost.items(), key=lambda item: -sum(item[1]))
        if len(days) >= FEWEST
    )
    return Made(float(sum(sum(days) for days in lost.values())), n=n, missing=missing.share,
                lacking=missing.words, groups=parts)  # fmt: skip


def custody_sentences(user: User, asked: Asked) -> Made:
    """Convictions with a prison sentence, of those sentenced (I39), and their middle months."""
    courts = InCourt.objects.filter(case__in=asked.cases(user)).values("court_case")
    rows = Sentence.objects.filter(verdict__court_case__in=courts, on__lte=asked.as_of)
    kinds: dict[UUID, set[str]] = defaultdict(set)
    months: list[float] = []
    for verdict, kind, years, more, days in rows.values_list(
        "verdict", "kind", "years", "months", "days"
    ):
        kinds[verdict].add(kind)
        if kind == "custody":  # for life has no months
            months.append(12 * years + more + days / 30.4)
    k = sum(bool(found & PRISON) for found in kinds.values())
    beside = [f"{median(months):,.0f} months at the middle"] if len(months) >= FEWEST else []
    return share(k, len(kinds), beside=beside, of="sentenced convictions")


def with_counsel(user: User, asked: Asked) -> Made:
    """Accused who had counsel at every hearing at which it is known (I48)."""
    courts = InCourt.objects.filter(case__in=asked.cases(user)).values("court_case")
    rows = Presence.objects.filter(hearing__court_case__in=courts, hearing__on__lte=asked.as_of)
    had: dict[UUID, list[str]] = defaultdict(list)
    for accused, counsel in rows.values_list("accused", "counsel"):
        had[accused].append(counsel)
    told = {
        pk: [one for one in found if one in {Presence.Had.YES, Presence.Had.NO}]
        for pk, found in had.items()
    }
    known = {pk: found for pk, found in told.items() if found}
    missing = Missing(len(had) - len(known), len(had), "accused of whom it is not known")
    every = sum(all(one == Presence.Had.YES for one in found) for found in known.values())
    return share(every, len(known), missing=missing, of="accused")
