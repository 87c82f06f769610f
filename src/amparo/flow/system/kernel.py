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


@njit(cache=True, nogil=True, inline="always")
def _mix(z: np.uint64) -> np.uint64:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True, nogil=True, inline="always")
def _uniform(key: np.uint64, station: int, visit: int, what: int) -> float:
    """A number between 0 and 1, never 0: this key's, for this station, visit and purpose."""
    salt = np.uint64(station * 1048576 + visit * 64 + what)
    z = _mix(key + (salt + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15))
    return (np.float64(z >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def _delay(
    u: float, age: float, edges: np.ndarray, hazard: np.ndarray, reached: np.ndarray
) -> tuple[float, int]:
    """The age at which a wait ends, by a hazard constant within bins, and the bin.

    Shapes: edges (b,) where bins begin; hazard (b,) a day; reached (b,) the hazard summed up to it.
    """
    last = edges.size - 1
    at = last
    while at > 0 and edges[at] > age:
        at -= 1
    goal = reached[at] + hazard[at] * (age - edges[at]) - math.log(u)
    while at < last and reached[at + 1] < goal:
        at += 1
    if hazard[at] <= 0.0:
        return math.inf, at
    return edges[at] + (goal - reached[at]) / hazard[at], at


@njit(cache=True, nogil=True)
def _push(times: np.ndarray, whats: np.ndarray, size: int, time: float, what: int) -> int:
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if times[above] <= time:
            break
        times[at], whats[at] = times[above], whats[above]
        at = above
    times[at], whats[at] = time, what
    return size + 1


@njit(cache=True, nogil=True)
def _pop(times: np.ndarray, whats: np.ndarray, size: int) -> int:
    """Take the first away: the last is put in its place and sinks."""
    size -= 1
    time, what = times[size], whats[size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and times[below + 1] < times[below]:
            below += 1
        if times[below] >= time:
            break
        times[at], whats[at] = times[below], whats[below]
        at = below
    times[at], whats[at] = time, what
    return size


@njit(cache=True, nogil=True)
def _arrival(level: float, periods: np.ndarray, expected: np.ndarray) -> float:
    """When so many have been expected to arrive: the inverse of the summed rate."""
    last = periods.size - 1
    if level >= expected[last]:
        return math.inf
    at = np.searchsorted(expected, level, side="right") - 1
    rate = (expected[at + 1] - expected[at]) / (periods[at + 1] - periods[at])
    return float(periods[at] + (level - expected[at]) / rate)


@njit(cache=True, nogil=True)
def _longer(one: np.ndarray) -> np.ndarray:
    made = np.empty(one.size * 2, one.dtype)
    made[: one.size] = one
    return made


@njit(cache=True, nogil=True)
def run(  # noqa: PLR0917, PLR0915, PLR0912  (one loop; a call an event would double its time)
    seed: int, periods: np.ndarray, expected: np.ndarray, people: np.ndarray, kind: np.ndarray,
    mean: np.ndarray, cv: np.ndarray, outcome: np.ndarray, edges: np.ndarray, hazard: np.ndarray,
    reached: np.ndarray, split: np.ndarray, convert: np.ndarray, adjourn: np.ndarray,
    gap: np.ndarray, waiting_at: np.ndarray, waiting_days: np.ndarray,
    record: bool,  # noqa: FBT001  (compiled code knows no keywords)
) -> tuple[np.ndarray, ...]:  # fmt: skip
    """One replication.

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
    room = 1024 + 2 * waiting_at.size
    key, entered = np.zeros(room, np.uint64), np.zeros(room)
    began, joined = np.zeros(room), np.zeros(room)
    station, visit = np.zeros(room, np.int64), np.zeros(room, np.int64)
    following, number = np.full(room, -1, np.int64), np.zeros(room, np.int64)
    bin_of = np.zeros(room, np.int64)
    free = np.arange(room - 1, -1, -1)
    n_free = room
    times, whats = np.empty(room + k), np.empty(room + k, np.int64)
    size = 0
    first, last = np.full(k, -1, np.int64), np.full(k, -1, np.int64)
    busy, there, queued = np.zeros(k, np.int64), np.zeros(k, np.int64), np.zeros(k, np.int64)
    count, level = np.zeros(k, np.int64), np.zeros(k)
    rows, n_rows = np.empty((1024 if record else 1, 3)), 0
    since = np.zeros(k)  # to when a station's days are summed up
    n_cases, n_events = 0, 0
    root = _mix(np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(1))
    sources = np.empty(k, np.uint64)
    for at in range(k):
        sources[at] = _mix(root + np.uint64(at + 1))
        level[at] = -math.log(_uniform(sources[at], 0, 0, ARRIVE))
        size = _push(
            times, whats, size, _arrival(level[at], periods, expected[at]), ARRIVAL + 4 * at
        )
    to_enter, n_enter = np.empty(max(1, waiting_at.size), np.int64), 0
    for at in range(waiting_at.size):
        n_free -= 1
        case = free[n_free]
        key[case] = _mix(sources[waiting_at[at]] ^ np.uint64(0xD1B54A32D192ED03 + at))
        station[case], visit[case] = waiting_at[at], 0
        entered[case] = began[case] = -waiting_days[at]
        number[case] = n_cases
        n_cases += 1
        to_enter[n_enter] = case
        n_enter += 1
    now, period = 0.0, 0
    step = 0
    while True:
        if size + k + 4 >= times.size:
            times, whats = _longer(times), _longer(whats)
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
            size = _pop(times, whats, size)
            n_events += 1
            act, case = what & 3, what >> 2
            if act == ARRIVAL:
                at = case
                count[at] += 1
                level[at] -= math.log(_uniform(sources[at], 0, 0, ARRIVE + 64 * count[at]))
                soon = _arrival(level[at], periods, expected[at])
                size = _push(times, whats, size, soon, ARRIVAL + 4 * at)
                if n_free == 0:
                    old = key.size
                    key, entered, began, joined = (
                        _longer(key),
                        _longer(entered),
                        _longer(began),
                        _longer(joined),
                    )
                    station, visit, following = _longer(station), _longer(visit), _longer(following)
                    number, bin_of, free = _longer(number), _longer(bin_of), _longer(free)
                    for more in range(old):
                        free[more] = 2 * old - 1 - more
                    n_free = old
                n_free -= 1
                case = free[n_free]
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
                        size = _push(times, whats, size, now + work, DONE + 4 * other)
                    if (
                        adjourn[at] > 0.0
                        and _uniform(key[case], at, visit[case], ADJOURN) < adjourn[at]
                    ):
                        away = -gap[at] * math.log(_uniform(key[case], at, visit[case], GAP))
                        visit[case] += 1
                        size = _push(times, whats, size, now + away, RETURN + 4 * case)
                        continue
                    chances = outcome[at]
                else:
                    chances = split[at, bin_of[case]]
                draw, which = _uniform(key[case], at, 0, OUTCOME), 0
                while which < c - 1 and draw >= chances[which]:
                    which += 1
                if convert[at] != 0.0:
                    luck = _uniform(key[case], at, 0, CONVERT)
                    if which != ADVANCE and luck < convert[at]:
                        which = ADVANCE
                    elif which == ADVANCE and luck < -convert[at]:
                        # Whoever no longer advances leaves as those do who leave here.
                        rest = chances[c - 1] - chances[0]
                        goal = chances[0] + _uniform(key[case], at, 0, KIND) * rest
                        which = 1
                        while which < c - 1 and goal >= chances[which]:
                            which += 1
                left[at, period, which] += 1
                stayed[at, period] += now - entered[case]
                there[at] -= 1
                if record:
                    if n_rows == rows.shape[0]:
                        wider = np.empty((2 * n_rows, 3))
                        wider[:n_rows] = rows
                        rows = wider
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
                if n_rows == rows.shape[0]:
                    wider = np.empty((2 * n_rows, 3))
                    wider[:n_rows] = rows
                    rows = wider
                rows[n_rows, 0], rows[n_rows, 1], rows[n_rows, 2] = number[case], at, entered[case]
                n_rows += 1
        if people[at] < 0:
            age = now - entered[case]
            until, bin_of[case] = _delay(
                _uniform(key[case], at, 0, WAIT), age, edges[at], hazard[at], reached[at]
            )
            size = _push(times, whats, size, max(now, entered[case] + until), DONE + 4 * case)
        else:
            joined[case] = now if visit[case] else entered[case]
            if busy[at] < people[at] and first[at] < 0:
                waits[at, 0] += now - joined[case]
                waits[at, 1] += 1
                busy[at] += 1
                work = _service(key[case], at, visit[case], kind[at], mean[at], cv[at])
                size = _push(times, whats, size, now + work, DONE + 4 * case)
            else:
                following[case] = -1
                if last[at] >= 0:
                    following[last[at]] = case
                else:
                    first[at] = case
                last[at] = case
                queued[at] += 1
    taken = np.ones(key.size, np.bool_)
    for at in range(n_free):
        taken[free[at]] = False
    ages, n_ages = np.empty((there.sum(), 2)), 0
    for case in range(key.size):
        if taken[case] and n_ages < ages.shape[0]:
            ages[n_ages, 0], ages[n_ages, 1] = station[case], horizon - entered[case]
            n_ages += 1
    return (
        came, left, inside, line, stayed, busy_days, waits, finished, area, ages,
        np.array([n_events, n_cases]), rows[:n_rows],
    )  # fmt: skip
