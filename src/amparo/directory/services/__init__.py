"""What is done to the directory. Each act is one transaction with its audit entry inside."""

from amparo.directory.services.institutions import (
    add_institution,
    add_unit,
    change_institution,
    close_unit,
)
from amparo.directory.services.places import add_jurisdiction, set_population
from amparo.directory.services.posts import add_post, appoint_holder, end_holding
from amparo.directory.services.starting import Installed, install_pack

__all__ = [
    "Installed", "add_institution", "add_jurisdiction", "add_post", "add_unit", "appoint_holder",
    "change_institution", "close_unit", "end_holding", "install_pack", "set_population",
]  # fmt: skip
