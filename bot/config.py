"""What the person who runs the bot may decide: config.toml and STUDIO_BOT_* variables → one frozen `Settings`.

`Settings` is the only list of settings: names, types, defaults, limits and their Chinese explanations stand at its
fields; reading, checking, `config.example.toml` and the README's table are made from it. Everything wrong is said at
once, in Chinese sentences, in one `ConfigError`. Secrets are never part of a sentence nor of a repr.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot import config_kinds as kinds
from bot.log import LEVELS, SHAPES, redact
from bot.os_errors import reason

PREFIX = "STUDIO_BOT_"
FILE_VARIABLE = PREFIX + "CONFIG"
"""Names the configuration file where no --config does."""
DEFAULT_FILE = "config.toml"


class ConfigError(Exception):
    """Everything that is wrong with the configuration: `mistakes`, Chinese sentences without secrets."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def _setting(default: object, parse: kinds.Parse, *explained: str, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"parse": parse, "explained": explained, "secret": secret})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything configurable. Times are seconds, as their names and explanations say."""

    token: str = _setting(
        "",
        kinds.token,
        "机器人令牌，@BotFather 给出。它等于机器人本身，谁拿到谁就能冒充：",
        "最好不写在这里，而是用环境变量 STUDIO_BOT_TOKEN 或下面的 token_file。",
        secret=True,
    )
    token_file: Path | None = _setting(
        None, kinds.path_or_none, "只放令牌的文件，只许运行机器人的用户读（chmod 600）。与 token 二选一。"
    )
    base_url: str = _setting(
        "https://api.telegram.org",
        kinds.url("https://api.telegram.org", "https", "http", needed=True),
        "Bot API 的地址。自建 Bot API 服务器时改成它的地址。",
    )
    proxy: str = _setting(
        "",
        kinds.url("socks5://127.0.0.1:1080", "http", "https", "socks5", "socks5h"),
        "去 Telegram 用的代理，留空为直连。支持 http、https 和 socks5，后者由代理解析域名。",
        "需要登录的写成 socks5://用户:密码@主机:端口。中国大陆境内不能直连 Telegram。",
        secret=True,
    )
    database: Path = _setting(Path("studio.db"), kinds.path, "数据库文件，没有就新建。相对路径从本文件所在的目录算起。")
    files: Path | None = _setting(
        None,
        kinds.path_or_none,
        "快报和报告的证明材料备份在哪个文件夹，没有就新建。留空为数据库旁边，名字是数据库的名字加 -files，如 studio-files。",
    )
    time_zone: str = _setting(
        "Asia/Shanghai",
        kinds.zone,
        "当地时间的时区（IANA 名称）。提醒、免打扰和显示的时间都按它算。",
    )
    log_level: str = _setting(
        "INFO",
        kinds.choice(*LEVELS),
        f"日志详细程度：{'、'.join(LEVELS)}。任何一级都不含令牌、电话和消息正文。",
    )
    log_format: str = _setting(
        "plain", kinds.choice(*SHAPES), "日志格式：plain 给人看，json 每行一个对象，给收集日志的程序。"
    )
    messages_per_second: float = _setting(
        30.0,
        kinds.number(0.1, 10_000),
        "每秒最多发出几条消息（全体）。Telegram 平常的上限是 30；开通付费群发的可写到 1000，connections 也加到 200。",
    )
    paid_broadcasts: bool = _setting(
        False,
        kinds.yes_or_no,
        "是否用付费群发（Bot API 的 allow_paid_broadcast）。每秒超过 30 条的通知要它，每条都要付星币，请先看 Telegram 的说明。",
    )
    notice_approval_over: int = _setting(
        500, kinds.whole(0, 10_000_000), "发给多少人以上的通知，要另一位管理员批准才发。"
    )
    seconds_per_person: float = _setting(
        1.0, kinds.number(0, 60), "给同一个人的两条消息至少相隔几秒。Telegram 建议不少于 1。"
    )
    poll_timeout: int = _setting(
        30, kinds.whole(1, 50), "一次长轮询最多等几秒。Telegram 的上限是 50；代理会提前断线时调小。"
    )
    connect_timeout: float = _setting(10.0, kinds.number(0.1, 300), "连上 Telegram（或代理）最多等几秒。")
    read_timeout: float = _setting(20.0, kinds.number(0.1, 600), "发出请求以后，最多等几秒回答。")
    connections: int = _setting(32, kinds.whole(2, 512), "最多同时开几条连接用于发送。")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Exact strings that no log line may hold."""
        return tuple(text for text in (self.token, urlsplit(self.proxy).password) if text)

    @property
    def vault(self) -> Path:
        """The folder of copies of people's files."""
        return self.files or self.database.with_name(f"{self.database.stem}-files")

    @property
    def methods_url(self) -> str:
        """What PTB's Bot takes as base_url: its methods are at this plus the token plus the method's name."""
        return f"{self.base_url}/bot"

    @property
    def files_url(self) -> str:
        """What PTB's Bot takes as base_file_url."""
        return f"{self.base_url}/file/bot"


