"""Small changes to right code: each should be seen, and what is said of it be true."""
