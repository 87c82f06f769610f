"""Every setting, read from the environment; docs/deploy.md lists them.

Safe by default: without AMPARO_SECRET_KEY_FILE a key is made in the office's own folder, the
server listens on loopback, cookies are strict, nothing is loaded from another host.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from amparo.config import navigation
from amparo.config.sqlite import use_bundled
from amparo.vault.once import write_once

use_bundled()

PACKAGE = Path(__file__).resolve().parent.parent


def _flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    return default if value == "" else value in {"1", "yes", "true", "on"}


def _home() -> Path:
    """The office's folder: database, keys and files. Never inside the installed package."""
    named = os.environ.get("AMPARO_HOME")
    if named:
        return Path(named).expanduser().resolve()
    checkout = os.environ.get("AMPARO_CHECKOUT")
    return (Path(checkout) / "var" if checkout else Path.home() / ".amparo") / "office"


def _secret(path: Path) -> str:
    """Read the key kept in a file of mode 0600, making it at first use."""
    if not path.exists():
        write_once(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


HOME = _home()
DEMO = _flag("AMPARO_DEMO", default=False)
DEBUG = False
HTTPS = _flag("AMPARO_HTTPS", default=False)
SECRET_KEY = _secret(Path(os.environ.get("AMPARO_SECRET_KEY_FILE", HOME / "secret.key")))
KEY_FILE = Path(os.environ.get("AMPARO_KEY_FILE", HOME / "sealing.key"))
# In place of the file: the key itself, or a program that prints it (a key service, a chip).
KEY = os.environ.get("AMPARO_KEY", "")
KEY_PROGRAM = os.environ.get("AMPARO_KEY_PROGRAM", "")
# ClamAV's daemon on this machine, which is shown what is sent to us: unix:/its/socket, or a port.
SCANNER = os.environ.get("AMPARO_SCANNER", "").strip()
# Who keeps the audit trail's checkpoints elsewhere: folders, or mailto: and an address.
WITNESSES = os.environ.get("AMPARO_WITNESSES", "")
# The public key that copies are sealed to; its private half is kept away from this machine.
COPY_KEY = os.environ.get("AMPARO_COPY_KEY", "")
# The office's own figures of how much one account may open within an hour (packs/limits.toml).
LIMITS = os.environ.get("AMPARO_LIMITS", "")
FILES = Path(os.environ.get("AMPARO_FILES", HOME / "files"))
ALLOWED_HOSTS = os.environ.get("AMPARO_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
NAVIGATION = navigation.NAVIGATION
# Where "Exit this page" leads: somewhere dull, over which nobody asks a question.
EXIT_TO = os.environ.get("AMPARO_EXIT_TO", "https://www.bbc.com/weather")
REQUIRE_SECOND_FACTOR = _flag("AMPARO_REQUIRE_SECOND_FACTOR", default=not DEMO)
# Whether what would do most harm asks again who it is; the demo's visitors are spared it.
REQUIRE_FRESH_SIGN_IN = not DEMO

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "amparo.web",
    "amparo.audit",
    "amparo.directory",
    "amparo.access",
    "amparo.vault",
    "amparo.casework.cases",
    "amparo.casework.frame",
    "amparo.casework.apart",
    "amparo.casework.rescue",
    "amparo.casework.aftercare",
    "amparo.casework.evidence",
    "amparo.casework.docket",
    "amparo.casework.restrain",
    "amparo.casework.represent",
    "amparo.casework.restore",
    "amparo.casework.desk",
    "amparo.reform",
    "amparo.repair.resources",
    "amparo.repair.training",
    "amparo.repair.accountability",
    "amparo.repair.hope",
    "amparo.protection",
    "amparo.letters",
    "amparo.story",
    "amparo.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "amparo.web.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "amparo.access.typed.KeepsTyped",
    "amparo.access.middleware.SessionsEnd",
    "amparo.access.middleware.PasswordIsTheirs",
    "amparo.access.middleware.SecondFactorRequired",
    "django_htmx.middleware.HtmxMiddleware",
    "amparo.web.middleware.ErrorPages",
    "amparo.access.pace.Slows",
]
ROOT_URLCONF = "amparo.config.urls"
WSGI_APPLICATION = "amparo.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "amparo.web.context.shell",
            ],
            "builtins": ["amparo.web.templatetags.components"],
        },
    }
]
FORM_RENDERER = "amparo.web.forms.Renderer"


