"""From the pieces of a message to the records that it reports: one draft for each thing that was done."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

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
from handlers.language.news_going_on import going_on
from handlers.language.news_money import take_money
from handlers.language.news_parts import doubted_spans, merged, with_parts, without_rates
from handlers.language.news_pieces import Kind, Segment, Taken
from handlers.language.news_places import COME, counted_place, named_place
from handlers.language.news_times import Days
from handlers.language.news_titles import NAMES, basis, title_of
from handlers.language.news_told import deed
from handlers.language.quantities import Quantity, Sort
from storage.model.records import (
    ACTIVITY,
    BENEFIT,
    DIRECT,
    INDIRECT,
    LONGEST_BASIS,
    LONGEST_TITLE,
    MENTORING,
    PATENTS,
    SOCIAL,
    TRAINING,
)

_CLIMBED = re.compile("考(?:下|取|上|过|到|了|出)|晋升|晋级|转正")
_CONTEXT = re.compile("(?:以?后|之后|以来|基础上|过程中)$|^(?:通过|采用|因|由于|依托|利用|围绕|针对|借助)")


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
        if not self.drafts:
            self.drafts = [one for part in self.taken.segments if (one := deed(self.taken, part)) is not None]
            known = [self.taken.kept[one.segment.start : one.segment.stop].strip() for one in self.drafts]
            self.rest = [one for one in self.rest if one not in known]
        self._date_anywhere()
        self.drafts = with_parts(merged(without_rates(self.drafts, self.taken)))
        doubted_spans(self.drafts)
        self._not_taken()
        return self

    def _date_anywhere(self) -> None:
        """The one date of a message holds for all of it, wherever it stands."""
        said = [one for segment in self.taken.segments for one in segment.days]
        if len(said) == 1 and not said[0].future and all(one.days is None for one in self.drafts):
            for one in self.drafts:
                one.days = said[0]

    def _not_taken(self) -> None:
        """What has a figure that went nowhere is told as not understood: none is lost in silence."""
        used = {start for one in self.drafts for start in one.used}
        told = [one.basis for one in self.drafts if one.basis] + self.rest
        for segment in self.taken.segments:
            said = self.taken.kept[segment.start : segment.stop].strip()
            lost = [
                one
                for one in segment.quantities
                if one.start not in used
                and (one.sort in (Sort.PIECES, Sort.PEOPLE, Sort.PLACES, Sort.MONEY) or self._stands_alone(one))
            ]
            if lost and self.drafts and all(said not in one and one not in said for one in told):
                self.rest.append(said)

    def _stands_alone(self, one: Quantity) -> bool:
        """「实用2、」: a figure without a unit that surely counts something."""
        plain = self.taken.plain
        marks = re.match("[、,;\n]|$", plain[one.stop :])
        return (
            one.sort is Sort.BARE
            and marks is not None
            and re.search("[\u4e00-\u9fff] ?$", plain[: one.start]) is not None
        )

    def _segment(self, segment: Segment, before: list[Segment]) -> list[Draft]:
        """The drafts that a segment begins."""
        said = said_in(self.taken, segment)
        if words.SOCIAL_WORD.search(said):
            fresh = [self._social(segment)]
        elif self._names_last(segment):
            fresh = []
        elif segment.kinds and not self._received(segment):
            fresh = [one for kind in segment.kinds for one in self._named(segment, kind, before)]
            self._spread(segment, fresh)
        else:
            fresh = list(going_on(self.taken, self.drafts, self.rest, segment))
        if PARTLY.search(said):
            if self.drafts and self.drafts[-1].kind in HEADS:
                fresh = [one for one in fresh if one.kind != MENTORING]  # 「其中2名徒弟晋升技师」
            for one in fresh:
                one.part = True
        for one in fresh:
            one.bracket = segment.bracket
            one.last = segment
        self.drafts += fresh
        return fresh

    def _names_last(self, segment: Segment) -> bool:
        """「名称为一种…方法」: what the last thing is called, whatever its name consists of."""
        last = self.drafts[-1] if self.drafts else None
        found = NAMES.fullmatch(said_in(self.taken, segment).strip())
        if last is None or found is None or last.title or segment.quotes or segment.quantities or segment.codes:
            return False
        if last.segment.sentence != segment.sentence or last.kind not in (*TITLED, words.RENEWAL):
            return False
        if (last.number or 1) > 1:
            return False
        end = segment.stop
        last.title = self.taken.kept[end - len(found["t"]) : end].strip()[:LONGEST_TITLE]
        last.last = segment
        return True

    def _received(self, segment: Segment) -> bool:
        """「…咨询6场,接待近百人」: the people of what was said before."""
        last = self.drafts[-1] if self.drafts else None
        return (
            last is not None
            and last.kind in PEOPLE_KINDS
            and last.people is None
            and last.segment.sentence == segment.sentence
            and [self._word(one) for one in segment.kinds] == ["接待"]
            and not segment.days
            and [one.sort for one in segment.quantities] == [Sort.PEOPLE]
        )

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
        if one.place is not None or (kind.kind in (TRAINING, ACTIVITY) and one.title):
            place = (
                counted_place(self.taken, one.place) if one.place else named_place(self.taken, kind.left, kind.right)
            )
            one.used |= {one.place.start} if one.place else set()
            one.venue, one.word = place, self.taken.kept[kind.start : kind.stop]
            if one.place and COME.match(self.taken.masked, one.place.stop):
                one.place = None
        one.code = segment.codes[0] if segment.codes and len(segment.kinds) == 1 else ""
        if len(real) > 1 and kind.kind in TITLED and (one.number is None or one.number == len(real)):
            for quote in real:
                yield Draft(one.kind, segment, one.stage, one.before, quote.text, 1, doubts=list(one.doubts))
            return
        if kind.kind == MENTORING and _CLIMBED.search(zone) and self._word(kind) in ("徒弟", "学徒"):
            self.rest.append(self.taken.kept[segment.start : segment.stop].strip())
            return  # 「三个徒弟考下了中级工」: none of them is new
        if self._is_context(segment, kind, one):
            self.idle.append(segment)
            return
        disputed = kind.kind in words.ABLE_TO_DISPUTE and words.DISPUTED.search(said_in(self.taken, segment))
        if disputed and not (kind.own or one.stage or one.code or one.title) and len(self.taken.segments) > 1:
            return  # 「这个专利有权属纠纷,发明专利1项」: said of what is counted beside it
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
        if kind.kind == MENTORING and self._word(kind) in ("徒弟", "学徒"):
            return True  # 「徒弟考取高级技师」
        said = said_in(self.taken, segment)
        if _CONTEXT.search(said.strip(" \0")):
            return True
        return (
            kind.kind == ACTIVITY
            and re.search("参加|参与", said) is not None
            and re.search("竞赛|比武|大赛", said) is not None
        )

    def _word(self, kind: Kind) -> str:
        return self.taken.masked[kind.start : kind.stop]

    def _counts(self, one: Draft, kind: Kind) -> None:
        places = None
        for figure in kind.own:
            match figure.sort:
                case Sort.PEOPLE:
                    if kind.kind in (*HEADS, words.AWARD):
                        if one.number is None:
                            one.count("number", figure)
                    elif kind.kind in PEOPLE_KINDS and one.people is None:
                        one.count("people", figure)
                case Sort.PIECES if kind.kind == words.PAPER and figure.unit in words.OF_JOURNAL:
                    one.used.add(figure.start)  # of the journal
                case Sort.PIECES:
                    if one.number is None and not any(name == "number" for name, *_ in one.doubts):
                        one.count("number", figure)
                case Sort.BARE if figure.start < kind.stop or figure.large:
                    pass
                case Sort.BARE if kind.kind in PEOPLE_KINDS and len(kind.own) == 1:
                    if not self.taken.masked[kind.stop : figure.start].strip(
                        f" :{words.GONE}"
                    ):  # 「培训 30」: of what?
                        one.approx.append(figure.said)
                        one.used.add(figure.start)
                        one.doubt("people", Why.UNSURE)
                case Sort.BARE if one.number is None and kind.kind not in PEOPLE_KINDS:
                    if words.BEFORE_BARE.fullmatch(self.taken.masked, kind.stop, figure.start):  # 「发明1、实用新型3」
                        one.count("number", figure)
                case Sort.PLACES:
                    places = places or figure
                case Sort.MONEY | Sort.FOREIGN:
                    self.rest.append(self.taken.kept[figure.start : figure.stop])
        one.place = places if kind.kind in PEOPLE_KINDS else None
        heads = [figure for figure in kind.own if figure.sort is Sort.PEOPLE and not figure.each]
        row = kind.kind in PEOPLE_KINDS and all(
            re.search("[、和及]", self.taken.masked[first.stop : second.start]) for first, second in pairwise(heads)
        )
        if len(heads) > 1 and row and one.people is not None:  # 「保安30人、保洁20人」: of all of them it was not said
            one.people, one.approx = None, [self.taken.kept[heads[0].start : heads[-1].stop]]
            one.used |= {figure.start for figure in heads}
            one.doubt("people", Why.UNSURE)

    def _stage(self, one: Draft, kind: Kind, zone: str) -> None:
        able = words.STAGES_OF.get(kind.kind, ())
        found = stage_in(zone, kind.kind)
        if found is not None:
            one.stage, at = found
            one.before = at < kind.start - kind.left
        elif not self.drafts and able and (ahead := self._stage_ahead(one)):
            one.stage, one.before = ahead, True  # 「收到授权通知,发明1个」
        elif not one.stage and self.drafts and able:
            last = self.drafts[-1]
            same = last.segment.sentence == one.segment.sentence and last.before
            if same and last.kind in (*PATENTS, words.PATENT) and kind.kind in (*PATENTS, words.PATENT):
                one.stage, one.before = last.stage, True

    def _stage_ahead(self, one: Draft) -> str:
        """The stage that the words before say which name no kind."""
        for segment in self.taken.segments:
            if segment is one.segment or segment.sentence != one.segment.sentence or segment.kinds:
                continue
            said = said_in(self.taken, segment)
            if segment.start < one.segment.start and re.search("通知|证书|到了|收到|下来", said):
                return (stage_in(said, one.kind) or ("",))[0]
        return ""

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

    def _apart(self, segment: Segment) -> bool:
        """Whether several days are named in a row, rather than one for this and one for that."""
        return all(
            re.fullmatch("[、和与及跟 ]{1,2}", self.taken.masked[one.stop : other.start])
            for one, other in pairwise(segment.days)
        )

    def _date(self, segment: Segment, fresh: list[Draft]) -> None:
        """What was said holds for what follows, until another is said; behind everything, for what has none."""
        if segment.days:
            self.days = segment.days[0]
            if not fresh and self.drafts:
                last = self.drafts[-1]
                alone = not said_in(self.taken, segment).strip(" \0:在于")
                if not last.own_days and (last.last is segment or alone) and last.segment.sentence == segment.sentence:
                    for one in self.drafts:
                        if one.days is None:
                            one.days = self.days
        if len(segment.days) > 1 and len(fresh) == 1 and self._apart(segment):
            if re.search("各|分别", said_in(self.taken, segment)):  # 「6月8日和6月15日各培训20人」
                one = fresh[0]
                for days in segment.days[1:]:
                    other = replace(one, approx=list(one.approx), doubts=list(one.doubts), used=set(one.used))
                    other.days, other.own_days = days, True
                    self.drafts.append(other)
            else:
                fresh[0].doubt("begins_on", Why.DATE)
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
