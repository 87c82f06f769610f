"""An identity that people hold the key of, and the office does not."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models

from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.vault.models import PeopleKey
from amparo.vault.sealing import opened_by, place_of, sealed_by

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HIDDEN_NAME = "Hidden identity"
TABLE, FIELD = "hidden_identity", "identity"


class HiddenIdentity(models.Model):
    """Name, contact, numbers and year of birth of somebody who must not be found, sealed to people.

    While it is here their own row says nothing: no name, no number and no digest to search by.
    """

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField("cases.Person", on_delete=models.PROTECT, related_name="hidden")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    people_key = models.OneToOneField(PeopleKey, on_delete=models.PROTECT, related_name="+")
    identity_for_people = models.BinaryField()
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    hidden_at = models.DateTimeField()

    objects = OfCaseQuerySet["HiddenIdentity"].as_manager()

    def seal_in(self, told: dict[str, Any], cipher: AESGCM) -> None:
        """Keep the identity under the cipher of a key that people hold."""
        place = place_of(TABLE, self.pk, FIELD)
        self.identity_for_people = sealed_by(cipher, json.dumps(told), place)

    def opened(self, cipher: AESGCM) -> dict[str, Any]:
        """The identity, for whoever holds a copy of the key."""
        place = place_of(TABLE, self.pk, FIELD)
        told: dict[str, Any] = json.loads(opened_by(cipher, bytes(self.identity_for_people), place))
        return told
