"""An endpoint that only stores a body durably: the floor of `benchmarks/service.py`.

``python benchmarks/bare_store.py FOLDER`` prints its port and serves until it is ended.
"""

import asyncio
import hashlib
import os
import socket
import sys
import threading
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


def app(folder: Path) -> Starlette:
    """Return the endpoint, which writes to a folder."""

    def store(content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        path = folder / f".{digest}-{threading.get_ident()}"
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.replace(folder / digest)
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
        return digest

    async def take(request: Request) -> JSONResponse:
        return JSONResponse({"sha256": await asyncio.to_thread(store, await request.body())}, 202)

    return Starlette(routes=[Route("/", take, methods=["POST"])])


def main(folder: Path) -> None:
    """Serve."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1024)
        print(listening.getsockname()[1], flush=True)
        config = uvicorn.Config(app(folder), log_level="error", access_log=False)
        uvicorn.Server(config).run([listening])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
