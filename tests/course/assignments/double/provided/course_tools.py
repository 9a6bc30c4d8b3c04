"""A module of the course that notebooks import."""

TWO = 2
