"""
Sphinx: Markdown pages, and a reference from the docstrings.  Nothing is fetched while it builds.
"""

from __future__ import annotations

from proeftuin_flow._version import __version__

project = "proeftuin-flow"
author = "the proeftuin-flow authors"
project_copyright = author
version = release = __version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "show-inheritance": True}
napoleon_numpy_docstring = False

# Generic and private types have no page to point to.
nitpicky = False

html_theme = "furo"
html_title = f"proeftuin-flow {release}"
html_show_sourcelink = False