_FIELDS = {one.name: one for one in fields(Settings)}


def load(path: Path | None = None, environ: Mapping[str, str] | None = None, *, needs_token: bool = True) -> Settings:
    """The settings from `path` and the environment (which wins), all checked.

    Without `path` the file is what STUDIO_BOT_CONFIG names, else config.toml here if there is one. Relative paths in
    the file start at its own directory. `needs_token=False` for commands that never talk to Telegram: then a missing
    token or unreadable token_file is no mistake. Raises ConfigError with every mistake.
    """
    values, mistakes = _read(path, os.environ if environ is None else environ, needs_token=needs_token)
    if mistakes:
        raise ConfigError(mistakes)
    return Settings(**values)


def check(path: Path | None = None, environ: Mapping[str, str] | None = None) -> list[str]:
    """Every mistake `load` would report, and what is wrong around the settings: the database's place, and files with
    secrets that others may read. Nothing is created or changed."""
    environ = os.environ if environ is None else environ
    values, mistakes = _read(path, environ, needs_token=True)
    mistakes += _place_of_database(values.get("database", _FIELDS["database"].default))
    mistakes += _place_of_files(values)
    file = _file(path, environ)
    if values.get("token") and not values.get("token_file") and not environ.get(PREFIX + "TOKEN") and file:
        mistakes += _read_by_others(file)
    if values.get("token_file"):
        mistakes += _read_by_others(values["token_file"])
    return mistakes


def example() -> str:
    """The text of config.example.toml."""
    lines = [
        "# studio-bot 的设置。复制成 config.toml 再改；`studio-bot check` 会一次说出所有写错的地方。",
        f"# 每一项都可以用环境变量代替：{PREFIX}加大写的名字，例如 {PREFIX}PROXY。环境变量优先。",
        "# 这里写的都是默认值；不需要改的行可以删掉。",
    ]
    for one in fields(Settings):
        lines += ["", *(f"# {line}" for line in one.metadata["explained"])]
        default = "" if one.default is None else one.default
        shown = (
            str(default).lower() if isinstance(default, int | float) else json.dumps(str(default), ensure_ascii=False)
        )
        lines.append(f"{one.name} = {shown}")
    return "\n".join(lines) + "\n"


def _file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    if path is not None:
        return path
    if environ.get(FILE_VARIABLE):
        return Path(environ[FILE_VARIABLE]).expanduser()
    return Path(DEFAULT_FILE) if Path(DEFAULT_FILE).exists() else None


def _read(path: Path | None, environ: Mapping[str, str], *, needs_token: bool) -> tuple[dict[str, Any], list[str]]:
    """Every value that could be read (parsed), and the mistakes."""
    file = _file(path, environ)
    mistakes: list[str] = []
    raw: dict[str, object] = {}
    if file is not None:
        raw = _toml(file, mistakes)
    given = {name: (value, f"{file.name} 里的 {name}") for name, value in raw.items()} if file else {}
    unknown = [name for name in given if name not in _FIELDS]
    mistakes += [f"{given[name][1]} 不是已知的设置{_nearest(name)}。" for name in unknown]

    overriding: dict[str, tuple[object, str]] = {}
    for variable, text in environ.items():
        name = variable.removeprefix(PREFIX).lower()
        if not variable.startswith(PREFIX) or variable == FILE_VARIABLE:
            continue
        if name in _FIELDS:
            overriding[name] = (text, f"环境变量 {variable}")
        else:
            mistakes.append(f"环境变量 {variable} 不是已知的设置{_nearest(name, PREFIX)}。")
    # A token in the environment replaces whatever the file says about tokens, in either of the two forms.
    if any(overriding.get(name, ("",))[0] for name in ("token", "token_file")):
        given = {name: at for name, at in given.items() if name not in ("token", "token_file")}

    values: dict[str, Any] = {}
    for name, (value, where) in ({name: given[name] for name in given if name in _FIELDS} | overriding).items():
        try:
            values[name] = _FIELDS[name].metadata["parse"](value)
        except kinds.WrongError as wrong:
            shown = "" if _FIELDS[name].metadata["secret"] else f"，现在写的是 {_shown(value)}"
            mistakes.append(f"{where} 应是 {wrong}{shown}。")
            continue
        if isinstance(values[name], Path) and file is not None and name not in overriding:
            values[name] = file.parent / values[name]
    _fetch_token(values, mistakes, needs_token=needs_token, tried=given.keys() | overriding.keys())
    return values, mistakes


