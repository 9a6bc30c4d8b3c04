"""Whether it is alive, whether it is ready, and what it counts."""

from fastapi import APIRouter, Response

from grader.errors import Refused
from grader.model import Text
from grader.service.api.asking import Asked
from grader.service.database import answers

router = APIRouter(tags=["operation"])


@router.get("/health/live")
def live() -> dict[str, str]:
    """Answer: the process is there."""
    return {"status": "ok"}


@router.get("/health/ready")
def ready(service: Asked) -> dict[str, str]:
    """Answer where a notebook could be taken in now; else 503."""
    if not answers(service.engine):
        raise Refused("unavailable", Text("service.unavailable"), retry_after=2)
    probe = service.blobs.incoming()
    try:
        probe.write(b"ready")
        probe.keep()  # raises CannotWrite on a disk that is full
    finally:
        probe.drop()
    return {"status": "ok"}


@router.get("/metrics", include_in_schema=False)
def metrics(service: Asked) -> Response:
    """Give what Prometheus reads."""
    content = service.metrics.written(service.engine)
    return Response(content, media_type="text/plain; version=0.0.4; charset=utf-8")
