"""Pieces of a question that mean something together: 王+师傅, 某某+街道, 绿色交通+工作室."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.language import aliases
from handlers.language.book import Book, Name
from handlers.language.grammar import Kind
from handlers.language.meaning import Term
from handlers.language.reading import Token
from handlers.language.topics import CONTENT
from handlers.language.words import known

_STREET_WORDS = ("街道", "地区", "辖区")
_REGIONS = ("朝阳", "北京")
_HOUSES = (
    "医院",
    "中学",
    "小学",
    "大学",
    "学校",
    "幼儿园",
    "公园",
    "体育馆",
    "图书馆",
    "剧场",
    "剧院",
    "大厦",
    "宾馆",
    "饭店",
)
"""With a region right before it, each is one house's name: 朝阳医院 is not any hospital of 朝阳."""


def prepared(tokens: Sequence[Token], book: Book) -> list[Token]:
    """Pieces that mean something together put together: 王+师傅, 某某+街道, 绿色交通+工作室."""
    done: list[Token] = []
    rest = list(tokens)
    while rest:
        token = rest.pop(0)
        following = rest[0] if rest else None
        if token.kind is Kind.RAW and (family := _family(token.text, following, book, alone=not done and not rest)):
            if rest and following and _is_title(following):
                rest.pop(0)
            studios = book.surnames.get(family, ())
            done.append(replace(token, kind=Kind.CHOICE, value=studios, text=f"姓{family}的"))
        elif token.text in _REGIONS and following and following.glued and following.text in _HOUSES:
            house = token.text + rest.pop(0).text
            done.append(replace(token, kind=Kind.TERM, value=Term(house, (house,)), text=house))
        elif token.kind is Kind.RAW and following and following.glued and following.text in _STREET_WORDS:
            street = token.text + rest.pop(0).text
            done.append(replace(token, kind=Kind.PLACE, value=(street,), text=street))
        elif token.kind is Kind.PLACE and following and following.glued and following.text in _STREET_WORDS:
            rest.pop(0)
            done.append(token)
        elif token.kind in CONTENT and (found := _weak_name(token, rest, done, book)):
            name, used = found
            del rest[:used]
            kind = Kind.NAMED if len(name.studios) == 1 else Kind.CHOICE
            done.append(replace(token, kind=kind, text=name.text, value=name.studios))
        elif (
            token.kind is Kind.ATTRIBUTE
            and token.glued
            and done
            and done[-1].kind is Kind.RAW
            and token.text in _COMPANY
        ):
            done[-1] = replace(done[-1], text=done[-1].text + token.text, end=token.end)
        else:
            done.append(token)
    return done


_COMPANY = ("公司", "企业")


def _family(text: str, following: Token | None, book: Book, *, alone: bool) -> str:
    """The surname that somebody is called by (姓欧阳, 老王, 李工, 王师傅, a bare 王), or ''."""
    families = (*aliases.COMPOUND_SURNAMES, *aliases.SURNAMES)
    if text[:1] == "姓" and text[1:] in families:
        return text[1:]
    if (
        len(text) == 2
        and text[0] in "老小"
        and (text[1] in book.surnames or (text[1] in aliases.SURNAMES and not known(text)))
    ):
        return text[1]
    if text[-1:] in ("工", "总") and text[:-1] in families and not known(text):
        return text[:-1]
    if text in families and alone:
        return text
    if text in families and following is not None and following.glued and _is_title(following):
        return text
    return ""


def _is_title(token: Token) -> bool:
    return token.kind is Kind.TITLE or token.text in ("律师", "医生", "厨师", "工", "总", "教师", "护士", "司机")


def _weak_name(token: Token, rest: Sequence[Token], before: Sequence[Token], book: Book) -> tuple[Name, int] | None:
    """The studio that ordinary words name, and how many further pieces its name takes; None when they are only words."""
    run = [token]
    while (
        len(run) <= len(rest)
        and rest[len(run) - 1].glued
        and rest[len(run) - 1].kind in (*CONTENT, Kind.SKIP, Kind.AND)
    ):
        run.append(rest[len(run) - 1])
    for used in range(len(run) - 1, -1, -1):
        name = book.weak_names.get("".join(piece.text for piece in run[: used + 1]))
        following = rest[used] if used < len(rest) else None
        if name is not None and _names_it(following, rest[used:], before, book.is_trade(name.text)):
            return name, used
    return None


def _names_it(following: Token | None, rest: Sequence[Token], before: Sequence[Token], trade: bool) -> bool:
    """Whether words that are also a studio's name are meant as its name: 「绿色交通工作室」, 「绿色交通的电话」."""
    if following is None:
        return not before and not trade
    if before and before[-1].kind in (Kind.NOT, Kind.BLANK):
        return False  # 「没有焊接的工作室」
    if following.kind in (Kind.STUDIO, Kind.ATTRIBUTE):
        return not any(token.kind in (Kind.WHO, Kind.WHICH, Kind.COUNT) for token in (*before, *rest))
    return following.text == "的" and len(rest) > 1 and rest[1].kind in (Kind.STUDIO, Kind.ATTRIBUTE)
