"""The little words of questions: what asks, what denies, what points back, and which thing of a studio is asked."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from handlers.language import phrases, phrases_asked
from handlers.language.meaning import Attribute


class Kind(StrEnum):
    """What a piece of a question is."""

    NAMED = "named"  # a studio or its leader; value: tuple of studio ids
    CHOICE = "choice"  # a name that fits several; value: tuple of studio ids
    UNIT = "unit"  # value: tuple of units as recorded
    PLACE = "place"  # value: tuple of streets as recorded
    VALUE = "value"  # an enumerated value; value: Condition
    RANGE = "range"  # numbers and years; value: Condition
    TERM = "term"  # what studios may be about; value: Term
    SUPER = "super"  # value: Order, or None where records cannot rank
    ORDINAL = "ordinal"  # value: the number, -1 the last
    FIRST = "first"  # 「前两个」; value: the number
    AMOUNT = "amount"  # 「20 家」; value: Condition
    RAW = "raw"  # not known yet
    STUDIO = "studio"
    TITLE = "title"
    WHO = "who"
    WHICH = "which"
    COUNT = "count"
    HOW_MANY = "how_many"
    ATTRIBUTE = "attribute"
    YES_NO = "yes_no"
    NOT = "not"
    EXCEPT = "except"
    BESIDES = "besides"
    AND = "and"
    OR = "or"
    PRONOUN = "pronoun"
    MORE = "more"
    BACK = "back"
    AMONG = "among"
    SO = "so"  # 呢
    HOW = "how"
    EACH = "each"
    TOTAL = "total"
    MOST = "most"
    LEAST = "least"
    COMPARE = "compare"
    LATER = "later"
    HUMAN = "human"
    BLANK = "blank"  # 没有登记
    OFF_TOPIC = "off_topic"
    SKIP = "skip"


PHRASES: Mapping[Kind, str] = {
    Kind.STUDIO: phrases.STUDIO,
    Kind.TITLE: phrases.TITLE,
    Kind.WHO: phrases.WHO,
    Kind.WHICH: phrases.WHICH,
    Kind.COUNT: phrases.COUNT,
    Kind.HOW_MANY: phrases.HOW_MANY,
    Kind.YES_NO: phrases.YES_NO,
    Kind.NOT: phrases.NOT,
    Kind.EXCEPT: phrases.EXCEPT,
    Kind.BESIDES: phrases.BESIDES,
    Kind.AND: phrases.AND,
    Kind.OR: phrases.OR,
    Kind.PRONOUN: phrases.PRONOUN,
    Kind.MORE: phrases.MORE,
    Kind.BACK: phrases.BACK,
    Kind.AMONG: phrases.AMONG,
    Kind.SO: phrases.SO,
    Kind.HOW: phrases.HOW,
    Kind.EACH: phrases.EACH,
    Kind.TOTAL: phrases.TOTAL,
    Kind.MOST: phrases.MOST,
    Kind.LEAST: phrases.LEAST,
    Kind.COMPARE: phrases.COMPARE,
    Kind.LATER: phrases.LATER,
    Kind.HUMAN: phrases.HUMAN,
    Kind.BLANK: phrases.BLANK,
    Kind.OFF_TOPIC: phrases.OFF_TOPIC,
}
ATTRIBUTES: Mapping[Attribute, str] = {
    Attribute.UNIT: phrases_asked.UNIT,
    Attribute.ADDRESS: phrases_asked.ADDRESS,
    Attribute.STREET: phrases_asked.STREET,
    Attribute.PHONE: phrases_asked.PHONE,
    Attribute.LEADER: phrases_asked.LEADER,
    Attribute.MEMBERS: phrases_asked.MEMBERS,
    Attribute.LEVEL: phrases_asked.LEVEL,
    Attribute.SECTOR: phrases_asked.SECTOR,
    Attribute.KIND: phrases_asked.KIND,
    Attribute.SPECIALITIES: phrases_asked.SPECIALITIES,
    Attribute.RESULTS: phrases_asked.RESULTS,
    Attribute.INTRO: phrases_asked.INTRO,
    Attribute.NAMED_ON: phrases_asked.NAMED_ON,
    Attribute.STATUS: phrases_asked.STATUS,
    Attribute.SOURCE: phrases_asked.SOURCE,
    Attribute.UPDATED_ON: phrases_asked.UPDATED_ON,
}


@lru_cache(maxsize=1)
def vocabulary() -> Mapping[str, tuple[Kind, Attribute | None]]:
    """Every phrase above → what it is. What is listed first wins where lists overlap."""
    found: dict[str, tuple[Kind, Attribute | None]] = {}
    for attribute, said in ATTRIBUTES.items():
        for phrase in said.split():
            found.setdefault(phrase, (Kind.ATTRIBUTE, attribute))
    for kind, said in PHRASES.items():
        for phrase in said.split():
            found.setdefault(phrase, (kind, None))
    for phrase in phrases.SKIPPED.split():
        found.setdefault(phrase, (Kind.SKIP, None))
    return found
