"""The times of a competition's stages as an admin writes them, several in one message.

「报名开始 12月1日 报名截止 12月20日18点 初赛 2027-01-10 9:00」, 「报名 12月1日至12月20日」, 「12月20日报名截止,1月10日初赛」,
「复赛 去掉」.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from handlers.language.moments import Moment, folded, read_moments
from storage.model.competitions import REGISTER_CLOSE, REGISTER_OPEN

OPENS_AT = 9 * 60
CLOSES_AT = 18 * 60
"""What a date without a time stands for: 报名截止 the end of the office day, every other stage the beginning of one."""
_BOTH = "register"
_NAMES = {
    REGISTER_OPEN: r"报名开始|开始报名|报名开放|报名时间从|registration opens",
    REGISTER_CLOSE: r"报名截止|截止报名|报名结束|截止时间|截止日期|截止|registration closes",
    _BOTH: r"报名时间|报名日期|报名|registration",
    "review": r"资格审核|资格审查|审核|审查|eligibility(?: check)?",
    "preliminary": r"初赛|预赛|海选|preliminary(?: round)?",
    "semifinal": r"复赛|半决赛|准决赛|semi-?final",
    "final": r"总决赛|决赛|final",
    "publicity": r"结果公示|公示|publication",
}
_NAME = re.compile("|".join(f"(?P<{stage}>{names})" for stage, names in _NAMES.items()), re.IGNORECASE)
_GONE = re.compile(r"去掉|删掉|删除|不办|不设|取消|没有|none", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StageTimes:
    """What was read: instants (milliseconds UTC) by stage, stages to do without, and what could not be made out.

    `vague`: stages named without a time that can be read. `loose`: how many times stand there without a stage's name.
    """

    times: Mapping[str, int] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    vague: tuple[str, ...] = ()
    loose: int = 0


def default_minute(stage: str) -> int:
    """The minute of the day that a date without a time means for this stage."""
    return CLOSES_AT if stage == REGISTER_CLOSE else OPENS_AT


def read_stage_times(text: str, now: int, zone: tzinfo, alone: str = "") -> StageTimes:
    """Read the times in a text. `alone`: the stage that a single time without any name is meant for."""
    plain = folded(text)
    moments = read_moments(text, now, zone)
    names = [(str(found.lastgroup), found.start(), found.end()) for found in _NAME.finditer(plain)]
    if not names:
        if alone and len(moments) == 1:
            return StageTimes({alone: moments[0].at(zone, default_minute(alone))})
        return StageTimes(loose=len(moments))
    before = not moments or names[0][1] < moments[0].start
    times: dict[str, int] = {}
    gone: set[str] = set()
    vague: list[str] = []
    used = 0
    for place, (stage, start, end) in enumerate(names):
        if before:
            since, until = end, names[place + 1][1] if place + 1 < len(names) else len(plain)
        else:
            since, until = names[place - 1][2] if place else 0, start
        own = [one for one in moments if since <= one.start < until]
        used += len(own)
        parts = _parts(stage, own)
        if parts:
            times |= {one: moment.at(zone, default_minute(one)) for one, moment in parts.items()}
        elif before and not own and _GONE.search(plain, since, until) and stage != _BOTH:
            gone.add(stage)
        else:
            vague.append(REGISTER_OPEN if stage == _BOTH else stage)
    return StageTimes(times, frozenset(gone), tuple(vague), len(moments) - used)


def _parts(stage: str, own: list[Moment]) -> dict[str, Moment]:
    """The stages that these moments are the times of; nothing when there are more or fewer than the name asks for."""
    if stage == _BOTH:
        return dict(zip((REGISTER_OPEN, REGISTER_CLOSE), own, strict=True)) if len(own) == 2 else {}
    # 「初赛 1月10日至12日」 begins with the first.
    return {stage: own[0]} if 1 <= len(own) <= 2 else {}
