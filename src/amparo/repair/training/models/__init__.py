"""The tables of training. No row ever changes: of what is said twice, the later counts."""

from amparo.repair.training.models.courses import (
    Attendance,
    Course,
    CourseSession,
    Curriculum,
    Score,
    SessionEnd,
)
from amparo.repair.training.models.officials import Mentoring, Need, Official, OfficialHolding

__all__ = [
    "Attendance", "Course", "CourseSession", "Curriculum", "Mentoring", "Need", "Official",
    "OfficialHolding", "Score", "SessionEnd",
]  # fmt: skip
