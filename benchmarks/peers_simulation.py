"""The six stations in SimPy or Ciw, timed; run by simulation.py in the peers' environment.

Run: python peers_simulation.py simpy|ciw DAYS SEED
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

SIMPY = Path(__file__).resolve().parent.parent / "tests" / "flow" / "system" / "with_simpy.py"


def with_simpy() -> Any:
    """The SimPy model that the tests use too."""
    spec = importlib.util.spec_from_file_location("with_simpy", SIMPY)
    if spec is None or spec.loader is None:
        sys.exit(f"{SIMPY} is not there")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def by_simpy(days: float, seed: int) -> dict[str, float]:
    """One run in SimPy."""
    model = with_simpy()
    begun = time.perf_counter()
    seen: dict[str, float] = model.run(days, seed)
    return {**seen, "seconds": time.perf_counter() - begun}


def by_ciw(days: float, seed: int) -> dict[str, float]:
    """One run in Ciw; an adjourned case waits at a seventh node with no limit of people."""
    import math

    import ciw

    people, means = (6, 4, 5, 3, 9, 4), (1.6, 1.1, 1.5, 0.9, 2.6, 1.3)
    stays = (0.95, 0.95, 0.9, 1.0, 0.95, 1.0)

    def lognormal(mean: float, cv: float) -> Any:
        spread = math.log(1 + cv * cv)
        return ciw.dists.Lognormal(math.log(mean) - spread / 2, math.sqrt(spread))

    shape = 1 / 0.6**2
    work = [
        ciw.dists.Exponential(1 / means[0]), lognormal(means[1], 0.8),
        ciw.dists.Gamma(shape, means[2] / shape), ciw.dists.Exponential(1 / means[3]),
        lognormal(means[4], 1.2), ciw.dists.Deterministic(means[5]),
        ciw.dists.Exponential(1 / 10.0),
    ]  # fmt: skip
    routes = [[0.0] * 7 for _ in range(7)]
    for at in range(5):
        routes[at][at + 1] = stays[at]
    routes[4][5], routes[4][6] = 0.8 * stays[4], 0.2
    routes[6][4] = 1.0
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(3.0), *[None] * 6],
        service_distributions=work,
        routing=routes,
        number_of_servers=[*people, float("inf")],
    )
    ciw.seed(seed)
    world = ciw.Simulation(network)
    begun = time.perf_counter()
    world.simulate_until_max_time(days)
    took = time.perf_counter() - begun
    records = world.get_all_records()
    first: dict[int, float] = {}
    last: dict[int, float] = {}
    for row in records:
        name = row.id_number
        first[name] = min(first.get(name, row.arrival_date), row.arrival_date)
        if row.node == 6:
            last[name] = row.exit_date
    came = sum(1 for row in records if row.node == 1)
    return {
        "finished": len(last), "days": sum(last[n] - first[n] for n in last),
        # An arrival and every end of work or of a gap are events, as in the others.
        "events": came + len(records), "seconds": took,
    }  # fmt: skip


def main() -> None:
    """Run once and print JSON."""
    name, days, seed = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    found = {"simpy": by_simpy, "ciw": by_ciw}[name](days, seed)
    print(json.dumps({**found, "days_run": days, "version": version(name)}))


if __name__ == "__main__":
    main()
