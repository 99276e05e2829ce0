"""A question about courses and competitions taken to pieces: dates, studios, signs and facts, and the words that are left."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import tzinfo

from handlers.language.course_english import put_in_chinese
from handlers.language.course_limits import Limits, take_limits
from handlers.language.course_own import ATTENDS, Own, own_in
from handlers.language.course_words import (
    NOT_COURSES,
    PARTS,
    RULES,
    Fact,
    Sign,
    little,
    pattern,
    pinyin,
    skipped,
    vocabulary,
)
from handlers.language.grammar import Kind
from handlers.language.lexicon import Lexicon
from handlers.language.meaning import Term
from handlers.language.normalise import LONGEST, normalise, simplified
from handlers.language.reading import read
from handlers.language.sounds import covered
from handlers.language.spans import Span, spans
from handlers.language.understand import Listener
from handlers.language.words import boundaries

_LETTERS = re.compile(r"[a-z]+(?:[' ]+[a-z]+)*")
_LESSON = re.compile("课(?!题|件|本|间|后|余)")
_CLASS = re.compile("(?<=[的个])班(?=$|[ 吗呢])")
_RACE = re.compile("赛(?=$|[ 的吗呢])")
_SIGN_UP = re.compile("报(?![告道表销纸价修警送备考刊社废复应答酬])")
_STUDIO = re.compile("工作室|创新室|创新团队|劳模团队|工做室")
_PAST = re.compile("过(?:什么|哪些|几|多少|啥|的)?")
_RULES_ASKED = re.compile("怎么办|咋办|怎么补|怎么领|怎么开|为什么|为啥|怎么回事|怎么算")
_HOW_OFTEN = re.compile("(?:多少|几)[场次届所位]")
_ASKS = re.compile("吗|么|有没有|是不是|能不能|可不可以|有无|有没")
_ORDINAL = re.compile(
    "第 ?([0-9]{1,2}|[一二三四五六七八九十]{1,2}) ?(?:[个门场节项条]|(?=$|[ 呢怎还在是什多几谁要吗的]))"
)
_LAST = re.compile("最后(?:一)?(?:个|门|场|节|项)")
_NUMERALS = "零一二三四五六七八九十"
_OWN = re.compile(
    "^我(?!想|要报|可以|能|们想)[^可能想]*?(?:有没有|有什么|有哪些|有|要上|上|要去上)(?:什么|哪些)?[^可能想]{0,4}(?:课|培训|讲座)(?!.*可以)"
)
_TIMES = re.compile("(?<!第)[0-9一二两三四五六七八九十]+[次遍回](?!性)")
_BRINGS = re.compile("(?:要不要|需不需要|用不用|需要|要|用)(?:自己|自备)?带(?!.*(?:什么|啥|哪))[^ ,]{1,5}?(?:吗|么|$)")
_CANCELS = re.compile("^(?:我要|我想|帮我|请帮我|给我)?(?:取消|退掉|退)(?!.*了[吗没])")
_FREE = re.compile("^我(?!们单位).{0,12}?(?:休息|有空|轮休|调休|放假|没班|不上班|不当班|有时间|休班|歇班|空着)")
_WHO_PASSED = re.compile(
    "(?:都有|有)?(?:谁|哪些人|哪几个人)(?:能|都)?(?:进|晋级|入围|闯进)(?:了|入|到)*(?=.{0,12}赛)|(?:入围|晋级)的?(?:都)?(?:有谁|是谁|名单)"
)
_WISHED = re.compile(
    "(?:我们?|咱们?|也|很|特别|一直|就|好|还)*想(?:要)?(?:去)?(?:学习|学|听|上)(?:一下|一学|点儿?|个)? ?(?P<x>[^,。?!;]{2,14})"
)
_WISH_ASKS = re.compile("找|谁|哪|什么|怎么|多少|几|啥|工作室|老师|师傅")
_WISH_TAIL = re.compile(
    "(?:的?(?:课程|课|培训班|培训|讲座|班|技术|技能)?(?:(?:你们)?(?:有没有|有|开|能|可以|行)?(?:吗|么|不|呢|吧|了)*))$"
)
_EITHER_PLACE = re.compile(
    "(?:是)?(?:在)?(?:线上|网上)(?:还是|或者?)(?:线下|现场)(?:上)?|(?:是)?(?:在)?(?:线下|现场)(?:还是|或者?)(?:线上|网上)(?:上)?"
)
_FINAL_PARTICLES = re.compile("[吗呢么的吧啊呀有不没]*$")
_VAGUE = re.compile("最近|近期|近来|这段时间|这阵子|接下来|近些天|这几天|这些天|这一阵|马上|即将")
_GIVING = re.compile("工作室[^的]{0,4}?(?:有|开|办|上|讲|组织|举办)[^的]{0,8}(?:课|讲座|培训)")
FOUGHT = ("preliminary", "semifinal", "final")
"""Stages that only competitions have: studios are 公示 too."""
_POINTED = {
    "班": Sign.COURSE,
    "课": Sign.COURSE,
    "讲座": Sign.COURSE,
    "培训": Sign.COURSE,
    "竞赛": Sign.CONTEST,
    "比赛": Sign.CONTEST,
}
_PIECE = " "


@dataclass
class CourseParse:
    """What was found. `pieces`: the words that are left, trimmed; `flat`: the whole question without spaces."""

    said: str
    flat: str
    spans: list[Span] = field(default_factory=list)
    named: list[int] = field(default_factory=list)
    choices: list[int] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    signs: set[Sign] = field(default_factory=set)
    stage: str = ""
    ordinal: int = 0
    part: str = ""
    """Of any day: 晚上."""
    pieces: list[str] = field(default_factory=list)
    groups: list[tuple[str, ...]] = field(default_factory=list)
    guessed: list[tuple[str, str]] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    studio_word: bool = False
    """工作室 without a name before it."""
    giving: bool = False
    """「哪个工作室有烹饪课」: after all it is a course that is looked for."""
    rules: bool = False
    lecture: bool = False
    asks: bool = False
    done: bool = False
    """「办过多少场」: about what a studio did, not what it offers."""
    unread: bool = False
    """Some of what is left says nothing that could be looked for."""
    limits: Limits = field(default_factory=Limits)
    denied: "CourseParse | None" = None
    """What was set aside: 「除了周末」."""
    own: Own | None = None
    """What is asked of one's own course; `own_rest` says of which."""
    own_rest: "CourseParse | None" = None
    bare: bool = False
    """Nothing but dates: 「下周三下午」."""

    def has(self, *signs: Sign) -> bool:
        """Whether one of these signs was given."""
        return any(sign in self.signs for sign in signs)

    @property
    def noun(self) -> bool:
        """Whether courses or competitions are spoken of."""
        return self.has(Sign.COURSE, Sign.CONTEST) or self.stage in FOUGHT


