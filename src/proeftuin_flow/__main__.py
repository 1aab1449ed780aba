"""
`python -m proeftuin_flow`: the command line.
"""

import sys

from .cli import main

if __name__ == "__main__":  # a process that helps with the work imports this module too
    sys.exit(main())
