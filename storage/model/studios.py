"""What a studio record is, and the rules about it.

Enumerations come from the programme's own words (`domain.md`: 级别, 行业, 创新类型, 工作室状态); sectors are
admin-editable and only start out as `SECTORS`.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

LEVELS = ("全国", "市级示范性", "市级", "区级", "企业级")
SECTORS = (
    "文化",
    "服务",
    "制造",
    "电子信息",
    "医疗卫生",
    "建筑",
    "交通物流",
    "教育",
    "餐饮",
    "法律",
    "环保",
    "其他",
)
KINDS = ("技术创新", "管理创新", "服务创新", "制度创新", "综合创新")
STATUSES = ("培育中", "申报中", "公示中", "已命名", "限期整改", "待复核", "已变更", "已摘牌")
DELISTED = "已摘牌"
FACETS = ("level", "sector", "kind", "street", "status")
"""Fields that studios are filtered and counted by."""

LONGEST: Mapping[str, int] = {
    "name": 60,
    "leader": 40,
    "unit": 80,
    "specialities": 30,
    "intro": 2000,
    "address": 120,
    "street": 30,
    "phone": 60,
    "source": 80,
}
"""Characters; for specialities, of each one. Chosen so that a card stays one message on a phone (Telegram: 4096)."""
MOST_SPECIALITIES = 20
MOST_MEMBERS = 100_000

_MOBILE = re.compile(r"(?<!\d)(?:\(?\+?86\)?[- ]*)?1[3-9]\d(?:[- .]?\d){8}(?!\d)")
_SHORTEST_NUMBER = 3
"""Digits; extensions are the shortest numbers one can dial."""
_RESULTS_MARK = re.compile(r"成果[:\uff1a]")
# Full-width signs are written as escapes: they are told from ASCII ones at a glance, and no editor "mends" them.
_ENTRY_PARTERS = re.compile(r"[、,\uff0c;\uff1b/\uff0f]")


@dataclass(frozen=True, slots=True)
class StudioDraft:
    """A studio as an import row or a form gives it: everything but its number. Text unknown is '', a number None."""

    name: str
    level: str = ""
    sector: str = ""
    kind: str = ""
    leader: str = ""
    unit: str = ""
    specialities: tuple[str, ...] = ()
    intro: str = ""
    address: str = ""
    street: str = ""
    phone: str = ""
    status: str = ""
    members: int | None = None
    named_on: str = ""
    """命名日期, ISO date or ''."""
    source: str = ""
    updated_on: str = ""
    """更新时间, ISO date or ''."""


@dataclass(frozen=True, slots=True)
class Studio(StudioDraft):
    """A stored studio."""

    id: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True)
class StudioFilter:
    """Which studios are meant; '' means any. 市级 takes in 市级示范性 (the programme counts them together)."""

    level: str = ""
    sector: str = ""
    kind: str = ""
    street: str = ""
    status: str = ""
    include_delisted: bool = False


def levels_within(level: str) -> tuple[str, ...]:
    """The levels that a question about `level` is about: 市级 includes 市级示范性 (report: 「市级, incl. 示范性」)."""
    return ("市级", "市级示范性") if level == "市级" else (level,)


def entries(text: str) -> tuple[str, ...]:
    """The entries of a list written in one line, parted by 、,;/ or their full-width forms; each once, in order."""
    return tuple(dict.fromkeys(filter(None, map(str.strip, _ENTRY_PARTERS.split(text)))))


def level_rank(level: str) -> int:
    """The place of a level in lists: the highest is 0, unknown ones come last."""
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def facets(studio: StudioDraft) -> tuple[str, ...]:
    """What a studio can be filtered by in the search, as 'level=区级'."""
    return tuple(f"{field}={value}" for field in FACETS if (value := getattr(studio, field)))


def facets_wanted(wanted: StudioFilter) -> tuple[tuple[str, ...], ...]:
    """What a filter asks of `facets`: one of each inner tuple."""
    return tuple(
        tuple(f"{field}={one}" for one in (levels_within(value) if field == "level" else (value,)))
        for field in FACETS
        if (value := getattr(wanted, field))
    )


def facets_unwanted(wanted: StudioFilter) -> tuple[str, ...]:
    """What a filter does not want among `facets`: delisted studios, unless it is about them."""
    return () if wanted.include_delisted or wanted.status else (f"status={DELISTED}",)


def has_mobile(text: str) -> bool:
    """Whether a mobile number stands in a text; those belong in 电话, the one field that is not shown to everybody."""
    return bool(_MOBILE.search(unicodedata.normalize("NFKC", text)))


def public_phone(phone: str) -> str:
    """The part of 电话 that everybody may see: office lines. Mobile numbers are a person's and are left out, together
    with whatever stands beside them without a number of its own (a name, 「手机」)."""
    offices = _MOBILE.sub(" ", unicodedata.normalize("NFKC", phone))
    parts = (" ".join(part.split()).strip(" :-") for part in re.split(r"[、,;/]", offices))
    return "、".join(part for part in parts if len(re.findall(r"\d", part)) >= _SHORTEST_NUMBER)


def intro_parts(intro: str) -> tuple[str, str]:
    """Split 简介 into (about, results): what follows the mark 「成果:」 is shown as the studio's results."""
    about, *rest = _RESULTS_MARK.split(intro, maxsplit=1)
    return about.strip(), (rest[0].strip() if rest else "")


def is_stale(updated_on: str, today: str) -> bool:
    """Whether a record of ISO date `updated_on` is more than a year older than ISO date `today`; unknown dates are not judged."""
    if not updated_on:
        return False
    year, rest = today[:4], today[4:]
    return updated_on < f"{int(year) - 1:04d}{rest}"
