"""The app: routers, problems and counting around one service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from grader import __version__
from grader.service import problems
from grader.service.api import (
    assignments,
    classes,
    filling,
    health,
    hooks,
    passbacks,
    regrading,
    submissions,
    uploads,
)
from grader.service.counting import Counting
from grader.service.lti import choose, enter, register, show, work
from grader.service.pages.install import install as install_pages
from grader.service.service import Service
from grader.service.telemetry import Traced

API = "/api/v1"
_PAGES = tuple(module.router for module in (enter, register, choose, work, show))
_ASKED = (assignments, classes, filling, uploads, submissions, regrading, hooks, passbacks)
_ROUTERS = tuple(module.router for module in _ASKED)


def create_app(service: Service) -> FastAPI:
    """Return the web side of a service; its database is migrated already."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        service.engine.dispose()

    app = FastAPI(
        title="grader",
        version=__version__,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,  # its pages would ask another site for scripts
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.service = service
    problems.install(app)
    app.include_router(health.router)
    for router in _ROUTERS:
        app.include_router(router, prefix=API)
    install_pages(app)
    for router in _PAGES:
        app.include_router(router, prefix="/lti", include_in_schema=False)
    app.add_middleware(Counting, metrics=service.metrics)
    if service.spans.is_on:
        app.add_middleware(Traced, spans=service.spans)
    return app
