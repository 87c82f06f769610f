"""Where a justice system breaks, and whether the repair worked: analysis without Django.

from amparo.flow import EventLog, System, diagnose

log = EventLog.read("cases.csv")
diagnose(log, by=["district"])
System.fit(log).simulate(years=2)
"""

from amparo.errors import CannotEstimate
from amparo.flow.diagnosis import Diagnosis, diagnose
from amparo.flow.effects import Effect, effect
from amparo.flow.eventlog import EventLog
from amparo.flow.filereview import FileReview
from amparo.flow.pathway import Exit, Pathway, Stage
from amparo.flow.prevalence import CaptureLists
from amparo.flow.system import System
from amparo.flow.views import Cohort, Period

__all__ = [
    "CannotEstimate",
    "CaptureLists",
    "Cohort",
    "Diagnosis",
    "Effect",
    "EventLog",
    "Exit",
    "FileReview",
    "Pathway",
    "Period",
    "Stage",
    "System",
    "diagnose",
    "effect",
]
