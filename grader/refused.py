"""What the sandbox refuses: files written, threads, processes, the network. No student's slip.

Judged by what the student's process says of its exception, which is its own word; all that it gets
by saying so is another sentence.
"""

from grader.model import Raised

_ERRNOS = ("[Errno 1]", "[Errno 13]", "[Errno 30]")
"""Not permitted, permission denied, a file system that may only be read."""
_KINDS = frozenset({"PermissionError", "OSError", "URLError", "BlockingIOError"})
_SAID = ("can't start new thread", "No usable temporary directory")


def is_refused(raised: Raised) -> bool:
    """Tell whether an exception is the sandbox's refusal."""
    if raised.type in _KINDS:
        return raised.type == "PermissionError" or any(e in raised.message for e in _ERRNOS)
    return raised.message.startswith(_SAID)
