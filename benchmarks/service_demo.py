"""The sample class through the service: ``make demo-service``.

Starts `grader serve` on its embedded database, hands in every notebook of the class over HTTP,
waits for the grades and prints them, stops the service, and makes sure that no process is left.
"""

import sys
import time

import httpx2 as httpx
from rich.console import Console
from rich.table import Table
from sample_class import EXAMPLES
from served import Served, served

from grader.intake import HandIn, collect

SLUG = "regularization"
_WAIT_SECONDS = 600


def main() -> int:
    """Run the demonstration; return 1 where a submission was not graded."""
    console = Console()
    console.print("starting the service on its embedded database ...")
    with served() as service:
        console.print(f"{service.address} answers")
        client = httpx.Client(headers=service.headers, timeout=60, trust_env=False)
        with client:
            rows = [_hand_in(client, service, one) for one in collect([EXAMPLES / SLUG]).handed_in]
            began = time.perf_counter()
            done = [(name, said, _graded(client, here)) for name, said, here in rows]
            console.print(_table(done))
            graded = sum(1 for _, _, seen in done if seen.get("grade"))
            console.print(
                f"{graded} graded, {time.perf_counter() - began:.1f} s after the last upload"
            )
    console.print("the service has stopped, and left no process")
    acknowledged = sum(1 for _name, said, _here in rows if said == "202")
    return 0 if graded == acknowledged else 1


def _hand_in(client: httpx.Client, service: Served, handed: HandIn) -> tuple[str, str, str]:
    """Hand one file in; return the student, what was answered, and where to look."""
    url = f"{service.address}/api/v1/assignments/{SLUG}/submissions"
    student = handed.person.name or handed.person.id
    params = {"student": student, "name": handed.name}
    answer = client.post(url, params=params, content=handed.read().content)
    if answer.status_code != 202:
        return student, f"{answer.status_code}: {answer.json()['detail']}", ""
    return student, "202", answer.headers["location"]


def _graded(client: httpx.Client, here: str) -> dict[str, object]:
    until = time.monotonic() + _WAIT_SECONDS
    while here and time.monotonic() < until:
        seen: dict[str, object] = client.get(here).json()
        if seen["state"] in ("graded", "set_aside"):
            return seen
        time.sleep(0.1)
    return {}


def _table(done: list[tuple[str, str, dict[str, object]]]) -> Table:
    table = Table("student", "acknowledged", "state", "score", box=None)
    for name, said, seen in done:
        grade = seen.get("grade")
        score = f"{grade['score']:g} / {grade['max_score']:g}" if isinstance(grade, dict) else "–"
        table.add_row(name, said, str(seen.get("state", "–")), score)
    return table


if __name__ == "__main__":
    sys.exit(main())
