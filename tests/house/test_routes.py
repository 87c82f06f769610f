"""Every address says what it asks of whoever opens it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from amparo.access.policy import VERBS

# Third parties' views that this office serves, each under its own access rules.
ALLAUTH = ("allauth.account.", "allauth.mfa.", "allauth.utils")


# Whoever opens an address to everyone adds it here, and says why in the gate.
OPEN = {
    "leave/", "help/", "components/", "demo/", "calendar/feed/<str:token>.ics",
    "tell/", "tell/back/", "letters/", "letters/yes/<str:token>/", "letters/stop/<str:token>/",
}  # fmt: skip


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        address = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from routes(entry, address)
        else:
            yield address, entry


def every_route() -> list[tuple[str, URLPattern]]:
    return list(routes(get_resolver()))


def is_foreign(view: Callable[..., object]) -> bool:
    return getattr(view, "__module__", "").startswith(ALLAUTH)


def ours() -> dict[str, Callable[..., object]]:
    return {a: e.callback for a, e in every_route() if not is_foreign(e.callback)}


def is_gated(view: Callable[..., object]) -> bool:
    """Through a gate of amparo.web.gate: a verb, or the reason why everyone may open it."""
    return bool(getattr(view, "verb", "") or getattr(view, "open_reason", ""))


def test_every_address_of_ours_has_a_gate():
    assert [address for address, view in ours().items() if not is_gated(view)] == []


def test_every_verb_asked_is_one_that_some_role_holds():
    known = frozenset().union(*VERBS.values())
    asked = {view.verb for view in ours().values() if getattr(view, "verb", "")}
    assert asked - known == set()


def test_what_is_open_to_everyone_is_agreed_here():
    opened = {address for address, view in ours().items() if getattr(view, "open_reason", "")}
    assert opened == OPEN


def test_every_other_address_is_one_of_allauths():
    served = {entry.callback.__module__ for _, entry in every_route()}
    assert {module for module in served if not module.startswith(("amparo.", *ALLAUTH))} == set()


def test_no_address_is_given_twice():
    addresses = [address for address, _ in every_route()]
    assert [address for address in set(addresses) if addresses.count(address) > 1] == []


def test_a_view_without_a_gate_is_seen():
    assert not is_gated(lambda request: None)
