"""Say what went wrong: named mistakes, relations, first divergences, and advice."""
