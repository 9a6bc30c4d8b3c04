"""A real Dask cluster in processes of its own: a scheduler, and workers of one thread each.

``python tests/support/dask_cluster_apart.py WORKERS`` prints its address, and ends with its
standard input. A task at which processes die twice is given up, as by the grader's own.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve()


@contextmanager
def cluster_apart(workers: int = 2) -> Iterator[str]:
    """Start one; yield its scheduler's address. Who dies soon after it began may stay dead."""
    process = subprocess.Popen(
        [sys.executable, str(HERE), str(workers)], cwd=HERE.parents[2],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        yield process.stdout.readline().strip()
        process.stdin.close()


def _serve(workers: int) -> None:
    import dask
    from distributed import LocalCluster

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
    ):
        sys.stdout.write(f"{cluster.scheduler_address}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
