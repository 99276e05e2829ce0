"""From the pieces of a message to the records that it reports: one draft for each thing that was done."""

import re
from collections.abc import Iterator
from dataclasses import replace

from handlers.language import news_words as words
from handlers.language.news_draft import Draft, Why, proof_in, stage_in
from handlers.language.news_money import COMPARES, take_money
from handlers.language.news_parts import merged, with_parts
from handlers.language.news_pieces import Kind, Quote, Segment, Taken
from handlers.language.news_times import Days
from handlers.language.news_titles import basis, project, title_of
from handlers.language.quantities import Quantity, Sort
from storage.model.records import (
    ACTIVITY,
    BENEFIT,
    DIRECT,
    GRADUATED,
    INDIRECT,
    LONGEST_BASIS,
    MENTORING,
    PATENTS,
    SOCIAL,
    TRAINING,
)

_PEOPLE_KINDS = (TRAINING, ACTIVITY, words.CASES)
_HEADS = (MENTORING, GRADUATED)
_TITLED = (*PATENTS, words.PATENT, words.SOFTWARE, words.PAPER, words.WORK, words.METHOD, words.AWARD, words.STANDARD)
_PARTLY = re.compile("^[ :]*(?:其中|包括|含|里面)")
_CONTEXT = re.compile("(?:以?后|之后|以来|基础上|过程中)$|^(?:通过|采用|因|由于|依托|利用|围绕|针对|借助)")
_COME = re.compile("[^,;]{0,12}(?:参加|参与|到场|出席|参会)")
_SESSION = re.compile("[场期节堂门次讲批轮班]|个")


