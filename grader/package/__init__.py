"""An assignment packed for somebody else's machine: a course repository on a code forge."""
