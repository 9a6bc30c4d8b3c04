"""What a check shows: rich HTML where there is somebody to show it, its plain twin elsewhere."""

import sys
from typing import Any

from grader.frozen import frozen
from grader.live import kernel


@frozen
class Shown:
    """What was told of a check: the same as HTML and as plain text."""

    text: str
    html: str = ""
    score: float | None = None
    """Points of what was checked; None where nothing was judged."""
    max_score: float = 0.0

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Return both forms, as every notebook's display protocol asks for them."""
        found = {"text/plain": self.text}
        return {**found, "text/html": self.html} if self.html else found

    def show(self) -> None:
        """Show it below the cell; where nothing displays, print it."""
        running = kernel.shell()
        if running is None or getattr(running, "display_pub", None) is None:
            sys.stdout.write(f"{self.text}\n")
            return
        running.display_pub.publish(data=self._repr_mimebundle_(), metadata={})