class Maker:
    """Goes through the segments of a message; `drafts` and `rest` grow."""

    def __init__(self, taken: Taken) -> None:
        self.taken = taken
        self.drafts: list[Draft] = []
        self.rest: list[str] = []
        self.days: Days | None = None
        self.idle: list[Segment] = []

    def run(self) -> "Maker":
        for place, segment in enumerate(self.taken.segments):
            before = [one for one in self.taken.segments[:place] if one.sentence == segment.sentence]
            fresh = self._segment(segment, before)
            self._date(segment, fresh)
        self.drafts = with_parts(merged(self.drafts))
        return self

    def _said(self, segment: Segment) -> str:
        return self.taken.masked[segment.start : segment.stop]

    def _segment(self, segment: Segment, before: list[Segment]) -> list[Draft]:
        """The drafts that a segment begins."""
        said = self._said(segment)
        if words.SOCIAL_WORD.search(said):
            fresh = [self._social(segment)]
        elif segment.kinds:
            fresh = [one for kind in segment.kinds for one in self._named(segment, kind, before)]
            self._spread(segment, fresh)
        else:
            fresh = list(self._unnamed(segment))
        if _PARTLY.search(said):
            if self.drafts and self.drafts[-1].kind in _HEADS:
                fresh = [one for one in fresh if one.kind not in _HEADS]  # 「其中2名徒弟晋升技师」
            for one in fresh:
                one.part = True
        for one in fresh:
            one.bracket = segment.bracket
            one.last = segment
        self.drafts += fresh
        return fresh

    def _social(self, segment: Segment) -> Draft:
        """「社会效益:…」 is one record, whatever it tells of."""
        one = Draft(BENEFIT, segment, benefit=SOCIAL)
        at = words.SOCIAL_WORD.search(self.taken.masked, segment.start)
        assert at is not None
        told = self.taken.kept[at.end() : segment.stop].strip(" :的").removeprefix("是")
        before = self.taken.kept[segment.start : at.start()].strip(" :的")
        one.basis = (told or before)[:LONGEST_BASIS]
        for figure in segment.quantities:
            if figure.sort is Sort.PEOPLE and one.people is None:
                one.count("people", figure)
            elif figure.sort in (Sort.PIECES, Sort.PLACES) and one.number is None:
                one.count("number", figure)
            elif figure.sort is Sort.MONEY and one.fen is None:
                take_money(self.taken, one, [figure], segment.start)
        return one

    def _named(self, segment: Segment, kind: Kind, before: list[Segment]) -> Iterator[Draft]:
        one = Draft(kind.kind, segment)
        zone = self.taken.masked[kind.left : kind.right]
        money = [figure for figure in kind.own if figure.sort in (Sort.MONEY, Sort.FOREIGN) or figure.sort is Sort.BARE]
        if kind.kind == BENEFIT:
            if not money and "效益" not in self.taken.masked[kind.start : kind.stop]:
                self.idle.append(segment)
                return
            if not money and not segment.quantities and self.taken.masked[kind.stop : kind.right].strip(" :"):
                self.rest.append(self.taken.kept[segment.start : segment.stop])
                return
            self._benefit(one, segment, kind, zone, money, before)
            yield one
            return
        self._counts(one, kind)
        self._stage(one, kind, zone)
        quotes = [quote for quote in segment.quotes if kind.left <= quote.start < kind.right]
        real = [
            quote
            for quote in quotes
            if not quote.venue or (len(quotes) == 1 and kind.kind not in (words.PAPER, words.AWARD))
        ]
        one.title = real[0].text if real else title_of(self.taken, segment, kind, before)
        one.code = segment.codes[0] if segment.codes and len(segment.kinds) == 1 else ""
        if len(real) > 1 and kind.kind in _TITLED and (one.number is None or one.number == len(real)):
            for quote in real:
                yield Draft(one.kind, segment, one.stage, one.before, quote.text, 1, doubts=list(one.doubts))
            return
        if self._is_context(segment, kind, one):
            self.idle.append(segment)
            return
        yield one

    def _is_context(self, segment: Segment, kind: Kind, one: Draft) -> bool:
        """Whether a segment only leads up to what follows: 「工艺改进后,…」, 「带学生参加技能大赛,…」."""
        if (
            kind.own
            or one.stage
            or one.code
            or any(not quote.venue for quote in segment.quotes)
            or kind.prize
            or kind.kind == words.AWARD
        ):
            return False
        if kind.kind == MENTORING and self.taken.masked[kind.start : kind.stop] in ("徒弟", "学徒"):
            return True  # 「徒弟考取高级技师」
        said = self._said(segment)
        if _CONTEXT.search(said.strip(" \0")):
            return True
        return (
            kind.kind == ACTIVITY
            and re.search("参加|参与", said) is not None
            and re.search("竞赛|比武|大赛", said) is not None
        )

    def _counts(self, one: Draft, kind: Kind) -> None:
        places = None
        for figure in kind.own:
            match figure.sort:
                case Sort.PEOPLE:
                    if kind.kind in (*_HEADS, words.AWARD):
                        if one.number is None:
                            one.count("number", figure)
                    elif kind.kind in _PEOPLE_KINDS and one.people is None:
                        one.count("people", figure)
                case Sort.PIECES:
                    if one.number is None and not any(name == "number" for name, *_ in one.doubts):
                        one.count("number", figure)
                case Sort.BARE if kind.kind in words.STAGES_OF and one.number is None and not figure.large:
                    if not self.taken.masked[kind.stop : figure.start].strip(" :"):  # 「发明1、实用新型3」
                        one.count("number", figure)
                case Sort.PLACES:
                    if not _COME.match(self.taken.masked, figure.stop):
                        places = places or figure
                case Sort.MONEY | Sort.FOREIGN:
                    self.rest.append(self.taken.kept[figure.start : figure.stop])
        if places is not None and one.number is None and kind.kind in _PEOPLE_KINDS and not one.doubts:
            one.count("number", places)

    def _stage(self, one: Draft, kind: Kind, zone: str) -> None:
        able = words.STAGES_OF.get(kind.kind, ())
        found = stage_in(zone, kind.kind)
        if found is not None:
            one.stage, at = found
            one.before = at < kind.start - kind.left
        elif not one.stage and self.drafts and able:
            last = self.drafts[-1]
            same = last.segment.sentence == one.segment.sentence and last.before
            if same and last.kind in (*PATENTS, words.PATENT) and kind.kind in (*PATENTS, words.PATENT):
                one.stage, one.before = last.stage, True

    def _spread(self, segment: Segment, fresh: list[Draft]) -> None:
        """「发明专利和实用新型各2项」: of each; without 各 the number is of all of them together, and asked."""
        if len(fresh) < 2:
            return
        last = fresh[-1]
        figures = [figure for figure in segment.kinds[-1].own if figure.sort in (Sort.PIECES, Sort.PEOPLE)]
        bare = [
            one for one in fresh[:-1] if one.number is None and one.people is None and one.fen is None and not one.title
        ]
        for one in fresh[1:]:
            if not one.stage and fresh[0].before and one.kind in (*PATENTS, words.PATENT):
                one.stage, one.before = fresh[0].stage, True
        for one in fresh[-2::-1]:
            later = fresh[fresh.index(one) + 1]
            if not one.stage and later.stage in words.STAGES_OF.get(one.kind, ()) and not later.before and one in bare:
                one.stage = later.stage
        if not figures or not bare or fresh[0] not in bare:
            return
        for one in bare:
            if "各" in self.taken.masked[segment.kinds[-1].stop : figures[0].start]:
                one.number, one.approx = last.number, list(last.approx)
                one.people = last.people
            elif one.kind in words.STAGES_OF and last.kind in words.STAGES_OF:
                one.doubt("number", Why.UNSURE)
                last.number = None
                last.doubt("number", Why.UNSURE)

    def _benefit(
        self, one: Draft, segment: Segment, kind: Kind, zone: str, money: list[Quantity], before: list[Segment]
    ) -> None:
        direct, indirect = words.DIRECT_WORD.search(zone), words.INDIRECT_WORD.search(zone)
        if bool(direct) != bool(indirect):
            one.benefit = DIRECT if direct else INDIRECT
        else:
            one.doubt("benefit", Why.WHICH, (DIRECT, INDIRECT))
        one.basis = basis(self.taken, segment, kind)
        if not one.basis and before and before[-1] in self.idle:
            one.basis = re.sub("(?:以?后|之后)$", "", self.taken.kept[before[-1].start : before[-1].stop].strip())[
                :LONGEST_BASIS
            ]
        one.proof = proof_in(self.taken.plain[segment.start : segment.stop])
        take_money(self.taken, one, money, kind.left)

    def _unnamed(self, segment: Segment) -> Iterator[Draft]:
        """A segment that names no kind: it goes on about what was said before, or about another of the same kind."""
        said = self._said(segment)
        last = self.drafts[-1] if self.drafts else None
        pieces = [figure for figure in segment.quantities if figure.sort is Sort.PIECES]
        people = [figure for figure in segment.quantities if figure.sort is Sort.PEOPLE]
        money = [
            figure
            for figure in segment.quantities
            if figure.sort is Sort.MONEY or (figure.sort is Sort.BARE and figure.large)
        ]
        quotes = [quote for quote in segment.quotes if not quote.venue]
        near = last is not None and segment.sentence - last.segment.sentence <= (1 if segment.codes or quotes else 0)
        stage = stage_in(said, last.kind) if last is not None and near else None
        proof = proof_in(self.taken.plain[segment.start : segment.stop])
        if last is not None and near:
            if money and last.kind == BENEFIT and (last.fen is not None or last.is_open("amount_fen")) and segment.days:
                one = Draft(BENEFIT, segment, benefit=last.benefit)  # 「一季度30万,二季度45万」
                if not one.benefit:
                    one.doubt("benefit", Why.WHICH, (DIRECT, INDIRECT))
                if not COMPARES.search(said):
                    take_money(self.taken, one, money, segment.start)
                    yield one
                return
            if proof and last.kind == BENEFIT:
                last.proof, last.last = proof, segment
                return
            if last.kind == BENEFIT and re.match("(?:计算|测算)?依据|按|根据", said.strip()):
                return  # it went into the basis
            if pieces and last.kind in words.STAGES_OF and (stage is not None or _PARTLY.search(said)):
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
            if pieces and _PARTLY.search(said) and last.kind not in _PEOPLE_KINDS and last.kind != BENEFIT:
                one = Draft(last.kind, segment)
                one.count("number", pieces[0])
                yield one
                return
            if quotes and last.kind in _TITLED and last.title:
                yield Draft(last.kind, segment, (stage or (last.stage,))[0], title=quotes[0].text, number=1)
                return
            if self._adds(segment, last, pieces, people, money, quotes, stage):
                last.last = segment
                return
        if (done := stage_in(said, words.RENEWAL)) is not None and not re.search("会议", said):
            one = Draft(words.RENEWAL, segment, done[0])
            one.title = quotes[0].text if quotes else self._project(segment, done[1])
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
        if said.strip(" \0:了吧啊呀") and not segment.days:
            self.rest.append(self.taken.kept[segment.start : segment.stop].strip())

    def _project(self, segment: Segment, place: int) -> str:
        """What a stage was reached by: named before it, or behind it (「验收了智能灌溉项目」)."""
        before = project(self.taken, segment.start, segment.start + place, segment.stop)
        behind = re.match(
            r"(?:通过)?(?:验收|结题|立项)(?:了|通过)?(?P<t>[^\0,;]{3,40})",
            self.taken.masked[segment.start + place : segment.stop],
        )
        if before or behind is None:
            return before
        start = segment.start + place + behind.start("t")
        return self.taken.kept[start : start + len(behind["t"])].strip()

    def _adds(
        self,
        segment: Segment,
        last: Draft,
        pieces: list[Quantity],
        people: list[Quantity],
        money: list[Quantity],
        quotes: list[Quote],
        stage: tuple[str, int] | None,
    ) -> bool:
        """Whether a segment fills what the last draft leaves open."""
        said, used = self._said(segment), False
        if COMPARES.search(said) or _PARTLY.search(said):
            return False
        social = last.kind == BENEFIT and last.benefit == SOCIAL
        if people and (last.kind in _PEOPLE_KINDS or social) and last.people is None and not last.is_open("people"):
            last.count("people", people[0])
            used = True
        viewers = [
            one for one in segment.quantities if one.sort is Sort.BARE and one.large and re.search("人|观看|受众", said)
        ]
        if viewers and last.kind in _PEOPLE_KINDS and last.people is None and not people and not last.is_open("people"):
            last.count("people", replace(viewers[0], sort=Sort.PEOPLE))
            used = True
        if people and last.kind in _HEADS and last.number is None and not last.is_open("number"):
            last.count("number", people[0])
            used = True
        counted = pieces or [
            one
            for one in segment.quantities
            if one.sort is Sort.PLACES and last.kind in _PEOPLE_KINDS and not _COME.match(self.taken.masked, one.stop)
        ]
        fits = last.kind not in _PEOPLE_KINDS or bool(
            counted and (_SESSION.match(counted[0].unit) or counted[0].sort is Sort.PLACES)
        )
        if counted and last.number is None and fits and last.kind != BENEFIT and not last.is_open("number"):
            last.count("number", counted[0])
            used = True
        if money and last.kind == BENEFIT and any(one[:2] == ("amount_fen", Why.MISSING) for one in last.doubts):
            last.doubts = [one for one in last.doubts if one[0] != "amount_fen"]
            take_money(self.taken, last, money, segment.start)
            used = True
        if quotes and not last.title and last.kind != BENEFIT:
            last.title = segment.quotes[0].text
            used = True
        if segment.codes and not last.code:
            last.code = segment.codes[0]
            used = True
        if stage is not None and not pieces:
            for one in self.drafts:
                able = words.STAGES_OF.get(one.kind, ())
                if one.segment.sentence == last.segment.sentence and stage[0] in able and one.stage in ("", "申请"):
                    one.stage = stage[0]
                    used = True
        if social and not used and said.strip(" \0"):
            last.basis = f"{last.basis}\uff0c{self.taken.kept[segment.start : segment.stop].strip()}".strip("\uff0c")[
                :LONGEST_BASIS
            ]
            used = True
        return used

    def _date(self, segment: Segment, fresh: list[Draft]) -> None:
        """What was said holds for what follows, until another is said; behind everything, for what has none."""
        if segment.days:
            self.days = segment.days[0]
            if not fresh and self.drafts:
                last = self.drafts[-1]
                alone = not self._said(segment).strip(" \0:在于")
                if not last.own_days and (last.last is segment or alone) and last.segment.sentence == segment.sentence:
                    for one in self.drafts:
                        if one.days is None:
                            one.days = self.days
        for one in fresh:
            one.days = self.days
            one.own_days = bool(segment.days)
            if len(segment.days) > 1 and len(fresh) > 1:
                behind = [
                    days
                    for days in segment.days
                    if days.start <= segment.kinds[min(fresh.index(one), len(segment.kinds) - 1)].start
                ]
                one.days = behind[-1] if behind else segment.days[0]
