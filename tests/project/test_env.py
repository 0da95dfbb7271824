"""Settings refuse nonsense at start, in a sentence."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from governance import env


@pytest.mark.parametrize(("word", "means"), [("yes", True), ("0", False), ("", False)])
def test_a_flag_is_a_yes_or_a_no(word, means):
    assert env.flag("X", environ={"X": word}) is means


def test_a_flag_that_is_neither_is_refused():
    with pytest.raises(ImproperlyConfigured, match="X must be yes or no, not 'maybe'"):
        env.flag("X", environ={"X": "maybe"})


@pytest.mark.parametrize("word", ["-1", "1.5", "ten", "0x10", "٣"])
def test_a_number_that_is_none_is_refused(word):
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        env.number("X", 5, environ={"X": word})


def test_a_number_below_the_least_is_refused():
    with pytest.raises(ImproperlyConfigured, match="at least 1"):
        env.number("X", 5, least=1, environ={"X": "0"})


def test_a_missing_number_is_its_default():
    assert env.number("X", 5, environ={}) == 5


def test_a_choice_outside_the_list_is_refused():
    with pytest.raises(ImproperlyConfigured, match="one of embedded, production"):
        env.choice("X", ("embedded", "production"), environ={"X": "prod"})


def test_the_first_choice_is_the_default():
    assert env.choice("X", ("embedded", "production"), environ={}) == "embedded"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "/etc/localtime"])
def test_an_unknown_time_zone_is_refused(zone):
    with pytest.raises(ImproperlyConfigured, match="time zone such as"):
        env.time_zone("X", "Europe/Paris", environ={"X": zone})


@pytest.mark.parametrize("url", ["maillon.example", "ftp://a.example", "https://a/b"])
def test_a_public_address_that_is_none_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="must look like https"):
        env.origin("X", environ={"X": url})


def test_a_short_secret_is_refused_with_the_way_to_make_one():
    with pytest.raises(ImproperlyConfigured, match="at least 50 characters; make one"):
        env.secret("X", environ={"X": "short"})


def test_a_missing_secret_stops_production():
    with pytest.raises(ImproperlyConfigured, match="X is not set"):
        env.secret("X", None, environ={})


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    file = tmp_path / "keys" / "secret"

    first = env.secret("X", file, environ={})

    assert env.secret("X", file, environ={}) == first
    assert len(first) >= env.SHORTEST_SECRET
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_sqlite_is_set_for_many_writers():
    found = env.database("sqlite:////srv/maillon.sqlite3")

    assert found["NAME"] == "/srv/maillon.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "recursive_triggers=ON" in found["OPTIONS"]["init_command"]


def test_postgres_is_read_from_its_address():
    found = env.database("postgres://m%40x:p%2Fw@db:5433/maillon?sslmode=require")

    assert (found["USER"], found["PASSWORD"]) == ("m@x", "p/w")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db", "5433", "maillon")
    assert found["OPTIONS"] == {"sslmode": "require", "options": "-c jit=off"}


def test_postgres_on_a_socket_is_read_from_its_address():
    found = env.database("postgres://maillon@/maillon?host=/run/pg")

    assert (found["HOST"], found["USER"]) == ("/run/pg", "maillon")


@pytest.mark.parametrize(
    "url",
    [
        "mysql://a/b",
        "maillon.sqlite3",
        "sqlite://",
        "sqlite://folder/file.sqlite3",
        "postgres://db/",
        "postgres://db:port/x",
        "postgres://db/x?sslmod=require",
    ],
)
def test_a_database_address_that_is_none_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        env.database(url)
