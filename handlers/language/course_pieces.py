"""What a leader's message says about a course besides its times: title, place, seats, teacher, cost, for whom, what to bring."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.language import course_patterns as words
from handlers.language.amounts import number
from handlers.language.course_patterns import GONE


@dataclass(slots=True)
class Pieces:
    """What was found. `called`: the title is named as one, or called a course · `talk`: it asks, moves or cancels something ·
    `ahead`: minutes before the course begins that enrolling ends, and whether whole days were said · `unread`: what of it
    says nothing to us · `opened`: the title is said to be given (开, 办)."""

    title: str = ""
    place: str = ""
    seats: int | None = None
    per_unit: int | None = None
    per_person: int | None = None
    teacher: str = ""
    cost_fen: int | None = None
    eligible: str = ""
    bring: str = ""
    intro: str = ""
    studio: str = ""
    approval: bool | None = None
    certificate: bool | None = None
    ahead: tuple[int, bool] | None = None
    unread: tuple[str, ...] = ()
    called: bool = False
    opened: bool = False
    talk: bool = False


class _Rest:
    """A message of which what is understood is taken away; `kept` is the same as it was written."""

    def __init__(self, plain: str, kept: str, taken: Sequence[tuple[int, int]]) -> None:
        self.plain, self.kept = plain, kept
        for start, stop in taken:
            self.take(start, stop)

    def take(self, start: int, stop: int) -> None:
        self.plain = self.plain[:start] + GONE * (stop - start) + self.plain[stop:]

    def value(self, found: "re.Match[str]", *groups: str) -> str:
        """What the group that matched says, as it was written; all of the match is taken away."""
        group = next(one for one in groups or ("v",) if found[one])
        said = self.kept[found.start(group) : found.end(group)]
        self.take(*found.span())
        return said.strip(" :.、-")

    def first(self, pattern: "re.Pattern[str]", *groups: str) -> str:
        """The value of the first match; '' for none."""
        found = pattern.search(self.plain)
        return "" if found is None else self.value(found, *groups)

    def segments(self) -> Iterator[tuple[int, int]]:
        """The pieces between marks and spaces that are left; Latin words hold together with what follows them."""
        for found in re.finditer(r"(?:[a-z0-9+#.]*[a-z][a-z0-9+#.]* )*[^,;!\n\0 \u3002]+", self.plain):
            yield found.span()


def read_pieces(plain: str, kept: str, taken: Sequence[tuple[int, int]]) -> Pieces:
    """Read a folded message; `kept` is the same text as it was written, `taken` the places of its times."""
    pieces = Pieces(talk=words.TALK.search(plain) is not None)
    rest = _Rest(plain, kept, taken)
    pieces.intro = rest.first(words.INTRO)
    quoted = words.QUOTED.search(rest.plain)
    if quoted is not None:
        pieces.title, pieces.called = rest.value(quoted, "a", "b", "c", "d"), True
        if words.NOTICE.search(pieces.title):
            pieces.title, pieces.called = "", False
        elif noun := re.match(words.NOUN, rest.plain[quoted.end() :]):
            rest.take(quoted.end(), quoted.end() + noun.end())
    _rules(pieces, rest)
    _amounts(pieces, rest)
    if not pieces.title and (named := words.TITLE.search(rest.plain)) is not None:
        lead = named["lead"] or ""
        pieces.place = lead if lead.startswith("线") else ""
        pieces.title, pieces.called = rest.value(named), True
    pieces.bring = rest.first(words.BRING, "v", "v2")
    pieces.place = rest.first(words.PLACE) or pieces.place
    pieces.teacher = rest.first(words.TEACHER, "v", "v2")
    pieces.place = pieces.place or rest.first(words.AT)
    if pieces.talk and words.ASKED.search(pieces.place):
        pieces.place = ""
    pieces.teacher = pieces.teacher or rest.first(words.INVITED) or rest.first(words.TAUGHT)
    pieces.eligible = rest.first(words.ELIGIBLE, "v", "v2")
    pieces.studio = rest.first(words.STUDIO)
    _left(pieces, rest)
    return pieces


def _rules(pieces: Pieces, rest: _Rest) -> None:
    """Whether enrolling is approved and certificates are given, and until when before the course one may enrol."""
    for pattern, field, said in (
        (words.NO_APPROVAL, "approval", False),
        (words.APPROVAL, "approval", True),
        (words.NO_CERTIFICATE, "certificate", False),
        (words.CERTIFICATE, "certificate", True),
    ):
        found = pattern.search(rest.plain)
        if found is not None and getattr(pieces, field) is None:
            setattr(pieces, field, said)
            rest.take(*found.span())
    if (most := words.PER_PERSON.search(rest.plain)) is not None:
        pieces.per_person = number(most["n"]) or None
        rest.take(*most.span())
    if (due := words.DUE_AHEAD.search(rest.plain)) is not None:
        count, days = number(due["n"] or due["n2"]), (due["unit"] or due["unit2"]) == "天"
        pieces.ahead = (count * (24 * 60 if days else 60), days)
        rest.take(*due.span())


def _amounts(pieces: Pieces, rest: _Rest) -> None:
    """Seats and money."""
    free = words.FREE.search(rest.plain)
    cost = words.COST.search(rest.plain) or words.BARE_COST.search(rest.plain)
    if free is not None and cost is not None and cost.end() > free.end():
        free, cost = None, None  # 「会员免费,非会员50元」 stays as it was said
    if cost is not None:
        said = cost["y"]
        yuan = float(said) if said[0].isdigit() else float(number(said))
        pieces.cost_fen = round(yuan * 100)
        rest.take(*cost.span())
    elif free is not None:
        pieces.cost_fen = 0
        rest.take(*free.span())
    if (each := words.PER_UNIT.search(rest.plain)) is not None:
        pieces.per_unit = number(each["n"]) or None
        rest.take(*each.span())
    if (without := words.ANY.search(rest.plain)) is not None:
        rest.take(*without.span())
    elif (seats := words.SEATS.search(rest.plain)) is not None:
        pieces.seats = number(seats["n"] or seats["n2"]) or None
        rest.take(*seats.span())


def _left(pieces: Pieces, rest: _Rest) -> None:
    """Title and place among what is left, and what is left after them."""
    left: list[tuple[int, int, bool]] = []
    for start, stop in rest.segments():
        opening = words.OPENING.match(rest.plain[start:stop])
        assert opening is not None  # it matches the empty text
        begin = start + opening.end()
        tail = words.TAIL.search(rest.plain[begin:stop])
        end = begin + tail.start() if tail else stop
        filler = words.FILLER.fullmatch(rest.plain, begin, end) or words.FILLER.fullmatch(rest.plain, start, stop)
        if end - begin >= 2 and filler is None:
            left.append((begin, end, opening["verb"] is not None))
    person = next((one for one in left if words.PERSON.fullmatch(rest.plain, *one[:2])), None)
    if person is not None and not pieces.teacher:
        pieces.teacher = rest.kept[person[0] : person[1]]
        left.remove(person)
    if not pieces.title:
        _title(pieces, rest, left)
    for one in left:
        said = rest.plain[one[0] : one[1]]
        if not pieces.place and words.SITE.search(said) and words.PLAIN_NAME.fullmatch(said) is None:
            pieces.place = re.sub("(?:集合|见)$", "", rest.kept[one[0] : one[1]])
            left.remove(one)
            break
    spare = [(start, stop) for start, stop, _ in left]
    if pieces.title and not pieces.talk and not pieces.intro:
        told = [one for one in spare if _is_told(rest.plain[slice(*one)])]
        pieces.intro = "\uff0c".join(rest.kept[slice(*one)] for one in told)
        spare = [one for one in spare if one not in told]
    pieces.unread = tuple(_shown(rest.kept[slice(*one)]) for one in spare)


def _shown(said: str) -> str:
    """A piece as it may be shown: of one that says how to reach somebody, only what kind it is."""
    private = words.NUMBER.search(unicodedata.normalize("NFKC", said))
    if private is None:
        return said
    return "电话" if private[0].isdecimal() else private[0]


def _is_told(said: str) -> bool:
    """Whether a piece that is left says something that may be kept."""
    return len(said) >= 3 and words.NUMBER.search(said) is None


def _title(pieces: Pieces, rest: _Rest, left: list[tuple[int, int, bool]]) -> None:
    """The title: what is called a course, else what is opened, else the one thing that is left and no place."""
    plain = rest.plain
    able = [one for one in left if not words.ASKED.search(plain, one[0], one[1])]
    named = [one for one in able if words.NAMED.search(plain[one[0] : one[1]])]
    opened = [one for one in able if one[2]]
    enough = pieces.place or pieces.teacher or pieces.seats or pieces.cost_fen is not None or pieces.eligible
    sites = [one for one in able if words.SITE.search(plain[one[0] : one[1]])]
    others = [one for one in able if one not in sites]
    spare = others if (enough or sites) and not pieces.talk else []
    proper = [one for one in named if words.PLAIN_NAME.fullmatch(plain, *one[:2]) is None]
    best = next(iter(proper or opened or spare or named), None)
    if best is None:
        return
    left.remove(best)
    begin, end, pieces.opened = best
    pieces.called = best in named or best in opened
    site = None if pieces.place else words.SITE_FIRST.match(plain[begin:end])
    if site is not None:  # 「3楼会议室安全生产培训」
        pieces.place = rest.kept[begin : begin + site.end()]
        begin += site.end()
    pieces.title = rest.kept[begin:end].strip(" :.、-")
