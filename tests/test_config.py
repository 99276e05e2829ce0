"""Settings: what is read from where, and every mistake said at once, in words, without secrets."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from bot.config import ConfigError, Settings, changed, check, example, load

ROOT = Path(__file__).parent.parent
TOKEN = "123456789:AAcanaryCANARYcanaryCANARYcanaryCAN"


@pytest.fixture
def write(tmp_path: Path):  # type: ignore[no-untyped-def]
    def write(text: str, mode: int = 0o600, encoding: str = "utf-8") -> Path:
        path = tmp_path / "config.toml"
        path.write_bytes(text.encode(encoding))
        path.chmod(mode)
        return path

    return write


def mistakes(path: Path | None, environ: dict[str, str] | None = None) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        load(path, environ or {})
    assert "canary" not in str(caught.value).lower()
    return caught.value.mistakes


def test_defaults_and_a_token_are_enough() -> None:
    settings = load(None, {"STUDIO_BOT_TOKEN": TOKEN})
    assert settings == Settings(token=TOKEN)
    assert settings.methods_url == "https://api.telegram.org/bot"
    assert settings.files_url == "https://api.telegram.org/file/bot"
    with pytest.raises(FrozenInstanceError):
        settings.token = ""  # type: ignore[misc]


def test_the_file_then_the_environment(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = write(
        f'token = "{TOKEN}"\npoll_timeout = 10\nlog_level = "debug"\nmessages_per_second = 5\ndatabase = "a/b.db"'
    )
    settings = load(path, {"STUDIO_BOT_POLL_TIMEOUT": "20", "STUDIO_BOT_SECONDS_PER_PERSON": "0.5", "HOME": "/"})
    assert settings.poll_timeout == 20
    assert settings.log_level == "DEBUG"
    assert settings.seconds_per_person == 0.5
    assert settings.database == tmp_path / "a/b.db"
    assert load(path, {"STUDIO_BOT_DATABASE": "c.db"}).database == Path("c.db")


def test_the_file_is_found_by_the_environment_and_by_its_name(
    write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    path = write(f'token = "{TOKEN}"\npoll_timeout = 11')
    assert load(None, {"STUDIO_BOT_CONFIG": str(path)}).poll_timeout == 11
    monkeypatch.chdir(tmp_path)
    assert load(None, {}).poll_timeout == 11


def test_every_setting_can_come_from_the_environment() -> None:
    given = {
        "token": TOKEN,
        "base_url": "http://127.0.0.1:8081/",
        "proxy": "socks5://me:pass@127.0.0.1:1080",
        "database": "x.db",
        "files": "x-files",
        "time_zone": "Asia/Tokyo",
        "log_level": "warning",
        "log_format": "json",
        "messages_per_second": "9.5",
        "paid_broadcasts": "yes",
        "notice_approval_over": "50",
        "seconds_per_person": "2",
        "poll_timeout": "5",
        "connect_timeout": "1.5",
        "read_timeout": "7",
        "connections": "8",
    }
    assert given.keys() == {one.name for one in fields(Settings)} - {"token_file"}
    settings = load(None, {f"STUDIO_BOT_{name.upper()}": value for name, value in given.items()})
    defaults = Settings()
    assert all(getattr(settings, name) != getattr(defaults, name) for name in given)
    assert settings.base_url == "http://127.0.0.1:8081"
    assert settings.secrets == (TOKEN, "pass")


def test_every_mistake_at_once(write) -> None:  # type: ignore[no-untyped-def]
    path = write(
        'token = "12:canary"\npol_timeout = 3\npoll_timeout = 99\nproxy = "canary:1080"\n'
        'base_url = "api.telegram.org"\nlog_level = "LOUD"\n'
        'messages_per_second = true\nconnections = "many"\ndatabase = ""\nzzz = 1\nlog_format = 5\n'
        "[table]\nx = 1"
    )
    said = mistakes(path, {"STUDIO_BOT_LOGLEVEL": "x", "STUDIO_BOT_READ_TIMEOUT": "nan"})
    assert said == (
        "config.toml 里的 pol_timeout 不是已知的设置，是不是想写 poll_timeout。",
        "config.toml 里的 zzz 不是已知的设置。",
        "config.toml 里的 table 不是已知的设置，是不是想写 database。",
        "环境变量 STUDIO_BOT_LOGLEVEL 不是已知的设置，是不是想写 STUDIO_BOT_LOG_LEVEL。",
        "config.toml 里的 token 应是 @BotFather 给出的样子：一串数字、一个半角冒号、35 个字母数字，中间没有空格。",
        "config.toml 里的 poll_timeout 应是 1 到 50 之间的整数，现在写的是 99。",
        "config.toml 里的 proxy 应是 http://、https://、socks5://、socks5h:// 开头的地址，例如 socks5://127.0.0.1:1080。",
        "config.toml 里的 base_url 应是 https://、http:// 开头的地址，例如 https://api.telegram.org，"
        '现在写的是 "api.telegram.org"。',
        'config.toml 里的 log_level 应是 DEBUG、INFO、WARNING、ERROR、CRITICAL 之一，现在写的是 "LOUD"。',
        "config.toml 里的 messages_per_second 应是 0.1 到 10000 之间的数，现在写的是 true。",
        'config.toml 里的 connections 应是 2 到 512 之间的整数，现在写的是 "many"。',
        'config.toml 里的 database 应是 一个文件的路径，现在写的是 ""。',
        "config.toml 里的 log_format 应是 plain、json 之一，现在写的是 5。",
        '环境变量 STUDIO_BOT_READ_TIMEOUT 应是 0.1 到 600 之间的数，现在写的是 "nan"。',
    )


@pytest.mark.parametrize(
    ("proxy", "good"),
    [
        ("", True),
        ("http://proxy.lan:3128", True),
        ("socks5://user:p%40ss@[::1]:1080", True),
        ("socks4://127.0.0.1:1", False),
        ("http://", False),
        ("http://host:99999", False),
        ("http://host:port", False),
        ("http://a b:1", False),
        ("127.0.0.1:1080", False),
    ],
)
def test_proxies(proxy: str, good: bool) -> None:
    environ = {"STUDIO_BOT_TOKEN": TOKEN, "STUDIO_BOT_PROXY": proxy}
    if good:
        assert load(None, environ).proxy == proxy
    else:
        assert len(mistakes(None, environ)) == 1


def test_the_token_file(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "token"
    path = write('token_file = "token"')
    assert mistakes(path) == (f"读不了令牌文件 {file}：没有这个文件或目录。",)
    assert load(path, {}, needs_token=False).token == ""
    assert load(path, {"STUDIO_BOT_TOKEN": TOKEN}).token == TOKEN
    file.write_text("")
    assert mistakes(path) == (f"令牌文件 {file} 是空的。",)
    file.write_text("canary")
    assert mistakes(path)[0].startswith(f"令牌文件 {file} 的内容应是")
    file.write_bytes(b"\xff\xfe")
    assert mistakes(path) == (f"令牌文件 {file} 不是文字文件。",)
    file.write_text(TOKEN + "\n")
    assert load(path, {}).token == TOKEN
    assert mistakes(write(f'token = "{TOKEN}"\ntoken_file = "token"')) == ("token 和 token_file 只能写一个。",)


def test_no_token() -> None:
    (said,) = mistakes(None, {})
    assert "STUDIO_BOT_TOKEN" in said
    assert "@BotFather" in said
    assert load(None, {}, needs_token=False) == Settings()


def test_files_that_cannot_be_read(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    environ = {"STUDIO_BOT_TOKEN": TOKEN}
    assert mistakes(tmp_path / "none.toml", environ) == (f"找不到配置文件 {tmp_path / 'none.toml'}。",)
    assert "读不了配置文件" in mistakes(tmp_path, environ)[0]
    bad = write("poll_timeout = 5\ntoken = 123456:canary\n")
    assert mistakes(bad, environ) == (
        f"配置文件 {bad} 的第 2 行第 15 列附近不合 TOML 格式（文字要加引号，一行一项）。",
    )
    open_end = write('token = """canary')
    assert len(mistakes(open_end, environ)) == 1
    gbk = write("# 设置\npoll_timeout = 5", encoding="gb18030")
    assert mistakes(gbk, environ) == (f"配置文件 {gbk} 不是 UTF-8 编码，请另存为 UTF-8。",)
    assert load(write("poll_timeout = 6", encoding="utf-8-sig"), environ).poll_timeout == 6


