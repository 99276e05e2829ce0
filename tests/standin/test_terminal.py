"""The `chat` command as people and scripts use it."""

import io
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.standin.clocks import FrozenClock
from bot.standin.deeds import READING_MS, BadLine, moment
from bot.standin.opening import opened
from bot.standin.terminal import DONE, WRONG, Terminal
from bot.standin.world import World
from tests.inline import inline
from tests.ready import Ready
from tests.standin.conftest import PNG


@pytest.fixture
async def sample_world(database: Path) -> AsyncIterator[World]:
    """A world in which people go by their keys, as in the terminal."""
    with inline():
        async with opened(FrozenClock(moment("2026-12-01T09:00")), database) as world:
            yield world


async def chat(world: World, *lines: str, who: str = "worker", as_json: bool = False) -> tuple[int, str, str]:
    """Type lines; exit code, output, errors."""

    async def typed() -> AsyncIterator[str]:
        for line in lines:
            yield f"{line}\n"

    out, err = io.StringIO(), io.StringIO()
    code = await Terminal(who, as_json, out, err).run(world, typed())
    return code, out.getvalue(), err.getvalue()


async def test_what_follows_is_printed(sample_world: World) -> None:
    code, out, err = await chat(sample_world, "/help", "", "# a remark", "admin> /help")
    assert (code, err) == (DONE, "")
    lines = out.splitlines()
    assert lines[0].startswith("worker< ")
    assert any(line.startswith("admin< ") for line in lines)
    assert any(line.startswith("  ") for line in lines)


async def test_json_has_exactly_its_keys(sample_world: World) -> None:
    _, out, _ = await chat(sample_world, "/studios", as_json=True)
    for line in out.splitlines():
        event = json.loads(line)
        assert list(event) == ["to", "kind", "text", "html", "buttons", "file"]
        assert (event["to"], event["kind"]) == ("worker", "message")
        assert all(isinstance(label, str) for row in event["buttons"] for label in row)
    assert "工作室" in out


async def test_a_label_is_tapped(sample_world: World) -> None:
    _, out, _ = await chat(sample_world, "/studios", as_json=True)
    label = json.loads(out.splitlines()[-1])["buttons"][0][0]
    code, out, _ = await chat(sample_world, f"[{label}]")
    assert code == DONE
    assert "worker<" in out


async def test_a_label_that_is_not_there_ends_it(sample_world: World) -> None:
    code, out, err = await chat(sample_world, "/studios", "[没有这个]", "/help")
    assert code == WRONG
    assert "worker 看不到按钮 [没有这个]" in err
    assert "看得到的是" in err
    assert out.count("worker<") == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("* dance", "不认识「* dance」"),
        ("* 2020-01-01T09:00", "时钟只能往前拨"),
        ("* 2026-13-01T09:00", "看不懂时间"),
        ("+file", "要写文件的路径"),
        ("+photo 没有.png", "读不了文件 没有.png"),
        ("* fault earthquake", "没有叫 earthquake 的故障"),
    ],
)
async def test_lines_that_cannot_be_done(sample_world: World, line: str, reason: str) -> None:
    code, _, err = await chat(sample_world, line)
    assert code == WRONG
    assert reason in err


async def test_files_and_their_captions(sample_world: World, tmp_path: Path) -> None:
    path = tmp_path / "两 个字.png"
    path.write_bytes(PNG)
    code, _, _ = await chat(sample_world, f'+photo "{path}" 现场 照片', f"+file '{path}'", "leader> +8613800000000")
    assert code == DONE
    photo, document = (message for message in sample_world.chat("worker") if message["from"]["id"] == 900001)
    assert (photo["caption"], document["document"]["file_name"]) == ("现场 照片", "两 个字.png")
    assert sample_world.chat("leader")[0]["text"] == "+8613800000000"


async def test_who_speaks(sample_world: World) -> None:
    await chat(sample_world, "路人> 你好", "1>2 对吗", "admin>/help", who="somebody")
    assert sample_world.chat("路人")[0]["text"] == "你好"
    assert sample_world.chat("somebody")[0]["text"] == "1>2 对吗"
    assert sample_world.chat("admin")[0]["text"] == "/help"


async def test_the_clock_and_the_program(sample_world: World) -> None:
    begin = sample_world.clock.now()
    code, _, _ = await chat(sample_world, "* +1d", "* +2h", "* +15m", "* restart")
    assert code == DONE
    assert sample_world.clock.now() - begin == 86_400_000 + 2 * 3_600_000 + 15 * 60_000
    await chat(sample_world, "/help")
    assert sample_world.clock.now() - begin == 86_400_000 + 2 * 3_600_000 + 15 * 60_000 + READING_MS


def test_times_are_shanghai_times() -> None:
    assert moment("2026-12-01T09:00") == 1_796_086_800_000
    assert moment("2026-12-01T01:00+00:00") == 1_796_086_800_000
    with pytest.raises(BadLine, match="看不懂时间"):
        moment("明天")


def run(*arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "bot", "chat", *arguments]
    return subprocess.run(command, input=typed, capture_output=True, encoding="utf-8", timeout=60, check=False)


def test_the_command_itself() -> None:
    done = run("--json", "--at", "2026-12-01T09:00", typed="\ufeff/help\r\nadmin> /help\r\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert [json.loads(line)["to"] for line in done.stdout.splitlines()] == ["worker", "admin"]


def test_a_database_is_kept_and_a_line_that_cannot_be_done_ends_it(tmp_path: Path, ready: Ready) -> None:
    def chat(options: str, typed: str) -> tuple[int, str]:
        return ready.do(
            f"studio-bot chat --db new.db {options}", folder=tmp_path, environ=dict(os.environ), typed=typed
        )

    code, said = chat("--as 路人", "/help\n* restart\n")
    assert (code, (tmp_path / "new.db").exists()) == (0, True)
    assert said.startswith("路人<")
    assert chat("", "[没有]\n")[0] == 2


def test_the_command_called_wrongly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--at", "明天"], ["--as", "a b"]):
        assert main(["chat", *arguments]) == 2
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database at all, and long enough to be told apart" * 20)
    assert main(["chat", "--db", str(broken)]) == 1
    assert "用不了" in capsys.readouterr().err


async def test_a_second_session_on_the_same_database_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "kept.db"
    async with opened(FrozenClock(moment("2026-12-01T09:00")), file) as world:
        await chat(world, "谢谢", "你好")
    async with opened(FrozenClock(moment("2026-12-01T10:00")), file) as world:
        code, out, _err = await chat(world, "你好", "谢谢")
        assert code == DONE
        assert out.count("worker<") == 2
        assert (await world.telegram.call(world.telegram.token, "sendMessage", {"chat_id": 900001, "text": "x"}))[
            0
        ] == 200
