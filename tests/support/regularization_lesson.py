"""The regularization lesson in this process, without a sandbox: its files, and who loses what."""

from course_lesson import ROOT, Functions, Lesson, earned

__all__ = ["ROOT", "Functions", "earned"]

REGULARIZATION = Lesson("regularization")
FOLDER = REGULARIZATION.folder
SOLUTIONS = REGULARIZATION.solutions

COST = "compute_cost_with_regularization"
L2 = "backward_propagation_with_regularization"
FORWARD = "forward_propagation_with_dropout"
BACKWARD = "backward_propagation_with_dropout"
MODEL = "model"
EXERCISES = (COST, L2, FORWARD, BACKWARD, MODEL)

lesson = REGULARIZATION.assignment
provided = REGULARIZATION.provided
solution = REGULARIZATION.solution
reference = REGULARIZATION.reference
cases = REGULARIZATION.cases
answer = REGULARIZATION.answer
counted = REGULARIZATION.counted
lost_pairs = REGULARIZATION.lost_pairs
lost_items = REGULARIZATION.lost_items