def test_check_says_what_is_wrong_around_the_settings(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert check(write(f'token = "{TOKEN}"'), {}) == []
    loose = write(f'token = "{TOKEN}"\ndatabase = "no/such/place.db"', 0o644)
    assert check(loose, {}) == [
        f"数据库所在的目录 {tmp_path / 'no/such'} 不存在，请先建立。",
        f"{loose} 里有令牌，但别的用户也能读，请执行 chmod 600 {loose}。",
    ]
    (tmp_path / "token").write_text(TOKEN)
    (tmp_path / "token").chmod(0o640)
    (tmp_path / "notes.db").write_text("these are notes, no database")
    path = write('token_file = "token"\ndatabase = "notes.db"\nproxi = ""', 0o644)
    assert check(path, {}) == [
        "config.toml 里的 proxi 不是已知的设置，是不是想写 proxy。",
        f"{tmp_path / 'notes.db'} 不是 SQLite 数据库。",
        f"{tmp_path / 'token'} 里有令牌，但别的用户也能读，请执行 chmod 600 {tmp_path / 'token'}。",
    ]
    (tmp_path / "folder.db").mkdir()
    assert check(write(f'token = "{TOKEN}"\ndatabase = "folder.db"'), {}) == [
        f"数据库 {tmp_path / 'folder.db'} 不是文件。"
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_check_says_what_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    said = check(None, {"STUDIO_BOT_TOKEN": TOKEN, "STUDIO_BOT_DATABASE": str(tmp_path / "x.db")})
    tmp_path.chmod(0o700)
    assert said == [f"数据库所在的目录 {tmp_path} 不能写入，请检查权限。"]


def test_secrets_are_in_no_repr() -> None:
    settings = Settings(token=TOKEN, proxy="http://me:canary@proxy:1", poll_timeout=3)
    assert "canary" not in repr(settings).lower()
    assert changed(settings) == {"poll_timeout": 3, "token": "<set>", "proxy": "<set>"}


def test_the_example_is_the_code(tmp_path: Path) -> None:
    text = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    assert text == example(), "run: make config.example.toml"
    given = tomllib.loads(text)
    assert list(given) == [one.name for one in fields(Settings)]
    loaded = load(ROOT / "config.example.toml", {}, needs_token=False)
    for one in fields(Settings):
        expected = ROOT / one.default if isinstance(one.default, Path) else one.default
        assert getattr(loaded, one.name) == expected
        # Every setting is explained in a sentence before it.
        assert re.search(rf"。\n{one.name} = ", text)


def test_every_setting_is_used() -> None:
    code = "".join((ROOT / "bot" / name).read_text(encoding="utf-8") for name in ("app.py", "__main__.py"))
    standing_for = {"base_url": ("methods_url", "files_url"), "token_file": (), "files": ("vault",)}
    for one in fields(Settings):
        for name in standing_for.get(one.name, (one.name,)):
            assert f"settings.{name}" in code, f"the setting {one.name} does nothing"


@pytest.mark.parametrize("name", ["Asia/Beijing2", "", "../etc", "/etc/passwd", "America", "北京"])
def test_a_time_zone_is_one_that_there_is(name: str, write) -> None:  # type: ignore[no-untyped-def]
    (said,) = mistakes(write(f'token = "{TOKEN}"\ntime_zone = "{name}"'))
    assert "Asia/Shanghai" in said


def test_the_folder_of_peoples_files_is_nobody_else_s(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = write(f'token = "{TOKEN}"\nfiles = "a/b"')
    os.chmod(path, 0o600)
    assert check(path, {}) == [f"放证明材料的文件夹 {tmp_path / 'a/b'} 建不了：上一级目录不存在，请先建立。"]
    (tmp_path / "a/b").mkdir(parents=True)
    os.chmod(tmp_path / "a/b", 0o755)
    assert check(path, {}) == [
        f"{tmp_path / 'a/b'} 里是职工发来的材料，但别的用户也能看，请执行 chmod 700 {tmp_path / 'a/b'}。"
    ]
    os.chmod(tmp_path / "a/b", 0o700)
    assert check(path, {}) == []
    (tmp_path / "a/c").write_bytes(b"")
    path = write(f'token = "{TOKEN}"\nfiles = "a/c"')
    os.chmod(path, 0o600)
    assert check(path, {}) == [f"放证明材料的 {tmp_path / 'a/c'} 不是文件夹。"]
