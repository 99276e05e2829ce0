"""A correction of news that are about to be saved, as a leader types it: 「专利是3项」, 「不是本月,是上月」, 「第2条删掉」.

Pure. What is asked corrects nothing; what names no record or several that it could mean corrects nothing either.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from handlers.language.amounts import number
from handlers.language.news_line import Doubt, read_news
from storage.model.records import Facts

_DROP = re.compile(r"(?:请|把)?第(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})条(?:删掉|去掉|删除|不要了?)")
_ADD = re.compile(r"(?:再|还要?)?加一条[:,\uff1a\uff0c ]*(?P<rest>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fixed:
    """The facts as they are after a correction. `changed`: their places (in the new order) that are other than before;
    `dropped`: the places (in the old order) of those that are gone; `origins`: for each of the new ones its place before,
    None for one that was added · `doubts`: what is doubted of the changed ones; older doubts of theirs are settled."""

    facts: tuple[Facts, ...]
    changed: tuple[int, ...]
    dropped: tuple[int, ...] = ()
    origins: tuple[int | None, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def read_fix(text: str, facts: Sequence[Facts], now: int, zone: tzinfo) -> Fixed | None:
    """What a typed line makes of the facts shown; None for one that corrects nothing."""
    said = text.strip()
    if (found := _DROP.fullmatch(said)) is not None:
        place = number(found["n"]) - 1
        if not 0 <= place < len(facts):
            return None
        kept = [one for one in range(len(facts)) if one != place]
        return Fixed(tuple(facts[one] for one in kept), (), (place,), tuple(kept))
    if (found := _ADD.fullmatch(said)) is not None:
        more = read_news(found["rest"], now, zone).facts
        if not more:
            return None
        first = len(facts)
        return Fixed(
            (*facts, *more), tuple(range(first, first + len(more))), (), (*range(first), *(None for _ in more))
        )
    return None
