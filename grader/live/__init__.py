"""Check a notebook's functions where they live: in the running kernel.

Two processes. The *kernel* (`check`, `kernel`, `cells`, `saved`, `conversation`, `forked`, `here`)
knows what the student defined, and calls it when it is told to; the *examiner* (`examiner`,
`lessons`, ...) knows the kit, asks, judges and writes the report. No answer and no exercise is ever
in the kernel, and nothing that the kernel did to numpy is in the examiner.
"""

from grader.live.check import check

__all__ = ["check"]
