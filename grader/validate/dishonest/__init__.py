"""Does an answer without the work earn nothing? A generic set, and the author's `dishonest.py`."""
