"""The event loop of the simulation, compiled: queues, delays, people at work, in continuous time.

Every draw is a hash of whose it is: the replication, the case, the station, the visit and what is
drawn. So two systems that differ in one thing meet the same cases with the same luck, however the
order of events changes (common random numbers). The hash is SplitMix64's (Steele, Lea, Flood 2014).
Imported only where something is simulated.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

EXPONENTIAL, LOGNORMAL, FIXED, GAMMA = 0, 1, 2, 3  # as system.model.Work says them
ARRIVAL, DONE, RETURN = 0, 1, 2
ADVANCE = 0
# What is drawn: one number each, so that no two draws of a case share their luck.
ARRIVE, SERVE, WAIT, OUTCOME, CONVERT, KIND, ADJOURN, GAP = 1, 2, 3, 4, 5, 6, 7, 8


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _mix(z: np.uint64) -> np.uint64:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _uniform(key: np.uint64, station: int, visit: int, what: int) -> float:
    """A number between 0 and 1, never 0: this key's, for this station, visit and purpose."""
    salt = np.uint64(station * 1048576 + visit * 64 + what)
    z = _mix(key + (salt + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15))
    return (np.float64(z >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True, error_model="numpy")
def _normal(u: float) -> float:
    """The standard normal quantile. Source: Wichura 1988, AS 241 (PPND16), to 16 digits."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = ((((((2509.0809287301226727 * r + 33430.575583588128105) * r
                   + 67265.770927008700853) * r + 45921.953931549871457) * r
                 + 13731.693765509461125) * r + 1971.5909503065514427) * r
               + 133.14166789178437745) * r + 3.387132872796366608  # fmt: skip
        low = ((((((5226.495278852545925 * r + 28729.085735721942674) * r
                   + 39307.89580009271061) * r + 21213.794301586595867) * r
                 + 5394.1960214247511077) * r + 687.1870074920579083) * r
               + 42.313330701600911252) * r + 1.0  # fmt: skip
        return q * top / low
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        top = ((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r
                   + 0.24178072517745061177) * r + 1.27045825245236838258) * r
                 + 3.64784832476320460504) * r + 5.7694972214606914055) * r
               + 4.6303378461565452959) * r + 1.42343711074968357734  # fmt: skip
        low = ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r
                   + 0.0151986665636164571966) * r + 0.14810397642748007459) * r
                 + 0.68976733498510000455) * r + 1.6763848301838038494) * r
               + 2.05319162663775882187) * r + 1.0  # fmt: skip
    else:
        r -= 5.0
        top = ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
                   + 0.0012426609473880784386) * r + 0.026532189526576123093) * r
                 + 0.29656057182850489123) * r + 1.7848265399172913358) * r
               + 5.4637849111641143699) * r + 6.6579046435011037772  # fmt: skip
        low = ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r
                   + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r
                 + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
               + 0.59983220655588793769) * r + 1.0  # fmt: skip
    return -top / low if q < 0.0 else top / low


@njit(cache=True, nogil=True, error_model="numpy")
def _service(  # noqa: PLR0917  (whose draw, and of what)
    key: np.uint64, station: int, visit: int, kind: int, mean: float, cv: float
) -> float:
    """Days of work: exponential, log-normal, fixed or gamma; `cv` standard deviation / mean."""
    if kind == FIXED:
        return mean
    u = _uniform(key, station, visit, SERVE)
    if kind == EXPONENTIAL:
        return -mean * math.log(u)
    normal = _normal(u)
    if kind == LOGNORMAL:
        spread = math.log(1.0 + cv * cv)
        return float(mean * math.exp(math.sqrt(spread) * normal - spread / 2.0))
    # Gamma by Marsaglia and Tsang 2000; a shape under 1 is boosted.
    shape = 1.0 / (cv * cv)
    boost = 1.0
    if shape < 1.0:
        boost = _uniform(key, station, visit, KIND) ** (1.0 / shape)
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    seed = _mix(key ^ np.uint64(station * 7919 + visit * 104729 + 1))
    for attempt in range(1000):
        v = (1.0 + c * normal) ** 3
        if v > 0.0:
            w, square = _uniform(seed, attempt, 0, SERVE), normal * normal
            if w < 1.0 - 0.0331 * square * square:
                return mean * boost * d * v * cv * cv
            if math.log(w) < 0.5 * square + d - d * v + d * math.log(v):
                return mean * boost * d * v * cv * cv
        normal = _normal(_uniform(seed, attempt, 1, SERVE))
    return mean


@njit(cache=True, nogil=True, error_model="numpy")
def _longer(one: np.ndarray) -> np.ndarray:
    made = np.empty(one.size * 2, one.dtype)
    made[: one.size] = one
    return made


@njit(cache=True, nogil=True, error_model="numpy")
def _arrivals(source: np.uint64, periods: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """When they arrive, to the horizon: where the summed rate reaches that of a Poisson stream.

    Shapes: periods and expected (p + 1,): days, and how many have been expected to arrive by then.
    """
    made, n, at = np.empty(1024), 0, 0
    level, last = -math.log(_uniform(source, 0, 0, ARRIVE)), periods.size - 1
    while level < expected[last]:
        while expected[at + 1] <= level:
            at += 1
        rate = (expected[at + 1] - expected[at]) / (periods[at + 1] - periods[at])
        if n == made.size:
            made = _longer(made)
        made[n] = periods[at] + (level - expected[at]) / rate
        n += 1
        level -= math.log(_uniform(source, 0, 0, ARRIVE + 64 * n))
    return made[:n]


@njit(cache=True, nogil=True, error_model="numpy")
def run(  # noqa: PLR0917, PLR0915, PLR0912  (one loop; a call an event would double its time)
    seed: int, periods: np.ndarray, expected: np.ndarray, people: np.ndarray, kind: np.ndarray,
    mean: np.ndarray, cv: np.ndarray, outcome: np.ndarray, edges: np.ndarray, hazard: np.ndarray,
    reached: np.ndarray, split: np.ndarray, convert: np.ndarray, adjourn: np.ndarray,
    gap: np.ndarray, waiting_at: np.ndarray, waiting_days: np.ndarray,
    record: bool,  # noqa: FBT001  (compiled code knows no keywords)
) -> tuple[np.ndarray, ...]:  # fmt: skip
    """One replication.

    The loop hands no array to a function and lets none grow: numba counts the users of an array
    with a lock, which took half of the time.

    Shapes: k stations, p periods, b bins, c outcomes (0 advances). `periods` (p + 1,) days where
    they begin and end; `expected` (k, p + 1) arrivals from outside summed up; `people` (k,), −1 for
    a delay without a queue; `outcome` (k, c) and `split` (k, b, c) summed chances; `waiting_at`,
    `waiting_days` the cases already inside, oldest first.
    Gives: came, left (k, p, c), inside at the end of each period (k, p), in line (k, p), days of
    those who left (k, p), busy days (k, p), waits in line summed and counted (k, 2), finished (p,
    2: how many and their days from first to last), days inside summed (k,), ages at the end (n, 2:
    station and days), events and cases (2,), records (case, stage or exit, time).
    """
    k, p, c = expected.shape[0], periods.size - 1, outcome.shape[1]
    horizon = periods[p]
    came, left = np.zeros((k, p), np.int64), np.zeros((k, p, c), np.int64)
    inside, line = np.zeros((k, p), np.int64), np.zeros((k, p), np.int64)
    stayed, busy_days = np.zeros((k, p)), np.zeros((k, p))
    waits, finished, area = np.zeros((k, 2)), np.zeros((p, 2)), np.zeros(k)
    first, last = np.full(k, -1, np.int64), np.full(k, -1, np.int64)
    busy, there, queued = np.zeros(k, np.int64), np.zeros(k, np.int64), np.zeros(k, np.int64)
    count = np.zeros(k, np.int64)
    since = np.zeros(k)  # to when a station's days are summed up
    n_cases, n_events = 0, 0
    root = _mix(np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(1))
    sources = np.empty(k, np.uint64)
    coming, of_coming = np.empty(0), np.zeros(k + 1, np.int64)
    for at in range(k):
        sources[at] = _mix(root + np.uint64(at + 1))
        coming = np.concatenate((coming, _arrivals(sources[at], periods, expected[at])))
        of_coming[at + 1] = coming.size
    # Room for everyone who ever comes: what no one uses is never touched.
    room = coming.size + waiting_at.size
    key, entered = np.empty(room, np.uint64), np.empty(room)
    began, joined = np.empty(room), np.empty(room)
    station, visit = np.empty(room, np.int64), np.empty(room, np.int64)
    following, number = np.empty(room, np.int64), np.empty(room, np.int64)
    bin_of = np.zeros(room, np.int64)
    free, n_free, n_used = np.empty(room, np.int64), 0, 0  # places that were left, taken anew
    times, whats, size = np.empty(room + k), np.empty(room + k, np.int64), 0
    first_of = np.full(k, math.inf)
    for at in range(k):
        if of_coming[at] < of_coming[at + 1]:
            first_of[at] = coming[of_coming[at]]
    for at in np.argsort(first_of):  # in order: a heap already
        if first_of[at] < horizon:
            times[size], whats[size] = first_of[at], ARRIVAL + 4 * at
            size += 1
    # One table of the chances of every station, then of every bin of those without a queue.
    b = split.shape[1]
    chances = np.empty((k + k * b, c))
    chances[:k] = outcome
    chances[k:] = split.reshape(k * b, c)
    rows, n_rows = np.empty(((k + 1) * room if record else 0, 3)), 0
    to_enter, n_enter = np.empty(max(1, waiting_at.size), np.int64), 0
    for at in range(waiting_at.size):
        case = n_used
        n_used += 1
        key[case] = _mix(sources[waiting_at[at]] ^ np.uint64(0xD1B54A32D192ED03 + at))
        station[case], visit[case] = waiting_at[at], 0
        entered[case] = began[case] = -waiting_days[at]
        number[case] = n_cases
        n_cases += 1
        to_enter[n_enter] = case
        n_enter += 1
    now, period = 0.0, 0
    step = 0
    hole = False  # the first event is taken, and its place still empty
    soon, soon_what, then, then_what = math.inf, 0, math.inf, 0  # events that are to be put in line
    while True:
        for turn in range(3):
            if turn == 0:
                new, what = soon, soon_what
            elif turn == 1:
                new, what = then, then_what
            elif hole:  # nothing new took the place of the first: the last does
                size -= 1
                new, what = times[size], whats[size]
            else:
                break
            if turn < 2 and new >= horizon:
                continue
            if hole:
                hole, at, below = False, 0, 1
                while below < size:
                    if below + 1 < size:
                        below += int(times[below + 1] < times[below])
                    if times[below] >= new:
                        break
                    times[at], whats[at] = times[below], whats[below]
                    at, below = below, 2 * below + 1
            else:
                at = size
                size += 1
                while at > 0:
                    above = (at - 1) >> 1
                    if times[above] <= new:
                        break
                    times[at], whats[at] = times[above], whats[above]
                    at = above
            times[at], whats[at] = new, what
        soon = then = math.inf
        if step < n_enter:
            # Those already inside at the start take their places before anything happens.
            case = to_enter[step]
            step += 1
        else:
            time = times[0] if size else math.inf
            while period < p and time >= periods[period + 1]:
                for at in range(k):
                    span = periods[period + 1] - since[at]
                    busy_days[at, period] += busy[at] * span
                    area[at] += there[at] * span
                    since[at] = periods[period + 1]
                    inside[at, period], line[at, period] = there[at], queued[at]
                period += 1
            if period == p:
                break
            now = time
            what = whats[0]
            hole = True
            n_events += 1
            act, case = what & 3, what >> 2
            if act == ARRIVAL:
                at = case
                count[at] += 1
                if of_coming[at] + count[at] < of_coming[at + 1]:
                    soon, soon_what = coming[of_coming[at] + count[at]], ARRIVAL + 4 * at
                if n_free:
                    n_free -= 1
                    case = free[n_free]
                else:
                    case = n_used
                    n_used += 1
                key[case] = _mix(sources[at] + np.uint64(count[at]) * np.uint64(0x9E3779B97F4A7C15))
                station[case], visit[case] = at, 0
                entered[case] = began[case] = now
                number[case] = n_cases
                n_cases += 1
                came[at, period] += 1
            elif act == DONE:
                at = station[case]
                span = now - since[at]
                busy_days[at, period] += busy[at] * span
                area[at] += there[at] * span
                since[at] = now
                if people[at] >= 0:
                    busy[at] -= 1
                    # Whoever stands first in line is next.
                    if first[at] >= 0 and busy[at] < people[at]:
                        other = first[at]
                        first[at] = following[other]
                        if first[at] < 0:
                            last[at] = -1
                        queued[at] -= 1
                        waits[at, 0] += now - joined[other]
                        waits[at, 1] += 1
                        busy[at] += 1
                        work = _service(key[other], at, visit[other], kind[at], mean[at], cv[at])
                        soon, soon_what = now + work, DONE + 4 * other
                    if (
                        adjourn[at] > 0.0
                        and _uniform(key[case], at, visit[case], ADJOURN) < adjourn[at]
                    ):
                        away = -gap[at] * math.log(_uniform(key[case], at, visit[case], GAP))
                        visit[case] += 1
                        then, then_what = now + away, RETURN + 4 * case
                        continue
                    place = at
                else:
                    place = k + at * b + bin_of[case]
                which = 0
                if chances[place, 0] < 1.0:
                    draw = _uniform(key[case], at, 0, OUTCOME)
                    while which < c - 1 and draw >= chances[place, which]:
                        which += 1
                if convert[at] != 0.0:
                    luck = _uniform(key[case], at, 0, CONVERT)
                    if which != ADVANCE and luck < convert[at]:
                        which = ADVANCE
                    elif which == ADVANCE and luck < -convert[at]:
                        # Whoever no longer advances leaves as those do who leave here.
                        rest = chances[place, c - 1] - chances[place, 0]
                        goal = chances[place, 0] + _uniform(key[case], at, 0, KIND) * rest
                        which = 1
                        while which < c - 1 and goal >= chances[place, which]:
                            which += 1
                left[at, period, which] += 1
                stayed[at, period] += now - entered[case]
                there[at] -= 1
                if record:
                    rows[n_rows, 0] = number[case]
                    rows[n_rows, 1] = at + 1 if which == ADVANCE else -which
                    rows[n_rows, 2] = now
                    n_rows += 1
                if which == ADVANCE and at + 1 < k:
                    station[case], visit[case], entered[case] = at + 1, 0, now
                    came[at + 1, period] += 1
                else:
                    if which == ADVANCE:
                        finished[period, 0] += 1
                        finished[period, 1] += now - began[case]
                    free[n_free] = case
                    n_free += 1
                    continue
        at = station[case]
        span = now - since[at]
        busy_days[at, period] += busy[at] * span
        area[at] += there[at] * span
        since[at] = now
        if visit[case] == 0:
            there[at] += 1
            if record and entered[case] == began[case]:
                rows[n_rows, 0], rows[n_rows, 1], rows[n_rows, 2] = number[case], at, entered[case]
                n_rows += 1
        if people[at] < 0:
            age = now - entered[case]
            # Its end, by a hazard constant within bins.
            in_bin = b - 1
            while in_bin > 0 and edges[at, in_bin] > age:
                in_bin -= 1
            goal = reached[at, in_bin] + hazard[at, in_bin] * (age - edges[at, in_bin])
            goal -= math.log(_uniform(key[case], at, 0, WAIT))
            while in_bin < b - 1 and reached[at, in_bin + 1] < goal:
                in_bin += 1
            bin_of[case] = in_bin
            if hazard[at, in_bin] > 0.0:
                until = edges[at, in_bin] + (goal - reached[at, in_bin]) / hazard[at, in_bin]
                then, then_what = max(now, entered[case] + until), DONE + 4 * case
        else:
            joined[case] = now if visit[case] else entered[case]
            if busy[at] < people[at] and first[at] < 0:
                waits[at, 0] += now - joined[case]
                waits[at, 1] += 1
                busy[at] += 1
                work = _service(key[case], at, visit[case], kind[at], mean[at], cv[at])
                then, then_what = now + work, DONE + 4 * case
            else:
                following[case] = -1
                if last[at] >= 0:
                    following[last[at]] = case
                else:
                    first[at] = case
                last[at] = case
                queued[at] += 1
    taken = np.ones(n_used, np.bool_)
    for at in range(n_free):
        taken[free[at]] = False
    ages, n_ages = np.empty((there.sum(), 2)), 0
    for case in range(n_used):
        if taken[case] and n_ages < ages.shape[0]:
            ages[n_ages, 0], ages[n_ages, 1] = station[case], horizon - entered[case]
            n_ages += 1
    return (
        came, left, inside, line, stayed, busy_days, waits, finished, area, ages,
        np.array([n_events, n_cases]), rows[:n_rows].copy(),
    )  # fmt: skip
