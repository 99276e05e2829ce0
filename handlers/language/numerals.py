"""Numbers as people write them, exactly: 「一百二十万」, 「1.2亿」, 「3亿5000万」, 「1,200」, 「五百多」, 「壹佰贰拾万」.

Pure. A number is read only where it can mean one thing: what is odd (「1 200」, 「1,20」, 「一百零五十」) or says no exact number
(「十几」, 「三五十」, 「数百」) has no value rather than a likely one.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟貳參陸兩萬億〇", "一二三四五六七八九十百千二三六两万亿零")
_DIGITS = "零一二三四五六七八九"
_PLACES = {"十": 10, "百": 100, "千": 1000}
_ARABIC = r"(?:[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d*)(?:\.\d+)?|0\.\d+"
_ARABIC_PLACES = r"[1-9]\d{0,2}(?:\.\d+)?[百千]|[1-9]千[1-9]百"
_DECIMAL = r"(?:\d+|[零一二两三四五六七八九十百千]+)点[\d零一二三四五六七八九]+"
_SECTION = rf"(?:{_DECIMAL}|{_ARABIC_PLACES}|{_ARABIC}|[零一二两三四五六七八九十百千几数]+)"
_MORE = "[多余来几]?"
_NUMBER = re.compile(
    rf"(?:(?P<y>{_SECTION})?(?P<ym>{_MORE})亿(?P<yz>零?))?(?:(?P<w>{_SECTION})?(?P<wm>{_MORE})万(?P<wz>零?))?"
    rf"(?:(?P<r>{_SECTION})?(?P<rm>{_MORE}))?"
)
_HAN_SECTION = re.compile(
    r"(?:(?P<q>[一二两三四五六七八九]?)千)?(?P<z1>零?)(?:(?P<b>[一二两三四五六七八九]?)百)?(?P<z2>零?)"
    r"(?:(?P<s>[一二两三四五六七八九]?)十)?(?P<z3>零?)(?P<g>[一二两三四五六七八九]?)"
)
LONGEST_RUN = 40
"""Characters; a longer one is no number that anybody means."""
_HAN = "零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟貳參陸兩萬億〇"
_PART = rf"[\d{_HAN}]|(?<=\d)[.,](?=\d)|(?<=\d) (?=[\d百千万亿])|个(?=[多余来]?[万亿])|[多余来](?=[万亿])|[几数](?=[十百千万亿])"
_CORE = (
    rf"(?:(?<![\d{_HAN}午晚早点])[\d{_HAN}]{{1,8}}点[\d零〇一二三四五六七八九]{{1,4}}(?=个?[万亿])|(?<![数参人次岁系])(?:好几|[几数])(?=[十百千万亿])|[\d{_HAN}])(?:{_PART}){{0,200}}"
    r"(?:(?<=[十百千万亿])几(?![何乎])|(?<=[\d十百千万亿])[多余来](?!源))?"
)
_RUN = re.compile(
    r"(?<![\d.a-z_])(?<![a-z]-)(?P<pre>大约|大概|(?<![节制签预合])约|将近|接近|(?<![最附])近|差不多|超过?|逾|突破|(?<![大中从最较幼缩])小(?=[一二三四五六七八九十百千]{1,3}[百千万])"
    r"|(?<![达用收拿用])不到|不足|至少|(?<![以线网晚早路身马])上(?=[百千万亿]))?"
    rf"(?P<run>{_CORE})(?P<letter>[wk](?![a-z\d])|)(?P<plus>\+?)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text, from `start` to `stop`.

    `value`: None where it is not exactly said · `approx`: it is said to be about so much · `large`: 万 or 亿 was said.
    """

    value: Fraction | None
    approx: bool
    start: int
    stop: int
    large: bool = False


def numbers(text: str) -> list[Number]:
    """Every number in a folded text, in order, those that cannot be read exactly included."""
    return [_number(found) for found in _RUN.finditer(text) if found["run"] not in "万亿" or found["pre"]]


def _number(found: "re.Match[str]") -> Number:
    said = found["run"]
    value, approx = read_number(said)
    if value is not None and found["letter"]:
        value = None if re.search("[万亿千百]", said) else value * (10_000 if found["letter"] == "w" else 1000)
    about = approx or bool(found["pre"]) or bool(found["plus"])
    large = found["letter"] == "w" or "万" in said or "亿" in said
    return Number(value, about, *found.span(), large)


