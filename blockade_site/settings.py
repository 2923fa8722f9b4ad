"""All settings. Every value from outside is read here once, and refused here when it makes no sense.

README.md lists the environment variables; `check --deploy` says what a public studio still lacks.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from blockade_site import environ, logs, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
# Everything that the studio keeps lies in here.
DATA_DIR = Path(environ.text("IMAGINE_DATA", str(BASE_DIR / "var"))).absolute()

BLOCKADE_URL = environ.api_address("BLOCKADE_URL", "https://backend.blockadelabs.com/api/v1")
# Without a key `start` brings its own sandbox and sets these two to it.
BLOCKADE_API_KEY = environ.secret("BLOCKADE_API_KEY")
IMAGINE_SANDBOX = False
# Anybody may sign in as any role: for this machine alone, see imagine/checks.py.
IMAGINE_DEMO = environ.flag("IMAGINE_DEMO")
# How many imagines the team has at Blockade at once; the rest wait in the outbox.
IMAGINE_IN_FLIGHT = 6

# Where browsers and webhooks find us, such as https://studio.example.com; "" on a machine of one's own.
PUBLIC_URL = environ.origin("PUBLIC_URL")
IS_HTTPS = PUBLIC_URL.startswith("https://")
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or ""
IS_PUBLIC = bool(PUBLIC_HOST) and not environ.is_loopback(PUBLIC_HOST)

SECRET_KEY_WAS_GIVEN = bool(environ.text("SECRET_KEY"))
SECRET_KEY = environ.text("SECRET_KEY") or secret_key.kept_in(DATA_DIR)
DEBUG = False
ALLOWED_HOSTS = environ.names("ALLOWED_HOSTS") or [*environ.LOOPBACK_NAMES, *filter(None, [PUBLIC_HOST])]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []

# Behind https a proxy ends TLS and says so in X-Forwarded-Proto, which it must set itself on every request.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_SSL_REDIRECT = IS_HTTPS
# Supervisors ask the process itself, past the proxy.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SECURE = IS_HTTPS
SILENCED_SYSTEM_CHECKS = [
    # Whether other hosts below ours, or browsers' built-in lists, are bound to https is their owner's choice.
    "security.W005",
    "security.W021",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    # Our form renderer finds Django's own field templates through it.
    "django.forms",
    "django_htmx",
    "template_partials",
    "axes",
    "imagine",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "blockade_site.compression.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "imagine.views.zone.ViewersZone",
    # Last: it turns the answer to one guess too many into words.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "blockade_site.urls"
WSGI_APPLICATION = "blockade_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "imagine.views.chrome.chrome",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "studio.sqlite3",
    # Connections stay open: opening one and setting it up costs more than a poll.
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        # A writer takes its lock when it begins, so that two never meet half way.
        "transaction_mode": "IMMEDIATE",
        # Seconds that a writer waits for another.
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    },
    # Tests have threads and processes beside them, so their database is a file too.
    "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
}
DATABASES = {"default": environ.database("DATABASE_URL", SQLITE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "imagine.Member"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
AUTHENTICATION_BACKENDS = [
    # Asks first whether there were too many guesses.
    "axes.backends.AxesStandaloneBackend",
    "imagine.backend.Members",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
# So many wrong passwords for one name from one address, and that name waits at that address: nobody can lock
# a colleague out from elsewhere. imagine/throttle.py adds a wider limit for the address alone.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_HANDLER = "imagine.throttle.Throttle"
AXES_CLIENT_IP_CALLABLE = "imagine.throttle.address_of"
AXES_LOCKOUT_CALLABLE = "imagine.views.accounts.locked_out"
# One-time words with which `start` lets the first admin in from another machine; "" where nobody printed any.
FIRST_ADMIN_CODE = ""
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# A chat that is told what the whole team should know: one address, its host alone unless others are listed.
CHAT_WEBHOOK_URL = environ.secret_address("CHAT_WEBHOOK_URL")
CHAT_HOSTS = environ.names("CHAT_HOSTS") or [urlsplit(CHAT_WEBHOOK_URL).hostname or ""]
CHAT_SECRET = environ.secret("CHAT_SECRET")
CHAT_CALM = ("service", "failures", "cancels", "holds")
CHAT_EVENTS = environ.some_of("CHAT_EVENTS", (*CHAT_CALM, "done"), default=CHAT_CALM)

# Sign-in with a company's own accounts: an OpenID provider, and what it knows this studio by.
OIDC_ISSUER = environ.api_address("OIDC_ISSUER", "")
OIDC_CLIENT_ID = environ.text("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = environ.secret("OIDC_CLIENT_SECRET")
environ.together(
    OIDC_ISSUER=OIDC_ISSUER, OIDC_CLIENT_ID=OIDC_CLIENT_ID, OIDC_CLIENT_SECRET=OIDC_CLIENT_SECRET
)
# What the button says after "Sign in with".
OIDC_NAME = environ.text("OIDC_NAME", "your company account")
# Whoever has a proven address of these domains comes in as a viewer; others only when they are expected.
OIDC_ALLOWED_DOMAINS = environ.names("OIDC_ALLOWED_DOMAINS")
# A claim that holds one of the roles, or a list with some; "" leaves roles to the studio's admins.
OIDC_ROLE_CLAIM = environ.text("OIDC_ROLE_CLAIM")

REDIS_URL = environ.redis("REDIS_URL")
# Lets a scraper on another machine read /metrics of a public studio.
METRICS_TOKEN = environ.secret("METRICS_TOKEN")
MEMORY = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "OPTIONS": {"MAX_ENTRIES": 10_000},
}
REDIS = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
CACHES = {"default": REDIS if REDIS_URL else MEMORY}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "imagine.bundles.BundleFinder",
]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "media"
# Pictures wait while less than this is free, in MB: a full disk could not store a submission either.
IMAGINE_MIN_FREE_MB = environ.number("IMAGINE_MIN_FREE_MB", 500, at_most=1_000_000)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "blockade_site.static_files.HashedFiles"},
}
WHITENOISE_USE_FINDERS = True

SECRETS = [BLOCKADE_API_KEY, SECRET_KEY, METRICS_TOKEN, CHAT_WEBHOOK_URL, CHAT_SECRET, OIDC_CLIENT_SECRET]
LOGGING = logs.to_stderr(SECRETS)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
