"""Adapters: put one question to whatever design a student chose. They run beside student code.

They find out how a class names its parts and in which order it takes its arguments, and know no
answer. What they return is judged like anything else that comes from a student's process.
"""
