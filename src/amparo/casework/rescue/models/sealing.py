"""What rows of rescue share: who wrote them down, and words sealed for their one place."""

from __future__ import annotations

import uuid
from abc import abstractmethod

from django.conf import settings
from django.db import models

from amparo.vault.models import DataKey
from amparo.vault.sealing import seal, unseal


class Written(models.Model):
    """A row that is never changed; its words are sealed under the key that it hangs on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    words_sealed = models.BinaryField(default=b"")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True

    @abstractmethod
    def _key(self) -> DataKey:
        """The key that the row hangs on; each kind of row has its own way to it."""

    def _table(self) -> str:
        return f"rescue_{type(self).__name__.casefold()}"

    def seal_words(self, text: str) -> None:
        """Keep the words."""
        self.words_sealed = seal(
            text.strip(), self._key(), table=self._table(), row=self.pk, field="words"
        )

    def words(self) -> str:
        """The words, unsealed."""
        return unseal(
            self.words_sealed, self._key(), table=self._table(), row=self.pk, field="words"
        )
