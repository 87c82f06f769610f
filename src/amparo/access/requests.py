"""The type of a request whose gate has let somebody in."""

from __future__ import annotations

from django.http import HttpRequest

from amparo.access.models import User


class SignedInRequest(HttpRequest):
    """A request behind `@requires`: its user is an account."""

    user: User
