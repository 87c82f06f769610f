"""The type of a request behind the gate; accounts live a floor above, so only what they can do."""

from __future__ import annotations

from typing import Protocol

from django.http import HttpRequest

from amparo.audit.services import Actor
from amparo.directory.models import Reader


class Member(Reader, Actor, Protocol):
    """Someone signed in, who reads the directory and may act on it."""


class MemberRequest(HttpRequest):
    """A request behind `@requires`: its user is a member."""

    user: Member  # type: ignore[assignment]  # the account model is above this room
