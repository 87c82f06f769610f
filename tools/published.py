# ruff: noqa: E501  (the page is written in lines as long as its paragraphs)
"""Writes docs/published.md: published evaluations, reproduced in shape by the product's functions.

Run: .venv/bin/python tools/published.py [--check]
Counts are those that were published; where only a share was, the count is made back from it, and
the page says so. What could not be published with counts is drawn with a seed, and says so too.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from amparo.flow import EventLog, Exit, Pathway, Stage, effect
from amparo.flow.attrition import wilson
from amparo.flow.effects import Effect, Rollout, Timing, fitting
from amparo.flow.effects.panel import panel_of
from amparo.flow.reaching import Attrition
from amparo.flow.survival import Interval

PAGE = Path(__file__).resolve().parent.parent / "docs" / "published.md"
BEGAN = date(2003, 1, 1)
ENDED = "went no further"

# Of a hundred dockets, how many came to each step (South Africa).
GAUTENG = {"Arrest": 50, "Charged": 43, "Trial": 17, "Guilty": 6}
GAUTENG_N = 2068
RAPSSA_N = 3952
RAPSSA = {"Sent to the prosecutor": 65, "Accepted": 34, "Tried": 18, "Guilty": 9}
PUT_OFF, SCHEDULED = 210_592, 2_365_709
OUTSIDE = {
    "a party absent or not ready": 45, "a witness, expert or report not there": 28,
    "an advocate absent": 17, "the prosecution not ready": 7,
}  # fmt: skip
HEARD, VERDICT = "the share of child-friendly interviews", "the share with a verdict"
DAYS = "the number of days"
SENEGAL = {"effect": -46.0, "chambers": 6, "months": 36, "sd": 42.9 / 0.29}


def funnel(n: int, reach: Mapping[str, int]) -> Attrition:
    """A cohort of dockets in which so many of a hundred came to each step, and the others ended."""
    rows = []
    for i in range(n):
        row: dict[str, object] = {"docket": str(i), "Reported": BEGAN, ENDED: None, "how": None}
        last = 0
        for step, (name, share) in enumerate(reach.items(), start=1):
            came = i < round(n * share / 100)
            row[name] = BEGAN + timedelta(days=step) if came else None
            last = step if came else last
        if last < len(reach):
            row |= {ENDED: BEGAN + timedelta(days=last + 1), "how": ENDED}
        rows.append(row)
    stages = tuple(Stage(name, name) for name in ("Reported", *reach))
    path = Pathway(
        case="docket", shape="wide", stages=stages,
        exits=(Exit(ENDED, "how", (ENDED,), ENDED),),
    )  # fmt: skip
    names = ["Reported", *reach, ENDED]
    schema = {"docket": pl.String, "how": pl.String, **dict.fromkeys(names, pl.Date)}
    frame = pl.DataFrame(rows, schema=schema)
    return EventLog.read(frame, pathway=path, as_of=date(2004, 1, 1)).attrition()


def per_hundred(share: Interval) -> str:
    """A share and its interval, of a hundred."""
    low, high = share.low or 0.0, share.high or 0.0
    return f"{100 * (share.value or 0):.0f} ({100 * low:.1f} to {100 * high:.1f})"


def funnel_table(n: int, reach: Mapping[str, int]) -> str:
    """Of a hundred dockets, who came to each step and who ended before the next."""
    found = funnel(n, reach)
    rows = [f"| Reported | 100 | {_lost(found, 'Reported')} |"]
    names = list(reach)
    for name in names:
        lost = _lost(found, name) if name != names[-1] else ""
        rows.append(f"| {name} | {per_hundred(found.reached(name))} | {lost} |")
    head = ["| step | of 100 dockets (95 % interval) | ended here |", "|---|---|---|"]
    return "\n".join([*head, *rows])


def _lost(found: Attrition, stage: str) -> str:
    return per_hundred(found.left(stage, ENDED))


def kenya() -> str:
    """Adjournments of a year, and on whose side they lay."""
    rate = wilson(PUT_OFF, SCHEDULED)
    rows = [
        f"| put off, of all hearings set | {PUT_OFF:,} of {SCHEDULED:,} | {_percent(rate)} |",
        f"| on the side of the court | 33 of 100 put off | {_percent(_of(33, PUT_OFF))} |",
        f"| from outside it | 67 of 100 put off | {_percent(_of(67, PUT_OFF))} |",
    ]
    outside = round(PUT_OFF * 0.67)
    rows += [
        f"| … {name} | {share} of 100 of those from outside | {_percent(_of(share, outside))} |"
        for name, share in OUTSIDE.items()
    ]
    return "\n".join(["| | published | share (95 % interval) |", "|---|---|---|", *rows])


def _of(share: int, n: int) -> Interval:
    return wilson(round(n * share / 100), n)


def _percent(share: Interval) -> str:
    low, high = share.low or 0.0, share.high or 0.0
    return f"{share.value or 0:.2%} ({low:.2%} to {high:.2%})"


def guatemala(seed: int = 2008) -> tuple[Effect, Effect]:
    """Files of two audits in which a practice went from 30 in 100 to nearly all while 136 % more
    came, and the share of complaints with a verdict, were it to fall meanwhile.

    Shapes: twelve courts, ten half-years; the practice and the verdict of each file are drawn.
    """
    random = np.random.default_rng(seed)
    rows = []
    for court in range(12):
        for half in range(10):
            after = court < 6 and half >= 5
            n = int(random.poisson(94 if after else 40))
            practice = int(random.binomial(n, 0.95 if after else 0.30))
            verdict = int(random.binomial(n, 0.04 if after else 0.12))
            rows.append((f"court {court:02d}", half, practice, verdict, n))
    frame = pl.DataFrame(rows, schema=["court", "half", HEARD, VERDICT, "n"], orient="row")
    starts = {f"court {court:02d}": 5 for court in range(6)}
    given = {"unit": "court", "period": "half", "n": "n", "treated_from": starts}
    return (
        effect(frame, outcome=HEARD, design="files", better="higher", **given),
        effect(frame, outcome=VERDICT, better="higher", **given),
    )


def senegal(seed: int = 46) -> tuple[Effect, Effect, str]:
    """Six chambers that change their rules one after another, drawn around the published effect."""
    random = np.random.default_rng(seed)
    chambers, months = int(SENEGAL["chambers"]), int(SENEGAL["months"])
    starts = {f"chamber {i + 1}": 10 + 4 * i for i in range(chambers)}
    usual = random.normal(0, 20, chambers)
    season = 8 * np.sin(np.arange(months) * 2 * np.pi / 12)
    cases = 20
    rows = [
        (
            name, month,
            160 + usual[i] + season[month] + (SENEGAL["effect"] if month >= starts[name] else 0.0)
            + random.normal(0, SENEGAL["sd"] / cases**0.5),
        )
        for i, name in enumerate(starts) for month in range(months)
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=["chamber", "month", DAYS], orient="row")
    panel = panel_of(frame, outcome=DAYS, unit="chamber", period="month", treated_from=starts)
    days = {name: date(2010, 1, 1) + timedelta(days=30 * at) for name, at in starts.items()}
    fits = fitting(Rollout(days, 10, Timing.RANDOM, "month"))
    return (
        effect(panel, better="lower"), effect(panel, design="wedge", better="lower"),
        fits[0].why,
    )  # fmt: skip


def page() -> str:
    """The whole page."""
    files, verdicts = guatemala()
    chosen, wedge, why = senegal()
    wedge_at = f"{wedge.estimate:.0f} days ({wedge.interval.low:.0f} to {wedge.interval.high:.0f})"
    share = [row["share"] for row in files.frame.to_dicts()]
    more = verdicts.check("composition")
    rose = f"{more.numbers['share']:.0%}" if more else ""
    return f"""# Published evaluations, as worked examples

