"""Accounts. A person signs in with an e-mail address; roles and office say what they may do."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Hashable
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower

from amparo.access.policy import COUNTS_WHOLE_OFFICE, SEES_PEOPLE, Role, decide
from amparo.directory.models import Institution


class UserManager(BaseUserManager["User"]):
    """Finds accounts by their e-mail address, however it is typed."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Someone who signs in. Closed accounts stay, since the trail names them."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    office = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="accounts", null=True, blank=True
    )
    roles = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    # Since when the password is one that an administrator gave; nothing once it is their own.
    given_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = UserManager()

    # What was found out about this account while one page is read for it, and only then: None
    # wherever something may change in between.
    reading: dict[Hashable, Any] | None = None

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]

    @property
    def held_roles(self) -> frozenset[Role]:
        """The roles held; a code that no longer exists gives nothing."""
        return frozenset(Role(code) for code in self.roles if code in Role.__members__.values())

    @property
    def actor_id(self) -> str:
        """How the trail names this account."""
        return str(self.pk)

    @property
    def actor_label(self) -> str:
        """How the trail shows this account to people."""
        return self.name

    def set_password(self, raw_password: str | None) -> None:
        """Keep a password's hash; the same letters typed on another keyboard are the same."""
        super().set_password(raw_password and unicodedata.normalize("NFKC", raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is the password."""
        return super().check_password(raw_password and unicodedata.normalize("NFKC", raw_password))

    def get_full_name(self) -> str:
        """The name shown to colleagues."""
        return self.name

    def get_short_name(self) -> str:
        """The first word of the name."""
        return self.name.split(" ", 1)[0]

    def may(self, verb: str) -> bool:
        """Whether this account's roles include the verb, leaving cases out of it."""
        return bool(decide(active=self.is_active, roles=self.held_roles, verb=verb))

    @property
    def sees_people(self) -> bool:
        """Whether any role opens records of people."""
        return bool(self.held_roles & SEES_PEOPLE)

    @property
    def counts_whole_office(self) -> bool:
        """Whether figures cover every case of the office, as numbers."""
        return bool(self.held_roles & COUNTS_WHOLE_OFFICE)


class SignInFailure(models.Model):
    """A try to sign in that was not right, or not answered yet; gone after a day.

    `bucket` is a keyed hash of what is counted: no address and no account can be read from it.
    """

    kept: ClassVar[str] = "mutable"

    bucket = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["bucket", "at"])]


class Tried(models.Model):
    """A code that was used, or tries that are counted, for as long as that matters (`tried.py`).

    `digest` is keyed: no address, account or code can be read from it.
    """

    kept: ClassVar[str] = "mutable"

    digest = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField()
    at = models.DateTimeField()
    until = models.DateTimeField(db_index=True)


class Session(AbstractBaseSession):
    """A browser that is signed in, or was given something to hold. Its key is not here.

    `session_key` is a digest of what the browser holds, `session_data` is sealed under it
    (`access.sessions`): the row opens nothing for whoever reads it.
    """

    kept: ClassVar[str] = "mutable"

    session_key = models.CharField(max_length=64, primary_key=True)
    account = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    began_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=200, blank=True)

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """What reads and writes it."""
        from amparo.access.sessions import SessionStore  # noqa: PLC0415  (it imports this)

        return SessionStore
