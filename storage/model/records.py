"""Records of what a studio did: results, training, apprentices, activities and benefits, as quick news gives them.

Types and stages come from `domain.md` (成果类型, 知识产权阶段, 效益, 审核状态); the types of results are admin-editable (terms
'result') and only start out as `RESULTS`.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

RESULTS = (
    "发明专利",
    "实用新型",
    "外观设计",
    "软件著作权",
    "论文",
    "著作教材",
    "标准",
    "工法/先进操作法",
    "技术革新",
    "五小成果",
    "合理化建议",
    "QC成果",
    "获奖",
    "服务案例",
)
PATENTS = ("发明专利", "实用新型", "外观设计")
TRAINING, MENTORING, GRADUATED, ACTIVITY, BENEFIT = "培训", "带徒", "出师", "活动", "效益"
KINDS = (*RESULTS, TRAINING, MENTORING, GRADUATED, ACTIVITY, BENEFIT)
STAGES = ("申请", "受理", "授权", "登记", "录用", "发表", "立项", "验收", "发布")
"""申请, 受理 and 授权 are those of `domain.md`; the others are what people write of papers, projects and standards."""
DIRECT, INDIRECT, SOCIAL = "direct", "indirect", "social"
BENEFITS = {DIRECT: "直接经济效益", INDIRECT: "间接经济效益", SOCIAL: "社会效益"}
"""Source strings."""
PROOFS = {"": "无", "seal": "单位盖章", "audit": "财务审计"}
"""Source strings."""
LONGEST_TITLE, LONGEST_BASIS, LONGEST_CODE = 120, 200, 40
"""Characters; 计算依据 and 社会效益 are ≤200 in `domain.md`."""
MOST_NUMBER, MOST_PEOPLE = 99_999, 10_000_000
MOST_FEN = 10_000_000_000_000
"""A hundred thousand million yuan: more than any studio's benefit; whoever writes more slipped by a unit."""
FEN_A_YUAN, FEN_A_WAN = 100, 1_000_000
MOST_RECORDS = 20
"""Of one message."""


class State(StrEnum):
    """Where a record is on its way. Drafts are no records yet: they are kept with the conversation."""

    PENDING = "pending"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


WAITING = (State.PENDING, State.RESUBMITTED)
"""An officer is to look."""
OPEN = (State.PENDING, State.RETURNED, State.RESUBMITTED)
"""Its studio may still edit or withdraw it."""
STATE_NAMES = {
    State.PENDING: "待审",
    State.RETURNED: "退回修改",
    State.RESUBMITTED: "重新提交",
    State.APPROVED: "通过",
    State.REJECTED: "不采纳",
    State.WITHDRAWN: "已撤回",
}
"""Source strings; the first five are those of `domain.md`."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record says. Unknown text is '', an unknown number None.

    `number` is 数量 (pieces, sessions, apprentices), `people` 人数, `amount_fen` money in fen, `approx` the words of a figure
    that was said to be about so much (近千人), `begins_on` and `ends_on` ISO dates, `said` the words it was read from.
    """

    kind: str
    stage: str = ""
    title: str = ""
    number: int | None = None
    approx: str = ""
    people: int | None = None
    amount_fen: int | None = None
    benefit: str = ""
    year: int | None = None
    basis: str = ""
    proof: str = ""
    code: str = ""
    begins_on: str = ""
    ends_on: str = ""
    said: str = ""


def kept(facts: Facts) -> dict[str, Any]:
    """Facts as JSON keeps them: what is unknown is left out."""
    return {name: value for name, value in asdict(facts).items() if value not in ("", None)}


def facts_in(kept: Mapping[str, Any]) -> Facts:
    """The facts that `kept` gave; names that are none of theirs are passed over."""
    return Facts(**{"kind": "", **{one.name: kept[one.name] for one in fields(Facts) if one.name in kept}})


