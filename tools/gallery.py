"""Makes docs/gallery.md: code that is run, what it printed, and what it drew.

Run: .venv/bin/python tools/gallery.py [--check]
`--check` runs the code and compares all that was printed; drawings are compared by their size.
"""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import polars as pl

from amparo.flow import charts

ROOT = Path(__file__).resolve().parent.parent
PAGE, PICTURES = ROOT / "docs" / "gallery.md", ROOT / "docs" / "pictures" / "gallery"
SHOWN = {"tbl_rows": 12, "tbl_cols": -1, "tbl_width_chars": 110, "fmt_str_lengths": 40,
         "tbl_hide_column_data_types": True, "tbl_hide_dataframe_shape": True,
         "tbl_formatting": "ASCII_MARKDOWN", "float_precision": 2}  # fmt: skip

# Text, or code; a line "# draw NAME: EXPRESSION" puts the drawing of EXPRESSION after the code.
CELLS = [
    """# Gallery

A walk through `amparo.flow`, as in a notebook: each block was run by `tools/gallery.py`, which wrote this page. Two parts are built from
published funnels of two countries, which give shares and no dates; the third from a simulated log, whose truth is known.

## South Africa: of a hundred reported rapes
Gauteng 2003: 2,068 dockets of 70 police stations. Of 100 reported, 50 led to an arrest, 43 to a charge, 17 to a trial and 6 to a conviction
(Vetten and others 2008, *Tracking Justice*). The dockets themselves are not public, so a log is made whose shares are those; its days
are one after another and mean nothing. What is read here are shares. Where a study says how the others left, each way is an exit.
""",
    """
import polars as pl
from datetime import date, timedelta
from amparo.flow import EventLog, Exit, diagnose

def funnel(n, year, reached, left=()):
    \"\"\"A log of n cases: how many of a hundred reached each stage, and how the others left it.\"\"\"
    columns, sizes = {"case": range(n)}, [round(n * share / 100) for share in reached.values()]
    for place, (stage, k) in enumerate(zip(reached, sizes)):
        columns[stage] = [date(year, 1, 1 + place)] * k + [None] * (n - k)
    ways = [None] * n
    for way, k, more in zip(left, sizes, [*sizes[1:], 0]):
        ways[more:k] = [way] * (k - more)
    return EventLog.read(
        pl.DataFrame({**columns, "left": ways}), case="case", as_of=date(year, 12, 31),
        stages={stage: stage for stage in reached}, exits=[Exit(way, "left", (way,)) for way in left],
    )

gauteng = funnel(2068, 2003, {"reported": 100, "arrest": 50, "charged": 43, "trial": 17, "convicted": 6})
found = diagnose(gauteng)
print(found.frame.select("from", "to", "entered", "advanced", "share_advanced"))
# draw gauteng: found.chart()
""",
    """Most are lost before an arrest; but of those charged, more than half never see a trial. The interval of each share comes with it. It takes
each docket as drawn by itself; the study drew stations first and thirty dockets in each, so the truth is less certain than it says:
""",
    """
for step in found.whole.steps:
    share = step.share_advanced
    print(f"{step.start} → {step.to}: {share.value:.0%} ({share.low:.0%} to {share.high:.0%}) of {step.entered:,}")
""",
    """## South Africa, nine years later: how the others left
RAPSSA, the whole country, 2012: of 3,952 reported rapes the police closed 35 in 100, prosecutors declined 31, and 16 were struck off the roll;
19 went to trial and 9 ended in a conviction (Machisa and others 2023, *British Journal of Criminology* 63:588). Rounded, these add up to 101:
by difference 15 are struck off here. Trials without a conviction are one exit, too. The year in the answer is longer than all the made-up days,
so its shares are the final ones; the sample was drawn by stations here, too, and the intervals are too narrow.
""",
    """
rapssa = funnel(
    3952, 2012, {"reported": 100, "referred": 65, "enrolled": 34, "trial": 19, "convicted": 9},
    left=("closed by police", "declined", "struck off", "not convicted"),
)
fates = rapssa.attrition(horizons=[365])
print(fates.sentence())
print(fates.frame.filter((pl.col("horizon") == 365) & (pl.col("share") > 0.001) & (pl.col("fate") != "reached"))
      .select("stage", "fate", "share"))
# draw rapssa: fates.chart()
""",
    """## England: of a hundred reports to the police
Kelly, Lovett and Regan (2005, *A gap or a chasm?*, Home Office Research Study 293) followed 3,527 cases; three quarters had been reported to the
police. Of the reported, 80 in 100 did not go beyond the police, and 8 in 100 ended in a conviction. Final outcomes were known for two thirds of
the sample, so the log is of a hundred, to show shares; it has no size from which an interval could be reckoned.
""",
    """
england = diagnose(funnel(100, 2003, {"reported": 100, "beyond the police": 20, "convicted": 8}))
print(england.frame.select("from", "to", "entered", "advanced", "share_advanced"))
# draw england: england.chart()
""",
    """In England most are lost with the police, in South Africa in 2012 with police and prosecutors alike: what to repair first differs. Shares of
finished studies need no survival analysis. Everything below does, because cases are still open.

## A simulated system, where the truth is known
Four districts, three stages, three years. Where the police charge they do so within weeks; one district, *East*, charges far fewer. Trials take
most of a year.
""",
    """
import numpy as np

def simulated(seed=4, n=4000):
    chance = np.random.default_rng(seed)
    start, rows = date(2022, 1, 1), []
    for number in range(n):
        unit = chance.choice(["North", "East", "South", "West"])
        day = start + timedelta(days=int(chance.integers(0, 1095)))
        row = {"case": number, "district": unit, "complaint": day}
        if chance.random() < (0.45 if unit == "East" else 0.80):
            day = row["charged"] = day + timedelta(days=int(chance.exponential(40)))
            if chance.random() < 0.9:
                row["tried"] = day + timedelta(days=int(chance.exponential(300)))
            else:
                row["left"], row["how"] = day + timedelta(days=int(chance.exponential(90))), "dismissed"
        elif chance.random() < 0.7:
            row["left"], row["how"] = day + timedelta(days=int(chance.exponential(60))), "closed by police"
        rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None)

log = EventLog.read(
    simulated(), case="case", groups=["district"], as_of="2024-12-31",
    stages={name: name for name in ("complaint", "charged", "tried")},
    exits=[Exit(kind, "how", (kind,), "left") for kind in ("closed by police", "dismissed")],
)
print(log)
""",
    "### How far do they get, when some are still open and some have left?\n",
    """
reach = log.attrition(horizons=(90, 365, 730))
print(reach.sentence())
# draw attrition: reach.chart()
""",
    "### How long from charge to trial?\nThose who still wait are in it; over finished cases alone it would look far shorter.\n",
    """
wait = log.survival(log.pathway.step("charged", "tried"))
print(wait.sentence())
print("Finished cases only:", diagnose(log).whole.finished[1].median_days, "days, and misleading")
# draw wait: wait.chart()
""",
    "### Which district differs by more than chance?\n",
    """
fair = log.compare(log.pathway.step("complaint", "charged"), by="district", within=180)
print(fair.sentence())
# draw funnel: fair.chart()
""",
    "### Where to repair first, and who shows that it can be done?\n",
    """
first = log.opportunities(by="district")
print(first.sentence())
# draw opportunities: first.chart()
""",
    "### What follows what\n",
    """
follows = log.follows()
print(follows.sentence())
# draw map: follows.svg()
""",
    "### Did it work?\nSixteen districts, twelve of them repaired at three different times; each repair truly adds 15 points to the share charged.\n",
    """
from amparo.flow import effect

def repaired(seed=5):
    chance = np.random.default_rng(seed)
    rows = []
    for unit in range(16):
        begins = [None, 19, 25, 31][unit % 4]
        for month in range(1, 43):
            n = int(chance.integers(30, 60))
            share = 0.45 + 0.02 * (unit % 5) + (0.15 if begins and month >= begins else 0)
            rows.append({"district": f"D{unit:02}", "month": month, "cases": n,
                         "charged": int(chance.binomial(n, share)), "repaired": begins})
    return pl.DataFrame(rows, infer_schema_length=None)

change = effect(repaired(), outcome="charged", n="cases", unit="district", period="month",
                treated_from="repaired", better="higher")
print(change.verdict)
# draw effect: change.chart()
""",
    "### What if five more people heard trials?\nDates alone do not show a line at the court, so its people are given; what that rests on is said.\n",
    """
from amparo.flow import System

system = System.fit(log, capacity={"tried": 20})
print(system.station("tried").basis)
base = system.simulate(years=2, replications=100, seed=1)
more = system.change(people={"tried": +5}).simulate(years=2, replications=100, seed=1)
print(more.against(base).sentence())
# draw what-if: more.against(base).chart()
""",
]


