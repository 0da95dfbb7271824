"""The settings: one file, everything that differs between places is read by `env`."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from governance import env, safety

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("MAILLON_VAR_DIR") or BASE_DIR / "var").absolute()

# Where we are: `embedded` is what `manage.py run` starts on one machine.

ENVIRONMENT = env.choice("MAILLON_ENV", ("embedded", "production"))
IN_PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.flag("MAILLON_DEBUG")
ADMIN_ENABLED = env.flag("MAILLON_ADMIN")
BASE_URL = env.origin("MAILLON_BASE_URL") or "http://127.0.0.1:8000"

SECRET_KEY = env.secret(
    "MAILLON_SECRET_KEY", None if IN_PRODUCTION else VAR_DIR / "keys" / "secret_key"
)
SECRET_KEY_FALLBACKS = env.words("MAILLON_SECRET_KEY_FALLBACKS")
ERASED_FOLDER = Path(env.text("MAILLON_ERASED_FOLDER") or VAR_DIR / "erased")
AUDIT_KEYS_FILE = Path(
    env.text("MAILLON_AUDIT_KEYS_FILE") or VAR_DIR / "keys" / "audit_keys"
)
if IN_PRODUCTION:
    safety.require_production()

ALLOWED_HOSTS = [
    urlsplit(BASE_URL).hostname,
    *env.words("MAILLON_ALLOWED_HOSTS"),
    *([] if IN_PRODUCTION else ["127.0.0.1", "localhost", "[::1]"]),
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# What the house is made of, top floor first: upper rooms may override templates.

INSTALLED_APPS = [
    "governance",
    "value",
    "lessons",
    "processes",
    "literacy",
    "initiatives",
    "organisation",
    "audit",
    *(["django.contrib.admin"] if ADMIN_ENABLED else []),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "rest_framework",
    "drf_spectacular",
    "guardian",
    "django_filters",
    "django_htmx",
    "axes",
]

MIDDLEWARE = [
    "governance.middleware.Unlinked",
    "audit.middleware.RequestId",
    "governance.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "governance.middleware.SecurityHeaders",
    "governance.middleware.PlainAddresses",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "governance.middleware.AgeingSessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "organisation.middleware.PresentPerson",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "governance.middleware.DomainErrors",
    "governance.middleware.OneEffect",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "governance.urls"
WSGI_APPLICATION = "governance.wsgi.application"
ASGI_APPLICATION = "governance.asgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

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
                "governance.context.shell",
            ],
        },
    }
]

# Data. DATABASE_URL alone decides; without it, the company's own embedded database.

DATABASE_URL = env.text("DATABASE_URL")
DATABASES = {
    "default": env.database(DATABASE_URL or f"sqlite:///{VAR_DIR}/maillon.sqlite3")
}
SAMPLE_DATABASE = VAR_DIR / "sample.sqlite3"
IS_SAMPLE = DATABASES["default"]["NAME"] == str(SAMPLE_DATABASE)
VAR_DIR.mkdir(exist_ok=True, parents=True)
if env.choice("MAILLON_TEST_DATABASE", ("memory", "file")) == "file":
    # A browser test needs what people have: several connections to one SQLite file.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
# How many duties wait for each person, until anything is done (governance.obligations).
# Each process counts for itself: a page must open while Redis is away.
CACHES["badges"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "badges",
}

# Uploaded files stand beside their database and are never served by address.
MEDIA_ROOT = VAR_DIR / "media" / Path(DATABASES["default"]["NAME"]).stem
FILE_UPLOAD_PERMISSIONS = 0o600
# Asked about each file before it is kept; without it nothing is asked.
SCAN_COMMAND = env.command("MAILLON_SCAN_COMMAND")
SCAN_SECONDS = env.number("MAILLON_SCAN_SECONDS", 20, least=1)
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# Static files: hashed names where they were collected, plain ones in development.

STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("MAILLON_STATIC_ROOT") or VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "governance.frontend.NodeModulesFinder",
]
STATIC_IS_COLLECTED = env.flag("MAILLON_STATIC_IS_COLLECTED", default=IN_PRODUCTION)
STORAGES = {
    "default": {"BACKEND": "governance.storage.WholeFiles"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_IS_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not STATIC_IS_COLLECTED
WHITENOISE_AUTOREFRESH = not STATIC_IS_COLLECTED
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Words, numbers and days. Times are kept in UTC and shown in this zone.

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "maillon_language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
FORMAT_MODULE_PATH = ["governance.formats"]
USE_THOUSAND_SEPARATOR = True
USE_TZ = True
TIME_ZONE = env.time_zone("MAILLON_TIME_ZONE", "Europe/Paris")

# Signing in.

AUTH_USER_MODEL = "organisation.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
PASSWORD_HASHERS = ["governance.hashers.TunedArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        # Fifteen, as long as there is no second factor.
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {
        "NAME": "django.contrib.auth.password_validation"
        ".UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Ten wrong passwords close an account for a quarter hour, from wherever they come:
# behind a proxy or a socket the address of a request says nothing.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "username"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_ENABLE_ADMIN = ADMIN_ENABLED
AXES_VERBOSE = False

# Guardian carries explicit shares only; nobody is an anonymous user of it.
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IN_PRODUCTION
SESSION_COOKIE_NAME = "__Host-sessionid" if IN_PRODUCTION else "maillon_session"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IN_PRODUCTION
CSRF_COOKIE_NAME = "__Host-csrftoken" if IN_PRODUCTION else "maillon_csrf"
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 31_536_000 if IN_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IN_PRODUCTION
SECURE_SSL_REDIRECT = IN_PRODUCTION
# Preloading binds the whole domain of a company, which is not ours to decide; a lock on
# the account alone is evaded by no other address or browser.
SILENCED_SYSTEM_CHECKS = ["security.W021", "axes.W006"]
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz)$"]
if env.flag("MAILLON_TRUST_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# The API.

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["governance.authentication.Session"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "governance.errors.api_exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNICODE_JSON": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Maillon",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    # The questions of the triage share their answers.
    "ENUM_NAME_OVERRIDES": {
        "YesNoEnum": ["yes", "no"],
        "DimensionEnum": "literacy.models.Dimension",
        "SeverityEnum": "literacy.models.Severity",
        "LikelihoodEnum": "literacy.models.Likelihood",
        "RefreshTriggerEnum": "literacy.models.Trigger",
        "FunctionEnum": "organisation.functions.Function",
        "LessonAnswerEnum": ["adopt", "adapt", "decline"],
        "TwoPersonAnswerEnum": "literacy.models.Answer",
        "CommitteeAnswerEnum": "governance.models.Answer",
        "MeetingStateEnum": ["planned", "open", "closed", "cancelled"],
        "CauseLayerEnum": "lessons.models.reviews.CauseLayer",
        "FinanceAnswerEnum": "value.models.money.Confirmation.Answer",
    },
}

# Mail: until a server is named, it is written into a folder beside the database.

EMAIL_HOST = env.text("MAILLON_EMAIL_HOST")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = VAR_DIR / "mail" / Path(DATABASES["default"]["NAME"]).stem
EMAIL_PORT = env.number("MAILLON_EMAIL_PORT", 587, least=1)
EMAIL_HOST_USER = env.text("MAILLON_EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("MAILLON_EMAIL_PASSWORD")
EMAIL_USE_SSL = env.flag("MAILLON_EMAIL_SSL")
EMAIL_USE_TLS = not EMAIL_USE_SSL and env.flag("MAILLON_EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 10
EMAIL_PER_MINUTE = env.number("MAILLON_EMAIL_PER_MINUTE", 300, least=1)
DEFAULT_FROM_EMAIL = env.text("MAILLON_EMAIL_FROM", "maillon@localhost")
MESSAGE_HOST = urlsplit(BASE_URL).hostname

# Webhooks go to hosts that are named here and to no other; nobody by default.

WEBHOOK_HOSTS = [host.lower() for host in env.words("MAILLON_WEBHOOK_HOSTS")]

# Seconds for which a message on its way belongs to one worker. A worker that dies
# leaves it to the next one after that.
DELIVERY_LEASE = env.number("MAILLON_DELIVERY_LEASE", 300, least=1)

# Background work. The broker is a doorbell only: rows are the queue, so a lost
# message costs one period, never a duty.

CELERY_BROKER_URL = env.text("CELERY_BROKER_URL") or "memory://"
CELERY_TASK_ALWAYS_EAGER = CELERY_BROKER_URL == "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# The log: the console, one line each, no local variables and no request bodies; JSON
# in production, with a line for each request.

_CONSOLE = {"handlers": ["console"], "propagate": False}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "governance.logs.Text"},
        "json": {"()": "governance.logs.Json"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if IN_PRODUCTION else "text",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "maillon.request": {"level": "INFO" if IN_PRODUCTION else "WARNING"},
        "django": {**_CONSOLE, "level": "WARNING"},
        # A refused request is an everyday answer, not an incident.
        "django.request": {**_CONSOLE, "level": "ERROR"},
        "axes": {"level": "ERROR"},
        # What paper does not know of a style is no news.
        "weasyprint": {"level": "ERROR"},
    },
}
if IN_PRODUCTION:
    # gunicorn writes in its own way until it is told otherwise.
    LOGGING["loggers"]["gunicorn.error"] = {**_CONSOLE, "level": "INFO"}
