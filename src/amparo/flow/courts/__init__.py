"""How courts keep up: flow by month, time, age, trial dates, adjournments and what they cost."""

from amparo.flow.courts.asked import Asked
from amparo.flow.courts.months import Flow, monthly
from amparo.flow.courts.result import Courts, courts

__all__ = ["Asked", "Courts", "Flow", "courts", "monthly"]
