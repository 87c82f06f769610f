"""The tables of hope: surveys, commitments, letters, ties, and proof points."""

from amparo.repair.hope.models.proof import Proof, Showing, Wording
from amparo.repair.hope.models.survey import ConfidenceSurvey, ConfidenceWave
from amparo.repair.hope.models.word import Commitment, CommitmentFact, Letter, LetterAnswer, Tie

__all__ = [
    "Commitment", "CommitmentFact", "ConfidenceSurvey", "ConfidenceWave", "Letter",
    "LetterAnswer", "Proof", "Showing", "Tie", "Wording",
]  # fmt: skip
