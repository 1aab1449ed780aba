"""
Diagrams: pictures of a lifecycle, drawn from the definition that is executed.

They are texts in the language of Mermaid, which GitHub, GitLab and most documentation tools draw.  Nothing is rendered here.
"""

from ._mermaid import mermaid, mermaid_pages

__all__ = ["mermaid", "mermaid_pages"]
