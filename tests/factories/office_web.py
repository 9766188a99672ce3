"""The web server of `tests.factories.office`: `python -m tests.factories.office_web PORT`."""

import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server

import django

django.setup()

from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: E402  # after setup
from django.core.servers.basehttp import WSGIRequestHandler  # noqa: E402  # after setup
from django.core.wsgi import get_wsgi_application  # noqa: E402  # after setup


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


make_server(
    "127.0.0.1",
    int(sys.argv[1]),
    StaticFilesHandler(get_wsgi_application()),
    server_class=Threaded,
    handler_class=WSGIRequestHandler,
).serve_forever()
