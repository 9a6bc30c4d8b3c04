"""Grades neural-network assignments handed in as notebooks."""

__version__ = "0.1.0"
