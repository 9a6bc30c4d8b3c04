"""The database of a service that runs, or that does not: there for as long as a block lasts."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from grader.model import Text
from grader.service.embedded import Embedded
from grader.service.held import Occupied, held
from grader.service.refusal import not_served


@contextmanager
def reached(data: Path, url: str) -> Iterator[str]:
    """Give the URL of a service's database: the one that is named, else the embedded one.

    An embedded one that does not run is started, and stopped at the end. Raises UserError where
    there is none, DatabaseFault.
    """
    if url:
        yield url
        return
    embedded = Embedded(data / "database")
    if not embedded.data.is_dir():
        raise not_served(Text("serve.no_service", {"folder": str(data)}))
    with ExitStack() as stack:
        if _is_free(stack, data):
            embedded.start()
            stack.callback(embedded.stop)
        yield embedded.url


def _is_free(stack: ExitStack, data: Path) -> bool:
    """Hold the folder where nobody does; tell whether it is ours now."""
    try:
        stack.enter_context(held(data))
    except Occupied:
        return False
    return True
