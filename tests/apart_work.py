"""What tests have done in a process of its own."""

import os
import time
from pathlib import Path


def told(database: Path, folder: str, text: str) -> bytes:
    """Says that it is at work, waits until it is told to go on, and tells of whom and what."""
    here = Path(folder)
    with (here / "begun").open("a") as begun:
        begun.write(f"{os.getpid()} {os.nice(0)} {os.environ['TMPDIR']}\n")
    while not (here / "go").exists():
        time.sleep(0.01)
    return f"{text} {database.name}".encode()


def failing(database: Path) -> bytes:
    """Does not succeed."""
    raise OSError(f"示例职工甲 {database}")
