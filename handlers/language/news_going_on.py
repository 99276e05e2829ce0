"""Segments of news that name no kind themselves: they go on about what was said before, or tell of another of the same."""

import re
from collections.abc import Iterator
from dataclasses import replace

from handlers.language import news_words as words
from handlers.language.news_draft import (
    HEADS,
    PARTLY,
    PEOPLE_KINDS,
    TITLED,
    Draft,
    Why,
    proof_in,
    said_in,
    stage_in,
)
from handlers.language.news_money import COMPARES, take_money
from handlers.language.news_pieces import Quote, Segment, Taken
from handlers.language.news_places import COME, counted_place
from handlers.language.news_titles import project
from handlers.language.news_told import says_nothing, without_kind
from handlers.language.quantities import Quantity, Sort
from storage.model.records import BENEFIT, DIRECT, INDIRECT, LONGEST_BASIS, SOCIAL

_SESSION = re.compile("[场期节堂门次讲批轮班]|个")


def going_on(taken: Taken, drafts: list[Draft], rest: list[str], segment: Segment) -> Iterator[Draft]:
    """A segment that names no kind: it goes on about what was said before, or about another of the same kind."""
    said = said_in(taken, segment)
    last = drafts[-1] if drafts else None
    pieces = [figure for figure in segment.quantities if figure.sort is Sort.PIECES]
    if last is not None and last.kind == words.PAPER:
        pieces = [figure for figure in pieces if figure.unit not in words.OF_JOURNAL]
    people = [figure for figure in segment.quantities if figure.sort is Sort.PEOPLE]
    money = [
        figure
        for figure in segment.quantities
        if figure.sort is Sort.MONEY or (figure.sort is Sort.BARE and figure.large)
    ]
    quotes = [quote for quote in segment.quotes if not quote.venue]
    alone = (pieces or people) and not said.strip(" \0:了")  # 「专利下来了,高兴!一项」
    near = last is not None and segment.sentence - last.segment.sentence <= (
        1 if segment.codes or quotes or alone else 0
    )
    stage = stage_in(said, last.kind) if last is not None and near else None
    proof = proof_in(taken.plain[segment.start : segment.stop])
    if last is not None and near:
        if money and last.kind == BENEFIT and (last.fen is not None or last.is_open("amount_fen")) and segment.days:
            one = Draft(BENEFIT, segment, benefit=last.benefit)  # 「一季度30万,二季度45万」
            if not one.benefit:
                one.doubt("benefit", Why.WHICH, (DIRECT, INDIRECT))
            if not COMPARES.search(said):
                take_money(taken, one, money, segment.start)
                yield one
            return
        which = re.fullmatch("(?:属于?|是|为|均为|都是)?(?P<c>直接|间接)(?:的|经济效益|效益|经济)*", said.strip(" \0:"))
        if which is not None and last.kind == BENEFIT and not last.benefit:
            last.benefit, last.last = DIRECT if which["c"] == "直接" else INDIRECT, segment
            last.doubts = [one for one in last.doubts if one[0] != "benefit"]
            return
        if proof and last.kind == BENEFIT:
            last.proof, last.last = proof, segment
            return
        if last.kind == BENEFIT and re.match("(?:计算|测算)?依据|按|根据", said.strip()):
            return  # it went into the basis
        if pieces and last.kind in words.STAGES_OF and (stage is not None or PARTLY.search(said)):
            one = Draft(last.kind, segment, *(stage or ("",))[:1])
            one.count("number", pieces[0])
            one.before = stage is not None and stage[1] < pieces[0].start - segment.start
            yield one
            return
        if pieces and last.kind == words.ADVICE and re.search("采纳|实施", said):
            one = Draft(last.kind, segment, part=True)
            one.count("number", pieces[0])
            yield one
            return
        if pieces and PARTLY.search(said) and last.kind not in PEOPLE_KINDS and last.kind != BENEFIT:
            one = Draft(last.kind, segment)
            one.count("number", pieces[0])
            yield one
            return
        if quotes and last.kind in TITLED and last.title:
            yield Draft(last.kind, segment, (stage or (last.stage,))[0], title=quotes[0].text, number=1)
            return
        if _adds(taken, drafts, segment, last, pieces, people, money, quotes, stage):
            last.last = segment
            return
    if (done := stage_in(said, words.RENEWAL)) is not None and not re.search("会议", said):
        one = Draft(words.RENEWAL, segment, done[0])
        one.title = quotes[0].text if quotes else _named_by(taken, segment, done[1])
        one.doubt("kind", Why.ASSUMED)
        if one.title:
            yield one
            return
    if quotes and re.search("发表|录用|刊发|刊登|见刊", said):
        yield Draft(
            words.PAPER,
            segment,
            (stage_in(said, words.PAPER) or ("",))[0],
            title=quotes[0].text,
            doubts=[("kind", Why.ASSUMED, ())],
        )
        return
    if quotes and re.search("出版|付印", said):
        yield Draft(words.WORK, segment, "发表", title=quotes[0].text, doubts=[("kind", Why.ASSUMED, ())])
        return
    if (told := without_kind(taken, segment)) is not None:
        yield told
        return
    if said.strip(" \0:了吧啊呀") and not segment.days and not says_nothing(said):
        rest.append(taken.kept[segment.start : segment.stop].strip())


