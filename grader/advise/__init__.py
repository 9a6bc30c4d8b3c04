"""What is worth a word beside the points: advice, which never costs any."""

from grader.advise.advise import advise

__all__ = ["advise"]
