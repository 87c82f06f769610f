"""What rooms above the desk put on Today, handed down to it: the desk itself knows none of them."""

from amparo.repair.hope.pages.today import sections as words_due
from amparo.repair.resources.pages.today import sections as things_due
from amparo.repair.training.pages.today import sections as untrained

BESIDES = (untrained, things_due, words_due)
