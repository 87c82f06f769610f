"""What pages ask about accounts."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.errors import NotVisible

SECOND_FACTORS = ("totp", "webauthn")


@dataclass(frozen=True)
class AccountRow:
    """One account in the list."""

    id: str
    name: str
    email: str
    office: str
    roles: str
    is_active: bool
    has_second_factor: bool


def accounts_visible_to(user: User) -> QuerySet[User]:
    """Accounts this person manages: all of them, for an administrator."""
    if not user.may("accounts.manage"):
        return User.objects.none()
    return User.objects.select_related("office").order_by("name")


def account_for(user: User, account_id: str) -> User:
    """One account, or NotVisible."""
    found = accounts_visible_to(user).filter(pk=account_id).first()
    if found is None:
        raise NotVisible
    return found


def accounts_for(user: User) -> list[AccountRow]:
    """Every account this person manages, by name; two queries."""
    accounts = list(accounts_visible_to(user))
    safe = set(
        Authenticator.objects.filter(type__in=SECOND_FACTORS).values_list("user_id", flat=True)
    )
    return [
        AccountRow(
            id=str(account.pk),
            name=account.name,
            email=account.email,
            office=account.office.name if account.office else "",
            roles=", ".join(sorted(role.label for role in account.held_roles)),
            is_active=account.is_active,
            has_second_factor=account.pk in safe,
        )
        for account in accounts
    ]


def has_second_factor(user: User) -> bool:
    """Whether TOTP or a passkey is set up."""
    found: bool = Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()
    return found


def colleagues_of(user: User) -> QuerySet[User]:
    """Active accounts of the same office, by name."""
    if user.office_id is None:
        return User.objects.none()
    return User.objects.filter(office=user.office_id, is_active=True).order_by("name")


def may_join_a_team(user: User) -> bool:
    """Whether this account's roles work on cases."""
    return user.is_active and user.may("cases.write")


ROLE_CHOICES = [(role.value, role.label) for role in Role]
