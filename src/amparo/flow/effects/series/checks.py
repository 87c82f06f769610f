"""What a series must show before its break may be believed."""

from __future__ import annotations

import numpy as np

from amparo.flow.effects.axis import Axis
from amparo.flow.effects.checks import Bearing, Check
from amparo.flow.effects.panel import Scale
from amparo.flow.effects.series import calibrate
from amparo.flow.effects.series.fit import Fit, fit
from amparo.flow.effects.series.line import Line
from amparo.flow.effects.verdict import number
from amparo.flow.wording import counted

FEWEST = 8  # on either side; Penfold and Zhang (2013), Academic Pediatrics 13
PLACEBOS = 5


def points(line: Line, *, word: str) -> Check:
    """Whether there are enough periods on both sides of the repair."""
    after = int(line.after.sum())
    before = int(line.at.size) - after
    says = f"{before} {word}s before the repair and {after} after it."
    because = (
        f"one series needs {FEWEST} {word}s on either side of the repair to tell a change from "
        f"ups and downs, and there are {before} before and {after} after"
    )
    if before >= FEWEST > after:
        because += f"; ask again in {counted(FEWEST - after, word)}"
    enough = min(before, after) >= FEWEST
    return Check("points", enough, Bearing.REFUSES, says, because,
                 {"before": before, "after": after})  # fmt: skip


def gaps(line: Line, n_periods: int, *, word: str) -> Check:
    """Whether periods are missing between the first and the last."""
    missing = n_periods - int(line.at.size)
    share = missing / n_periods
    says = (
        f"{missing} of {n_periods} {word}s have no outcome."
        if missing
        else f"No {word} is missing."
    )
    because = f"{missing} of {n_periods} {word}s are missing, and they may not be like the rest"
    return Check("gaps", share <= 0.2, Bearing.REFUSES, says, because, {"missing": missing})


def season(line: Line, *, word: str, least: int) -> Check:
    """Whether the season of the year could be taken out."""
    if line.waves:
        says = f"The season of the year is taken out ({line.waves} pair(s) of waves)."
        return Check("season", passed=True, bearing=Bearing.TELLS, says=says)
    why = (
        f"the {word}s have no place in a year" if not line.cycle
        else f"there are {line.at.size} {word}s, and it takes {max(least, 2 * line.cycle)}"
    )  # fmt: skip
    says = f"The season of the year is not taken out: {why}."
    return Check("season", None, Bearing.TELLS, says)


def neighbours(found: Fit) -> Check:
    """How much neighbouring periods resemble each other, and whether the model holds all of it."""
    import statsmodels.stats.diagnostic as tests
    from statsmodels.stats.stattools import durbin_watson

    left = found.residuals
    alike = calibrate.autocorrelation(left)
    rest = left[1:] - alike * left[:-1]
    lags = max(1, min(10, left.size // 5))
    p_raw = float(tests.acorr_ljungbox(left, lags=[lags])["lb_pvalue"].iloc[0])
    p_rest = float(tests.acorr_ljungbox(rest, lags=[lags])["lb_pvalue"].iloc[0])
    says = (
        f"Neighbouring periods resemble each other by {alike:.2f} (0 is not at all; Ljung–Box "
        f"p = {p_raw:.2f}); the interval allows for it."
    )
    if p_rest < 0.01:
        says += " They do so at longer distances too, for which it may not wholly allow."
    numbers = {"autocorrelation": alike, "ljung_box_p": p_raw, "ljung_box_p_rest": p_rest,
               "durbin_watson": float(durbin_watson(left))}  # fmt: skip
    return Check("neighbours", p_rest >= 0.01, Bearing.DOUBTS, says, numbers=numbers)


def placebo_dates(line: Line, axis: Axis) -> Check:
    """Whether dates at which nothing was done would also have passed for repairs."""
    before = line.until(line.first)
    places = before.at[FEWEST:-FEWEST] if before.at.size > 2 * FEWEST else before.at[:0]
    if places.size == 0:
        says = (
            f"There are too few periods before the repair ({before.at.size}) to try dates at which "
            "nothing was done."
        )
        return Check("placebo_dates", None, Bearing.TELLS, says)
    chosen = sorted(
        {int(places[i]) for i in np.linspace(0, places.size - 1, PLACEBOS).round().astype(int)}
    )
    fits = [fit(before.broken_at(place)) for place in chosen]
    statistics = [abs(one.effect) / one.se if one.se else 0.0 for one in fits]
    needed = calibrate.critical(fits, 0.95)
    worst = int(np.argmax(statistics))
    named = axis.label(chosen[worst])
    numbers = {"dates": len(chosen), "largest_t": statistics[worst], "critical_t": needed}
    if statistics[worst] > needed:
        says = f"A made-up date before the repair ({named}) also looks like a change."
        because = f"a made-up date at which nothing was done ({named}) also looks like a change"
        return Check("placebo_dates", passed=False, bearing=Bearing.REFUSES, says=says,
                     because=because, numbers=numbers)  # fmt: skip
    says = f"{len(chosen)} made-up dates before the repair were tried; none looks like a change."
    return Check("placebo_dates", passed=True, bearing=Bearing.REFUSES, says=says, numbers=numbers)


def alone(*, controlled: bool) -> Check:
    """Whether there is a comparison that shares what else happened."""
    says = (
        "A comparison series, where nothing was repaired, is taken off." if controlled
        else "There is no comparison series: whatever else changed at the same date cannot be told "
        "from the repair."
    )  # fmt: skip
    return Check("comparison", controlled, Bearing.DOUBTS, says)


def composition(line: Line) -> Check:
    """Whether the number of cases jumped at the same time: then those counted may be others."""
    counts = Line(line.at, line.n, np.ones(line.at.size), line.first, line.cycle, Scale.COUNT)
    found = fit(counts)
    needed = calibrate.critical([found], 0.95)
    jumped = abs(found.effect) > needed * found.se
    usual = float(counts.y[counts.after > 0].mean()) - found.effect
    change = found.effect / usual if usual else 0.0
    way = "rose" if found.effect > 0 else "fell"
    says = (
        f"At the repair the number of cases {way} by {abs(change):.0%} "
        f"({number(abs(found.effect))} a period): those counted after it may be other "
        "cases than before, which alone can move a share." if jumped
        else "The number of cases did not jump at the repair beyond chance."
    )  # fmt: skip
    return Check("composition", not jumped, Bearing.DOUBTS, says,
                 numbers={"change": found.effect, "se": found.se, "share": change})  # fmt: skip
