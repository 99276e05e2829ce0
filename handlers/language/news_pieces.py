"""A message of news taken apart: its titles, codes, dates and quantities, the segments between its marks, and what kinds of
records each of them names."""

import re
from dataclasses import dataclass, field
from datetime import tzinfo

from handlers.language import news_words as words
from handlers.language.news_times import Days, days_in
from handlers.language.news_typos import mended
from handlers.language.news_words import GONE
from handlers.language.quantities import Quantity, Sort, quantities
from handlers.language.time_readings import read_shape, shaped
from storage.model.records import ACTIVITY, BENEFIT, GRADUATED, LONGEST_TITLE, MENTORING, PATENTS, TRAINING

_TITLE = re.compile(
    rf"《(?P<a>[^《》\n]{{1,{LONGEST_TITLE}}})》|「(?P<b>[^「」\n]{{1,60}})」|『(?P<c>[^』\n]{{1,60}})』|\u201c(?P<d>[^\u201d\n]{{1,60}})\u201d"
    r"|\"(?P<e>[^\"\n]{1,60})\"|【(?P<f>[^】\n]{1,60})】"
)
_CODE = re.compile(
    r"(?:(?:专利|申请|登记|授权|证书|标准|公开|公告|受理|编|文)+号(?:码)?[:为是]? ?)?"
    r"(?P<code>(?<![a-z])(?:zl|cn) ?(?:\d{4} \d \d{7}|\d{6,14})(?:\.[\dx])?(?:[a-z]\d?)?(?![\da-z])|软著登字第? ?\d{5,9}号?"
    r"|(?<!\d)\d{4}sr[\da-z]{6,9}|(?<!\d)20\d{2} ?\d ?\d{7}\.[\dx](?!\d)|pct/[a-z]{2}\d{4}/\d{5,6}"
    r"|(?<![a-z])(?:gb|db ?\d{2}|jgj|hj|yy|jb|t|q|jt|cj)(?:/[a-z]{1,6}){0,3} ?[a-z]{0,6} ?\d{1,6}"
    r"(?:\.\d{1,3})?-(?:19|20)\d{2}(?!\d))"
)
_BULLET = re.compile(r"(?:^|(?<=[\n;\u3002 :]))\(?\d{1,2}(?:[.、)]|\. )(?= ?[^\d\s])")
_HEADER = re.compile(r"\((?:单位[:为]? ?)?万?元\) ?[:为]?")
"""「效益(万元):120」: the unit is said ahead, and no break."""
_CIRCLED = re.compile("[\u2460-\u2473\u2776-\u277f]")
_SPLIT = re.compile(rf"[,;!\n()\u3002]+| +(?=[^\d{GONE}]|$)|(?<=[^\d]) +")
_LOOSE = re.compile(f"(?<=[a-z\u4e00-\u9fff]) (?={GONE})")
"""「专利 2」: no break."""
_WIDE = str.maketrans("\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19", "0123456789")
_THOUSANDS = re.compile(r"(?<=[益约为达额计本用入资润值利了金款:\uff1a])\d{1,3}(?:\uff0c\d{3})+(?=万?元)")
"""「1\uff0c200万元」: how phones write it."""
_EACH_STAGE = re.compile(
    f"(?<={GONE})[、和及](?=[已新共另]?(?:申请|受理|授权|登记|录用|发表|见刊|立项|验收|发布|出版|实审)[^,;{GONE}、各]{{0,3}}{GONE})"
)
"""「受理1件、授权2件」: two things of one kind."""
_WEAK = re.compile("[、和及与并]|以及|还有")
_SENTENCE = re.compile("[;!\n\u3002]")
_KEEP = (words.QC, words.SMALL, words.METHOD, words.RENEWAL, words.ADVICE)
"""A prize does not make an award of these: it is theirs."""
_HEADS = {(TRAINING, ACTIVITY), (TRAINING, MENTORING), (TRAINING, words.CASES), (BENEFIT, BENEFIT)}
"""Of two kinds in a row the second is meant, but for these."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A title in marks; `venue`: where it is said, rather what it is called (「被《…》录用」)."""

    text: str
    start: int
    stop: int
    venue: bool = False


@dataclass(slots=True)
class Kind:
    """A kind of record that is named from `start` to `stop`, and the quantities that are its own."""

    kind: str
    start: int
    stop: int
    own: list[Quantity] = field(default_factory=list)
    prize: bool = False
    left: int = 0
    right: int = 0
    """The words about it: from `left` to `right`."""


@dataclass(slots=True)
class Segment:
    """What stands between two marks. `sentence`: segments of the same one hang together · `bracket`: in brackets."""

    start: int
    stop: int
    sentence: int
    bracket: bool = False
    kinds: list[Kind] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    days: list[Days] = field(default_factory=list)


@dataclass(slots=True)
class Taken:
    """A message taken apart. `plain`: folded · `kept`: as written, of the same length · `masked`: what is understood
    blotted out."""

    plain: str
    kept: str
    masked: str
    segments: list[Segment]


