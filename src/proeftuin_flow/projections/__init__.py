"""
Projections: read models, folded from the log.

    folding    what a projection is, and how it catches up with the log
    shelves    where its state is kept, together with the position it reached
    ready      a few that every case type can use
    reacting   what one case causes in others, record by record
    outbox     what has to be done outside because something was recorded
    bulk       the same question of every case, by many workers

A projection remembers the position it reached.  Losing that is no disaster; it starts again and arrives at the same place.

It sees what is in the log, so no refusals: those are answers, and nobody writes them down.  What holds cases up *now*, their options say.
"""

from .bulk import map_cases
from .folding import Followed, Projection, Saved, catch_up
from .outbox import FileBookmark, Mark, Outbox, Reaction, Reactions, TableBookmark
from .reacting import FollowUps, react
from .ready import LeadTime, by_state, lead_times, lead_times_by_state, standings
from .shelves import JsonShelf, MemoryShelf, Shelf

__all__ = [
    "FileBookmark", "FollowUps", "Followed", "JsonShelf", "LeadTime", "Mark", "MemoryShelf", "Outbox", "Projection", "Reaction", "Reactions",
    "Saved", "Shelf", "TableBookmark", "by_state", "catch_up", "lead_times", "lead_times_by_state", "map_cases", "react", "standings",
]  # fmt: skip
