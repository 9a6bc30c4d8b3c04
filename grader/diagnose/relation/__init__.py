"""How a wrong answer relates to the right one, where no known mistake is it."""

from grader.diagnose.relation.relate import LAYERS, Answered, relate

__all__ = ["LAYERS", "Answered", "relate"]
