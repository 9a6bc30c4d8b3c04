"""One small edit of a student's own code that makes a wrong exercise right, searched for and tried.

What is found was tried on every case of the exercise in the sandbox: it is a fact about the code,
and no guess about whoever wrote it.
"""
