"""
Sphinx: Markdown pages, and a reference from the docstrings.  Nothing is fetched while it builds.
"""

from __future__ import annotations

from typing import Any

from pygments.lexers.special import TextLexer

from proeftuin_flow import case, case_type, guards, lifecycle
from proeftuin_flow._version import __version__

# The signatures of structs name classes that these modules import for type checkers only.
vars(case).update(CaseType=case_type.CaseType, Profile=case_type.Profile)
vars(case).update(Lifecycle=lifecycle.Lifecycle, State=lifecycle.State, Trigger=guards.Trigger)

project = "proeftuin-flow"
author = "the proeftuin-flow authors"
project_copyright = author
version = release = __version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# What our docstrings put between single backticks is code.
default_role = "code"

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "show-inheritance": True}
napoleon_numpy_docstring = False

# Generic and private types have no page to point to.
nitpicky = False

html_theme = "furo"
html_title = f"proeftuin-flow {release}"
html_show_sourcelink = False


def setup(app: Any) -> None:
    """Diagrams in Mermaid are shown as text; GitHub and GitLab draw them."""
    app.add_lexer("mermaid", TextLexer)
