"""Settings of CASPP. Runs with no configuration at all; safe when DEBUG is off.

What a deployment may set: SECRET_KEY, FIELD_KEYS, DEBUG, HTTPS, ALLOWED_HOSTS,
CSRF_TRUSTED_ORIGINS, ADMIN_HOSTS, ADMIN_NETWORKS, DATABASE_URL, REDIS_URL, MEDIA_ROOT. Everything
else is decided here; docs/settings.md explains.
"""

import os
import re
import sys
from ipaddress import ip_network
from pathlib import Path

import pghistory
from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _
from environs import Env

from caspp import browser_policy

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

# --- Mode and secrets ---


def _secret(name: str, default: str | None = None) -> str | None:
    """A secret from the environment, or from the file that NAME_FILE names."""
    if path := os.environ.get(f"{name}_FILE"):
        os.environ[name] = Path(path).read_text(encoding="utf-8").strip()
    return env.str(name, default=default)


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = _secret("SECRET_KEY", default="development-only" if DEBUG else None)
# Keys of before, for as long as sessions signed by them may live.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
if SECRET_KEY is None:
    sys.exit("SECRET_KEY is not set. Set it to a long random text, or try CASPP by `make run`.")
# They seal photographs and secret texts (people/sealed.py): the first seals, every one opens.
_secret("FIELD_KEYS")
FIELD_KEYS: list[str] = env.list(
    "FIELD_KEYS", default=["development-only-development-only-developme="] if DEBUG else []
)
if not FIELD_KEYS or not all(re.fullmatch(r"[\w-]{43}=", key, re.ASCII) for key in FIELD_KEYS):
    sys.exit("FIELD_KEYS is not set, or is no key. docs/settings.md says how to make one.")
# Off only where the browser and the server are the same machine, as with `make run`.
HTTPS = env.bool("HTTPS", default=not DEBUG)
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["*"] if DEBUG else [])
# How many proxies of our own stand in front, each adding to X-Forwarded-For; none is believed at 0.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Where /admin/ answers: by these names only, and to these networks only; everywhere when empty.
ADMIN_HOSTS: list[str] = env.list("ADMIN_HOSTS", default=[])
_networks: list[str] = env.list("ADMIN_NETWORKS", default=[])
ADMIN_NETWORKS = [ip_network(one) for one in _networks]
# To these callers /readyz says which part is down; to others only whether.
_nearby: list[str] = env.list("HEALTH_NETWORKS", default=["127.0.0.0/8", "::1/128"])
HEALTH_NETWORKS = [ip_network(one) for one in _nearby]

# --- Applications, floor by floor (docs/adr/0001-floors.md) ---

INSTALLED_APPS = [
    "caspp.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "people",
    "stations",
    "accounts",
    "audit",
    "screen",
    "alerts",
    "exports",
    "dossier",
    "documents",
    "filings",
    "notifications",
    "hotel_eye",
    "tenants",
    "complaints",
    "firs",
    "convicts",
    "caspp.apps.CasppConfig",
]

MIDDLEWARE = [
    "caspp.proxies.ClientAddress",
    # What these say of an answer holds for static files, too.
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "caspp.middleware.SameOrigin",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "caspp.middleware.NothingKept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "caspp.administration.Door",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "audit.middleware.RequestContext",
    "audit.history.RememberUser",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SessionRules",
    "audit.middleware.Denials",
]

ROOT_URLCONF = "caspp.urls"
ASGI_APPLICATION = "caspp.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "screen.context.navigation_context",
            ],
            "builtins": ["screen.templatetags.screen"],
        },
    },
]

# --- Data ---

_secret("DATABASE_URL")
DATABASES = {
    # Under ASGI each request has its own thread, so a kept connection would never be used again.
    "default": env.dj_db_url("DATABASE_URL", default="postgresql:///caspp", conn_max_age=0),
}
# A frozen worker would hold the rows it claimed for ever; PostgreSQL lets go of them after this.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
    "options", "-c idle_in_transaction_session_timeout=30s"
)
# The application's own role, where the login could do more: it adds to the log, never changes it.
if DATABASE_ROLE := env.str("DATABASE_ROLE", default=""):
    DATABASES["default"]["OPTIONS"]["options"] += f" -c role={DATABASE_ROLE}"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The history of rows (audit/history.py): the moment of each copy, and no index but its row's.
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
MEDIA_ROOT = env.path("MEDIA_ROOT", default=BASE_DIR / ".local" / "media")
# Photographs of identity cards are handed out by a view that asks who is looking.
MEDIA_URL = "/media-is-not-served/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- The log ---

#: Years that the log is kept (CJIS AU-11 asks for one at least), and where the ends of its chains
#: are written every day; best a place that another machine collects.
AUDIT_KEEP_YEARS = env.int("AUDIT_KEEP_YEARS", default=5)
AUDIT_ANCHOR_DIR = env.str("AUDIT_ANCHOR_DIR", default="")
# One export holds no more rows than this: a bigger question is asked in parts.
EXPORT_ROWS = env.int("EXPORT_ROWS", default=50_000)

