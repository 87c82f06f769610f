"""Who asked for letters. An address lies sealed, under a key of its own, and is joined to nothing.

No column tells who it is: a keyed hash finds an address again, and of the words that open a link
only a hash is kept.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from amparo.letters.reading import FIRST
from amparo.vault.models import DataKey
from amparo.vault.sealing import seal, unseal

TABLE = "letters_reader"


class Reader(models.Model):
    """Somebody who asked; confirmed once the link in the mail was used, and gone when they stop."""

    kept: ClassVar[str] = "mutable"
    erased_with: ClassVar[str] = ""  # of no case

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    found_by = models.CharField(max_length=64, unique=True)
    address_sealed = models.BinaryField()
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=8, default=FIRST)  # of the mails and pages

    class Meta:
        ordering = ["asked_at"]

    @property
    def address(self) -> str:
        """The address, opened."""
        return unseal(self.address_sealed, self.key, table=TABLE, row=self.pk, field="address")

    def hold(self, address: str) -> None:
        """Seal an address into this row."""
        self.address_sealed = seal(address, self.key, table=TABLE, row=self.pk, field="address")


class Asked(models.Model):
    """That somebody asked, for a day: a keyed hash of where from, or of the address."""

    kept: ClassVar[str] = "mutable"

    bucket = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["bucket", "at"], name="asked_lately")]
