"""Sphinx's settings: Markdown as it is, and nothing that a browser fetches from elsewhere."""

from grader import __version__

project = "grader"
version = release = __version__
extensions = ["myst_parser"]
myst_heading_anchors = 4
html_theme = "furo"
html_title = f"grader {__version__}"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
nitpicky = True
smartquotes_action = "qe"  # two hyphens are an option's, and no dash
# a console's session, and parts of files: what cannot be coloured is shown as it is
suppress_warnings = ["misc.highlighting_failure"]
