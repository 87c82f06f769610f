"""What a bundle says, before it is set: a title and sections of sentences and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """A table: headers and rows of text."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Section:
    """A numbered part: sentences, then tables."""

    title: str
    sentences: Sequence[str] = ()
    sheets: Sequence[Sheet] = ()


@dataclass(frozen=True)
class Bundle:
    """The whole text, and the mark that every page of it carries."""

    title: str
    about: Sequence[str]
    sections: Sequence[Section]
    mark: str = ""
