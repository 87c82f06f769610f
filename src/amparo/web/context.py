"""What the shell around every page shows: navigation by role, the account, the banner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from amparo.web.stamps import Stamp

# More entries than this would not fit one row of a laptop's screen.
ONE_ROW = 8


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the main navigation, or one area of it."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True)
class Navigation:
    """What the account may open: areas (none where one row holds all), and the row of entries."""

    areas: list[NavigationItem]
    entries: list[NavigationItem]


def shell(request: HttpRequest) -> dict[str, Any]:
    """The names `web/page.html` reads; nothing is looked up unless the page uses it."""
    return {
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "synthetic": settings.DEMO,
        "signed_in": SimpleLazyObject(lambda: bool(_signed_in(request))),
        "printed": SimpleLazyObject(lambda: _printed(request)),
    }


def _signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated)


def _printed(request: HttpRequest) -> str:
    """The mark that every printed page carries: by whom, when, and of what."""
    name = getattr(getattr(request, "user", None), "name", "")
    match = request.resolver_match
    code = match.kwargs.get("code", "") if match else ""
    page = (match.url_name or "").replace("_", " ") if match else ""
    of = f"case {code}" if code else f"the page “{page}”"
    return Stamp(name, timezone.now(), f"printed from {of}").line


def _navigation(request: HttpRequest) -> Navigation | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    areas = {label: _allowed(user, entries) for label, entries in settings.NAVIGATION}
    areas = {label: entries for label, entries in areas.items() if entries}
    # By address alone, so that a page not found looks alike whether or not the record exists.
    every = [href for entries in areas.values() for _, href in entries]
    current = max((href for href in every if _holds(href, request.path)), key=len, default="")
    if len(every) <= ONE_ROW:
        return Navigation([], [item for row in areas.values() for item in _items(row, current)])
    inside = {
        label: any(href == current for _, href in entries) for label, entries in areas.items()
    }
    if not any(inside.values()):
        inside[next(iter(inside))] = True
    return Navigation(
        [NavigationItem(label, row[0][1], inside[label]) for label, row in areas.items()],
        [item for label, row in areas.items() if inside[label] for item in _items(row, current)],
    )


def _allowed(user: Any, entries: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    allowed = []
    for label, url_name, verb in entries:
        if not user.may(verb):
            continue
        try:
            allowed.append((label, reverse(url_name)))
        except NoReverseMatch:  # a house test names every address that is missing
            continue
    return allowed


def _items(row: list[tuple[str, str]], current: str) -> list[NavigationItem]:
    return [NavigationItem(label, href, href == current) for label, href in row]


def _holds(href: str, path: str) -> bool:
    return path == href if href == "/" else path.startswith(href)
