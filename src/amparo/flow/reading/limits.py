"""How much a file may unfold to, and why: each limit stops an attack or an accident."""

from __future__ import annotations

LARGEST_FILE = 2 * 1024**3  # read whole; more would not fit beside its columns on a small machine
LARGEST_UNFOLDED = 2 * 1024**3  # a gzip or zip bomb of a few kilobytes unfolds to terabytes
LARGEST_RATIO = 250  # dates and codes shrink 5 to 50 times; a bomb shrinks 1,000 times and more
RATIO_COUNTS_FROM = 32 * 1024**2  # small files may shrink as they like
LARGEST_CELL = 32 * 1024**2  # one cell of this size is no cell but an unclosed quotation mark
MOST_COLUMNS = 2_000
MOST_ZIP_ENTRIES = 5_000
