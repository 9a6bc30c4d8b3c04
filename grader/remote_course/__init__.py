"""A course on Moodle or Canvas, by an instructor's token: its class comes in, marks go out."""
