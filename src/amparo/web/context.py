"""What the shell around every page shows: navigation by role, the account, the banner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the main navigation."""

    label: str
    href: str
    current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """The names `web/page.html` reads; nothing is looked up unless the page uses it."""
    return {
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "synthetic": settings.DEMO,
        "signed_in": SimpleLazyObject(lambda: bool(_signed_in(request))),
    }


def _signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated)


def _navigation(request: HttpRequest) -> list[NavigationItem]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    entries: list[tuple[str, str]] = []
    for label, url_name, verb in getattr(settings, "NAVIGATION", ()):
        if not user.may(verb):
            continue
        try:
            entries.append((label, reverse(url_name)))
        except NoReverseMatch:  # a house test names every address that is missing
            continue
    # By address alone, so that a page not found looks alike whether or not the record exists.
    inside = [href for _, href in entries if _holds(href, request.path)]
    current = max(inside, key=len, default="")
    return [NavigationItem(label, href, href == current) for label, href in entries]


def _holds(href: str, path: str) -> bool:
    return path == href if href == "/" else path.startswith(href)
