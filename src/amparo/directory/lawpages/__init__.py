"""Packs and lists, shaped as pages: what Amparo works by, with the source of each fact."""

from amparo.directory.lawpages.jurisdictions import PACK_COLUMNS, PARTS, pack_rows, part, tabs
from amparo.directory.lawpages.shared import causes, lists, milestones, one_list
from amparo.directory.lawpages.shared import tabs as shared_tabs

__all__ = [
    "PACK_COLUMNS", "PARTS", "causes", "lists", "milestones", "one_list", "pack_rows", "part",
    "shared_tabs", "tabs",
]  # fmt: skip
