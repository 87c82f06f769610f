"""The second tier of keys: held by people, so that a mistake of ours about who may see what gives
away nothing that can be read.

Each person has a key pair, whose private half opens with a passphrase of theirs alone. What is kept
for people is sealed under a key of its own, and that key lies sealed to each of them. The office
cannot open it, nor can whoever holds the office's key and everything on its disk. Where a
passphrase is lost, somebody else who holds a copy gives another, or the custodians together do.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import sha256
from hmac import digest

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.access.services import System
from amparo.access.signing_in import forget_try, take_try
from amparo.audit.services import record
from amparo.errors import Refused
from amparo.vault import age, escrow
from amparo.vault.keys import NONCE_BYTES, office_key
from amparo.vault.models import OwnKey, PeopleKey, PeopleKeyCopy

KIND = "vault.own_key"
SHORTEST = 15
PASSES, MEMORY_KIB, LANES = 3, 64 * 1024, 2  # Argon2id, RFC 9106's second choice


class NoCopy(Refused):
    """This person holds no copy of the key."""

    def __init__(self) -> None:
        super().__init__(
            "You have not been given the key of this",
            next_step="ask somebody who holds it to give it to you",
        )


def own_key_of(user: User) -> OwnKey | None:
    """The person's key in use; None where they never made one."""
    return OwnKey.objects.filter(user=user, ended_at__isnull=True).first()


@transaction.atomic
def make_own_key(*, by: User, at: datetime, passphrase: str) -> OwnKey:
    """Make one's own key. One that was there before is thrown away, with every copy given to it.

    Raises: Refused for a passphrase that would be guessed, or that is the password.
    """
    _check(by, passphrase)
    private = X25519PrivateKey.generate()
    before = OwnKey.objects.filter(user=by, ended_at__isnull=True)
    PeopleKeyCopy.objects.filter(to__in=before).delete()
    before.update(ended_at=at, private_sealed=b"")
    salt = secrets.token_bytes(16)
    made = OwnKey.objects.create(
        user=by, public=private.public_key().public_bytes_raw(), salt=salt, made_at=at,
        private_sealed=_sealed(private, passphrase, salt),
    )  # fmt: skip
    record(by=by, verb="own_key.made", kind=KIND, object_id=str(made.pk), at=at)
    return made


@transaction.atomic
def change_passphrase(*, by: User, at: datetime, key: X25519PrivateKey, passphrase: str) -> None:
    """Another passphrase for the same key; every copy stays. Raises: Refused as for a new one."""
    _check(by, passphrase)
    salt = secrets.token_bytes(16)
    OwnKey.objects.filter(user=by, ended_at__isnull=True).update(
        salt=salt, private_sealed=_sealed(key, passphrase, salt)
    )
    record(by=by, verb="own_key.passphrase_changed", kind=KIND, object_id=by.actor_id, at=at)


def unlock(*, by: User, at: datetime, passphrase: str) -> X25519PrivateKey:
    """The person's private key, for this one act; kept nowhere.

    Call it outside a transaction: what was guessed wrong must be counted whatever follows.
    Raises: Refused without a key, for a wrong passphrase, and for a while after five of them.
    """
    held = own_key_of(by)
    if held is None:
        raise Refused("You have no key of your own yet", next_step="set one up first")
    until, number = take_try(f"own-key|{by.pk}", at)
    if until is not None:
        raise Refused(
            "Too many wrong passphrases",
            next_step=f"try again after {timezone.localtime(until):%H:%M}",
        )
    try:
        private = AESGCM(_derived(passphrase, bytes(held.salt))).decrypt(
            bytes(held.private_sealed)[:NONCE_BYTES], bytes(held.private_sealed)[NONCE_BYTES:],
            bytes(held.salt),
        )  # fmt: skip
    except InvalidTag as error:
        raise Refused(
            "This is not the passphrase of your key",
            next_step="type it again; where it is lost, make a new key",
        ) from error
    forget_try(number)
    return X25519PrivateKey.from_private_bytes(private)


def new_people_key(
    *, by: User, at: datetime, to: Iterable[User]
) -> tuple[PeopleKey, AESGCM] | None:
    """A new key with a copy for each of these people who has a key of their own, and its cipher.

    None where fewer than two could open it again, the custodians counted as one: with one alone a
    forgotten passphrase would lose what is sealed.
    """
    own = list(OwnKey.objects.filter(user__in=list(to), ended_at__isnull=True))
    told = escrow.about()
    if len(own) + bool(told) < 2 or not own:
        return None
    secret = secrets.token_bytes(32)
    made = PeopleKey.objects.create(made_at=at)
    for one in own:
        _give(made, secret, one, by=by, at=at)
    _keep_for_custodians(made, secret)
    return made, AESGCM(secret)


