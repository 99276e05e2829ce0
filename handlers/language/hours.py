"""Hours of a day as people say them: 「下午两点到四点」, 「晚7点-9点」, 「14:00-16:30」, 「7点一刻」, 「上午」.

Without a part of the day, one to six o'clock is of the afternoon (nobody teaches at three in the night), but for 「02:00」.
"""

import re
from dataclasses import dataclass

from handlers.language.amounts import number

DAY = 24 * 60
NUM = r"(?:\d{1,2}|[零一二两三四五六七八九十]{1,3})"
_PARTS = {
    "凌晨": (0, 6),
    "清晨": (5, 8),
    "早上": (6, 10),
    "早晨": (6, 10),
    "早": (6, 10),
    "一早": (6, 10),
    "上午": (6, 12),
    "中午": (11, 14),
    "正午": (12, 13),
    "下午": (12, 18),
    "午后": (12, 18),
    "傍晚": (17, 20),
    "晚上": (18, 24),
    "晚间": (18, 24),
    "夜里": (18, 24),
    "夜间": (18, 24),
    "晚": (18, 24),
}
_PART = "凌晨|清晨|早上|早晨|上午|中午|正午|下午|午后|傍晚|晚上|晚间|夜里|夜间|早|晚"
_LONG_PART = re.compile(r"(?:凌晨|清晨|早上|早晨|上午|中午|正午|下午|午后|傍晚|晚上|晚间|夜里|夜间)(?![好安茶])")
_SHORT_PART = re.compile(r"晚(?![会饭餐点报到于些了宴])|一?早(?![餐饭点会教操])")
_MINUTES = (
    r"(?:(?P<half>半)|(?P<quarter>[一三])刻"
    r"|(?P<m2>__)(?![\d零一二三四五六七八九十月日号年楼层室个人名位元周次/.-])分?)?"
).replace("__", NUM)
_CLOCK = re.compile(
    rf"(?P<part>{_PART})? ?(?:(?P<h>\d{{1,2}}) ?: ?(?P<m>\d\d)(?::\d\d)?(?!\d)(?: ?(?P<ap>[ap])\.?m\b)?"
    rf"|(?P<h2>{NUM})(?:点(?:钟|整)?|时(?!间|代|装)){_MINUTES}"
    r"|(?P<h3>\d{1,2}) ?(?P<ap3>[ap])\.?m\b)"
)
_HEADLESS = re.compile(rf"(?P<part>{_PART})? ?(?P<h>{NUM}) ?(?:-|~|到|至)(?= ?{NUM}(?:点|时))")
"""「2-4点」: the first hour has lost its 点."""
_OR = re.compile(
    rf"(?P<part>{_PART})? ?(?P<n>[一二两三四五六七八九])(?P<n2>[二三四五六七八九])点(?:钟|多|左右)?(?![半一三\d])"
)
"""「三四点」: from the first to the end of the second."""
_SPACED = re.compile(r"(?P<part>)(?P<h>\d{1,2}) (?P<m>[0-5]\d)(?!\d| ?[年月日号人名个元])")
"""「14:00」 after `normalise`, which takes the colon away: only read behind a date."""
_UNTIL = re.compile(" ?(?:\u2014{1,2}|-{1,2}|\u2013|~|\u301c|至|到) ?")
_ABOUT = re.compile(r" ?(?:左右|前后|开始|起(?!来|点|步|重))")
_NO_CLOCK = re.compile(
    r"两点一线|[\d一二三四五六七八九十]{1,2}点钟方向|一点(?![\d半钟整一三二四五到至~-])|[一二两三四五六七八九十]点(?=[要建意注说需内理原体优缺心感])"
)
"""「便宜一点」, 「三点要求」 are no hours."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes after midnight of the day said: `begin`, and `until` where an end was said or a part of the day was.

    `until` may lie beyond midnight · `part`: only a part of the day was said · `half`: the afternoon was assumed.
    `stop`: where it ends in the text.
    """

    begin: int
    until: int | None
    stop: int
    part: bool = False
    half: bool = False


@dataclass(frozen=True, slots=True)
class NoHour:
    """An hour that there is not (25点), and where it ends in the text."""

    stop: int


