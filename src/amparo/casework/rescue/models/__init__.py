"""The tables of rescue."""

from amparo.casework.rescue.models.case import (
    Complaint,
    ComplaintStep,
    FirstStep,
    OfCase,
    Screening,
    StatusDecision,
    TakenBack,
)
from amparo.casework.rescue.models.operation import (
    OfOperation,
    Operation,
    OperationCase,
    OperationEvent,
    Planner,
    Told,
)
from amparo.casework.rescue.models.running import (
    DignityAnswer,
    Headcount,
    Minute,
    OperationStay,
    PlanLine,
    Relief,
    Review,
)

__all__ = [
    "Complaint", "ComplaintStep", "DignityAnswer", "FirstStep", "Headcount", "Minute", "OfCase",
    "OfOperation", "Operation", "OperationCase", "OperationEvent", "OperationStay", "PlanLine",
    "Planner", "Relief", "Review", "Screening", "StatusDecision", "TakenBack", "Told",
]  # fmt: skip
