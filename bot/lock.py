"""One program for one database: a second would say again what the first is just saying."""

import contextlib
import os
import sys
from pathlib import Path


class AlreadyRunning(Exception):
    """Another program works on the database."""


class Lock:
    """A lock on `<database>.lock`, which the system lets go of by itself when the process ends, however it ends."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._file: int | None = None

    def take(self) -> None:
        """Take the lock. Raises `AlreadyRunning`, and `OSError` where no file can be made."""
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if sys.platform != "win32":
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            raise AlreadyRunning(str(self._path)) from None
        self._file = file

    def release(self) -> None:
        """Let go of it; letting go twice changes nothing."""
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                os.close(file)
