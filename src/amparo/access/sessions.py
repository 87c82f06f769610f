"""Sessions whose rows open none: the key a browser holds is not in the database.

A row is found by a digest of that key, and what it holds is sealed under it, so that whoever takes
the database, its journal or a copy of it is signed in nowhere and reads nothing of a session.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as RowStore
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from amparo.access.models import Session, User

SALT = "amparo.access.sessions"
NONCE_BYTES = 12
MOST_SESSIONS = 8
"""How many one account may have: a phone, a desk and a few that nobody signed out of."""
BEGAN, ADDRESS, DEVICE = "began", "from_address", "from_device"


def row_of(key: str | None) -> str:
    """By what the row of a browser's key is found; the key does not follow from it.

    A key is 32 letters drawn at random, so that no list of likely ones can be tried.
    """
    return hashlib.sha256((key or "").encode()).hexdigest()


class SessionStore(RowStore):
    """One session. `session_key` is what the browser holds; its row is named otherwise."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The rows."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        now = timezone.now()
        row = Session.objects.filter(pk=row_of(self.session_key), expire_date__gt=now).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str | None) -> bool:
        """Whether the key that a browser holds opens a session."""
        return Session.objects.filter(pk=row_of(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row as it is kept: whose, since when and from where; all else sealed."""
        if self._session_key is None:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
        began = data.get(BEGAN)
        return Session(
            session_key=row_of(self._session_key),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            account_id=data.get(SESSION_KEY),
            began_at=datetime.fromtimestamp(began, UTC) if began else timezone.now(),
            address=data.get(ADDRESS),
            device=data.get(DEVICE, ""),
        )

    def encode(self, session_dict: dict[str, Any]) -> str:
        """What the session holds, sealed under the browser's key."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        content = json.dumps(session_dict, separators=(",", ":")).encode()
        return (nonce + self._cipher().encrypt(nonce, content, None)).hex()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What it holds; nothing where it was altered, or is another's."""
        try:
            sealed = bytes.fromhex(str(session_data))
            content = self._cipher().decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
            held: dict[str, Any] = json.loads(content)
        except (InvalidTag, ValueError):
            return {}
        return held

    def delete(self, session_key: str | None = None) -> None:
        """End it, or the one of another key."""
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(pk=row_of(key)).delete()

    def _cipher(self) -> AESGCM:
        key = self.session_key or ""
        return AESGCM(salted_hmac(SALT, key, algorithm="sha256").digest())


def begin(request: HttpRequest, user: User, *, address: str, at: datetime) -> None:
    """Note since when and from where, and end what is over: by time, or the oldest of too many."""
    session = request.session
    session[BEGAN] = at.timestamp()
    session[ADDRESS] = address
    session[DEVICE] = request.headers.get("User-Agent", "")[:200]
    session.save()
    Session.objects.filter(expire_date__lt=at).delete()
    kept = Session.objects.filter(account=user).order_by("-began_at").values_list("pk", flat=True)
    Session.objects.filter(pk__in=list(kept[MOST_SESSIONS:])).delete()
