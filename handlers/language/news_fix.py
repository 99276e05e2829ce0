"""A correction of news that are about to be saved, as a leader types it: 「专利是3项」, 「不是本月,是上月」, 「第2条删掉」.

Pure. What is asked corrects nothing; what names no record, or several that it could mean, corrects nothing either.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from handlers.language import news_words as words
from handlers.language.amounts import number
from handlers.language.news_line import Doubt, Why, read_news
from handlers.language.news_values import Change, changed, dated, moved, named_field
from handlers.language.time_readings import read_shape, shaped
from storage.model.local_time import local_date
from storage.model.records import MOST_RECORDS, PATENTS, STAGES, TRAINING, Facts

LONGEST = 300
"""Characters; a longer line is no correction."""
_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_PLACE = (
    rf"(?:第 ?(?P<n>{_N}(?:[、,和]{_N})*) ?(?:条|个|项|行|款)?(?:记录|快报)?|(?P<last>最后(?:一|1)?(?:条|个|项)|末条))"
    r"(?:的|里的?|中的?)?"
)
_POLITE = re.compile(
    r"^(?:(?:请|麻烦|帮我|劳驾|把|将|那个?|嗯+|哦|对了|不对|错了|写错了|打错了|说错了|更正(?:一下)?"
    r"|纠正(?:一下)?|修改(?:一下)?|改一下|改正|应该|还有点问题|就是|啊|呃|(?:刚才|刚刚|上次|上回|之前|前面|昨天|上午|下午)?我?[说报发写填]的(?:那一?[条个项])?"
    r"|(?:刚才|刚刚|上次|上回|之前|前面)(?:的|那一?[条个项])?)[,: ]*)+"
)
_END = re.compile(r"(?:[\u3002.!~ ]|吧|哈|啊|呀|哦|才对|就行|就好|了谢谢|,?谢谢)+$")
_ASKS = re.compile(r"[?]|吗|呢$|么$|什么|多少|怎么|哪|谁|能不能|可不可以|是不是|有没有|为什么|几(?:条|项|个|号|点)")
_OUT = r"(?:都|全部|全)?(?:删掉|删除|删了|删去|删|去掉|去除|不要了?|拿掉|划掉|不算了?|不报了?|撤掉|取消)"
_DROP = (
    re.compile(rf"{_OUT}(?:{_PLACE}|(?P<what>.{{1,20}}?))(?:那一?[条项个]|这一?[条项个]|的)?"),
    re.compile(rf"(?:{_PLACE}|(?P<what>[^,]{{1,20}}?))(?:那一?[条项个]|这一?[条项个]|的)?{_OUT}"),
)
_ADD = re.compile(
    r"(?:再|还要?|另外?|请|麻烦)*(?:加上?|补充?|增加|添上?|补报)(?:上|一下|一?[条项个]|一笔|一则)*[:, ]*(?P<rest>.+)"
    r"|(?:还有|另外|[漏少忘落](?:[写报说记填加]了?|了))(?:一[条项个笔])?[:, ]*(?P<rest2>.+)",
    re.DOTALL,
)
_TO = r"(?:应该?|应当)?(?:改成|改为|改到|改|换成|换为|变成|更正为|写成|调成)"
_NOT_BUT = (
    re.compile(r"(?P<head>.{0,14}?)不是(?P<a>[^,]{1,40}?)[, ]*(?:而|应该|应当|就)*是(?P<b>.{1,60})"),
    re.compile(r"(?P<head>.{0,14}?)(?:应该|应当)?是(?P<b>[^,]{1,40}?)[, ]*(?:而)?不是(?P<a>.{1,40})"),
    re.compile(rf"(?P<head>.{{0,14}}?)(?P<a>[^,]{{1,60}}?){_TO}(?P<b>.{{1,60}})"),
    re.compile(r"(?P<head>.{0,14}?)(?P<a>[^,]{1,40}?)(?:写|打|说|弄)错了[, ]*(?:应该|应当)?是(?P<b>.{1,60})"),
)
_IS = (
    r"(?:应该?|应当|现在|其实|实际|一共|总共|共|都|全|就)*"
    r"(?:改成|改为|改到|改|换成|换为|变成|更正为|写成|调成|是|为|叫|有|:|=)+(?:应该|一共|总共|共)?"
)
_VALUE = r"\d|[近约]\d|近[百千万]|上[百千万]|zl|cn|《|[一二两三四五六七八九十]{1,3}[项人名篇场次条件]"
"""How a value begins that may stand right behind what it is of."""
_SET = re.compile(
    rf"(?:{_PLACE})?[, ]*(?P<what>.{{0,24}}?)[, ]*(?:{_IS}|(?={_VALUE}))[ ,]*(?P<value>.{{1,120}})",
    re.DOTALL,
)
_ALL = re.compile(r"(?:全部|所有|都|统统|整个|全|时间|日期|它们?|这些|这几条|以上)*")
_SLIP = "[写报说填记打弄搞算](?:得|的)?(?:多|少|错|高|低|反)了|[多少错][写报说填记算]了|不对|错了|有误|不准"
_WRONG = re.compile(rf"(?:[,: ]*(?:应该|应当)?(?:{_SLIP}))+[,: \u3002;]*(?:应该|应当|其实|实际上?)?(?=是|为|改|有)")
"""「人数写多了,是60」: only what is right counts."""
_BY = re.compile(
    rf"(?:{_PLACE})?[, ]*(?P<what>.{{0,16}}?)(?:[写报说填记算](?:得|的)?(?P<more>[多少])了|(?P<more2>[多少])[写报说填记算]了?)"
    r"(?P<by>[\d一二两三四五六七八九十百千].{0,8})"
)
"""「第一条少报了5人」."""
_EACH = re.compile(r"^[这那]?[\d一二两三四五六七八九十]{1,3}[条项个](?=都|全|均)")
"""「两条都是…」."""
_SHORT = {
    "发明": PATENTS[0],
    "实用": PATENTS[1],
    "外观": PATENTS[2],
    "奖": words.AWARD,
    "案件": words.CASES,
    "课": TRAINING,
}
_STAGE_END = re.compile(f"(?:{'|'.join(STAGES)})$")
_EVERY = re.compile("都|全部|所有|均|全是")
_WHO = re.compile("(?:那一?[条项个]|这一?[条项个]|的|数量|那|我们|咱们|一共|总共|共)+$")


@dataclass(frozen=True, slots=True)
class Fixed:
    """The facts as they are after a correction. `changed`: their places (in the new order) that are other than before;
    `dropped`: the places (in the old order) of those that are gone; `origins`: for each of the new ones its place before,
    None for one that was added · `doubts`: what is doubted of what was changed or added, by place in the new order."""

    facts: tuple[Facts, ...]
    changed: tuple[int, ...]
    dropped: tuple[int, ...] = ()
    origins: tuple[int | None, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    unclear: tuple[int, ...] = ()
    """Nothing was changed yet: it could mean any of these, which is to be asked."""


def read_fix(text: str, facts: Sequence[Facts], now: int, zone: tzinfo) -> Fixed | None:
    """What a typed line makes of the facts shown; None for one that corrects nothing."""
    if len(text) > LONGEST or not facts:
        return None
    kept = shaped(text.strip())
    said = read_shape(kept)
    kept = kept if len(kept) == len(said) else said
    if (end := _END.search(said)) is not None:
        said, kept = said[: end.start()], kept[: end.start()]
    if (polite := _POLITE.match(said)) is not None:
        said, kept = said[polite.end() :], kept[polite.end() :]
    if not said or _ASKS.search(said):
        return None
    if (each := _EACH.search(said)) is not None:
        said, kept = said[each.end() :], kept[each.end() :]
    found = _read(said, kept, facts, now, zone)
    if found is None and (wrong := _WRONG.search(said)) is not None and wrong.start():
        said, kept = said[: wrong.start()] + said[wrong.end() :], kept[: wrong.start()] + kept[wrong.end() :]
        found = _read(said, kept, facts, now, zone)
    return found


def _read(said: str, kept: str, facts: Sequence[Facts], now: int, zone: tzinfo) -> Fixed | None:
    return (
        _dropped(said, facts)
        or _by_so_much(said, kept, facts, now, zone)
        or _added(said, kept, facts, now, zone)
        or _other(said, kept, facts, now, zone)
        or _set(said, kept, facts, now, zone)
    )


def _dropped(said: str, facts: Sequence[Facts]) -> Fixed | None:
    for pattern in _DROP:
        found = pattern.fullmatch(said)
        if found is None:
            continue
        places = _places(found, len(facts)) if found["n"] or found["last"] else _several(found["what"], facts)
        if not places:
            continue
        if len(places) > 1 and not found["n"] and not _EVERY.search(said):
            return _unclear(facts, places)
        kept = [place for place in range(len(facts)) if place not in places]
        return Fixed(tuple(facts[place] for place in kept), (), tuple(sorted(places)), tuple(kept))
    return None


def _added(said: str, kept: str, facts: Sequence[Facts], now: int, zone: tzinfo) -> Fixed | None:
    found = _ADD.fullmatch(said)
    if found is None:
        return None
    group = "rest" if found["rest"] else "rest2"
    line = read_news(kept[found.start(group) : found.end(group)], now, zone)
    room = MOST_RECORDS - len(facts)
    more = line.facts[:room]
    if not more or line.corrects:
        return None
    first = len(facts)
    spans = {(one.begins_on, one.ends_on) for one in facts}
    today = local_date(now, zone).isoformat()
    if len(spans) == 1 and (today, today) not in spans:  # 「再加一条」 of the month that was just put right
        ((begins, ends),) = spans
        open_days = {one.place for one in line.doubts if (one.field, one.why) == ("begins_on", Why.ASSUMED)}
        more = tuple(
            replace(one, begins_on=begins, ends_on=ends) if place in open_days else one
            for place, one in enumerate(more)
        )
        line = replace(
            line, doubts=tuple(one for one in line.doubts if one.field != "begins_on" or one.place not in open_days)
        )
    doubts = tuple(Doubt(first + one.place, one.field, one.why, one.choices) for one in line.doubts if one.place < room)
    places = tuple(range(first, first + len(more)))
    return Fixed((*facts, *more), places, (), (*range(first), *(None for _ in more)), doubts)


def _by_so_much(said: str, kept: str, facts: Sequence[Facts], now: int, zone: tzinfo) -> Fixed | None:
    """「第一条少报了5人」, 「培训多写了10人」: the figure is so much more or less."""
    found = _BY.fullmatch(said)
    if found is None:
        return None
    field, rest = named_field(found["what"].strip(" ,:"))
    if found["n"] or found["last"]:
        places = _places(found, len(facts))
    else:
        rest = _WHO.sub("", rest).strip()
        places = list(range(len(facts))) if _ALL.fullmatch(rest) else _meant(rest, facts)
    sign = 1 if "少" in (found["more"] or found["more2"]) else -1
    done = moved(facts, places, sign, kept[slice(*found.span("by"))], field)
    return _fixed(facts, done, False) if done else None


def _other(said: str, kept: str, facts: Sequence[Facts], now: int, zone: tzinfo) -> Fixed | None:
    """「不是本月,是上月」, 「把35人改成53人」: something that is said to be something else."""
    for pattern in _NOT_BUT:
        found = pattern.fullmatch(said)
        if found is None:
            continue
        was, will = kept[slice(*found.span("a"))], kept[slice(*found.span("b"))]
        head = found["head"].strip(" ,:")
        places = _heads(head, facts)
        if not places:
            continue
        done = changed(facts, places, was, will, now, zone)
        if done:
            return _fixed(facts, done, _EVERY.search(said) is not None or dated(will, now, zone))
    return None


def _set(said: str, kept: str, facts: Sequence[Facts], now: int, zone: tzinfo) -> Fixed | None:
    """「专利是3项」, 「第一条日期6月8日」, 「金额改成35万」."""
    found = _SET.fullmatch(said)
    if found is None:
        return None
    what = found["what"].strip(" ,:")
    field, rest = named_field(what)
    value, named = kept[slice(*found.span("value"))].strip(), True
    if found["n"] or found["last"]:
        places = _places(found, len(facts))
        if rest.strip("的 ") and not _meant(rest, facts):
            return None
    else:
        rest = _WHO.sub("", rest).strip()
        named = not _ALL.fullmatch(rest)
        places = _meant(rest, facts) if named else list(range(len(facts)))
    if not places:
        return None
    done = changed(facts, places, "", value, now, zone, field)
    said_so = field or found["n"] or found["last"] or re.search(f"{_IS}$", said[: found.start("value")].rstrip(" ,"))
    if not said_so and not dated(value, now, zone):  # 「培训30人」 where 120 stand already is more of it, no correction
        done = {place: one for place, one in done.items() if _fills(facts[place], one.facts)}
    if not done or (len(done) > 1 and not field and not named and not dated(value, now, zone)):
        return None
    return _fixed(facts, done, _EVERY.search(said) is not None or dated(value, now, zone))


def _fills(was: Facts, now: Facts) -> bool:
    """Whether a change only says what was not said, or how far it is."""
    names = ("number", "people", "amount_fen")
    return all(getattr(was, name) in (None, getattr(now, name)) for name in names) and not was.approx


def _unclear(facts: Sequence[Facts], places: Sequence[int]) -> Fixed:
    """Which of these it means is to be asked."""
    return Fixed(tuple(facts), (), (), tuple(range(len(facts))), (), tuple(places))


def _fixed(facts: Sequence[Facts], done: dict[int, Change], every: bool) -> Fixed:
    if len(done) > 1 and not every:
        return _unclear(facts, sorted(done))
    after = tuple(done[place].facts if place in done else one for place, one in enumerate(facts))
    doubts = tuple(Doubt(place, *doubt) for place, one in sorted(done.items()) for doubt in one.doubts)
    return Fixed(after, tuple(sorted(done)), (), tuple(range(len(facts))), doubts)


def _heads(head: str, facts: Sequence[Facts]) -> list[int]:
    """Of which facts a line begins to speak."""
    if (place := re.match(_PLACE, head)) is not None and (place["n"] or place["last"]):
        return _places(place, len(facts))
    _, rest = named_field(head)
    rest = _WHO.sub("", rest).strip()
    return list(range(len(facts))) if _ALL.fullmatch(rest) else _meant(rest, facts)


def _places(found: "re.Match[str]", count: int) -> list[int]:
    """The places that are named by their number."""
    if found["last"]:
        return [count - 1]
    places = [number(one) - 1 for one in re.split("[、,和]", found["n"])]
    return places if all(0 <= place < count for place in places) else []


def _several(said: str, facts: Sequence[Facts]) -> list[int]:
    """The facts that several words name: 「专利和带徒」."""
    places: list[int] = []
    for one in re.split("[、,和及与]", re.sub("都$|全部$|所有", "", said)):
        found = _meant(one, facts)
        if not found:
            return []
        places += found
    return sorted(set(places))


def _meant(said: str, facts: Sequence[Facts]) -> list[int]:
    """The facts that words name by their kind or title; none where the words say more than that."""
    said = said.strip(" ,:的")
    if len(said) >= 2:
        titled = [place for place, one in enumerate(facts) if one.title and said.strip("《》") in read_shape(one.title)]
        if len(titled) == 1:
            return titled
    for kind, pattern in words.KINDS:
        if pattern.fullmatch(f"{said}") is None and pattern.fullmatch(f"{said}{words.GONE}", 0, len(said)) is None:
            continue
        names = (*PATENTS, "") if kind == words.PATENT else (kind,)
        of_kind = [place for place, one in enumerate(facts) if one.kind in names]
        exact = [place for place in of_kind if not _unlike(said, facts[place])]
        return exact or of_kind
    if (end := _STAGE_END.search(said)) is not None and end.start():
        staged = [place for place in _meant(said[: end.start()], facts) if facts[place].stage == end.group()]
        if staged:
            return staged
    if said in _SHORT:
        return [place for place, one in enumerate(facts) if one.kind == _SHORT[said]]
    return [place for place, one in enumerate(facts) if said and read_shape(one.kind) == said]


def _unlike(said: str, one: Facts) -> bool:
    """Whether a benefit is of another category than the words say."""
    wanted = "direct" if "直接" in said else "indirect" if "间接" in said else "social" if "社会" in said else ""
    return bool(wanted) and one.benefit != wanted