Made by `tools/published.py`; a test holds this page to what the functions give. Every number of a table is made by `amparo.flow` from the counts that were published. Where only a share was published, its count is made back from it, so that intervals are those of rounded shares.

## South Africa: where dockets end
Two studies read police dockets of reported rape and followed each to its end. Of Gauteng, 2003, {GAUTENG_N:,} dockets of 70 stations; of the whole country, 2012, {RAPSSA_N:,} dockets.

{funnel_table(GAUTENG_N, GAUTENG)}

{funnel_table(RAPSSA_N, RAPSSA)}

The first is lost before arrest (half), then between the charge and the trial; the second is closed by the police (35), declined (31) or struck off (16) first. One is of a province and the other of the country, nine years later: side by side they are no trend. Published shares of the second add up to 101; who was tried (19) is taken
as what is left (18). Dockets were drawn by station with chances by size, and an interval by the design would be wider than these.

`EventLog.read(...).attrition()`, the page *Where it breaks*. *Sources:* South African studies of attrition as told in the British Journal of Criminology, 2023 (Gauteng dockets of 2003; RAPSSA, dockets of 2012).

## Kenya: hearings put off in a year

{kenya()}

Counted as I23 and I24 are. The published shares of the outside causes are of those put off from outside. Over two million hearings chance hardly matters: what matters is whether a registry writes "put off" for a date that nobody had prepared. *Sources:* fiscal year 2022/23, Nation (Kenya), Institute of Economic Affairs.

