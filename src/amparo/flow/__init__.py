"""Where a justice system breaks, and whether the repair worked: analysis without Django.

from amparo.flow import EventLog, diagnose

log = EventLog.read("cases.csv")
diagnose(log, by=["district"])
"""

from amparo.errors import CannotEstimate
from amparo.flow.diagnosis import Diagnosis, diagnose
from amparo.flow.effects import Effect, effect
from amparo.flow.eventlog import EventLog
from amparo.flow.pathway import Exit, Pathway, Stage

__all__ = [
    "CannotEstimate",
    "Diagnosis",
    "Effect",
    "EventLog",
    "Exit",
    "Pathway",
    "Stage",
    "diagnose",
    "effect",
]
