"""Serve the component gallery: `python -m tests.granssnitt.server` prints its port and runs until it is stopped."""

import os
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server


class Server(ThreadingMixIn, WSGIServer):
    """A small server with threads, so that the browser's parallel requests do not wait for each other."""

    daemon_threads = True


class TystHanterare(WSGIRequestHandler):
    """Does not log each request."""

    def log_message(self, *args: object) -> None:
        pass


def main() -> None:
    """Serve on a free port of the loopback address."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.granssnitt.installningar"
    import django

    django.setup()
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    app = StaticFilesHandler(get_wsgi_application())
    with make_server("127.0.0.1", 0, app, server_class=Server, handler_class=TystHanterare) as server:
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()