# --- Complaints ---

# Where a citizen who is watched over his shoulder lands: a page that everybody has open.
QUICK_EXIT_URL = env.str("QUICK_EXIT_URL", default="about:blank")
# Where citizens find CASPP, as in 'https://caspp.example': it stands in messages to them.
PUBLIC_URL = env.str("PUBLIC_URL", default="").rstrip("/")
# TTF fonts of printed papers; a machine that prints needs them after collectstatic, too.
PAPER_FONTS = env.path("PAPER_FONTS", default=BASE_DIR / "node_modules" / "@expo-google-fonts")
# Tiles under the map, as in 'https://tiles.example/{z}/{x}/{y}.png'; none when empty.
MAP_TILES = env.str("MAP_TILES", default="")
# No request of any kind is longer than this many bytes (caspp/bodies.py).
LARGEST_BODY = env.int("LARGEST_BODY", default=96 * 1024 * 1024)

# --- Screening ---

# Where each machine of the worker lays the index of the list into files, which its processes share.
SCREENING_INDEX = env.path("SCREENING_INDEX", default=BASE_DIR / ".local" / "index")

# --- The worker: the queue is a bell, the table is the memory ---

CELERY_BROKER_URL = REDIS_URL
# The nights of the schedule are those of Pakistan.
CELERY_TIMEZONE = "Asia/Karachi"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The default gives up after a hundred tries and ends the worker.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A frozen broker must cost a publisher two seconds at most, never forever. A ring is taken from the
# queue and not answered: answering one over a line that broke meanwhile would end the worker.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "ack_emulation": False}
CELERY_REDIS_SOCKET_TIMEOUT = 2
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 120
# Long work has a worker of its own: an alert never waits behind it.
CELERY_TASK_ROUTES = {
    "convicts.tasks.work_on_imports": {"queue": "background"},
    "convicts.tasks.find_doubles": {"queue": "background"},
    "filings.tasks.work_on_lots": {"queue": "background"},
}
CELERY_WORKER_CONSUMER = "caspp.celery:Consumer"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(BASE_DIR / ".local" / "beat-schedule")
CELERY_BEAT_MAX_LOOP_INTERVAL = 2
CELERY_BEAT_SCHEDULE = {
    "ring-the-bell": {
        "task": "alerts.tasks.screen_pending",
        "schedule": 3.0,
        # An unheard ring is worthless once the next one is due.
        "options": {"expires": 3.0, "retry": False},
    },
    "end-expired-watches": {
        "task": "convicts.tasks.end_expired_watches",
        "schedule": crontab(minute="*/5"),
    },
    "send-texts": {
        "task": "notifications.tasks.send_due_texts",
        "schedule": 5.0,
        "options": {"expires": 5.0, "retry": False},
    },
    "forget-old-texts": {
        "task": "notifications.tasks.forget_old_texts",
        "schedule": crontab(hour=1, minute=45),
    },
    "name-those-in-office": {
        "task": "complaints.tasks.name_those_in_office",
        "schedule": crontab(minute="*/15"),
    },
    "name-those-in-office-on-cases": {
        "task": "firs.tasks.name_those_in_office",
        "schedule": crontab(minute="*/15"),
    },
    # Again and again: a worker that slept over midnight turns the pages when it wakes.
    "turn-the-roznamchas": {
        "task": "firs.tasks.turn_the_roznamchas",
        "schedule": crontab(minute="2,32"),
    },
    "raise-late-challans": {
        "task": "firs.tasks.raise_late_challans",
        "schedule": crontab(minute=50),
    },
    "forget-drafts": {"task": "complaints.tasks.forget_drafts", "schedule": crontab(minute=40)},
    "screen-lists": {
        "task": "convicts.tasks.screen_lists",
        "schedule": 3.0,
        "options": {"expires": 3.0, "retry": False},
    },
    "work-on-imports": {
        "task": "convicts.tasks.work_on_imports",
        "schedule": 3.0,
        "options": {"expires": 3.0, "retry": False},
    },
    "find-doubles": {
        "task": "convicts.tasks.find_doubles",
        "schedule": 3.0,
        "options": {"expires": 3.0, "retry": False},
    },
    "remind-of-guests": {"task": "hotel_eye.tasks.remind_of_guests", "schedule": 300.0},
    "forget-answers": {
        "task": "hotel_eye.tasks.forget_answers",
        "schedule": crontab(minute=50),
    },
    "remind-of-nil": {
        "task": "hotel_eye.tasks.remind_of_nil",
        "schedule": crontab(hour=21, minute=0),
    },
    "remind-of-agreements": {
        "task": "tenants.tasks.remind",
        "schedule": crontab(hour=10, minute=0),
    },
    # Nobody is woken for it.
    "remind-of-drafts": {
        "task": "tenants.tasks.remind_of_drafts",
        "schedule": crontab(hour="8-21", minute=25),
    },
    "work-on-lots": {
        "task": "filings.tasks.work_on_lots",
        "schedule": 3.0,
        "options": {"expires": 3.0, "retry": False},
    },
    "forget-lots": {"task": "filings.tasks.forget_lots", "schedule": crontab(minute=35)},
    "forget-lists": {"task": "convicts.tasks.forget_lists", "schedule": crontab(minute=20)},
    "keep-the-ends-of-the-log": {
        "task": "audit.tasks.keep_anchor",
        "schedule": crontab(hour=0, minute=5),
    },
    "make-the-months-of-the-log": {
        "task": "audit.tasks.make_months",
        "schedule": crontab(hour=0, minute=10),
    },
    "prepare-the-weekly-review": {
        "task": "audit.tasks.prepare_weeks",
        "schedule": crontab(day_of_week="mon", hour=4, minute=0),
    },
    "verify-the-screening": {
        "task": "alerts.tasks.verify_screening",
        "schedule": crontab(hour=3, minute=30),
    },
    "verify-the-log": {"task": "audit.tasks.verify_log", "schedule": crontab(hour=3, minute=0)},
    "forget-unanswered-numbers": {
        "task": "accounts.tasks.forget_unanswered",
        "schedule": crontab(hour=1, minute=15),
    },
    "disable-idle-accounts": {
        "task": "accounts.tasks.disable_idle",
        "schedule": crontab(hour=2, minute=30),
    },
}