# A list of one's own hearings joins more tables than PostgreSQL puts in order unless it is told to:
# among a million cases it took 0.27 s where it takes 0.01. Compiling short queries does not pay.
PLANS = "-c join_collapse_limit=16 -c from_collapse_limit=16 -c geqo_threshold=20 -c jit=off"
# Of a database on another machine: that its certificate is checked, and against what.
OF_TLS = ("sslmode", "sslrootcert", "sslcert", "sslkey")


def _database() -> dict[str, object]:
    """PostgreSQL where AMPARO_DATABASE names one (postgresql://user@host/name), else SQLite."""
    address = os.environ.get("AMPARO_DATABASE", "")
    if address:
        parts = urlsplit(address)
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(query.get("host", parts.hostname or "")),
            "PORT": str(parts.port or ""),
            "OPTIONS": {
                "options": PLANS,
                **{name: unquote(query[name]) for name in OF_TLS if name in query},
            },
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "amparo.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;"
                "PRAGMA cell_size_check=ON; PRAGMA cache_size=-32768"
            ),
        },
    }


DATABASES = {"default": _database()}


def _workers() -> int:
    """How many processes serve: one on SQLite, which has one writer; two on PostgreSQL."""
    if not os.environ.get("AMPARO_DATABASE"):
        return 1
    asked = os.environ.get("AMPARO_WORKERS", "").strip()
    # What is no number, the doctor and `serve` refuse in words.
    return int(asked) if asked.isdigit() and int(asked) else min(2, os.cpu_count() or 1)


WORKERS = _workers()
CACHES = {"default": {"BACKEND": "amparo.access.tried.Shared"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "amparo.access.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "amparo.access.passwords.NotGuessedFirst"},
    {"NAME": "amparo.access.passwords.NotOfTheOffice"},
]
# A sorted list of SHA-1 hashes of leaked passwords on this machine; nothing asks a network.
BREACHED_PASSWORDS = os.environ.get("AMPARO_BREACHED_PASSWORDS", "")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "amparo.access.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# Of second factors, counted for all processes together (CACHES); passwords are counted in the
# database, by amparo.access.signing_in.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key"}
ACCOUNT_FORMS = {"login": "amparo.access.forms.SignInForm"}
MFA_ADAPTER = "amparo.vault.secondfactors.SealsSeeds"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Amparo"
# An administrator typed the address; without this nobody could ever set up a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("AMPARO_PROXIES", "0"))

SESSION_ENGINE = "amparo.access.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_FAILURE_VIEW = "amparo.web.errorpages.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": browsers then send "Origin: null" with our own forms, and CSRF refuses them.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A paper of a case never lies unsealed on disk, not even in a temporary file: uploads stay in
# memory until sealed, and one larger than a document may be (vault.files.LARGEST) is not taken.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 26 * 1024 * 1024

EMAIL_BACKEND = os.environ.get(
    "AMPARO_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend"
)
# The class that hands text messages to the office's provider; by default they are printed.
SMS_GATEWAY = os.environ.get("AMPARO_SMS", "amparo.casework.docket.gateways.ConsoleSms")
# What rooms above the detectors tell them, by the part of a case's history that it fills.
DETECTORS_ARE_TOLD = {
    "things": "amparo.repair.resources.seen.things_for",
    "untaught": "amparo.repair.training.seen.untaught_for",
    "moved": "amparo.repair.training.seen.moved_for",
    "told_on": "amparo.repair.hope.seen.told_for",
}
# What rooms above the desk put on Today, each for whoever must act.
TODAY_IS_TOLD = (
    "amparo.repair.training.pages.today.sections",
    "amparo.repair.resources.pages.today.sections",
    "amparo.repair.hope.pages.today.sections",
)
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", "English")]
TIME_ZONE = os.environ.get("AMPARO_TIME_ZONE", "UTC")
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["amparo.web.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "web" / "static"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Pages asked for in vain, by number and name: somebody who tries addresses shows here.
    "loggers": {"amparo.refused": {"level": "INFO"}},
}
