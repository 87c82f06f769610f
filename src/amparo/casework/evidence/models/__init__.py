"""The tables of evidence."""

from amparo.casework.evidence.models.disclosure import BundleDuty, DisclosedPerson
from amparo.casework.evidence.models.exhibit import Exhibit, ExhibitFile, LabRequest
from amparo.casework.evidence.models.proof import Disclosure, Interview, Tie

__all__ = [
    "BundleDuty", "DisclosedPerson", "Disclosure", "Exhibit", "ExhibitFile", "Interview",
    "LabRequest", "Tie",
]  # fmt: skip