# --- People: who may come in ---

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.LockBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.BannedWordsValidator"},
]
# An enrolment link is good for a day.
PASSWORD_RESET_TIMEOUT = 24 * 3600
# Five failures lock a name at an address until somebody releases it (CJIS AC-7).
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = None
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# Its answer would tell a locked name from a wrong password; the form says the same for both.
SILENCED_SYSTEM_CHECKS = ["axes.W002"]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 5 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,20/15m/key",
    "request_login_code": "10/m/ip,3/5m/key",
}
MFA_ADAPTER = "accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {"authenticate": "accounts.factors.FactorForm"}
MFA_TOTP_PERIOD = 30
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# A browser takes a security key without TLS on localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# Used codes and rate limits must outlive a restart and be one for all processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
# Shows every second factor on the sign-in page; refuses to serve more than this machine.
DEMO = env.bool("DEMO", default=False)
TEXT_GATEWAY_URL = env.str("TEXT_GATEWAY_URL", default="")
TEXT_GATEWAY_TOKEN = env.str("TEXT_GATEWAY_TOKEN", default="")
# Seconds without a click until a session locks (CJIS AC-11); a full sign-in is due after 12 hours.
IDLE_SECONDS = 30 * 60
SESSION_COOKIE_AGE = 13 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "caspp.views.csrf_failure"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = browser_policy.CONTENT
PERMISSIONS_POLICY = browser_policy.FEATURES
if HTTPS:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    # Bound to this very host and to TLS: no neighbour under the same domain can plant one.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    # Believed from our own proxy only: caspp.proxies drops it from everybody else.
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Language and time ---

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ur", _("Urdu"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Karachi"
FORMAT_MODULE_PATH = ["caspp.formats"]

# --- What the browser gets; everything is served from here, nothing from outside ---

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", NODE_MODULES / "bootstrap" / "dist"),
    ("htmx", NODE_MODULES / "htmx.org" / "dist"),
    ("leaflet", NODE_MODULES / "leaflet" / "dist"),
    ("idb", NODE_MODULES / "idb" / "build"),
    ("mrz", NODE_MODULES / "mrz" / "lib"),
    ("icons", NODE_MODULES / "bootstrap-icons" / "icons"),
    ("fonts/inter", NODE_MODULES / "@fontsource-variable" / "inter"),
    ("fonts/naskh", NODE_MODULES / "@fontsource" / "noto-naskh-arabic"),
    ("fonts/nastaliq", NODE_MODULES / "@fontsource" / "noto-nastaliq-urdu"),
]
# After `collectstatic` the hashed copies are served, before it the sources.
IS_COLLECTED = (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_USE_FINDERS = not IS_COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_COLLECTED or "collectstatic" in sys.argv
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Logs (caspp/logs.py): JSON lines in production, plain ones for a developer ---

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"of_request": {"()": "caspp.logs.OfRequest"}},
    "formatters": {
        "plain": {
            "()": "caspp.logs.PlainLines",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {
            "()": "caspp.logs.JsonLines",
            "fmt": ["levelname", "name", "message", "request_id", "source"],
            "timestamp": "at",
            "rename_fields": {"levelname": "level", "name": "logger"},
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain" if DEBUG else "json",
            "filters": ["of_request"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "caspp": {"level": "INFO"},
        "alerts": {"level": "INFO"},
        # SQL with its parameters, which hold everything.
        "django.db.backends": {"level": "WARNING"},
        # It repeats what was typed into the sign-in form.
        "axes": {"level": "WARNING"},
        # These came with handlers of their own; the root's does for them, too.
        **{
            name: {"handlers": [], "propagate": True}
            for name in (
                *("django", "uvicorn", "uvicorn.error", "uvicorn.access"),
                *("gunicorn.error", "gunicorn.access"),
            )
        },
    },
}
