"""How a line of the log is written: as JSON in production, as text on one machine.

No line holds local variables, the text of a request, or an e-mail address.
"""

import json
import logging
import re
from datetime import UTC, datetime
from pathlib import Path

from audit.correlation import request_id

BASE = Path(__file__).resolve().parent.parent
EXTRAS = ("method", "path", "status", "ms", "person")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
SECRET = re.compile(r"(://[^:/@\s]*):[^@/\s]+@")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def harmless(text: str) -> str:
    """One line, without the addresses and passwords that a library may have put in."""
    text = SECRET.sub(r"\1:***@", text)
    return CONTROL.sub(" ", ADDRESS.sub("***@***", text))


def failure(error: BaseException | None) -> dict:
    """An exception: its kind, the first line of its text, and where it passed.

    Further lines are left out: there a database quotes the values of a row.
    """
    # Celery wraps what a task raised.
    error = getattr(error, "exc", None) or error
    places, trace = [], error.__traceback__ if error else None
    while trace:
        code = trace.tb_frame.f_code
        path = Path(code.co_filename)
        if path.is_relative_to(BASE):
            path = path.relative_to(BASE)
        places.append(f"{path}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    lines = str(error).splitlines()
    return {
        "kind": type(error).__name__,
        "text": harmless(lines[0]) if lines else "",
        "at": places[-12:],
    }


class Json(logging.Formatter):
    """One JSON object a line, for a machine that collects them."""

    def format(self, record):
        """The line of one record."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname,
            "logger": record.name,
            "message": harmless(record.getMessage()),
        }
        asked = getattr(record, "request_id", "") or request_id.get()
        if not asked:
            asked = getattr(getattr(record, "request", None), "id", "")
        if asked:
            line["request"] = asked
        for name in EXTRAS:
            value = getattr(record, name, None)
            if value is not None:
                line[name] = value
        if record.exc_info and record.exc_info[1]:
            line["error"] = failure(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


class Text(logging.Formatter):
    """A line for people, and the way of an exception below it."""

    def format(self, record):
        """The line of one record."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%d %H:%M:%S")
        text = harmless(record.getMessage())
        line = f"{at} {record.levelname} {record.name} {text}"
        if record.exc_info and record.exc_info[1]:
            found = failure(record.exc_info[1])
            line += "".join(f"\n  {place}" for place in found["at"])
            line += f"\n  {found['kind']}: {found['text']}"
        return line
