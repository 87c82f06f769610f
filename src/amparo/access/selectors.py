"""What pages ask about accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils import timezone

from amparo.access.models import Session, User
from amparo.access.policy import Role
from amparo.audit.models import Entry
from amparo.audit.selectors import all_entries
from amparo.directory.models import Institution
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


@dataclass(frozen=True)
class SignedIn:
    """One browser in which somebody is signed in."""

    id: str
    since: datetime
    address: str
    device: str
    is_here: bool


def sessions_for(user: User, *, here: str) -> list[SignedIn]:
    """Where this person is signed in, this browser first, then the newest; one query."""
    rows = Session.objects.filter(account=user, expire_date__gt=timezone.now())
    found = [
        SignedIn(row.pk, row.began_at, row.address or "", row.device, row.pk == here)
        for row in rows.order_by("-began_at")
    ]
    return sorted(found, key=lambda one: not one.is_here)


def colleagues_of(user: User) -> QuerySet[User]:
    """Active accounts of the same office, by name; those of one name always in one order."""
    if user.office_id is None:
        return User.objects.none()
    return User.objects.filter(office=user.office_id, is_active=True).order_by("name", "pk")


def may_join_a_team(user: User) -> bool:
    """Whether this account's roles work on cases."""
    return user.is_active and user.may("cases.write")


ROLE_CHOICES = [(role.value, role.label) for role in Role]


def office_choices_for(user: User) -> list[tuple[str, str]]:
    """(id, name) of the institutions an account may belong to, offices first."""
    rows = Institution.objects.visible_to(user).order_by("-is_office", "name")
    return [(str(row.pk), row.name) for row in rows]


def office_for(user: User, office_id: str) -> Institution | None:
    """One institution; None for an empty id."""
    if not office_id:
        return None
    return Institution.objects.visible_to(user).filter(pk=office_id).first()


def trail_for(
    user: User, *, verb: str = "", person: str = "", day: date | None = None
) -> QuerySet[Entry]:
    """The trail, newest first, by what was done, by whom, and on which day of the office."""
    if not user.may("audit.read"):
        return Entry.objects.none()
    entries = all_entries()
    if verb:
        entries = entries.filter(verb=verb)
    if person:
        entries = entries.filter(actor_id=person)
    if day:
        start = timezone.make_aware(datetime.combine(day, time.min))
        entries = entries.filter(at__gte=start, at__lt=start + timedelta(days=1))
    return entries


def verb_choices_for(user: User) -> list[tuple[str, str]]:
    """The verbs that occur in the trail."""
    verbs = trail_for(user).order_by("verb").values_list("verb", flat=True).distinct()
    return [(verb, verb) for verb in verbs]


def actor_choices_for(user: User) -> list[tuple[str, str]]:
    """Everyone who has an account, and the system itself."""
    if not user.may("audit.read"):
        return []
    people = User.objects.order_by("name").values_list("pk", "name")
    return [("system", "Amparo itself"), *((str(pk), name) for pk, name in people)]