def take_apart(text: str, now: int, zone: tzinfo) -> Taken:
    """The pieces of a message; `now` is milliseconds UTC."""
    text = _CIRCLED.sub(";", text.translate(_WIDE)).replace("俩", "两个").replace("仨", "三个")
    text = re.sub(r"(?<=\d)[oO](?=[\d万亿元])", "0", re.sub(r"(?<=\d)\u3002(?=\d{1,4}(?!\d)个?[万亿])", ".", text))
    text = _THOUSANDS.sub(lambda found: found.group().replace("\uff0c", ","), text)
    text = re.sub(r"(?<=\d)\uff0c(?=\d)", "\uff0c ", text)
    kept = shaped(text)
    plain = read_shape(kept)
    kept = kept if len(kept) == len(plain) else plain
    plain = mended(plain)
    masked = _BULLET.sub(lambda found: ";" * len(found.group()), plain)
    masked = _HEADER.sub(lambda found: ":" * len(found.group()), masked)
    quotes = []
    for found in _TITLE.finditer(masked):
        group = found.lastgroup or "a"
        quotes.append(Quote(kept[found.start(group) : found.end(group)].strip(), *found.span()))
    masked = _blotted(masked, [(one.start, one.stop) for one in quotes])
    codes = [(_code(kept[found.start("code") : found.end("code")]), *found.span()) for found in _CODE.finditer(masked)]
    masked = _blotted(masked, [one[1:] for one in codes])
    figures = quantities(masked)
    counted = [
        one for one in figures if one.sort not in (Sort.OTHER, Sort.BARE) or (one.sort is Sort.BARE and one.large)
    ]
    days = days_in(_blotted(masked, [(one.start, one.stop) for one in counted]).replace("五小", GONE * 2), now, zone)
    figures = [one for one in figures if all(one.stop <= day.start or one.start >= day.stop for day in days)]
    figures = [one for one in figures if one.sort is not Sort.OTHER or one.unit.startswith("元")]
    said = [
        one for one in figures if one.sort is not Sort.BARE or re.search(r"[\d万亿]", one.said)
    ]  # 「五一劳动奖章」 stays
    masked = _blotted(masked, [(one.start, one.stop) for one in said] + [(one.start, one.stop) for one in days])
    masked = _EACH_STAGE.sub(",", _LOOSE.sub(GONE, masked))
    segments = [part for one in _segments(masked) for part in _headless(one, masked, figures)]
    for segment in segments:
        segment.quantities = [one for one in figures if segment.start <= one.start < segment.stop]
        segment.days = [one for one in days if segment.start <= one.start < segment.stop]
        segment.codes = [code for code, start, _ in codes if segment.start <= start < segment.stop]
        segment.quotes = _venues([one for one in quotes if segment.start <= one.start < segment.stop], masked, plain)
        segment.kinds = _kinds(segment, masked)
        _shared(segment, masked)
    return Taken(plain, kept, masked, segments)


def _code(said: str) -> str:
    """A code as it is written officially: that of a patent without spaces."""
    said = said.upper().strip()
    return said.replace(" ", "") if re.match(r"ZL|CN|20\d\d ?\d ", said) else said


def _blotted(text: str, places: list[tuple[int, int]]) -> str:
    for start, stop in places:
        text = text[:start] + GONE * (stop - start) + text[stop:]
    return text


def _venues(quotes: list[Quote], masked: str, plain: str) -> list[Quote]:
    return [
        Quote(
            one.text,
            one.start,
            one.stop,
            re.search("(?:被|[在于由至投]|投了|刊物|期刊|杂志)$", masked[max(0, one.start - 2) : one.start]) is not None
            or re.match(
                f"(?:20\\d\\d年)?(?:第|\\d|{GONE}){{1,6}}(?:期|卷)|杂志|期刊|学报", plain[one.stop : one.stop + 12]
            )
            is not None,
        )
        for one in quotes
    ]


def _segments(masked: str) -> list[Segment]:
    found, start, sentence, depth = [], 0, 0, 0
    for mark in [*_SPLIT.finditer(masked), None]:
        stop = len(masked) if mark is None else mark.start()
        if masked[start:stop].strip():
            found.append(Segment(start, stop, sentence, depth > 0))
        if mark is not None:
            start = mark.end()
            sentence += _SENTENCE.search(mark.group()) is not None
            depth = max(0, depth + mark.group().count("(") - mark.group().count(")"))
    return found


def _headless(segment: Segment, masked: str, figures: list[Quantity]) -> list[Segment]:
    """「(办班2期,)学员30人、带徒3人」: what names no kind before the first 、 goes on about what was said before."""
    at = masked.find("、", segment.start, segment.stop)
    head = masked[segment.start : at]
    counted = [one for one in figures if one.start >= segment.start and one.stop == at and one.sort is not Sort.BARE]
    if at < 0 or not counted or any(pattern.search(head) for _, pattern in words.KINDS):
        return [segment]
    first = Segment(segment.start, at, segment.sentence, segment.bracket)
    return [first, Segment(at + 1, segment.stop, segment.sentence, segment.bracket)]


