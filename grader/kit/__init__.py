"""A kit: an assignment prepared and frozen, for students to check with. It holds no code of ours.

`freeze` makes one, `archive` is the file, `read` opens it, `frozen` answers from it.
"""