def flattened(text: str) -> str:
    """Half-width, simplified, lower case, marks kept: what dates are read from."""
    return simplified(unicodedata.normalize("NFKC", text[:LONGEST])).lower()


def in_chinese(text: str) -> str:
    """English and pinyin words of such questions put into Chinese; other letters stay."""
    if not any("a" <= char <= "z" for char in text):
        return text
    return _LETTERS.sub(_spelt, put_in_chinese(text))


def letters_in(text: str) -> list[str]:
    """Runs of letters long enough to be a title's pinyin or initials, as typed (with spaces)."""
    return [run for run in _LETTERS.findall(text) if len(run.replace(" ", "").replace("'", "")) >= 4]


def _spelt(found: re.Match[str]) -> str:
    words = found.group().replace("'", "").split()
    known = pinyin()
    whole = covered("".join(words), known, 12) if len("".join(words)) >= 5 else None
    if whole and any(len(key) > 3 for key in whole):
        return "".join(known[key] for key in whole)
    said: list[str] = []
    at = 0
    while at < len(words):
        length = next((n for n in (4, 3, 2, 1) if "".join(words[at : at + n]) in known), 0)
        word = "".join(words[at : at + length])
        if length > 1 or len(word) > 4 or (length and len(words) > 2):
            said.append(known[word])
            at += length
        else:
            said.append(words[at])
            at += 1
    return " ".join(said)


