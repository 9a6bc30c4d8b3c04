"""Is an assignment ready for students? Every fault is found at once, none with a traceback."""