def read_number(said: str) -> tuple[Fraction | None, bool]:
    """What a numeral says, and whether it says only about so much; (None, …) where it says no one number."""
    said = said.translate(_FORMAL).replace("个", "")
    if re.search(r"\d \d", said) or len(said) > LONGEST_RUN:
        return None, False
    said = said.replace(" ", "").replace("好几", "几")
    found = _NUMBER.fullmatch(said)
    if not said or found is None:
        return None, "几" in said
    about = bool(found["ym"] or found["wm"] or found["rm"])
    total, before = Fraction(0), False
    for name, size, more in (("y", 10**8, "ym"), ("w", 10**4, "wm"), ("r", 1, "rm")):
        unit = {"y": "亿", "w": "万", "r": ""}[name]
        section = found[name]
        said_here = section or found[more]
        if not said_here and (not unit or found.start(more) < 0):
            continue  # this part is not there
        if not section and before:  # 「10万余」
            if found[more] == "几" or unit:
                return None, True
            continue
        value, loose = _section(section) if section else (Fraction(1) if unit else None, True)
        if value is None:
            return None, loose
        zero = found["yz"] if name == "w" else found["wz"] or found["yz"]
        if before and not _follows(value, section or "", bool(zero), total):
            return None, about
        total += value * size
        about = about or loose
        before = True
    return (total, about) if before else (None, about)


def _follows(value: Fraction, said: str, zero: bool, total: Fraction) -> bool:
    """Whether the smaller part may stand behind a larger one: 「3亿5000万」, 「一万零五」, but not 「2万5」 (20,005, 25,000?)."""
    if total.denominator != 1 or value >= 10_000 or value.denominator != 1:
        return False
    if said[0].isdigit():
        return len(said) >= 2 and (total % 10_000 == 0)
    return zero or said.startswith("零") or value >= 10


def _section(said: str) -> tuple[Fraction | None, bool]:
    """A number below 万 in Chinese, or any in Arabic digits; and whether it is only about so much (「百」)."""
    if "点" in said:
        return _decimal(said)
    if said[0].isdigit():
        if said[-1] in _PLACES or "千" in said:
            return _with_places(said)
        return Fraction(said.replace(",", "")), False
    found = _HAN_SECTION.fullmatch(said)
    if found is None:
        return None, True
    digits = {name: _digit(found[name]) for name in ("q", "b", "s")} | {"g": _digit(found["g"] or None)}
    if said in ("百", "千"):
        return Fraction(_PLACES[said]), True
    if digits["q"] == 0 or digits["b"] == 0:  # 千 or 百 without a digit, though not alone
        return None, True
    if digits["s"] == 0:
        digits["s"] = 1  # 「十五」, 「一百十五」
    if not _zeros_right(found, digits):
        return None, False
    total = sum((digits[name] or 0) * size for name, size in (("q", 1000), ("b", 100), ("s", 10), ("g", 1)))
    return Fraction(total), False


def _decimal(said: str) -> tuple[Fraction | None, bool]:
    """「一点二」, 「3点5」."""
    front, _, behind = said.partition("点")
    whole, loose = _section(front)
    if whole is None or loose:
        return None, loose
    digits = "".join(one if one.isdigit() else str(_DIGITS.index(one)) for one in behind)
    return whole + Fraction(int(digits), 10 ** len(digits)), False


def _zeros_right(found: "re.Match[str]", digits: dict[str, int | None]) -> bool:
    """Whether 零 stands just where a place is left out: 「一百零五」, not 「一百零五十」 nor 「三百五」 (350 or 305?)."""
    q, b, s, g = (digits[name] is not None for name in ("q", "b", "s", "g"))
    if found["z1"] and (b or not (s or g)) and not (not q and not b):
        return False
    if q and not b and (s or g) and not (found["z1"] or found["z2"] or found["z3"]):
        return False
    if (q or b) and not s and g and not (found["z1"] or found["z2"] or found["z3"]):
        return False
    if b and s and (found["z2"] or found["z3"]):
        return False
    if s and found["z3"]:
        return False
    return q or b or s or g or not found.group().strip("零")


def _digit(said: str | None) -> int | None:
    """None where the place is not there, 0 where it has no digit of its own."""
    if said is None:
        return None
    if not said:
        return 0
    return 2 if said == "两" else _DIGITS.index(said)


def _with_places(said: str) -> tuple[Fraction | None, bool]:
    """「3千」, 「1.5千」, 「3千5百」."""
    total = Fraction(0)
    for digits, place in re.findall(r"([\d.]+)([百千])", said):
        total += Fraction(digits) * _PLACES[place]
    return total, False