def _toml(file: Path, mistakes: list[str]) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        mistakes.append(f"找不到配置文件 {file}。")
    except OSError as error:
        mistakes.append(f"读不了配置文件 {file}：{reason(error)}。")
    except UnicodeDecodeError:
        mistakes.append(f"配置文件 {file} 不是 UTF-8 编码，请另存为 UTF-8。")
    except tomllib.TOMLDecodeError as error:
        # The parser's own sentence may quote the line, and the line may hold the token.
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"第 {place[1]} 行第 {place[2]} 列附近" if place else "结尾处"
        mistakes.append(f"配置文件 {file} 的{where}不合 TOML 格式（文字要加引号，一行一项）。")
    return {}


def _fetch_token(values: dict[str, Any], mistakes: list[str], *, needs_token: bool, tried: set[str]) -> None:
    """Put the token file's content in `values["token"]`; say what is missing."""
    file: Path | None = values.get("token_file")
    if values.get("token") and file:
        mistakes.append("token 和 token_file 只能写一个。")
    elif file and needs_token:
        try:
            values["token"] = kinds.token(file.read_text(encoding="utf-8-sig"))
        except OSError as error:
            mistakes.append(f"读不了令牌文件 {file}：{reason(error)}。")
        except UnicodeDecodeError:
            mistakes.append(f"令牌文件 {file} 不是文字文件。")
        except kinds.WrongError as wrong:
            mistakes.append(f"令牌文件 {file} 的内容应是 {wrong}。")
        else:
            if not values["token"]:
                mistakes.append(f"令牌文件 {file} 是空的。")
    elif needs_token and not values.get("token") and not ({"token", "token_file"} & tried - values.keys()):
        mistakes.append(f"没有令牌。请设环境变量 {PREFIX}TOKEN，或在配置文件里写 token_file；令牌向 @BotFather 申请。")


def _place_of_database(database: Path) -> list[str]:
    folder = database.parent
    if not folder.is_dir():
        return [f"数据库所在的目录 {folder} 不存在，请先建立。"]
    if not os.access(folder, os.W_OK | os.X_OK):
        return [f"数据库所在的目录 {folder} 不能写入，请检查权限。"]
    if not database.exists():
        return []
    if not database.is_file():
        return [f"数据库 {database} 不是文件。"]
    if not os.access(database, os.R_OK | os.W_OK):
        return [f"数据库 {database} 不能读写，请检查权限。"]
    with database.open("rb") as file:
        head = file.read(16)
    if head and head != b"SQLite format 3\0":
        return [f"{database} 不是 SQLite 数据库。"]
    return []


def _place_of_files(values: Mapping[str, Any]) -> list[str]:
    folder = Settings(**{name: values[name] for name in ("database", "files") if name in values}).vault
    if not folder.exists():
        named = values.get("files") is not None and not folder.parent.is_dir()
        return [f"放证明材料的文件夹 {folder} 建不了：上一级目录不存在，请先建立。"] if named else []
    if not folder.is_dir():
        return [f"放证明材料的 {folder} 不是文件夹。"]
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return [f"放证明材料的文件夹 {folder} 不能读写，请检查权限。"]
    try:
        loose = os.name == "posix" and bool(folder.stat().st_mode & 0o077)
    except OSError:
        return []
    return [f"{folder} 里是职工发来的材料，但别的用户也能看，请执行 chmod 700 {folder}。"] if loose else []


def _read_by_others(file: Path) -> list[str]:
    try:
        loose = os.name == "posix" and bool(file.stat().st_mode & 0o077)
    except OSError:
        return []
    return [f"{file} 里有令牌，但别的用户也能读，请执行 chmod 600 {file}。"] if loose else []


def _nearest(name: str, prefix: str = "") -> str:
    near = difflib.get_close_matches(name.lower(), _FIELDS, 1, 0.5)
    return f"，是不是想写 {prefix}{near[0].upper() if prefix else near[0]}" if near else ""


def _shown(value: object) -> str:
    text = redact(json.dumps(value, ensure_ascii=False, default=str))
    return text if len(text) <= 60 else text[:59] + "…"


def changed(settings: Settings) -> dict[str, object]:
    """What differs from the defaults, without secrets: for the first log line of a run."""
    return {
        name: getattr(settings, name)
        for name, one in _FIELDS.items()
        if not one.metadata["secret"] and getattr(settings, name) != one.default
    } | {name: "<set>" for name, one in _FIELDS.items() if one.metadata["secret"] and getattr(settings, name)}
