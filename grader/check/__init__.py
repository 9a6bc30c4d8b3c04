"""Checks that authors judge with: they run in the grader, on plain values."""
