"""
XML: elements to text, in the one way that all exports share.
"""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

__all__ = ["LABELS", "Element", "add", "document"]

LABELS: Final = "urn:proeftuin-flow:labels"
"""The namespace of labels in both languages, and of what has no place of its own in a format."""

NOT_XML: Final = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def add(parent: Element, tag: str, attributes: dict[str, str] | None = None, text: str | None = None) -> Element:
    """One more element; characters that no XML may hold become U+FFFD."""
    made = SubElement(parent, tag, {name: _clean(value) for name, value in (attributes or {}).items()})
    made.text = None if text is None else _clean(text)
    return made


def document(root: Element) -> str:
    """The whole text, indented."""
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _clean(text: str) -> str:
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
