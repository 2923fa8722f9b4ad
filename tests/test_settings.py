"""What comes from outside is refused in one line that names it; what it turns on is really on."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from blockade_site import environ, secret_key
from blockade_site.logs import OneLine
from tests.studio_process import ROOT, clean_environ

SECRET = "not-a-secret-but-long-enough-to-be-taken-for-one-0123456789"
PUBLIC = {
    "BLOCKADE_API_KEY": "a-key-of-some-length",
    "SECRET_KEY": SECRET,
    "PUBLIC_URL": "https://studio.example.com",
}
SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": "studio.sqlite3", "OPTIONS": {"timeout": 20}}


def manage(*arguments: str, data: Path, **outside: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    environment = clean_environ() | {"IMAGINE_DATA": str(data)} | outside
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("IMAGINE_DEMO", "yes", "IMAGINE_DEMO must be 0 or 1, not 'yes'."),
        ("BLOCKADE_URL", "backend.example.com", "BLOCKADE_URL must be a web address"),
        ("PUBLIC_URL", "https://studio.example.com/make", "PUBLIC_URL must end after the host"),
        ("BLOCKADE_API_KEY", "one two", "BLOCKADE_API_KEY holds a space"),
        ("ALLOWED_HOSTS", "https://studio.example.com", "ALLOWED_HOSTS takes host names"),
        ("DATABASE_URL", "mysql://localhost/studio", "DATABASE_URL must begin with postgres://"),
        ("REDIS_URL", "localhost:6379", "REDIS_URL must begin with redis://"),
        (
            "CHAT_EVENTS",
            "service,weather",
            "CHAT_EVENTS takes service, failures, cancels, holds, done, or none",
        ),
        ("OIDC_CLIENT_ID", "studio", "OIDC_CLIENT_ID needs OIDC_ISSUER and OIDC_CLIENT_SECRET beside it."),
    ],
)
def test_a_value_that_makes_no_sense_ends_any_command_in_one_line(tmp_path, name, value, why):
    done = manage("check", data=tmp_path, **{name: value})
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(why)


@pytest.mark.parametrize(
    "value",
    [
        "http://chat.example.com/hooks/hush",
        "chat.example.com/hooks/hush",
        "https:///hooks/hush",
        "https://user:hush@chat.example.com/",
        "https://chat.example.com/hush#top",
        "https://chat.example.com/hu sh",
        "https://chat.example.com:port/hush",
    ],
)
def test_an_address_that_is_a_secret_is_https_and_never_repeated(monkeypatch, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match=r"^X must be the https address") as refused:
        environ.secret_address("X")
    assert "hu" not in str(refused.value)


def test_an_address_that_is_a_secret_may_have_a_query(monkeypatch):
    monkeypatch.setenv("X", " https://chat.example.com/hook?sig=1 ")
    assert environ.secret_address("X") == "https://chat.example.com/hook?sig=1"
    monkeypatch.delenv("X")
    assert environ.secret_address("X") == ""


@pytest.mark.parametrize(("value", "found"), [("", ["a"]), ("none", []), ("b, a", ["b", "a"])])
def test_some_of_a_few_words_can_be_chosen(monkeypatch, value, found):
    monkeypatch.setenv("X", value)
    assert environ.some_of("X", ("a", "b"), default=("a",)) == found


@pytest.mark.parametrize("value", ["2", "true", "on", "0 1"])
def test_a_switch_is_0_or_1(monkeypatch, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match=r"^X must be 0 or 1"):
        environ.flag("X")


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("0", False), ("", False), (" 1 ", True)])
def test_a_switch_is_off_unless_it_is_on(monkeypatch, value, expected):
    monkeypatch.setenv("X", value)
    assert environ.flag("X") is expected


@pytest.mark.parametrize(
    "value",
    [
        "studio.example.com",
        "ftp://studio.example.com",
        "https://",
        "https://user:hush@studio.example.com",
        "https://studio.example.com/?key=hush",
        "https://studio.example.com/#top",
        "https://studio.example.com:port",
        "https://studio example.com",
        "https://[::1",
    ],
)
def test_a_web_address_is_plain_and_an_odd_one_is_not_repeated_with_its_secrets(monkeypatch, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match=r"^X must be a web address") as refused:
        environ.address("X")
    assert "hush" not in str(refused.value)


def test_the_key_never_travels_unencrypted_to_another_machine(monkeypatch):
    monkeypatch.setenv("X", "http://api.example.com/api/v1")
    with pytest.raises(ImproperlyConfigured, match=r"^X must begin with https://"):
        environ.api_address("X", "")
    monkeypatch.setenv("X", "http://127.0.0.1:8010/api/v1")
    assert environ.api_address("X", "") == "http://127.0.0.1:8010/api/v1"


def test_a_web_address_loses_the_slash_at_its_end(monkeypatch):
    monkeypatch.setenv("X", " https://studio.example.com:8443/ ")
    assert environ.origin("X") == "https://studio.example.com:8443"


@pytest.mark.parametrize("value", ["half\nkey", "half key", "half\x07key", "kéy"])
def test_a_key_with_something_odd_in_it_is_refused_and_not_shown(monkeypatch, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match=r"^X holds a space") as refused:
        environ.secret("X")
    assert "half" not in str(refused.value)


@pytest.mark.parametrize(
    "value", ["postgres://u:hush@host:99x/studio", "postgres://u:hush@host", "oracle://hush/x"]
)
def test_a_database_that_cannot_be_is_refused_without_its_password(monkeypatch, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match=r"^X ") as refused:
        environ.database("X", SQLITE)
    assert "hush" not in str(refused.value)


def test_postgresql_is_taken_from_its_address(monkeypatch):
    monkeypatch.setenv("X", "postgres://mara:p%40ss@db.example.com:5433/studio")
    found = environ.database("X", SQLITE)
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example.com", 5433, "studio")
    assert (found["USER"], found["PASSWORD"]) == ("mara", "p@ss")
    assert found["CONN_HEALTH_CHECKS"] is True


def test_another_sqlite_file_keeps_our_way_of_using_sqlite(monkeypatch):
    monkeypatch.setenv("X", "sqlite:////data/other.sqlite3")
    assert environ.database("X", SQLITE) == SQLITE | {"NAME": "/data/other.sqlite3"}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.0.1", "::1", "[::1]"])
def test_these_hosts_are_this_machine(host):
    assert environ.is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "0.0.0.0", "::", "192.168.0.1", "localhost.example.com", "127.0.0.1.example.com"]
)
def test_these_hosts_are_not(host):
    assert not environ.is_loopback(host)


def test_the_secret_key_is_made_once_and_kept_for_its_owner(tmp_path):
    folder = tmp_path / "data"
    key = secret_key.kept_in(folder)
    assert len(key) >= 50
    assert secret_key.kept_in(folder) == key
    assert [(path.name, path.stat().st_mode & 0o777) for path in folder.iterdir()] == [("secret-key", 0o600)]


def test_where_nothing_can_be_kept_there_is_a_secret_key_all_the_same(tmp_path):
    (tmp_path / "file").touch()
    first, second = (secret_key.kept_in(tmp_path / "file") for _ in range(2))
    assert len(first) >= 50
    assert first != second


def test_a_public_studio_passes_the_check_for_deployment(tmp_path):
    assert manage("collectstatic", "--noinput", data=tmp_path).returncode == 0
    done = manage("check", "--deploy", "--fail-level", "WARNING", data=tmp_path, **PUBLIC)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"BLOCKADE_API_KEY": ""}, "imagine.E001"),
        ({"SECRET_KEY": "short"}, "imagine.E002"),
        ({"ALLOWED_HOSTS": "*"}, "imagine.E003"),
        ({"PUBLIC_URL": ""}, "imagine.E004"),
        ({"IMAGINE_DEMO": "1"}, "imagine.E005"),
        ({"PUBLIC_URL": "http://studio.example.com"}, "imagine.W006"),
        ({}, "imagine.W007"),
        ({"ALLOWED_HOSTS": "other.example.com"}, "imagine.E008"),
    ],
)
def test_the_check_for_deployment_names_what_is_missing(tmp_path, changed, expected):
    done = manage("check", "--deploy", "--fail-level", "WARNING", data=tmp_path, **(PUBLIC | changed))
    assert done.returncode == 1
    assert expected in done.stderr


def test_any_wsgi_server_is_kept_from_serving_the_public_unsafely(tmp_path):
    code = "import blockade_site.wsgi"
    for changed, expected in (({}, 0), ({"SECRET_KEY": "short"}, 1)):
        environment = clean_environ() | PUBLIC | {"IMAGINE_DATA": str(tmp_path)} | changed
        (tmp_path / "static").mkdir(exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            env=environment,
            cwd=ROOT,
            timeout=60,
        )
        assert (done.returncode, "SECRET_KEY" in done.stderr) == (expected, bool(expected)), done.stderr


def test_the_policy_of_every_page_lets_in_our_own_files_alone(db):
    policy = Client().get("/accounts/sign-in/").headers["Content-Security-Policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["default-src"] == "'none'"
    assert set(directives.values()) == {"'none'", "'self'"}
    assert {"script-src", "style-src", "img-src", "form-action", "base-uri", "frame-ancestors"} <= set(
        directives
    )


def test_a_log_record_is_one_line_whatever_is_in_it():
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        record = logging.LogRecord("x", logging.INFO, "", 0, "a\r\nb\x1b[31m\u2028c", (), sys.exc_info())
    line = OneLine("%(message)s").format(record)
    assert line.startswith(r"a\r\nb\x1b[31m\u2028c\nTraceback")
    assert line.endswith(r"ValueError: first\nsecond")
    assert line.isprintable()


def test_no_handler_prints_the_key(tmp_path):
    key = PUBLIC["BLOCKADE_API_KEY"]
    code = (
        "import logging, django; django.setup();"
        f"logging.getLogger('urllib3').warning('sent %s', {key!r});"
        f"logging.getLogger('django.request').error('x', extra={{'request': {key!r}}});"
        f"logging.getLogger('imagine').info({key!r})"
    )
    environment = clean_environ() | PUBLIC | {"DJANGO_SETTINGS_MODULE": "blockade_site.settings"}
    environment |= {"IMAGINE_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=ROOT, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stderr.splitlines()) == 3
    assert key not in done.stderr