def _named_by(taken: Taken, segment: Segment, place: int) -> str:
    """What a stage was reached by: named before it, or behind it (「验收了智能灌溉项目」)."""
    ahead = re.search("(?:已经?|顺利|成功|正式|全部|圆满|通过|完成)+$", said_in(taken, segment)[:place])
    place = place if ahead is None else ahead.start()
    before = project(taken, segment.start, segment.start + place, segment.stop)
    behind = re.match(
        r"(?:通过)?(?:验收|结题|立项)(?:了|通过)?(?P<t>[^\0,;]{3,40})",
        taken.masked[segment.start + place : segment.stop],
    )
    if before or behind is None:
        return before
    start = segment.start + place + behind.start("t")
    return taken.kept[start : start + len(behind["t"])].strip()


def _adds(
    taken: Taken,
    drafts: list[Draft],
    segment: Segment,
    last: Draft,
    pieces: list[Quantity],
    people: list[Quantity],
    money: list[Quantity],
    quotes: list[Quote],
    stage: tuple[str, int] | None,
) -> bool:
    """Whether a segment fills what the last draft leaves open."""
    said, used = said_in(taken, segment), False
    if COMPARES.search(said) or PARTLY.search(said):
        return False
    social = last.kind == BENEFIT and last.benefit == SOCIAL
    if len(people) > 1 and last.kind in PEOPLE_KINDS:
        last.approx.append(taken.kept[people[0].start : people[-1].stop])  # 「30人和40人」: of which?
        last.used |= {one.start for one in people}
        last.doubt("people", Why.UNSURE)
        return True
    if people and (last.kind in PEOPLE_KINDS or social) and last.people is None and not last.is_open("people"):
        last.count("people", people[0])
        used = True
    viewers = [
        one
        for one in segment.quantities
        if one.sort is Sort.BARE
        and re.search(
            "人|观看|受众" if one.large else "(?:观看|受众|听众|在线|点击|播放)[ \0]?$",
            taken.masked[segment.start : one.start],
        )
    ]
    if viewers and last.kind in PEOPLE_KINDS and last.people is None and not people and not last.is_open("people"):
        last.count("people", replace(viewers[0], sort=Sort.PEOPLE))
        used = True
    if people and last.kind in HEADS and last.number is None and not last.is_open("number"):
        last.count("number", people[0])
        used = True
    places = [one for one in segment.quantities if one.sort is Sort.PLACES and last.kind in PEOPLE_KINDS]
    if places and not last.venue:
        last.place = None if COME.match(taken.masked, places[0].stop) else places[0]
        last.used.add(places[0].start)
        last.venue = counted_place(taken, places[0])
        used = True
    counted = pieces
    fits = last.kind not in PEOPLE_KINDS or bool(counted and _SESSION.match(counted[0].unit))
    if counted and last.number is None and fits and last.kind != BENEFIT and not last.is_open("number"):
        last.count("number", counted[0])
        used = True
    if money and last.kind == BENEFIT and any(one[:2] == ("amount_fen", Why.MISSING) for one in last.doubts):
        last.doubts = [one for one in last.doubts if one[0] != "amount_fen"]
        take_money(taken, last, money, segment.start)
        used = True
    if quotes and not last.title and last.kind != BENEFIT:
        last.title = segment.quotes[0].text
        used = True
    if segment.codes and not last.code:
        last.code = segment.codes[0]
        used = True
    if stage is not None and not pieces:
        for one in drafts:
            able = words.STAGES_OF.get(one.kind, ())
            if one.segment.sentence == last.segment.sentence and stage[0] in able and one.stage in ("", "申请"):
                one.stage = stage[0]
                used = True
    if social and not used and said.strip(" \0"):
        last.basis = f"{last.basis}\uff0c{taken.kept[segment.start : segment.stop].strip()}".strip("\uff0c")[
            :LONGEST_BASIS
        ]
        used = True
    return used
