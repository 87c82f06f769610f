"""Every address says what it asks of whoever opens it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# Third parties' views that this office serves, each under its own access rules.
ALLAUTH = ("allauth.account.", "allauth.mfa.", "allauth.usersessions.", "allauth.utils")


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


def test_every_address_of_ours_names_its_verb():
    views = {address: entry.callback for address, entry in every_route()}
    ungated = [a for a, view in views.items() if not is_foreign(view) and not has_verb(view)]
    assert ungated == []


def has_verb(view: Callable[..., object]) -> bool:
    return bool(getattr(view, "verb", None) or getattr(view, "open_reason", None))


def test_every_other_address_is_one_of_allauths():
    served = {entry.callback.__module__ for _, entry in every_route()}
    assert {module for module in served if not module.startswith(("amparo.", *ALLAUTH))} == set()


def test_no_address_is_given_twice():
    addresses = [address for address, _ in every_route()]
    assert [address for address in set(addresses) if addresses.count(address) > 1] == []


def test_a_view_without_a_gate_is_seen():
    assert not has_verb(lambda request: None)
