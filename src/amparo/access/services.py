"""What is done to accounts. Each act is one transaction with its audit entry inside."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from amparo.access.models import Session, User
from amparo.access.policy import Role
from amparo.audit.services import Actor, record
from amparo.directory.models import Institution
from amparo.errors import Conflict, NotVisible, Refused

SPOKEN = "abcdefghjkmnpqrstuvwxyz3479"  # none that is mistaken for another, on paper or aloud


class System:
    """The actor behind first-run set-up, imports and the demo: nobody's account."""

    actor_id = "system"
    actor_label = "Amparo"


@transaction.atomic
def open_account(
    *,
    by: Actor,
    at: datetime,
    email: str,
    name: str,
    roles: Collection[Role],
    office: Institution | None,
    password: str,
    is_given: bool = False,
) -> User:
    """Open an account; one whose password is given has to choose its own within three days.

    Raises: Refused for a used address or a weak password.
    """
    email = email.strip().lower()
    if User.objects.filter(email__iexact=email).exists():
        raise Refused(
            "An account with this e-mail address is there already",
            next_step="use another address, or change that account",
        )
    user = User(
        email=email,
        name=name.strip(),
        office=office,
        roles=sorted(role.value for role in roles),
        joined_at=at,
        given_at=at if is_given else None,
    )
    _check_password(password, user)
    user.set_password(password)
    user.save(force_insert=True)
    record(
        by=by, verb="account.opened", kind="access.user", object_id=user.actor_id, at=at,
        fields=["email", "name", "office", "roles"],
    )  # fmt: skip
    return user


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(
            "This password will not do", found=" ".join(error.messages), next_step="choose another"
        ) from error


@transaction.atomic
def change_account(
    *,
    by: Actor,
    at: datetime,
    user: User,
    version: int,
    name: str,
    roles: Collection[Role],
    is_active: bool,
) -> User:
    """Change name, roles or standing; a change of rights ends the account's sessions.

    Raises: Conflict when someone else saved first; Refused when it would leave no administrator.
    """
    codes = sorted(role.value for role in roles)
    if _is_last_administrator(user) and (Role.ADMINISTRATOR not in roles or not is_active):
        raise Refused(
            "This is the last administrator",
            next_step="make someone else an administrator first",
        )
    before = User.objects.get(pk=user.pk)
    changed = User.objects.filter(pk=user.pk, version=version).update(
        name=name.strip(), roles=codes, is_active=is_active, version=F("version") + 1
    )
    if not changed:
        raise Conflict(
            "Someone else changed this account while you did",
            theirs={"name": before.name, "roles": ", ".join(before.roles)},
            yours={"name": name, "roles": ", ".join(codes)},
        )
    fields = [
        field
        for field, old, new in (
            ("name", before.name, name.strip()),
            ("roles", before.roles, codes),
            ("is_active", before.is_active, is_active),
        )
        if old != new
    ]
    record(
        by=by, verb="account.changed", kind="access.user", object_id=user.actor_id, at=at,
        fields=fields,
    )  # fmt: skip
    if "roles" in fields or not is_active:
        end_sessions(user)
    user.refresh_from_db()
    return user


def _is_last_administrator(user: User) -> bool:
    others = User.objects.filter(is_active=True).exclude(pk=user.pk)
    is_one = Role.ADMINISTRATOR in user.held_roles and user.is_active
    return is_one and not any(Role.ADMINISTRATOR in other.held_roles for other in others)


def end_sessions(user: User) -> None:
    """Sign the account out everywhere."""
    Session.objects.filter(account=user).delete()


@transaction.atomic
def set_password(*, by: Actor, at: datetime, user: User, password: str) -> None:
    """Give an account a password to be changed within three days; its sessions end."""
    _check_password(password, user)
    user.set_password(password)
    user.given_at = at
    user.save(update_fields=["password", "given_at"])
    end_sessions(user)
    record(by=by, verb="account.password_set", kind="access.user", object_id=user.actor_id, at=at)


@transaction.atomic
def end_sessions_of(*, by: Actor, at: datetime, user: User) -> None:
    """Sign an account out everywhere, for a lost or stolen device."""
    end_sessions(user)
    record(by=by, verb="account.sessions_ended", kind="access.user", object_id=user.actor_id, at=at)


@transaction.atomic
def end_own_session(*, by: User, at: datetime, session_id: str) -> None:
    """Sign one of one's own devices out.

    Raises: NotVisible where it is nobody's, or somebody else's.
    """
    ended, _ = Session.objects.filter(account=by, pk=session_id).delete()
    if not ended:
        raise NotVisible
    record(by=by, verb="account.session_ended", kind="access.user", object_id=by.actor_id, at=at)


@transaction.atomic
def end_other_sessions(*, by: User, at: datetime, but: str) -> None:
    """Sign oneself out everywhere but here."""
    Session.objects.filter(account=by).exclude(pk=but).delete()
    record(by=by, verb="account.sessions_ended", kind="access.user", object_id=by.actor_id, at=at)


@transaction.atomic
def remove_second_factor(*, by: Actor, at: datetime, user: User) -> None:
    """Take an account's second factors and recovery codes away, and sign it out everywhere.

    For a lost phone. Whoever sees people must set a new one up before anything else opens.
    """
    from allauth.mfa.models import Authenticator  # noqa: PLC0415  (needs the app registry)

    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    record(
        by=by, verb="account.second_factor_removed", kind="access.user", object_id=user.actor_id,
        at=at,
    )  # fmt: skip


def make_password() -> str:
    """A password to be told over the phone: four groups of five, about 94 bits."""
    return "-".join("".join(secrets.choice(SPOKEN) for _ in range(5)) for _ in range(4))
