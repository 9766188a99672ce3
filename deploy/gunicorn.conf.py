"""How gunicorn serves the portal: `make run`, systemd and the container all read this file.

Threaded workers, because a stream that fails must break the connection (a client then knows that it has half a file).
The application is not loaded before the fork: GDAL and PROJ do not survive one once they were used.
"""

import os
from pathlib import Path

bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = False

timeout = 120  # a silent worker; a long export keeps its thread busy, not the worker silent
graceful_timeout = 15
keepalive = 15
max_requests, max_requests_jitter = 5000, 500  # gives back what native libraries may leak
limit_request_line = 8190  # filters may be long; longer ones are sent with POST

# A heartbeat file on disk can stall behind a busy disk.
MEMORY = Path("/dev/shm")  # noqa: S108 (the kernel's own)
worker_tmp_dir = str(MEMORY) if os.access(MEMORY, os.W_OK) else None

# No access log: it would keep readers' addresses. The proxy in front may keep one, under its own rules.
accesslog = None
errorlog = "-"
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning")

# Whose X-Forwarded-* headers count. Behind a proxy on another machine name its address.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")

# systemd, `make stop` and the container's engine control it; a socket for that would only be one more door.
control_socket_disable = True