## Guatemala: files before and after, and more complaints
Files on sexual violence against children, 2008 to 2012 and again 2013 to 2017: child-friendly interviews went from 30 in 100 to nearly all, and complaints rose by 136 %. No counts of files are published here, so that the example is drawn: twelve courts, six of them reformed, with those two rises.

- **Files before and after** (`effect(..., design="files")`): {share[0]:.0%} before, {share[1]:.0%} after. *{files.verdict.sentence}*
- **More complaints are not a failure.** In the same courts the share of complaints with a verdict is drawn to fall from 12 to 4 in 100, as it may where people come who never came before. The number of cases rose by {rose}, and the verdict is: *{verdicts.verdict.sentence}*

The reviewers called the evidence of the published study prudent: it compares two times, and nothing else. *Sources:* IJM, report on the performance of Guatemala's justice system 2013 to 2017; togetherforgirls.org.

## Senegal: six chambers, one after another
A rule that shortened the preparation of civil cases was brought to six chambers of the court of Dakar over three years. Published: 46 days less (World Bank), 42.9 days or 0.29 standard deviations (Paris School of Economics). Days of single cases are not published here; monthly means are drawn around that effect, with the standard deviation that 42.9 and 0.29
give ({SENEGAL["sd"]:.0f} days) and twenty cases a month and chamber.

- **Which design fits**, had the order been drawn by lot: a stepped wedge. *{why}* (`fitting`)
- **Stepped wedge**: {wedge_at}. The published effect lies within. *{wedge.verdict.sentence}*
- **As if somebody had chosen who comes first** (`effect(...)`): *{chosen.verdict.sentence}*

Six chambers are few: with the order by lot they carry a claim, without it they may not. *Sources:* Kondylis and Stein, The Speed of Justice (World Bank); the Paris School of Economics on the same reform.

## What is not reproduced
The trials of Rajasthan (162 stations) and Madhya Pradesh (180 stations; 14 % more first reports) need counts by station, which their authors hold; the police training of Chicago, of which every officer's months are public, is reproduced to nine decimals in [methods](methods.md#did-it-get-better). The lists
of the United Kingdom are reproduced there too.
"""


def main() -> None:
    """Write the page, or say that it is not what the functions give."""
    if "--check" not in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    elif page() != PAGE.read_text(encoding="utf-8"):
        sys.exit("docs/published.md is not what the functions give: run tools/published.py")


if __name__ == "__main__":
    main()