def _kinds(segment: Segment, masked: str) -> list[Kind]:
    """The kinds that a segment names, those that hang together made one."""
    said = [
        Kind(kind, *found.span())
        for kind, pattern in words.KINDS
        for found in pattern.finditer(masked, segment.start, segment.stop)
    ]
    said.sort(key=lambda one: (one.start - one.stop, one.start))
    chosen: list[Kind] = []
    for one in said:
        if all(one.stop <= other.start or one.start >= other.stop for other in chosen):
            chosen.append(one)
    chosen.sort(key=lambda one: one.start)
    merged: list[Kind] = []
    for one in chosen:
        if merged and _hangs(merged[-1], one, segment, masked):
            merged[-1] = _joined(merged[-1], one)
        else:
            one.prize = False
            merged.append(one)
    return merged


def _hangs(first: Kind, second: Kind, segment: Segment, masked: str) -> bool:
    """Whether two kinds in a row are one thing: 「培训活动」, 「QC成果获一等奖」."""
    between = [one for one in segment.quantities if first.stop <= one.start < second.start]
    if (first.kind, second.kind) == (MENTORING, GRADUATED):
        return not _WEAK.search(masked[first.stop : second.start])
    if (
        second.kind == words.AWARD
        and first.kind in _KEEP
        and not any(one.start >= second.start for one in segment.quantities)
    ):
        return not _WEAK.search(masked[first.stop : second.start])
    if between and not (first.kind in (TRAINING, ACTIVITY) and second.kind == first.kind):
        own = all(one.start - first.stop > 8 for one in between)  # 「论文评选中获2个奖」
        return own and second.kind == words.AWARD and first.kind != words.AWARD
    if first.kind == second.kind and between:
        return False
    gap = masked[first.stop : second.start]
    if _WEAK.search(gap):
        soft = {TRAINING, ACTIVITY, words.CASES}
        return first.kind in soft and second.kind in soft and len(gap) <= 2 and not _each_of(segment, second, masked)
    return True


def _each_of(segment: Segment, one: Kind, masked: str) -> bool:
    return "各" in masked[one.stop : segment.stop]


def _joined(first: Kind, second: Kind) -> Kind:
    kind = second.kind
    if first.kind == words.AWARD and second.kind in (TRAINING, ACTIVITY, MENTORING):
        return Kind(kind, first.start, second.stop)  # 「技术能手培训班」
    prize = words.AWARD in (first.kind, second.kind)
    if prize:
        other = first.kind if second.kind == words.AWARD else second.kind
        theirs = other in _KEEP and second.kind == words.AWARD
        if other == words.RENEWAL and first.stop == second.start:  # 「创新成果一等奖」
            theirs = False
        kind = other if theirs else words.AWARD
    elif (first.kind, second.kind) in _HEADS or (second.kind == words.PATENT and first.kind in PATENTS):
        kind = first.kind
    elif first.kind == GRADUATED:
        kind = GRADUATED
    return Kind(kind, first.start, second.stop, prize=prize or first.prize)


def _shared(segment: Segment, masked: str) -> None:
    """Give each kind of a segment its quantities and the words about it."""
    kinds, figures = segment.kinds, segment.quantities
    if not kinds:
        return
    taken: set[int] = set()
    for place, kind in enumerate(kinds):
        before = [
            n
            for n, one in enumerate(figures)
            if one.stop <= kind.start and n not in taken and (place == 0 or one.start >= kinds[place - 1].stop)
        ]
        limit = kinds[place + 1].start if place + 1 < len(kinds) else segment.stop
        after = [n for n, one in enumerate(figures) if kind.start <= one.start < limit and n not in taken]
        if before and place and not _is_pre(figures[before[-1]], kinds[place - 1], kind, masked):
            before = []
        if place + 1 < len(kinds):
            after = [
                n
                for n in after
                if not (n == after[-1] and _is_pre(figures[n], kind, kinds[place + 1], masked, bool(before)))
            ]
        chosen = [*before, *after]
        taken |= set(chosen)
        kind.own = [figures[n] for n in chosen]
    left = segment.start
    for place, kind in enumerate(kinds):
        kind.left = left
        if place + 1 == len(kinds):
            kind.right = segment.stop
            continue
        following = kinds[place + 1]
        until = min([following.start, *(one.start for one in following.own if one.start > kind.stop)])
        ends = max([kind.stop, *(one.stop for one in kind.own if one.start < until)])
        weak = [ends + found.start() for found in _WEAK.finditer(masked[ends:until])]
        kind.right = left = weak[-1] if weak else max(ends, until) if ends > until else ends


def _is_pre(one: Quantity, first: Kind, second: Kind, masked: str, supplied: bool = False) -> bool:
    """Whether a quantity between two kinds is of the second: 「2项专利3篇论文」, 「培训3次并获得2项专利」."""
    ahead, behind = masked[first.stop : one.start], masked[one.stop : second.start]
    if len(behind) > 8 or _WEAK.search(behind):
        return False
    if supplied:
        return True
    return bool(_WEAK.search(ahead) or words.GOT.search(ahead)) and not words.GOT.search(behind)
