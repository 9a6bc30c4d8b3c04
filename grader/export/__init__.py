"""Back to the platform: marks and feedback of a graded class, in the forms that others read."""
