"""Kinds of setting values.

Each turns what stands in the file or the environment into the value, or says in Chinese what it should have been:
`WrongError`, continuing 「… 应是」.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

Parse = Callable[[object], Any]


class WrongError(ValueError):
    """What a value should have been, in Chinese; continues 「… 应是」."""


def text(value: object) -> str:
    if not isinstance(value, str):
        raise WrongError("引号里的文字")
    return value.strip()


def whole(least: int, most: int) -> Parse:
    def parse(value: object) -> int:
        try:
            number = int(value) if isinstance(value, str) else value
        except ValueError:
            number = None
        if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
            raise WrongError(f"{least} 到 {most} 之间的整数")
        return number

    return parse


def number(least: float, most: float) -> Parse:
    def parse(value: object) -> float:
        try:
            number = math.nan if isinstance(value, bool) else float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            number = math.nan
        if not least <= number <= most:
            raise WrongError(f"{least:g} 到 {most:g} 之间的数")
        return number

    return parse


def yes_or_no(value: object) -> bool:
    """true or false, as TOML has them or as a word in a variable."""
    if isinstance(value, bool):
        return value
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if isinstance(value, str) and value.strip().lower() in known:
        return known[value.strip().lower()]
    raise WrongError("true 或 false")


def choice(*names: str) -> Parse:
    def parse(value: object) -> str:
        for name in names:
            if isinstance(value, str) and value.strip().lower() == name.lower():
                return name
        raise WrongError("、".join(names) + " 之一")

    return parse


def url(example: str, *schemes: str, needed: bool = False) -> Parse:
    def parse(value: object) -> str:
        given = text(value).rstrip("/")
        try:
            parts = urlsplit(given)
            fits = parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
            fits = fits and not (parts.query or parts.fragment or re.search(r"\s", given))
        except ValueError:
            fits = False
        if not fits and (given or needed):
            raise WrongError(f"{'、'.join(f'{scheme}://' for scheme in schemes)} 开头的地址，例如 {example}")
        return given

    return parse


def zone(value: object) -> str:
    given = text(value)
    try:
        ZoneInfo(given)
    except (ValueError, OSError, KeyError):  # a path, a directory, no such zone
        raise WrongError("时区的 IANA 名称，例如 Asia/Shanghai") from None
    return given


def token(value: object) -> str:
    given = text(value)
    if given and not re.fullmatch(r"\d{5,15}:[A-Za-z0-9_-]{30,64}", given):
        raise WrongError("@BotFather 给出的样子：一串数字、一个半角冒号、35 个字母数字，中间没有空格")
    return given


def path(value: object) -> Path:
    given = text(value)
    if not given:
        raise WrongError("一个文件的路径")
    return Path(given).expanduser()


def path_or_none(value: object) -> Path | None:
    return path(value) if text(value) else None
