"""An audience in words: 「区级工作室的领军人和联络员,还没报名「焊工技能竞赛」的」."""

from collections.abc import Iterable, Sequence

from handlers.kit.words import Words
from storage import audiences
from storage.database import Tx
from storage.model.audiences import (
    ANY_TIE,
    COMPETITION,
    CONFIRMED,
    ENROLLED,
    LEVEL,
    REGISTERED,
    ROLE,
    SEATED,
    SECTOR,
    STREET,
    STUDIO,
    STUDIO_KINDS,
    TRADE,
    UNCONFIRMED,
    Condition,
    tie,
)
from storage.model.people import ADMIN, ASSESSOR, DEPUTY, LEADER, OWNER, WORKER


def role_words(words: Words, role: str) -> str:
    """What people with a role are called."""
    return {
        WORKER: words.label("职工"),
        LEADER: words.label("领军人"),
        DEPUTY: words.label("联络员"),
        ASSESSOR: words.label("评委"),
        ADMIN: words.label("管理员"),
        OWNER: words.label("系统负责人"),
    }.get(role, role)


async def audience_words(tx: Tx, words: Words, audience: int) -> str:
    """Whom a stored audience is made of; plain text."""
    return await conditions_words(tx, words, await audiences.conditions(tx, audience))


async def conditions_words(tx: Tx, words: Words, conditions: Sequence[Condition]) -> str:
    """Whom these conditions ask for, in one line; plain text."""
    wanted: dict[str, list[str]] = {}
    for one in conditions:
        if one.wanted:
            wanted.setdefault(one.kind, []).append(await _value(tx, words, one))
    parts = [_who(words, wanted, tie(conditions))]
    for kind, names in wanted.items():
        if kind not in STUDIO_KINDS and kind != ROLE:
            parts.append(_clause(words, kind, _either(words, names)))
    parts += [await condition_words(tx, words, one) for one in conditions if not one.wanted]
    return words.label("\uff0c").join(parts)


async def condition_words(tx: Tx, words: Words, condition: Condition) -> str:
    """One condition by itself; plain text."""
    name = await _value(tx, words, condition)
    if condition.wanted:
        return name if condition.kind == ROLE else _clause(words, condition.kind, name)
    match condition.kind:
        case "registered":
            return words.label("还没报名{competition}的", competition=name)
        case "seated":
            return words.label("没报上{course}的", course=name)
        case "confirmed":
            return words.label("还没点「已阅」的({notice})", notice=name)
        case "role":
            return words.label("不含{who}", who=name)
    return words.label("不含{who}", who=_clause(words, condition.kind, name))


def _who(words: Words, wanted: dict[str, list[str]], ties: str) -> str:
    """The first part: the roles, and of which studios."""
    roles = _and(words, wanted.get(ROLE, []))
    which = [_either(words, wanted[kind]) for kind in (LEVEL, SECTOR, STREET, "unit") if kind in wanted]
    studios = words.label("、").join(which)
    if STUDIO in wanted:
        named = _either(words, wanted[STUDIO])
        studios = words.label("{which}工作室中的{named}", which=studios, named=named) if studios else named
    elif studios:
        studios = words.label("{which}工作室", which=studios)
    if not studios:
        return roles or words.label("所有人")
    if ties != ANY_TIE:
        return words.label("{studios}的{roles}", studios=studios, roles=roles)
    who = roles or words.label("人")
    if STREET in wanted:
        return words.label("领军、联络或关注{studios}(或自己选了这里)的{who}", studios=studios, who=who)
    return words.label("领军、联络或关注{studios}的{who}", studios=studios, who=who)


def _clause(words: Words, kind: str, names: str) -> str:
    """One kind of condition, said of people."""
    match kind:
        case "trade":
            return words.label("关心{trade}工种的", trade=names)
        case "competition":
            return words.label("关注或报名{competition}的", competition=names)
        case "registered":
            return words.label("已报名{competition}的", competition=names)
        case "enrolled":
            return words.label("报了{course}或在候补的", course=names)
        case "seated":
            return words.label("报上了{course}的", course=names)
        case "confirmed":
            return words.label("已点「已阅」的({notice})", notice=names)
        case "unconfirmed":
            return words.label("收到了还没点「已阅」的({notice})", notice=names)
        case "studio":
            return words.label("{studios}的人", studios=names)
    return words.label("{which}工作室的人", which=names)


async def _value(tx: Tx, words: Words, condition: Condition) -> str:
    name = await audiences.name(tx, condition)
    match condition.kind:
        case "role":
            return words.label("所有人") if name == WORKER else role_words(words, name)
        case "level":
            return words.label(name)
        case "sector":
            return words.label("{sector}行业", sector=words.label(name))
    if condition.kind in (STUDIO, TRADE, COMPETITION, REGISTERED, CONFIRMED, UNCONFIRMED, ENROLLED, SEATED):
        return words.label("「{name}」", name=name or words.label("已删除"))
    return name


def _either(words: Words, names: Iterable[str]) -> str:
    return words.label("或").join(names)


def _and(words: Words, names: Sequence[str]) -> str:
    *first, last = names or [""]
    return words.label("{some}和{last}", some=words.label("、").join(first), last=last) if first else last
