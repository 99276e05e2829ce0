"""Figures and lists of records in the words of a Chinese report: 「2项」, 「近千人」, 「约120万元」, 「《…》《…》等」."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from storage.model.records import ACTIVITY, FEN_A_WAN, GRADUATED, MENTORING, TRAINING, WAITING, Record

COMMA, COLON, SEMICOLON, OPEN, CLOSE = "\uff0c", "\uff1a", "\uff1b", "\uff08", "\uff09"
UNITS = {"论文": "篇", "著作教材": "部", "合理化建议": "条", "服务案例": "件", TRAINING: "场", ACTIVITY: "场"}
MOST_TITLES = 6
"""Of one kind and stage in one sentence; more are told by their number."""
_OF_PEOPLE = re.compile(r"[人名位](?:次|员|左右|以上)?|学员|职工|学生")
_OF_MONEY = re.compile(r"[元万亿]$|[万亿]元|元")


def pieces(group: Sequence[Record], unit: str) -> str:
    """「2项」, 「20余项」, 「约23项」: one where no number was said."""
    pairs = [(1 if one.facts.number is None else one.facts.number, _approx(one, "number")) for one in group]
    return _sum(pairs, unit)


def heads(group: Sequence[Record], unit: str = "人") -> str:
    """「35人次」, 「近千人」; '' where nobody was counted. Apprentices may have been said as a number of pieces."""
    pairs = []
    for one in group:
        facts = one.facts
        of_people = facts.kind in (MENTORING, GRADUATED)
        number = facts.people if facts.people is not None else facts.number if of_people else None
        if number is None and of_people:
            number = 1
        if number is not None:
            pairs.append((number, _approx(one, "people")))
    return _sum(pairs, unit) if pairs else ""


def _sum(pairs: Sequence[tuple[int, str]], unit: str) -> str:
    if len(pairs) == 1 and pairs[0][1]:
        return pairs[0][1]
    about = "约" if any(said for _, said in pairs) else ""
    return f"{about}{_plain(sum(number for number, _ in pairs))}{unit}"


def amount(group: Sequence[Record]) -> str:
    """「120万元」: the money of a group in all, or as it was said."""
    said = [_approx(one, "money") for one in group]
    if len(group) == 1 and said[0]:
        return said[0]
    return ("约" if any(said) else "") + wan(sum(one.facts.amount_fen or 0 for one in group))


def _approx(one: Record, what: str) -> str:
    """The words of an approximate figure, if they are about this: number | people | money."""
    facts, words = one.facts, one.facts.approx
    if not words:
        return ""
    if _OF_PEOPLE.search(words) or (facts.kind in (MENTORING, GRADUATED) and not _OF_MONEY.search(words)):
        about = "people"
    elif facts.amount_fen is not None and (_OF_MONEY.search(words) or facts.number is None):
        about = "money"
    else:
        about = "number" if facts.number is not None or facts.people is None else "people"
    return words if about == what else ""


def wan(fen: int) -> str:
    """Fen as 「120万元」, 「35.5万元」; exact."""
    wan = Decimal(fen) / FEN_A_WAN
    return f"{wan:f}万元" if wan == wan.to_integral() else f"{wan.normalize():f}万元"


def _plain(number: int) -> str:
    return f"{Decimal(number) / 10_000:f}万" if number >= 10_000 and number % 1_000 == 0 else str(number)


def pending(group: Sequence[Record]) -> str:
    """「待审」 where a group waits for review as a whole, 「其中1条待审」 where a part does; else ''."""
    waiting = sum(one.state in WAITING for one in group)
    if not waiting:
        return ""
    return "待审" if waiting == len(group) else f"其中{waiting}条待审"


def titles(group: Iterable[Record]) -> str:
    """「《…》《…》等」, each once; '' where none is known."""
    named = list(
        dict.fromkeys(f"《{one.facts.title.strip('《》')}》" for one in group if one.facts.title.strip("《》"))
    )
    return "".join(named[:MOST_TITLES]) + ("等" if len(named) > MOST_TITLES else "")


def day(begins: str, ends: str) -> str:
    """「6月8日」 for one day; '' for a span, which is the report's own mostly."""
    if begins != ends:
        return ""
    day = date.fromisoformat(begins)
    return f"{day.month}月{day.day}日"


def unit(kind: str) -> str:
    """The measure word of a kind."""
    return UNITS.get(kind, "项")


def bracket(parts: Sequence[str]) -> str:
    """What is said of these in brackets; '' for nothing."""
    said = COMMA.join(filter(None, parts))
    return f"{OPEN}{said}{CLOSE}" if said else ""


def line(head: str, parts: Sequence[str]) -> str:
    """A sentence under its heading; '' without parts."""
    return f"{head}{COLON}{SEMICOLON.join(parts)}。" if parts else ""
