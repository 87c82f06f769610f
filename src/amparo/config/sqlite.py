"""Puts the bundled SQLite in the place of the system's, before Django imports it.

SQLite 3.7.0 to 3.51.2 in WAL mode can lose commits when one connection checkpoints while another
resets the log (fixed in 3.51.3, back-ported to 3.50.7 and 3.44.6). One process holds one SQLite
library: two of them drop each other's file locks.
"""

from __future__ import annotations

import sys

SAFE_FROM = (3, 51, 3)
BACKPORTS = {(3, 44): (3, 44, 6), (3, 50): (3, 50, 7)}


def is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite version is free of the WAL-reset fault."""
    if version >= SAFE_FROM:
        return True
    floor = BACKPORTS.get((version[0], version[1]))
    return floor is not None and version >= floor


def use_bundled() -> None:
    """Make `import sqlite3` give pysqlite3; does nothing where sqlite3 is already that."""
    try:
        import pysqlite3  # noqa: PLC0415  (swapped in only when settings are read)
        import pysqlite3.dbapi2  # noqa: PLC0415
    except ModuleNotFoundError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
