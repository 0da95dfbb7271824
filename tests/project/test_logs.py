"""What a line of the log holds, and what it never holds."""

import json
import logging

import pytest

from governance import logs


def record(message, *args, error=None, **extra):
    """A record as a library makes one."""
    made = logging.LogRecord(
        "maillon.request",
        logging.INFO,
        __file__,
        1,
        message,
        args,
        (type(error), error, error.__traceback__) if error else None,
    )
    for name, value in extra.items():
        setattr(made, name, value)
    return made


def test_a_line_of_production_is_one_json_object():
    line = logs.Json().format(
        record(
            "%s %s",
            "GET",
            "/en/",
            request_id="ab",
            method="GET",
            path="/en/",
            status=200,
            ms=12,
            person=None,
        )
    )

    found = json.loads(line)
    found.pop("time")
    assert "\n" not in line
    assert found == {
        "level": "INFO",
        "logger": "maillon.request",
        "message": "GET /en/",
        "request": "ab",
        "method": "GET",
        "path": "/en/",
        "status": 200,
        "ms": 12,
    }


@pytest.mark.parametrize("layout", [logs.Json(), logs.Text()])
def test_no_line_holds_an_address_a_password_or_the_values_of_a_row(layout):
    try:
        password = "hunter2"  # a local variable, which no line may show
        raise ValueError(
            f"duplicate for a.b@example.org at postgres://m:{password}@db/x\n"
            "DETAIL: Key (name)=(Secret Person)"
        )
    except ValueError as error:
        line = layout.format(record("failed for %s", "c@example.org", error=error))

    for word in ("example.org", "hunter2", "Secret Person"):
        assert word not in line
    assert "ValueError" in line
    assert "test_logs.py" in line


@pytest.mark.parametrize("layout", [logs.Json(), logs.Text()])
def test_nobody_can_write_a_second_line_into_the_log(layout):
    line = layout.format(record("one\r\ntwo\x1b[31m\u2028three"))

    assert len(line.splitlines()) == 1
    assert "\x1b" not in line


@pytest.mark.django_db
def test_a_request_is_logged_with_the_id_of_the_person_and_without_its_query(
    client, cast_company, caplog
):
    client.force_login(cast_company.lena)
    logging.getLogger("maillon.request").setLevel(logging.INFO)
    try:
        with caplog.at_level(logging.INFO, logger="maillon.request"):
            client.get("/en/search/?q=hana@example.org")
    finally:
        logging.getLogger("maillon.request").setLevel(logging.WARNING)

    line = json.loads(logs.Json().format(caplog.records[-1]))
    assert line["path"] == "/en/search/"
    assert line["person"] == str(cast_company.lena.pk)
    assert line["status"] == 200
    assert line["request"]
    assert "hana" not in json.dumps(line)
