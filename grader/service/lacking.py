"""What the service is made with: it is not installed with everything else."""

from importlib.util import find_spec

from grader.model import Text
from grader.service.refusal import not_served

_NEEDED = (
    "alembic", "fastapi", "httpx2", "platformdirs", "procrastinate", "prometheus_client",
    "psycopg", "pylti1p3", "python_multipart", "sqlalchemy", "standardwebhooks", "uvicorn",
)  # fmt: skip


def refuse_if_lacking() -> None:
    """Raise UserError, with the command that mends it, where the service cannot run."""
    if lacking := [name for name in _NEEDED if find_spec(name) is None]:
        raise not_served(Text("serve.lacking", {"names": ", ".join(lacking)}))