def hours_at(text: str, place: int, part: str = "", behind: bool = False) -> Hours | NoHour | None:
    """The hours written at `place`. `part`: of the day, said before (「明晚」). `behind`: a date stands before it."""
    if (window := _LONG_PART.match(text, place)) and not _clock(text, place, ""):
        if window.group() == "正午":
            return Hours(DAY // 2, None, window.end())
        low, high = _PARTS[window.group()]
        return Hours(low * 60, high * 60, window.end(), part=True)
    if behind and not part and (short := _SHORT_PART.match(text, place)) and not _CLOCK.match(text, place):
        low, high = _PARTS[short.group()]
        return Hours(low * 60, high * 60, short.end(), part=True)
    if not behind and not part and _NO_CLOCK.match(text, place):
        return None
    either = _OR.match(text, place)
    if either is not None and number(either["n2"]) == number(either["n"]) + 1:
        hour, half = _whole(either["n"], either["part"] or part)
        return Hours(hour * 60, (hour + 2) * 60, either.end(), half=half)
    first = _HEADLESS.match(text, place)
    end = _clock(text, first.end(), "") if first is not None else None
    if first is not None and end is not None:
        said = first["part"] or part
        begin, half = _whole(first["h"], said)
        return _ranged(begin * 60, half, end)
    one = _clock(text, place, part) or (_spaced(text, place) if behind else None)
    if one is None:
        return None
    begin, half, said, stop = one
    if begin < 0:
        return NoHour(stop)
    dash = _UNTIL.match(text, stop)
    other = dash and (_clock(text, dash.end(), "") or (_spaced(text, dash.end()) if behind else None))
    if other:
        return _ranged(begin, half, other)
    about = _ABOUT.match(text, stop)
    return Hours(begin, None, about.end() if about else stop, half=half)


def window(part: str) -> tuple[int, int]:
    """The minutes of a part of the day."""
    low, high = _PARTS[part]
    return low * 60, high * 60


def _ranged(begin: int, half: bool, end: tuple[int, bool, str, int]) -> Hours | NoHour:
    """From `begin` to the clock `end`, which is later in the same half of the day unless it says otherwise."""
    until, assumed, _, stop = end
    if until < 0 or not 0 <= begin <= DAY:
        return NoHour(stop)
    if assumed:
        until -= DAY // 2
    while until <= begin:
        until += DAY // 2
    return Hours(begin, until, stop, half=half)


def _clock(text: str, place: int, part: str) -> tuple[int, bool, str, int] | None:
    """Minute of the day (-1 for none there is), whether its half was assumed, the part said, and where it ends."""
    found = _CLOCK.match(text, place)
    if found is None or (place and text[place].isdigit() and text[place - 1].isdigit()):
        return None
    digits = found["h"] or found["h2"] or found["h3"]
    said = found["part"] or part
    if (ap := found["ap"] or found["ap3"]) is not None:
        hour, half = number(digits) % 12 + (12 if ap == "p" else 0), False
        said = said or ("下午" if ap == "p" else "上午")
        hour = hour if 1 <= number(digits) <= 12 else 99
    else:
        hour, half = _whole(digits, said)
    if found["half"] or found["quarter"]:
        minute = 30 if found["half"] else 15 * number(found["quarter"])
    else:
        minute = number(found["m"] or found["m2"] or "0")
    wrong = hour > 24 or minute > 59 or (hour == 24 and minute)
    return -1 if wrong else hour * 60 + minute, half, said, found.end()


def _spaced(text: str, place: int) -> tuple[int, bool, str, int] | None:
    found = _SPACED.match(text, place)
    if found is None:
        return None
    hour, half = _whole(found["h"], "")
    return hour * 60 + number(found["m"]) if hour < 24 else -1, half, "", found.end()


def _whole(digits: str, part: str) -> tuple[int, bool]:
    """The hour 0-24 (more is no hour), and whether the afternoon was assumed."""
    hour = number(digits)
    if part in ("下午", "午后", "傍晚") and hour < 12:
        return hour + 12, False
    if part in ("晚上", "晚间", "夜里", "夜间", "晚"):
        return (hour + 12 if 4 <= hour <= 12 else hour), False
    if part in ("中午", "正午") and hour < 4:
        return hour + 12, False
    if part == "凌晨" and hour == 12:
        return 0, False
    if not part and 1 <= hour <= 6 and not digits.startswith(("0", "零")):
        return hour + 12, True
    return hour, False
