"""The files of a new assignment, with one exercise; `grader new` copies them."""
