"""An assignment out of one solved notebook: `grader new SLUG --from NOTEBOOK`.

The notebook may be anybody's: its cells are parsed here, and run in the sandbox alone.
"""
