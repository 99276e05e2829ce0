"""Copies on the disk: whole or not there, for their owner alone, under names of nobody's choosing."""

import errno
import os
import stat
from pathlib import Path

import pytest

from storage.vault import PART, Vault


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "studio-files"


def test_a_copy_is_kept_for_its_owner_alone_and_read_again(folder: Path) -> None:
    vault = Vault(folder)
    assert vault.names() == set()
    name = vault.keep(b"%PDF-1.7")
    assert vault.read(name) == b"%PDF-1.7"
    assert vault.names() == {name}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert vault.keep(b"%PDF-1.7") != name


@pytest.mark.parametrize(
    "name", ["../studio.db", "/etc/passwd", "", "a" * 31, "A" * 32, "a" * 32 + "\n", f"{PART}{'a' * 32}"]
)
def test_only_names_of_ours_are_read(folder: Path, name: str) -> None:
    vault = Vault(folder)
    vault.keep(b"x")
    with pytest.raises(ValueError, match="not the name"):
        vault.read(name)


def test_a_link_in_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    vault = Vault(folder)
    vault.keep(b"x")
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / ("b" * 32)).symlink_to(tmp_path / "secret")
    with pytest.raises(OSError, match=r"symbolic|Too many"):
        vault.read("b" * 32)


def test_what_cannot_be_written_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(folder)
    kept = vault.keep(b"x")

    def no_power(_number: int) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "fsync", no_power)
    with pytest.raises(OSError, match="broken"):
        vault.keep(b"y")
    assert [path.name for path in folder.iterdir()] == [kept]


def test_the_database_keeps_its_room_on_the_disk(folder: Path, tmp_path: Path) -> None:
    free = os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize
    with pytest.raises(OSError, match="space") as caught:
        Vault(folder, spare=2 * free).keep(b"x")
    assert caught.value.errno == errno.ENOSPC


def test_half_written_files_are_ours_and_strange_ones_are_left_alone(folder: Path) -> None:
    vault = Vault(folder)
    name = vault.keep(b"x")
    half = PART + "c" * 32
    (folder / half).write_bytes(b"")
    (folder / "README.txt").write_bytes(b"")
    assert vault.names() == {name, half}
    assert vault.remove({half, "d" * 32}) == 1
    assert {path.name for path in folder.iterdir()} == {name, "README.txt"}


def test_what_no_row_names_is_put_away_comes_back_when_it_is_named_again_and_goes_in_the_end(folder: Path) -> None:
    vault = Vault(folder)
    one, other = vault.keep(b"1"), vault.keep(b"2")
    assert vault.set_aside({one, other, "d" * 32}, 1_000) == 2
    assert vault.names() == set()
    vault.bring_back({one, "d" * 32})
    assert vault.read(one) == b"1"
    assert vault.forget(1_000) == 0
    assert vault.forget(1_001) == 1
    assert [path.name for path in folder.iterdir()] == [one]
    assert Vault(folder / "none").forget(2_000) == 0
