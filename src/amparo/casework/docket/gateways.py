"""Text messages, by the gateway that an office names in AMPARO_SMS; by default they are printed.

A gateway is any class with `send(to=..., text=...)`; it raises when the provider did not take it.
"""

from __future__ import annotations

import sys
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class SmsGateway(Protocol):
    """What a provider's gateway does."""

    def send(self, *, to: str, text: str) -> None:
        """Hand one message over. Raises OSError when it was not taken."""


class ConsoleSms:
    """Prints the message, with all but the last two digits of the number hidden."""

    def send(self, *, to: str, text: str) -> None:
        """Print it to standard error."""
        print(f"SMS to …{to[-2:]}: {text}", file=sys.stderr)  # noqa: T201  (that is its work)


def gateway() -> SmsGateway:
    """The gateway the settings name."""
    made: SmsGateway = import_string(settings.SMS_GATEWAY)()
    return made