def made() -> tuple[str, dict[str, str]]:
    """The page, and its drawings by name."""
    names: dict[str, Any] = {}
    parts: list[str] = []
    drawings: dict[str, str] = {}
    with pl.Config(**SHOWN):
        for cell in CELLS:
            if not cell.startswith("\n"):
                parts.append(cell)
                continue
            lines = cell.strip().splitlines()
            draws = [line.removeprefix("# draw ") for line in lines if line.startswith("# draw ")]
            code = "\n".join(line for line in lines if not line.startswith("# draw "))
            said = io.StringIO()
            with redirect_stdout(said):
                exec(compile(code, "gallery", "exec"), names)  # noqa: S102  (our own words)
            parts.append(f"```python\n{code}\n```\n")
            if said.getvalue().strip():
                parts.append(f"```text\n{said.getvalue().rstrip()}\n```\n")
            for draw in draws:
                name, _, expression = draw.partition(": ")
                drawn = eval(expression, names)  # noqa: S307  (our own words)
                drawings[name] = drawn if isinstance(drawn, str) else charts.svg(drawn)
                parts.append(f"![{name}](pictures/gallery/{name}.svg)\n")
    return "\n".join(parts), drawings


def main(arguments: list[str]) -> int:
    """Write the page and its drawings, or say whether they are what they would be."""
    page, drawings = made()
    if arguments == ["--check"]:
        same = PAGE.read_text(encoding="utf-8") == page
        there = {path.stem for path in PICTURES.glob("*.svg")} == set(drawings)
        if not same or not there:
            print("docs/gallery.md is not what its code gives: run tools/gallery.py")
        return int(not (same and there))
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, drawing in drawings.items():
        (PICTURES / f"{name}.svg").write_text(drawing, encoding="utf-8")
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
