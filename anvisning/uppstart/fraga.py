"""`python -m anvisning.uppstart.fraga /readyz [8000]`: ask the web process here; exit code 0 when it says 200."""

import os
import sys
import urllib.error
import urllib.request


def ask(path: str, port: int) -> tuple[int, str]:
    """Give status and body of `path` on 127.0.0.1:`port`, asked under the first name of ALLOWED_HOSTS; 0 if silent."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=8) as answer:  # noqa: S310 - http only
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except OSError as error:
        return 0, str(error)


if __name__ == "__main__":
    status, body = ask(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 8000)
    print(status, body)
    sys.exit(0 if status == 200 else 1)
