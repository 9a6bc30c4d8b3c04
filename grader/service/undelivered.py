"""Why a passback did not arrive."""


class Undelivered(Exception):
    """One attempt failed; `str(error)` is for whoever looks after the service."""

    def __init__(self, problem: str, *, is_final: bool = False) -> None:
        super().__init__(problem)
        self.is_final = is_final
        """Whether no further attempt can succeed."""