def cipher_for(*, by: User, key: X25519PrivateKey, of: PeopleKey) -> AESGCM:
    """The cipher of such a key, by a person's copy of it. Raises: NoCopy without one."""
    return AESGCM(_secret(by, key, of))


def may_open(user: User, of: PeopleKey) -> bool:
    """Whether there is a copy for this person."""
    return PeopleKeyCopy.objects.filter(of=of, to__user=user, to__ended_at__isnull=True).exists()


@transaction.atomic
def give(*, by: User, at: datetime, key: X25519PrivateKey, of: PeopleKey, to: User) -> None:
    """Give a copy to somebody else. Raises: NoCopy for whoever holds none; Refused where the
    other has no key of their own."""
    own = own_key_of(to)
    if own is None:
        raise Refused(
            f"{to.name} has no key of their own yet", next_step="ask them to set one up first"
        )
    _give(of, _secret(by, key, of), own, by=by, at=at)


@transaction.atomic
def take_from_all_but(*, of: PeopleKey, kept: Collection[User]) -> int:
    """Take every copy away but those of these people; how many were taken.

    Misleads when: somebody kept what they read. What must be closed to them is sealed anew.
    """
    gone = PeopleKeyCopy.objects.filter(of=of).exclude(to__user__in=list(kept))
    n, _ = gone.delete()
    return n


@transaction.atomic
def give_from_custodians(*, at: datetime, private: X25519PrivateKey, to: User) -> int:
    """With the custodians' key, give one person a copy of every key that people hold; how many.

    Raises: Refused where they have no key of their own; Unreadable for shares of another escrow.
    """
    own = own_key_of(to)
    if own is None:
        raise Refused(
            f"{to.name} has no key of their own yet", next_step="ask them to set one up first"
        )
    n = 0
    for of in PeopleKey.objects.exclude(custodians=b""):
        _give(of, age.decrypt(bytes(of.custodians), private), own, by=None, at=at)
        n += 1
    record(by=System(), verb="own_key.given_by_custodians", kind=KIND, object_id=to.actor_id, at=at)
    return n


def _secret(by: User, key: X25519PrivateKey, of: PeopleKey) -> bytes:
    copy = PeopleKeyCopy.objects.filter(of=of, to__user=by, to__ended_at__isnull=True).first()
    if copy is None:
        raise NoCopy
    secret = age.decrypt(bytes(copy.sealed), key)
    _keep_for_custodians(of, secret)
    return secret


def _give(of: PeopleKey, secret: bytes, own: OwnKey, *, by: User | None, at: datetime) -> None:
    sealed = age.encrypt(secret, X25519PublicKey.from_public_bytes(bytes(own.public)))
    PeopleKeyCopy.objects.update_or_create(
        of=of, to=own, defaults={"sealed": sealed, "given_by": by, "given_at": at}
    )


def _keep_for_custodians(of: PeopleKey, secret: bytes) -> None:
    """Their copy, made anew when they were given new shares since."""
    told = escrow.about()
    if told is None or told["public"] == of.custodians_public:
        return
    of.custodians, of.custodians_public = (
        age.encrypt(secret, age.read_public(told["public"])), told["public"],
    )  # fmt: skip
    of.save(update_fields=["custodians", "custodians_public"])


def _check(user: User, passphrase: str) -> None:
    if len(passphrase) < SHORTEST:
        raise Refused(
            "This passphrase is too short", found=f"{len(passphrase)} characters",
            next_step=f"use {SHORTEST} or more: four words that nobody would put together",
        )  # fmt: skip
    if user.check_password(passphrase):
        raise Refused("This is your password", next_step="choose other words for your key")
    try:
        validate_password(passphrase, user)
    except ValidationError as error:
        raise Refused(
            "This passphrase will not do",
            found=" ".join(error.messages),
            next_step="choose another",
        ) from error


def _sealed(private: X25519PrivateKey, passphrase: str, salt: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = AESGCM(_derived(passphrase, salt))
    return nonce + cipher.encrypt(nonce, private.private_bytes_raw(), salt)


def _derived(passphrase: str, salt: bytes) -> bytes:
    """Of the passphrase and the office's key together: the database alone lets nobody guess."""
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    slow = hash_secret_raw(
        typed, salt, time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES, hash_len=32,
        type=Type.ID,
    )  # fmt: skip
    return digest(office_key().index, b"own-key|" + slow, sha256)
