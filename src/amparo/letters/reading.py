"""The words of the letters in each language, and the language somebody is answered in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

HERE = Path(__file__).resolve().parent
FIRST = "en"
LANGUAGES = ("en", "es", "fil")
ALSO_CALLED = {"tl": "fil"}  # what older browsers say of Filipino


@cache
def said(language: str) -> Mapping[str, Any]:
    """The texts of a language by page; `name` is what the language calls itself."""
    text = (HERE / "words" / f"{language}.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def language_of(request: HttpRequest) -> str:
    """The language asked for in the address, else the first of the browser's that is here."""
    asked = request.GET.get("language", "")
    if asked in LANGUAGES:
        return asked
    for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        short = code.partition("-")[0]
        if (found := ALSO_CALLED.get(short, short)) in LANGUAGES:
            return found
    return FIRST
