"""Ask this container's web server whether it is well: the health check."""

import os
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit


def main() -> int:
    """Exit 0 when /readyz answers 200, under the one name that is allowed."""
    name = urlsplit(os.environ.get("MAILLON_BASE_URL", "")).hostname or "localhost"
    connection = HTTPConnection("127.0.0.1", 8000, timeout=4)
    try:
        connection.request("GET", "/readyz", headers={"Host": name})
        return 0 if connection.getresponse().status == 200 else 1
    except OSError:
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
