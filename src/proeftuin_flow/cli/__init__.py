"""
The command line: what an auditor needs.

    python -m proeftuin_flow verify FILE
    python -m proeftuin_flow heads FILE
    python -m proeftuin_flow check-proof PROOF --checkpoint NOTE --key KEY

The outcome goes to the standard output, progress and what went wrong with the command itself to the other one.  It leaves with 0 if all is
whole, with 1 if something is wrong, and with 2 if it cannot be read or the command is not right.
"""

from ._commands import main

__all__ = ["main"]
