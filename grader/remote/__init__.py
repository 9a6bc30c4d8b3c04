"""The student as the examiner sees them: a remote object whose code runs in another process.

What `Exercise.run` and the adapters do with it is written down as operations and sent together,
until a value is needed. Plain values come back as values; anything else stays where it is and is
spoken of through a handle. See `session.py` for the order of things.
"""
