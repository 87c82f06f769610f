"""Compiled passes over a compact log: arrays sorted by case and moment, one loop each.

Imported only where a compact log is counted: compiling takes seconds the first time, and is kept.
"""

from __future__ import annotations

import numpy as np
from numba import njit

NONE = np.int32(-(2**31))
# An odd number without pattern: the multiplier of SplitMix64 (Steele, Lea and Flood 2014).
MIX = np.uint64(0xBF58476D1CE4E5B9)
MIX_TOO = np.uint64(0x94D049BB133111EB)


@njit(cache=True, nogil=True)
def in_order(case: np.ndarray, moment: np.ndarray, code: np.ndarray) -> bool:
    """Whether events stand by case, within one by moment, and at one moment by code."""
    for at in range(1, case.size):
        if case[at] < case[at - 1]:
            return False
        if case[at] == case[at - 1]:
            if moment[at] < moment[at - 1]:
                return False
            if moment[at] == moment[at - 1] and code[at] < code[at - 1]:
                return False
    return True


@njit(cache=True, nogil=True)
def case_codes(case: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """0, 1, … for each run of equal values in a sorted array, and where each run begins."""
    codes, first = np.empty(case.size, np.int32), np.empty(case.size, np.int64)
    code = -1
    for at in range(case.size):
        if at == 0 or case[at] != case[at - 1]:
            code += 1
            first[code] = at
        codes[at] = code
    return codes, first[: code + 1].copy()


@njit(cache=True, nogil=True)
def follows_counts(
    case: np.ndarray, activity: np.ndarray, day: np.ndarray, n_activities: int, span: int
) -> np.ndarray:
    """How often b directly followed a after so many days.

    Shapes: (a, b, days) flattened to n_activities² × span.
    """
    made = np.zeros(n_activities * n_activities * span, np.int64)
    for at in range(1, case.size):
        if case[at] == case[at - 1]:
            pair = activity[at - 1] * n_activities + activity[at]
            made[pair * span + (day[at] - day[at - 1])] += 1
    return made


@njit(cache=True, nogil=True)
def widest_gap(case: np.ndarray, day: np.ndarray) -> int:
    """The most days between two events of a case that follow each other."""
    widest = 0
    for at in range(1, case.size):
        if case[at] == case[at - 1] and day[at] - day[at - 1] > widest:
            widest = day[at] - day[at - 1]
    return widest


@njit(cache=True, nogil=True)
def stage_days(  # noqa: PLR0917  (arrays side by side)
    case: np.ndarray, activity: np.ndarray, day: np.ndarray, stage: np.ndarray, n_cases: int,
    n_stages: int,
) -> np.ndarray:  # fmt: skip
    """The first day of each case at each stage, NONE where there is none.

    Shapes: `stage` gives the stage of an activity, −1 where it is none; days (n_cases, n_stages).
    """
    first_day = np.full((n_cases, n_stages), NONE, np.int32)
    for at in range(case.size):
        which = stage[activity[at]]
        here = case[at]
        if which >= 0 and (first_day[here, which] == NONE or day[at] < first_day[here, which]):
            first_day[here, which] = day[at]
    return first_day


@njit(cache=True, nogil=True)
def orders(
    case: np.ndarray, activity: np.ndarray, day: np.ndarray, n_cases: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each case the number of its order of activities, and its days from first to last.

    Two fingerprints of 64 bits stand for an order, in an open-addressed table that is never more
    than half full. Shapes: number and span (n_cases,), −1 for a case without events; where the
    events of the first case of each order begin and end (orders, 2).
    """
    number, span = np.full(n_cases, -1, np.int32), np.full(n_cases, -1, np.int32)
    room, found, at = 1024, 0, 0
    table = np.full(room, -1, np.int32)
    prints, place_of = np.empty((room // 2, 2), np.uint64), np.empty((room // 2, 2), np.int64)
    while at < case.size:
        here, begun = case[at], at
        one, two = np.uint64(1469598103934665603), np.uint64(88172645463325252)
        while at < case.size and case[at] == here:
            code = np.uint64(activity[at] + 1)
            one = (one ^ code) * MIX
            one ^= one >> np.uint64(31)
            two = (two + code) * MIX_TOO
            two ^= two >> np.uint64(29)
            at += 1
        span[here] = day[at - 1] - day[begun]
        place = _place(table, prints, one, two)
        if table[place] < 0:
            table[place] = found
            prints[found, 0], prints[found, 1] = one, two
            place_of[found, 0], place_of[found, 1] = begun, at
            found += 1
        number[here] = table[place]
        if 2 * found == room:
            room *= 2
            prints, place_of = _doubled(prints), _doubled(place_of)
            table = np.full(room, -1, np.int32)
            for known in range(found):
                table[_place(table, prints, prints[known, 0], prints[known, 1])] = known
    return number, span, place_of[:found].copy()


@njit(cache=True, nogil=True)
def _place(table: np.ndarray, prints: np.ndarray, one: np.uint64, two: np.uint64) -> np.int64:
    """Where in the table these fingerprints are, or the free place where they belong."""
    mask = table.size - 1
    place = np.int64(one & np.uint64(mask))
    while True:
        held = table[place]
        if held < 0 or (prints[held, 0] == one and prints[held, 1] == two):
            return place
        place = (place + 1) & mask


@njit(cache=True, nogil=True)
def _doubled(rows: np.ndarray) -> np.ndarray:
    """The rows, with as many empty ones after them."""
    made = np.empty((2 * rows.shape[0], rows.shape[1]), rows.dtype)
    made[: rows.shape[0]] = rows
    return made


@njit(cache=True, nogil=True)
def step_cells(  # noqa: PLR0917  (arrays side by side)
    first_day: np.ndarray, left: np.ndarray, left_on: np.ndarray, group: np.ndarray, as_of: int,
    step: int, n_codes: int, span: int, made: np.ndarray,
) -> None:  # fmt: skip
    """Add one step's cases to `made`, by the counting rules of docs/methods.md.

    Shapes: `left` holds an exit's code, −1 where there is none; `made` is (groups, steps, codes,
    span + 1) flattened, where the first place of a cell is for those without days.
    """
    n_stages = first_day.shape[1]
    for at in range(first_day.shape[0]):
        start = first_day[at, step]
        if start == NONE:
            continue
        to = first_day[at, step + 1]
        days = as_of - start
        if to != NONE:
            code, days = (0, -1) if to < start else (1, to - start)
        elif left[at] >= 0:
            code, days = left[at], max(0, left_on[at] - start)
        else:
            code = 2
            for later in range(step + 2, n_stages):
                if first_day[at, later] != NONE:
                    code = 3
                    break
        cell = (np.int64(group[at]) * (n_stages - 1) + step) * n_codes + code
        made[cell * (span + 1) + days + 1] += 1


@njit(cache=True, nogil=True)
def day_cells(  # noqa: PLR0917  (arrays side by side)
    first_day: np.ndarray, left: np.ndarray, left_on: np.ndarray, step: int, zero: int,
    came: np.ndarray, went: np.ndarray,
) -> None:  # fmt: skip
    """Add who came into a step, and who went out of it, to the days since `zero`."""
    for at in range(first_day.shape[0]):
        start = first_day[at, step]
        if start == NONE:
            continue
        came[start - zero] += 1
        to = first_day[at, step + 1]
        if to != NONE:
            went[max(start, to) - zero] += 1
        elif left[at] >= 0:
            went[max(start, left_on[at]) - zero] += 1
