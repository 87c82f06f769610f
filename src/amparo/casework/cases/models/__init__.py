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
from amparo.casework.cases.models.handing import (
    Conference,
    ConferenceGuest,
    ConferenceTask,
    HandedCase,
    HandOver,
)
from amparo.casework.cases.models.hiding import HIDDEN_NAME, HiddenIdentity
from amparo.casework.cases.models.keeping import Erasure, LegalHold, RetentionRule
from amparo.casework.cases.models.milestone import Clock, Milestone, Precision, SafetyAlert, Task
from amparo.casework.cases.models.office import Breach, BreachStep, StaffCheck
from amparo.casework.cases.models.paper import Consent, Document
from amparo.casework.cases.models.person import (
    Channel,
    Person,
    PersonDetail,
    PersonFingerprint,
    RoleInCase,
    RoleKind,
)
from amparo.casework.cases.models.safety import NearSuspect, SafetyDuty, SamePerson, Through
from amparo.casework.cases.models.sending import Recall, Sending, SharingAgreement

__all__ = [
    "HIDDEN_NAME", "LONGEST_DAYS", "PERSON", "Breach", "BreachStep", "BreakGlass", "Breakdown",
    "BreakdownReview", "BreakdownState", "Case", "Channel", "Clock", "CompartmentHolding",
    "Conference", "ConferenceGuest", "ConferenceTask", "ConflictOfInterest", "Consent", "Document",
    "Erasure", "HandOver", "HandedCase", "HiddenIdentity", "LegalHold", "Milestone", "NearSuspect",
    "Person", "PersonDetail", "PersonFingerprint", "Precision", "Programme", "Recall", "Referral",
    "RetentionRule", "RoleInCase", "RoleKind", "SafetyAlert", "SafetyDuty", "SamePerson", "Sending",
    "Share", "SharingAgreement", "StaffCheck", "Standing", "Task", "TeamMember", "Through",
]  # fmt: skip
