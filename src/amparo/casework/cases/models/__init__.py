"""The tables of the spine."""

from amparo.casework.cases.models.access import BreakGlass, ConflictOfInterest, Share, TeamMember
from amparo.casework.cases.models.breakdown import (
    PERSON,
    Breakdown,
    BreakdownReview,
    BreakdownState,
)
from amparo.casework.cases.models.case import Case, Programme, Referral, Standing
from amparo.casework.cases.models.compartment import LONGEST_DAYS, CompartmentHolding
from amparo.casework.cases.models.hiding import HIDDEN_NAME, HiddenIdentity
from amparo.casework.cases.models.keeping import Erasure, LegalHold, RetentionRule
from amparo.casework.cases.models.milestone import Clock, Milestone, Precision, SafetyAlert, Task
from amparo.casework.cases.models.paper import Consent, Document
from amparo.casework.cases.models.person import (
    Person,
    PersonDetail,
    PersonFingerprint,
    RoleInCase,
    RoleKind,
)
from amparo.casework.cases.models.safety import NearSuspect, SafetyDuty, SamePerson
from amparo.casework.cases.models.sending import Recall, Sending

__all__ = [
    "HIDDEN_NAME",
    "LONGEST_DAYS",
    "PERSON",
    "BreakGlass",
    "Breakdown",
    "BreakdownReview",
    "BreakdownState",
    "Case",
    "Clock",
    "CompartmentHolding",
    "ConflictOfInterest",
    "Consent",
    "Document",
    "Erasure",
    "HiddenIdentity",
    "LegalHold",
    "Milestone",
    "NearSuspect",
    "Person",
    "PersonDetail",
    "PersonFingerprint",
    "Precision",
    "Programme",
    "Recall",
    "Referral",
    "RetentionRule",
    "RoleInCase",
    "RoleKind",
    "SafetyAlert",
    "SafetyDuty",
    "SamePerson",
    "Sending",
    "Share",
    "Standing",
    "Task",
    "TeamMember",
]  # fmt: skip
