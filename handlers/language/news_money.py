"""The amount of a benefit: exact, or asked; a figure that could be another by a power of ten is never taken."""

import re

from handlers.language import news_words as words
from handlers.language.news_draft import Draft, Why
from handlers.language.news_pieces import Taken
from handlers.language.quantities import Quantity, Sort
from storage.model.records import MOST_FEN

COMPARES = re.compile("同比|环比|比去年|比上年|较去年|较上|增长|提高|上升|提升|下降")
"""Figures of how much more it is than before count nothing."""


FROM = re.compile("[由从][^,;]{0,2}$")
"""「由100万提高到150万」: neither is what it brought."""


MORE = re.compile(f"同比|环比|(?:比|较|与)[^,;]{{0,6}}(?:相比|同期|{chr(0)})[^,;]{{0,8}}(?:增|提高|上升|多)")
"""「与去年相比增加50万元」: how much more is not how much."""


def units(fen: int | None) -> tuple[str, ...]:
    """A bare figure as 元 and as 万元, in fen: what may be chosen."""
    return tuple(str(one) for one in (fen, fen * 10_000) if one <= MOST_FEN) if fen is not None else ()


def take_money(taken: Taken, one: Draft, money: list[Quantity], left: int) -> None:
    """The amount; a figure that could be another by a power of ten is asked."""
    if not money:
        one.doubt("amount_fen", Why.MISSING)
        return
    figure = money[0]
    one.used |= {other.start for other in money}
    said = taken.plain[max(left, figure.start - 12) : figure.start]
    if MORE.search(taken.masked[left : figure.start]):
        one.approx.append(taken.kept[figure.start : figure.stop])
        one.doubt("amount_fen", Why.UNSURE)
        return
    if len(money) > 1 and FROM.search(taken.masked[max(0, figure.start - 5) : figure.start]):
        one.approx.append(taken.kept[max(left, figure.start - 1) : money[-1].stop])
        one.doubt("amount_fen", Why.UNSURE)
        return
    if len(money) > 1 and not COMPARES.search(taken.masked[figure.stop : money[1].start]):
        one.approx.append(taken.kept[money[0].start : money[-1].stop])
        one.doubt("amount_fen", Why.UNSURE)
        return
    unit = re.search(r"(?P<wan>万?)元 ?\)?[:为是]? ?$", said)
    if figure.sort is Sort.FOREIGN or figure.each or words.EACH.search(taken.plain[left : figure.start]):
        one.approx.append(figure.approx or taken.kept[figure.start : figure.stop])
        one.doubt("amount_fen", Why.UNSURE)
        one.each = figure.sort is not Sort.FOREIGN
        return
    fen = figure.fen
    if figure.sort is Sort.BARE and not figure.large:
        if unit is None or fen is None:
            shown = taken.kept[figure.start : figure.stop].strip()
            one.approx.append(shown)
            one.doubt(
                "amount_fen",
                Why.UNIT if fen is not None else Why.UNSURE,
                units(fen),
            )
            return
        fen *= 10_000 if unit["wan"] else 1
    elif unit is not None and unit["wan"]:  # 「(万元):120万」: of which of them?
        one.approx.append(taken.kept[figure.start : figure.stop])
        one.doubt("amount_fen", Why.UNIT)
        return
    one.fen = fen
    if figure.approx:
        one.approx.append(figure.approx)
    if fen is None:
        one.doubt("amount_fen", Why.UNSURE)
