"""The lock file: proof, on one machine, that whoever held it is dead."""

import contextlib
import os
import sys
from pathlib import Path


class AlreadyRunning(Exception):
    """Another program works on the database; its text says which."""


class Lock:
    """A lock on `<database>.lock`, which the system lets go of by itself when the process ends, however it ends."""

    def __init__(self, database: Path) -> None:
        database = database.resolve()  # one lock, by whatever name the file is known
        self._path = database.with_name(database.name + ".lock")
        self._file: int | None = None

    def take(self) -> bool:
        """Take the lock; False when another program has it. Raises `OSError` where no file can be made."""
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(file)
        except (BlockingIOError, PermissionError):  # Windows calls it the latter
            os.close(file)
            return False
        except OSError:
            os.close(file)
            raise
        self._file = file
        return True

    def release(self) -> None:
        """Let go of it; letting go twice changes nothing."""
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                os.close(file)


def _lock(file: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
