"""
The five pilots of the article, by the organisations that carried them out.  No candidate is in here, nor anywhere in the demo.
"""

from __future__ import annotations

from attrs import frozen

__all__ = ["PILOTS", "Organisations"]


@frozen
class Organisations:
    """Who carried out a pilot: the id of its case, and what people call it."""

    id: str
    name: str


PILOTS = (
    Organisations("vka-aef", "VKA / AEF"),
    Organisations("derksen-drolsbach", "Derksen & Drolsbach"),
    Organisations("deloitte", "Deloitte"),
    Organisations("vanberkel", "Vanberkel Professionals"),
    Organisations("js-consultancy", "JS Consultancy"),
)
