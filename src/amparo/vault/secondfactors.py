"""Seeds of codes and of recovery codes lie sealed: a stolen database makes no code.

One data key seals them all, so that a rotation of the office's key reaches them like any other.
"""

from __future__ import annotations

import base64
import binascii
import uuid

from allauth.mfa.adapter import DefaultMFAAdapter

from amparo.errors import Broken
from amparo.vault.models import DataKey
from amparo.vault.sealing import new_data_key, seal, unseal

SEEDS = uuid.UUID("5eed5eed-0000-4000-8000-000000000001")
"""The number of that one key, so that two who set one up at once do not make two."""
PLACE = {"table": "mfa_authenticator", "row": "all", "field": "seed"}


def _key() -> DataKey:
    found = DataKey.objects.filter(pk=SEEDS).first()
    if found is None:
        new = new_data_key(number=SEEDS)
        found, _ = DataKey.objects.get_or_create(
            pk=SEEDS,
            defaults={"wrapped": new.wrapped, "office_key_version": new.office_key_version},
        )
    return found


def seal_seed(text: str) -> str:
    """The seed as the database holds it."""
    return base64.b64encode(seal(text, _key(), **PLACE)).decode()


def open_seed(sealed: str) -> str:
    """The seed again. Raises: Broken where it was altered, or sealed under another key."""
    try:
        content = base64.b64decode(sealed, validate=True)
    except (ValueError, binascii.Error) as error:
        raise Broken("A second factor does not open", where=PLACE["table"]) from error
    return unseal(content, _key(), **PLACE)


class SealsSeeds(DefaultMFAAdapter):  # type: ignore[misc]
    """How allauth keeps what second factors are made of."""

    def encrypt(self, text: str) -> str:
        """Sealed."""
        return seal_seed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Opened."""
        return open_seed(encrypted_text)
