"""What if? A justice system as queues and waits, learned from a log, run ahead, and changed.

from amparo.flow import EventLog, System

system = System.fit(EventLog.read("cases.csv"), capacity={"tried": 6})
base = system.simulate(years=2)
system.change(people={"tried": +2}).simulate(years=2).against(base)
"""

from amparo.flow.system.backtest import Backtest
from amparo.flow.system.difference import Difference
from amparo.flow.system.model import Change, Hazards, Service, Station, System, Work
from amparo.flow.system.result import Simulated

__all__ = [
    "Backtest", "Change", "Difference", "Hazards", "Service", "Simulated", "Station", "System",
    "Work",
]  # fmt: skip
