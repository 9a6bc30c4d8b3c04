"""An app on a port of its own, in a thread of this process."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn


@dataclass
class Served:
    """An app that is served."""

    address: str
    server: uvicorn.Server

    def wait_until_quiet(self) -> None:
        """Wait until the server has no clients; those that only keep a connection are hung up on.

        They would be only after the five seconds for which uvicorn waits for more of them.
        """
        for connection in [*self.server.server_state.connections]:
            connection.loop.call_soon_threadsafe(connection.shutdown)
        until = time.monotonic() + 20
        while self.server.server_state.connections and time.monotonic() < until:
            time.sleep(0.005)


@contextmanager
def served(app: Any, host: str) -> Iterator["Served"]:
    """Serve an app on any free port of 127.0.0.1, and give its address, in which it is `host`."""
    # named as TCP: asyncio else leaves Nagle's algorithm on, and each answer waits 40 ms for an
    # acknowledgement
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        # uvloop would open a pipe once and for all, which a test would be told to have left behind
        config = uvicorn.Config(
            app, loop="asyncio", log_level="error", access_log=False, ws="none", lifespan="off"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            while not server.started:
                time.sleep(0.005)
            yield Served(f"http://{host}:{listening.getsockname()[1]}", server)
        finally:
            server.should_exit = True
            thread.join(20)