def parse(text: str, now: int, zone: tzinfo, listener: Listener, today: str = "") -> CourseParse:
    """Take `text` to pieces; `today` is the ISO date of `now`."""
    said = in_chinese(flattened(text))
    found = CourseParse(said, normalise(said).replace(" ", ""))
    found.asks = bool(_ASKS.search(said))
    found.rules = bool(RULES.search(said) or _RULES_ASKED.search(said))
    found.own, own_rest = own_in(found.flat)
    if found.own is not None:
        found.own_rest = parse(own_rest, now, zone, listener, today) if own_rest.strip() else CourseParse("", "")
    if _EITHER_PLACE.search(said):
        found.facts.append(Fact.WHERE)
        said = _EITHER_PLACE.sub(_PIECE, said)
    found.limits, said = take_limits(said)
    if found.limits.denied:
        _set_aside(found, now, zone, listener, today)
    found.flat = normalise(said).replace(" ", "") or found.flat
    plain = found.flat
    for span in spans(said, now, zone):
        said = said.replace(span.said, _PIECE, 1) if span.said else said
        plain = plain.replace(normalise(span.said).replace(" ", ""), "", 1)
        if _VAGUE.fullmatch(span.said):
            found.signs.add(Sign.SOON)  # 「最近」 asks for the nearest, however far away
        elif span.said in PARTS:
            found.part = span.said
        else:
            found.spans.append(span)
    rest = _TIMES.sub(_PIECE, normalise(said))
    if found.own is None and found.spans and ATTENDS.fullmatch(plain):
        found.own, found.signs = Own.TODAY, found.signs | {Sign.MINE, Sign.COURSE}
    found.bare = bool(found.spans) and not _FINAL_PARTICLES.sub("", plain)
    if _FREE.search(rest.strip()):
        rest = _FREE.sub(_PIECE, rest.strip())
    elif _OWN.search(normalise(found.said)):
        found.signs.add(Sign.MINE)
    if _WHO_PASSED.search(rest):
        found.facts.append(Fact.RESULT)
        rest = _WHO_PASSED.sub(_PIECE, rest)
    rest = _names(rest, found, listener)
    rest = _ordinal(rest, found)
    rest = NOT_COURSES.sub(lambda one: one.group().replace("课", "\x01").replace("班", "\x02"), rest)
    if _BRINGS.search(rest):
        found.facts.append(Fact.BRING)
        rest = _BRINGS.sub(_PIECE, rest)
    if _CANCELS.search(rest):
        found.signs.add(Sign.CANCEL)
        rest = _CANCELS.sub(_PIECE, rest)
    rest = _signs(rest, found)
    rest = rest.replace("\x01", "课").replace("\x02", "班")
    if found.noun and _STUDIO.search(rest):
        rest = _misspelt(rest, found, listener, today)
    found.studio_word = bool(found.noun and _STUDIO.search(rest))
    found.giving = found.studio_word and bool(_GIVING.search(found.flat))
    found.done = bool(found.named) and bool(_PAST.search(rest) or _HOW_OFTEN.search(found.flat))
    _left(rest, found, listener, today)
    return found


def _set_aside(found: CourseParse, now: int, zone: tzinfo, listener: Listener, today: str) -> None:
    """Read what was set aside by itself; a date in 「下周焊接以外的课」 is wanted all the same."""
    other = parse(found.limits.denied, now, zone, listener, today)
    if not found.limits.firmly and other.pieces:
        found.spans += other.spans
        other.spans = []
    found.signs |= other.signs & {Sign.COURSE, Sign.CONTEST}
    found.denied = other


def _names(rest: str, found: CourseParse, listener: Listener) -> str:
    """Take studios that are named letter for letter out of the text."""
    tokens = read(rest, listener.book)
    kept = []
    cut_before = False
    for token in tokens:
        numbers = [one for one in token.value if isinstance(one, int)] if isinstance(token.value, tuple) else []
        if token.kind in (Kind.NAMED, Kind.CHOICE) and numbers:
            (found.named if token.kind is Kind.NAMED else found.choices).extend(numbers)
            kept.append(_PIECE)
            cut_before = True
        elif token.kind is Kind.STUDIO and cut_before:
            kept.append(_PIECE)
            cut_before = False
        else:
            kept.append(rest[token.start : token.end] if token.glued else _PIECE + rest[token.start : token.end])
            cut_before = False
    if not (found.named or found.choices):
        return rest
    return " ".join("".join(kept).split())


def _misspelt(rest: str, found: CourseParse, listener: Listener, today: str) -> str:
    """Take a studio's name with a slip in it (陈量工作室) out of the text."""
    for piece in rest.split():
        if not _STUDIO.search(piece):
            continue
        heard = listener.take_apart(piece, today)
        if heard.parse.named and not heard.strangers:
            found.named += [one for one in heard.parse.named if one not in found.named]
            found.guessed += [(one.said, one.meant) for one in heard.corrections if not one.certain and one.meant]
            return rest.replace(piece, _PIECE, 1)
    return rest


def _ordinal(rest: str, found: CourseParse) -> str:
    if one := _ORDINAL.search(rest):
        number = one.group(1)
        found.ordinal = int(number) if number.isdigit() else _number(number)
        return rest.replace(one.group(), _PIECE, 1)
    if one := _LAST.search(rest):
        found.ordinal = -1
        return rest.replace(one.group(), _PIECE, 1)
    return rest


