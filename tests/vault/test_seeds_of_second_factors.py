"""What codes are made of lies sealed, opens again after a rotation, and is taken out by nobody."""

from __future__ import annotations

import json
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.apps import apps

from amparo.errors import Broken
from amparo.vault.secondfactors import open_seed, seal_seed

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code() -> str:
    return format_hotp_value(hotp_value(SEED, next(counters())))


def kept() -> str:
    return json.dumps([row.data for row in Authenticator.objects.all()])


def test_neither_seed_nor_recovery_code_is_in_the_database_and_both_work(cast):
    totp, recovery = TOTP.activate(cast.alma, SEED), RecoveryCodes.activate(cast.alma)
    codes = recovery.generate_codes()
    assert [one for one in [SEED, *codes] if one in kept()] == []
    assert totp.validate_code(code())
    assert recovery.validate_code(codes[3])
    assert not recovery.validate_code(codes[3])


def test_a_seed_that_was_altered_does_not_open(cast):
    sealed = seal_seed(SEED)
    assert open_seed(sealed) == SEED
    with pytest.raises(Broken):
        open_seed(sealed[:-8] + "AAAAAAA=")
    with pytest.raises(Broken):
        open_seed(SEED)


def test_seeds_kept_in_the_clear_are_sealed_by_the_migration(cast):
    Authenticator.objects.create(user=cast.dario, type="totp", data={"secret": SEED})
    Authenticator.objects.create(user=cast.beni, type="recovery_codes", data={"seed": "ab" * 40})
    Authenticator.objects.create(user=cast.beni, type="webauthn", data={"credential": {}})
    step = import_module("amparo.vault.migrations.0004_seeds_of_second_factors")
    step.seal(apps, None)
    assert SEED not in kept()
    assert "abab" not in kept()
    assert TOTP(Authenticator.objects.get(user=cast.dario)).validate_code(code())
    step.unseal(apps, None)
    assert SEED in kept()