@dataclass(frozen=True, slots=True)
class Record:
    """A stored record. Times are milliseconds UTC; see the columns of `records` in 0009_news.sql."""

    id: int
    news: int
    studio: int
    position: int
    facts: Facts
    state: State
    reason: str
    field: str
    corrects: int | None
    void: bool
    included_in: int | None
    includes: tuple[int, ...]
    """Benefits that its studio says are part of this one; whether they are is for `contains`."""
    version: int
    created_at: int
    changed_at: int

    @property
    def counted(self) -> bool:
        """Whether figures count it."""
        return self.state is State.APPROVED and self.corrects is None and self.included_in is None


def overlapping(one: Facts, other: Facts) -> bool:
    """Whether some of the money of two benefits may be the same: of one category and year, in days that overlap. A single day
    is when it was told, not what it is about."""
    if (one.kind, other.kind) != (BENEFIT, BENEFIT) or (one.benefit, one.year) != (other.benefit, other.year):
        return False
    told_on_a_day = one.begins_on == one.ends_on or other.begins_on == other.ends_on
    overlap = one.ends_on >= other.begins_on and one.begins_on <= other.ends_on
    return overlap or (told_on_a_day and one.year is not None)


def contains(whole: Record, part: Record) -> bool:
    """Whether a benefit can be part of another: `overlapping`, of the same studio, and not more of it. No two contain each
    other."""
    larger = (whole.facts.amount_fen or 0, whole.id) > (part.facts.amount_fen or 0, part.id)
    return larger and whole.studio == part.studio and overlapping(whole.facts, part.facts)


@dataclass(frozen=True, slots=True)
class News:
    """What was saved at once, with its records in order."""

    id: int
    receipt: str
    studio: int
    author: int
    author_name: str
    said: str
    at: int
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """What a record said at one time, and who made it so; `at` in milliseconds UTC."""

    record: int
    version: int
    facts: Facts
    state: State
    person: int
    at: int


_PATENT = re.compile(r"(?:ZL|CN)?(\d{12}|\d{8})\.?(\d|X)")
"""Application numbers of the patent office, since 2003 and before: year, kind, serial, a check digit behind a point."""


def folded_code(code: str) -> str:
    """A number of a patent, a certificate, a standard as it is kept and compared: 「ZL 2023 1 0123456.7」 → 202310123456.7."""
    plain = re.sub(r"[\s\-_]", "", unicodedata.normalize("NFKC", code)).upper()
    patent = _PATENT.fullmatch(plain)
    return f"{patent[1]}.{patent[2]}" if patent is not None else plain[:LONGEST_CODE]


def code_root(code: str) -> str:
    """What is compared of a folded number: of a patent all but the check digit, which not everybody writes."""
    found = _ROOT.fullmatch(code)
    return found[1] if found is not None else code


_ROOT = re.compile(r"(\d{12}|\d{8})(?:\.[\dX])?")


def folded_title(title: str) -> str:
    """A title as it is compared: letters and figures alone, small and half-width."""
    return "".join(char for char in unicodedata.normalize("NFKC", title).casefold() if char.isalnum())


def alike(one: Facts, other: Facts) -> bool:
    """Whether two records of one studio look like the same thing told twice.

    The same number; the same kind, title and dates; or, where neither has a title, everything the same but the words.
    """
    if one.code and code_root(folded_code(one.code)) == code_root(folded_code(other.code)):
        return True
    if one.kind != other.kind or (one.begins_on, one.ends_on) != (other.begins_on, other.ends_on):
        return False
    if one.title or other.title:
        return folded_title(one.title) == folded_title(other.title) and one.stage == other.stage
    return _figures(one) == _figures(other)


def _figures(facts: Facts) -> tuple[object, ...]:
    return (
        facts.stage,
        facts.number,
        facts.approx,
        facts.people,
        facts.amount_fen,
        facts.benefit,
        facts.year,
        facts.basis,
    )