def _number(text: str) -> int:
    if text.startswith("十"):
        return 10 + (_NUMERALS.index(text[1]) if len(text) > 1 else 0)
    return _NUMERALS.index(text[0]) * (10 if text.endswith("十") and len(text) > 1 else 1)


def _signs(rest: str, found: CourseParse) -> str:
    """Take out what the vocabulary knows, and the nouns of one character."""
    known = vocabulary()
    parts: list[str] = []
    at = 0
    for one in pattern().finditer(rest):
        parts.append(rest[at : one.start()])
        parts.append("|" if Sign.OR in known[one.group()] else _PIECE)
        at = one.end()
        for meant in known[one.group()]:
            if isinstance(meant, Fact):
                found.facts.append(meant)
            elif isinstance(meant, Sign):
                found.signs.add(meant)
            else:
                found.stage = found.stage or meant
            if meant in (Sign.POINT, Sign.MINE) and (
                noun := next((word for word in _POINTED if word in one.group()), "")
            ):
                found.signs.add(_POINTED[noun])
        if "讲座" in one.group() and Sign.POINT not in known[one.group()]:
            found.lecture = True
    parts.append(rest[at:])
    rest = "".join(parts)
    for noun_of, sign in ((_LESSON, Sign.COURSE), (_CLASS, Sign.COURSE), (_RACE, Sign.CONTEST), (_SIGN_UP, Sign.ENROL)):
        if noun_of.search(rest):
            found.signs.add(sign)
            rest = noun_of.sub(_PIECE, rest)
    return rest


def _left(rest: str, found: CourseParse, listener: Listener, today: str) -> None:
    """What is left: pieces, and what each of them asks for."""
    pieces: list[str] = []
    either = "|" in rest
    for part in rest.split("|"):
        words = [trimmed(word, listener.book.lexicon) for word in part.split()]
        pieces += [word for word in words if word and not skipped(word) and word != "示例"]
    if any(not piece.isascii() for piece in pieces):
        pieces = [piece for piece in pieces if not piece.isascii() or len(piece) > 2 or piece in listener.book.lexicon]
    for piece in pieces:
        cleaned = trimmed(_STUDIO.sub("", piece), listener.book.lexicon) if found.studio_word else piece
        if not cleaned:
            continue
        heard = listener.take_apart(cleaned, today)
        found.named += [one for one in heard.parse.named if one not in found.named]
        for _, numbers in heard.parse.choices:
            found.choices += [one for one in numbers if one not in found.choices]
        if heard.parse.named or heard.parse.choices:
            found.guessed += [(one.said, one.meant) for one in heard.corrections if not one.certain and one.meant]
            if not heard.parse.topics:
                continue
        found.strangers += heard.strangers
        found.pieces.append(cleaned)
        groups = [_group(term) for topic in heard.parse.topics for term in topic.terms if not term.generic]
        groups = groups or [_group(term) for topic in heard.parse.topics for term in topic.terms]
        groups = [group for group in groups if len(group[0]) > 1 or len(group) > 1]
        for condition in heard.parse.conditions:
            if condition.field in ("street", "unit"):
                groups.append(tuple(dict.fromkeys((condition.label, condition.label.removesuffix("街道")))))
            elif condition.values:
                groups.append((condition.label,))
        if not groups and len(cleaned) >= 2:
            groups = [(cleaned,)]
        found.unread = found.unread or not groups
        found.groups += groups[:1] if either else groups
    if not (either and len(found.groups) > 1):
        found.signs.discard(Sign.OR)


def trimmed(word: str, keep: Lexicon | None = None) -> str:
    """A piece without little words at its ends; one character only goes where the dictionary parts it from its neighbour."""
    many, single = little()
    word = word.strip(" ,.?!-")
    while len(word) > 1 and not (keep is not None and word in keep):
        if one := next((one for one in many if word.startswith(one)), ""):
            word = word[len(one) :]
        elif one := next((one for one in many if word.endswith(one)), ""):
            word = word[: -len(one)]
        elif word[0] in single and 1 in boundaries(word):
            word = word[1:]
        elif word[-1] in single and len(word) - 1 in boundaries(word):
            word = word[:-1]
        else:
            break
        word = word.strip(" ,.?!-")
    return "" if word in single or word in many else word


def _group(term: Term) -> tuple[str, ...]:
    return term.same


def wished(text: str) -> str:
    """What somebody says they would like to learn: 「我想学开挖掘机,你们开吗」 → 「开挖掘机」; '' for anything else."""
    said = _WISHED.match(in_chinese(flattened(text)).strip())
    if said is None or _WISH_ASKS.search(said["x"]):
        return ""
    return _WISH_TAIL.sub("", said["x"]).strip()
