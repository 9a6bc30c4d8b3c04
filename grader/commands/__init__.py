"""What each command of `grader.cli` does, one module each."""
