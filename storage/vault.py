"""Copies of the files behind news and reports: one folder beside the database, random names, nothing else in it.

A copy is whole or not there: it is written under another name, flushed to the disk, and then given its own. What a file was
called is never part of a path. Everything here blocks: it is called in a thread.
"""

import contextlib
import errno
import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

SPARE = 200 * 2**20
"""Bytes that are left free: the database needs them more."""
PART, ASIDE = ".part-", "aside-"
"""How the names of files begin that are half written, or that no row names any more."""
_NAME = re.compile(r"[0-9a-f]{32}")
_OURS = re.compile(rf"(?:{re.escape(PART)})?{_NAME.pattern}")
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)


class Vault:
    """The folder; made, for its owner alone, when the first file is kept."""

    def __init__(self, folder: Path, *, spare: int = SPARE) -> None:
        self._folder = folder
        self._spare = spare

    def keep(self, content: bytes) -> str:
        """Write a copy; its name. On the disk, surely, when this returns. Raises `OSError`; then nothing is left of it."""
        if not self._folder.is_dir():
            self._folder.mkdir(mode=0o700, parents=False)
            _flush_folder(self._folder.parent)
        if shutil.disk_usage(self._folder).free < len(content) + self._spare:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        name = secrets.token_hex(16)
        part = self._folder / (PART + name)
        try:
            file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINKS, 0o600)
            with os.fdopen(file, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(self._folder / name)
            _flush_folder(self._folder)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
        return name

    def read(self, name: str) -> bytes:
        """A copy. Raises `OSError` where there is none, `ValueError` for what is no name of ours."""
        if not _NAME.fullmatch(name):
            raise ValueError("not the name of a copy")
        with os.fdopen(os.open(self._folder / name, os.O_RDONLY | _NO_LINKS), "rb") as stream:
            return stream.read()

    def names(self) -> set[str]:
        """The names of everything here that is ours, half-written files included."""
        return set(self._ours())

    def remove(self, names: Collection[str]) -> int:
        """Delete these; how many there were."""
        removed = 0
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                (self._folder / name).unlink()
                removed += 1
        return removed

    def set_aside(self, names: Collection[str], now: float) -> int:
        """Put copies away that no row names, as of `now` (seconds UTC); how many. They may be missed yet: the database may be an
        older one that was put back."""
        moved = 0
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                (self._folder / name).replace(self._folder / f"{ASIDE}{name}")
                os.utime(self._folder / f"{ASIDE}{name}", (now, now))
                moved += 1
        return moved

    def bring_back(self, names: Collection[str]) -> None:
        """Copies that are named again are here again."""
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                (self._folder / f"{ASIDE}{name}").replace(self._folder / name)

    def forget(self, before: float) -> int:
        """Delete what was put away before then (seconds UTC); how many."""
        with contextlib.suppress(FileNotFoundError):
            old = [path for path in self._folder.glob(f"{ASIDE}*") if path.lstat().st_mtime < before]
            return self.remove([path.name for path in old])
        return 0

    def _ours(self) -> Iterator[str]:
        with contextlib.suppress(FileNotFoundError), os.scandir(self._folder) as entries:
            for entry in entries:
                if _OURS.fullmatch(entry.name):
                    yield entry.name


def _flush_folder(folder: Path) -> None:
    """Have a name that was given in a folder be there after a power cut, too."""
    if os.name != "posix":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
