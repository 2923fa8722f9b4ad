"""What must be true before strangers can reach the studio.

`manage.py check --deploy` lists what is missing, `start` refuses to leave this machine until nothing is, and
so does the WSGI application of a studio with a public address.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

# What Django asks of a secret key, too.
SECRET_LENGTH, SECRET_LETTERS = 50, 5


def dangers() -> list[CheckMessage]:
    """Everything that makes this studio unfit for other people than those at this machine."""
    found: list[CheckMessage] = []
    if not settings.BLOCKADE_API_KEY:
        hint = "Set it to the key of your Blockade account; the sandbox is for this machine alone."
        found.append(Error("BLOCKADE_API_KEY is not set.", hint=hint, id="imagine.E001"))
    if not _is_secret_good():
        hint = (
            "Set it to 50 random characters or more, the same for every process: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
        found.append(Error("SECRET_KEY is not set, or is easily guessed.", hint=hint, id="imagine.E002"))
    if any(name.startswith("*") for name in settings.ALLOWED_HOSTS):
        hint = "Name the hosts that people type, with commas between them."
        found.append(Error("ALLOWED_HOSTS lets any host name in.", hint=hint, id="imagine.E003"))
    if not settings.PUBLIC_URL:
        hint = "Set it to the address that people type, such as https://studio.example.com."
        found.append(Error("PUBLIC_URL is not set.", hint=hint, id="imagine.E004"))
    if settings.IMAGINE_DEMO:
        hint = "Unset it: in the demo anybody may sign in as an admin."
        found.append(Error("IMAGINE_DEMO is on.", hint=hint, id="imagine.E005"))
    return found


def in_one_line(dangers: list[CheckMessage]) -> str:
    """The messages with their hints, for a terminal."""
    return "Not safe for other machines. " + " ".join(f"{danger.msg} {danger.hint}" for danger in dangers)


@register(Tags.security, deploy=True)
def check_dangers(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """What `start` would refuse."""
    return dangers()


@register(Tags.security, deploy=True)
def check_public_address(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """Plain http across a network shows sessions to whoever listens."""
    if settings.PUBLIC_URL.startswith("http://"):
        hint = "Put a proxy with a certificate in front, and set PUBLIC_URL to its https address."
        return [Warning("PUBLIC_URL is not https.", hint=hint, id="imagine.W006")]
    return []


@register(Tags.staticfiles, deploy=True)
def check_static_files(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """Without collected files pages load theirs under plain names, which browsers ask for again and again."""
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        hint = "Run  python3 manage.py collectstatic --noinput  after each update; `start` does so itself."
        return [Warning("The static files were not collected.", hint=hint, id="imagine.W007")]
    return []


@register(Tags.security)
def check_own_host(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """A studio that refuses its own address answers 400 to everybody."""
    host = settings.PUBLIC_HOST
    if host and not any(name in (host, "*") or _covers(name, host) for name in settings.ALLOWED_HOSTS):
        hint = f"Add {host} to ALLOWED_HOSTS, or leave it unset."
        return [Error("ALLOWED_HOSTS lacks the host of PUBLIC_URL.", hint=hint, id="imagine.E008")]
    return []


def _is_secret_good() -> bool:
    key = settings.SECRET_KEY
    is_long = len(key) >= SECRET_LENGTH and len(set(key)) >= SECRET_LETTERS
    return settings.SECRET_KEY_WAS_GIVEN and is_long and not key.startswith("django-insecure-")


def _covers(name: str, host: str) -> bool:
    return name.startswith(".") and f".{host}".endswith(name)
