"""Files read one by one: what was left undone, by whom, and what it goes with further down."""

from amparo.flow.filereview.mapping import Mapping
from amparo.flow.filereview.review import FileReview

__all__ = ["FileReview", "Mapping"]
