"""
Sections: one per kind of figure, each with its goals.

To add one, write a module with a `SECTION` and enter it here; the order is the order in print.
"""

from benchmarks.figures import Section
from benchmarks.sections import (
    append,
    append_sql,
    bulk,
    decide,
    explore,
    follow,
    growth,
    imports,
    journal,
    log,
    memory,
    programme,
    redact,
    refuse,
)

SECTIONS: dict[str, Section] = {
    section.name: section
    for section in (
        decide.SECTION,
        refuse.SECTION,
        memory.SECTION,
        imports.SECTION,
        log.REPLAY,
        log.VERIFY,
        bulk.SECTION,
        append.SECTION,
        append_sql.SECTION,
        journal.SECTION,
        follow.SECTION,
        redact.SECTION,
        growth.SECTION,
        programme.SECTION,
        explore.SECTION,
    )
}
