"""What a question means, as frozen records: the language floor's answer to the room, kept in `views` and `focus` as JSON."""

from dataclasses import dataclass, field
from enum import StrEnum


class Intent(StrEnum):
    """The closed list of what people want."""

    LIST = "list"  # which studios
    COUNT = "count"  # how many studios
    SUM = "sum"  # how many people in them
    GROUPS = "groups"  # which values there are, and how many studios each
    TOP = "top"  # the most, the first, the highest
    CARD = "card"  # about one studio (or a few), by name
    TELL = "tell"  # one thing about named studios
    CHECK = "check"  # is it so?
    COMPARE = "compare"  # named studios against each other
    FACT = "fact"  # what the record of a named studio says of something
    WHICH = "which"  # more than one may be meant
    WHOSE = "whose"  # a thing is asked, but not of whom
    STRANGER = "stranger"  # a person or studio that is not on record
    VERSUS = "versus"  # groups of studios against each other, or against a number that was said
    UNRANKED = "unranked"  # 「最好的」: not something records can say
    MORE = "more"
    BACK = "back"
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    PRAISE = "praise"
    COMPLAINT = "complaint"
    OKAY = "okay"
    WHO_ARE_YOU = "who_are_you"
    HELP = "help"
    HUMAN = "human"
    OFF_TOPIC = "off_topic"
    LATER = "later"  # courses, competitions, titles: asked for, not here yet
    HOW_TO = "how_to"  # rules and procedures: only the knowledge base can say
    UNKNOWN = "unknown"


class Attribute(StrEnum):
    """What can be asked of a studio. The values are the names of `Studio` fields, but for RESULTS (part of the intro)."""

    UNIT = "unit"
    ADDRESS = "address"
    STREET = "street"
    PHONE = "phone"
    LEADER = "leader"
    MEMBERS = "members"
    LEVEL = "level"
    SECTOR = "sector"
    KIND = "kind"
    SPECIALITIES = "specialities"
    RESULTS = "results"
    INTRO = "intro"
    NAMED_ON = "named_on"
    STATUS = "status"
    SOURCE = "source"
    UPDATED_ON = "updated_on"


GROUPABLE = (
    Attribute.LEVEL,
    Attribute.SECTOR,
    Attribute.KIND,
    Attribute.STATUS,
    Attribute.STREET,
    Attribute.UNIT,
    Attribute.LEADER,
)
"""What studios can be counted by."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a topic. `same` mean it (itself included), `near` are close; `generic` ones may be missing.

    `asks_sector`: the word names the 行业 `sector`, so that studios of it are meant in the first place.
    """

    text: str
    same: tuple[str, ...]
    near: tuple[str, ...] = ()
    sector: str = ""
    generic: bool = False
    asks_sector: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """Something studios may be about: the words as they were asked, and their terms, which all have to be met."""

    text: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """Something a studio's record must (or, `negated`, must not) say.

    `values` for enumerated and named things, `low`/`high` (inclusive; numbers for 成员数, ISO dates else) for ranges;
    with neither, the field must be filled in. `label` is how to say it back.
    """

    field: str
    values: tuple[str, ...] = ()
    low: str | int | None = None
    high: str | int | None = None
    negated: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """Which come first: by `field`, the highest first when `descending`, and how many are asked for."""

    field: str
    descending: bool = True
    top: int = 1


@dataclass(frozen=True, slots=True)
class Query:
    """Which studios are meant. `either`: one of the topics is enough; `without`: topics that must not be met."""

    conditions: tuple[Condition, ...] = ()
    topics: tuple[Topic, ...] = ()
    either: bool = False
    without: tuple[Topic, ...] = ()
    order: Order | None = None
    unsaid: bool = False
    """`without` asks for what the record does not so much as mention (「没有专利的」)."""

    @property
    def open(self) -> bool:
        """Whether nothing at all is asked of the studios."""
        return not (self.conditions or self.topics or self.without)


@dataclass(frozen=True, slots=True)
class Correction:
    """What was typed and what it was taken for. `certain`: only another way to write it (pinyin), not a guess."""

    said: str
    meant: str
    certain: bool = False


@dataclass(frozen=True, slots=True)
class Focus:
    """The last answer, for questions that lean on it."""

    at: int = 0
    intent: str = ""
    studios: tuple[int, ...] = ()
    """Those that were shown, in their order."""
    query: Query | None = None
    offset: int = 0
    shown: int = 0
    """How many of the query's studios were on the page that was shown."""
    total: int = 0
    attributes: tuple[str, ...] = ()
    """What was asked of them; also what waits for an answer to 「您问的是哪一家」."""
    checks: tuple[Condition, ...] = ()
    """What was asked to be so (「是市级的吗」)."""
    by: str = ""
    """What was counted by."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What was understood. Which fields count depends on `intent`."""

    intent: Intent
    said: str = ""
    """The question, normalised."""
    query: Query = field(default_factory=Query)
    studios: tuple[int, ...] = ()
    """Named studios; with WHICH the candidates."""
    attributes: tuple[Attribute, ...] = ()
    topics: tuple[Topic, ...] = ()
    """FACT and CHECK: what is asked about the named studios."""
    checks: tuple[Condition, ...] = ()
    """CHECK: what should be so."""
    parts: tuple[Query, ...] = ()
    """VERSUS: the groups."""
    claims: tuple[Condition, ...] = ()
    """VERSUS: how many studios each of `parts` is said to have."""
    by: Attribute | None = None
    """GROUPS: what to count by; `Order` in the query says whether only the most is asked."""
    corrections: tuple[Correction, ...] = ()
    strangers: tuple[str, ...] = ()
    """Names in the question that are not on record."""
    nearest: tuple[int, ...] = ()
    """Studios with a name close to a stranger's."""
    yes_no: bool = False
    """The question wants a yes or a no first."""
    leaning: bool = False
    """The question was completed from the last answer."""
    offset: int = 0
    subject: str = ""
    """OFF_TOPIC, LATER, HOW_TO, UNRANKED: the word that gave it away."""
    confidence: float = 1.0
