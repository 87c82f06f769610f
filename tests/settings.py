"""The office's own settings, with what tests need: a named test database and a fast hasher."""

from __future__ import annotations

from amparo.config.settings import *  # noqa: F403
from amparo.config.settings import DATABASES, HOME

# In a file, as an office has it; SQLite's in-memory database shares locks in ways a file does not.
DATABASES["default"]["TEST"] = (
    {"NAME": str(HOME / "test.sqlite3")}
    if DATABASES["default"]["ENGINE"].endswith("sqlite3")
    else {"NAME": "test_amparo"}
)
# A connection kept open by a live server's thread would keep the test database from being dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0

# Argon2 takes 50 ms on purpose; tests of signing in name the real hasher themselves.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# The process of the tests is alone, on PostgreSQL too, and what is shared out is all its own.
WORKERS = 1
# Pages are tested without a second factor; the tests of that rule turn it on themselves.
REQUIRE_SECOND_FACTOR = False
# Neither do they confirm again and again who they are.
REQUIRE_FRESH_SIGN_IN = False
