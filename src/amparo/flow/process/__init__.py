"""The process as it is: what follows what, the paths that cases take, and the work done again."""

from amparo.flow.process.follows import Follows, follows
from amparo.flow.process.rework import Rework, rework
from amparo.flow.process.variants import Variants, variants

__all__ = ["Follows", "Rework", "Variants", "follows", "rework", "variants"]
