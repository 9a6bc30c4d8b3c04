"""The web process: the app behind uvicorn, on a socket that it was given or its own."""

import logging
import socket

import uvicorn
from starlette.types import ASGIApp

from grader.service.app import create_app
from grader.service.blobs import FolderBlobs, remove_unfinished
from grader.service.patience import patiently
from grader.service.schema.migrate import migrate
from grader.service.service import service_of
from grader.service.settings import Settings
from grader.service.telemetry import spans_of

_DRAIN = 20
"""Seconds that requests under way have when it is to end."""
_IDLE = 30
"""Seconds that a connection may say nothing between requests."""


def run_web(settings: Settings, listening: socket.socket) -> None:
    """Serve until SIGTERM; requests under way are answered first. Raises UserError."""
    service = service_of(settings, spans_of("web"))
    patiently(lambda: migrate(service.engine))
    if isinstance(service.blobs, FolderBlobs):
        remove_unfinished(service.blobs.folder)
    uvicorn.Server(configured(create_app(service))).run([listening])


def configured(app: ASGIApp) -> uvicorn.Config:
    """Return how an app is served: with limits, and with logs as `logs.py` writes them."""
    return uvicorn.Config(
        app,
        log_config=None,  # its own would write whatever an exception says
        log_level=logging.WARNING,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_DRAIN,
        timeout_keep_alive=_IDLE,
        h11_max_incomplete_event_size=64 << 10,
    )
