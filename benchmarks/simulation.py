"""Events a second of the simulation beside SimPy and Ciw: the same six stations, in one run.

Run: .venv/bin/python benchmarks/simulation.py [--years 20] [--write]
SimPy and Ciw run in an environment of their own, made from benchmarks/peers.txt beside this file's
.venv. `--write` puts the figures into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
SIDE = ROOT / ".venv-peers"
REPLICATIONS = 40


def ours(years: float, cores: int) -> tuple[float, float, list[float], list[float]]:
    """Events a second, processor seconds to compile, finished and days of each replication."""
    from tests.flow.system.worlds import six_stations

    os.cpu_count = lambda: cores  # how many threads the replications may use
    system = six_stations()
    begun = time.process_time()
    system.simulate(years=0.1, replications=1)
    compiled = time.process_time() - begun
    best = float("inf")
    for _ in range(3):
        begun = time.perf_counter()
        made = system.simulate(years=years, replications=REPLICATIONS, seed=3)
        best = min(best, time.perf_counter() - begun)
    events = sum(int(run.count[0]) for run in made.runs)
    done = made.across("finished").sum(axis=1)
    a_year, days = done[:, 0] / years, done[:, 1] / done[:, 0]
    return events / best, compiled, a_year.tolist(), days.tolist()


def side() -> Path:
    """The peers' own environment; Ciw installs a package called tests, which would hide ours."""
    python = SIDE / "bin" / "python"
    if not python.exists():
        uv = Path(sys.executable).parent / "uv"
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, SIDE], check=True)
        locked = ["--require-hashes", "--python", python, ROOT / "benchmarks" / "peers.txt"]
        subprocess.run([uv, "pip", "sync", "--quiet", "--system-certs", *locked], check=True)
    return python


def peer(name: str, days: float, seed: int) -> dict[str, float]:
    """One run of a peer, which times itself."""
    script = ROOT / "benchmarks" / "peers_simulation.py"
    text = subprocess.run([side(), script, name, str(days), str(seed)], check=True,
                          capture_output=True, text=True).stdout  # fmt: skip
    found: dict[str, float] = json.loads(text)
    return found


def spread(values: list[float]) -> str:
    """A mean and its standard error."""
    error = np.std(values, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else float("nan")
    return f"{np.mean(values):,.2f} ± {error:,.2f}"


def main() -> None:
    """Measure, print, and write where asked."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--years", type=float, default=20.0)
    words.add_argument("--write", action="store_true")
    asked = words.parse_args()
    n_cores = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as fresh:
        os.environ["NUMBA_CACHE_DIR"] = fresh  # or what was compiled before would be loaded
        one, compiled, finished, days = ours(asked.years, 1)
        both, _, _, _ = ours(asked.years, n_cores)
    peers = {name: [peer(name, y * 365.25, seed) for seed in range(4)]
             for name, y in (("simpy", asked.years), ("ciw", asked.years))}  # fmt: skip
    lines = [
        "## Simulation: events a second on six stations in a row",
        "",
        "Six stations with 3 to 9 people, four spreads of work, exits and adjournments"
        f" (`tests/flow/system/worlds.py`), {REPLICATIONS} replications of {asked.years:g} years;"
        " the best of three runs. The peers run the same six stations, written for them, alone on"
        " the machine, four times. Compiling, once on a machine, is not in it"
        f" ({compiled:.0f} s of a processor here).",
        "",
        "| | events a second | ours on one core is | on all cores |",
        "|---|---|---|---|",
        f"| Amparo, one core | {one:,.0f} | | |",
        f"| Amparo, {n_cores} cores | {both:,.0f} | | |",
    ]
    for name, runs in peers.items():
        pace = sum(r["events"] for r in runs) / sum(r["seconds"] for r in runs)
        label = f"{name} {runs[0]['version']}"
        lines.append(f"| {label} | {pace:,.0f} | {one / pace:,.0f} × | {both / pace:,.0f} × |")
    lines += ["", "The same answers within sampling error (mean ± standard error):", "",
              "| | finished a year | days from first to last |", "|---|---|---|",
              f"| Amparo | {spread(finished)} | {spread(days)} |"]  # fmt: skip
    for name, runs in peers.items():
        a_year = [r["finished"] / r["days_run"] * 365.25 for r in runs]
        mean_days = [r["days"] / r["finished"] for r in runs]
        lines.append(f"| {name} | {spread(a_year)} | {spread(mean_days)} |")
    from writing import machine, section

    lines += ["", machine("numba", "numpy") + "."]
    print("\n".join(lines))
    if asked.write:
        section("simulation", "\n".join(lines))


if __name__ == "__main__":
    main()
