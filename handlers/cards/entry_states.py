"""Where an entry stands, in words: on a competition's card, in lists and in tables; and why something cannot be done.

What needs no person takes the words alone, so that ticks and tables can say it too.
"""

from markupsafe import Markup

from handlers.kit.taps import Tap
from handlers.kit.words import Words
from storage.model.competitions import Competition
from storage.model.entries import Entry, Refusal, State, is_team, missing

MINE = Tap("entry.mine", int)
"""我的报名, 我的队伍: the person's entry in this competition, in place."""
MINE_BELOW = Tap("entry.show", int)
"""The same as a new message: from what is worth keeping."""
FIX = Tap("entry.fix", int, str)
"""Put one thing of an entry right: it carries the entry, and documents, team or name."""
FIX_BELOW = Tap("entry.mend", int, str)
"""The same as a new message: from what an admin wrote."""
QUEUE_BELOW = Tap("entries.new", int)
"""What waits for a look in a competition, as a new message."""
LOOK = Tap("entries.look", int, int)
"""One entry on the admins' desk, in place; and the page of the list it was chosen from."""
LOOK_BELOW = Tap("entries.show", int)
"""The same as a new message: from what told of it."""
QUEUE = Tap("entries.queue", int, int)
"""What waits for a look in a competition: the entry behind this one (0: the first), in place."""
ROSTER = Tap("entries.list", int, int)
"""All entries of a competition: the page, in place."""

STATES = {
    State.FORMING: "组队中",
    State.PENDING: "待审",
    State.RETURNED: "退回修改",
    State.RESUBMITTED: "重新提交",
    State.CONFIRMED: "已确认",
    State.REFUSED: "没有通过",
    State.WITHDRAWN: "已退出",
    State.LAPSED: "人数不够",
}
"""Source strings."""
REASONS: tuple[tuple[str, str], ...] = (
    ("documents", "请重拍看不清的材料"),
    ("documents", "请补齐材料"),
    ("name", "请改正姓名或单位"),
    ("team", "请换一个队名"),
)
"""What admins return an entry for most: the thing to put right, and the reason (a source string, kept as it is)."""
REFUSALS = ("不符合参赛条件", "不是本区单位的职工", "重复报名")
"""What they refuse one for most (source strings)."""
WHY_NOT = {
    Refusal.NOT_FOUND: "没有找到,请看最新的",
    Refusal.CANCELLED: "这项竞赛已经取消了",
    Refusal.NOT_YET: "还没开始报名",
    Refusal.CLOSED: "报名已经截止,现在改不了了",
    Refusal.ALREADY: "您已经报过名了",
    Refusal.TURNED_DOWN: "您的报名没有通过审核,不能再报。有疑问请转人工",
    Refusal.FULL: "名额已经报满了。可以先关注,有人退出还能再报",
    Refusal.UNIT_FULL: "您单位的名额已经报满了,请问问单位工会",
    Refusal.UNIT_UNKNOWN: "这项竞赛按单位限名额,请先写上您的单位",
    Refusal.TEAM_NAMED: "已经有队伍叫这个名字了,请换一个",
    Refusal.TEAM_FULL: "这支队伍的人已经满了",
    Refusal.TEAM_CHECKED: "已经审核通过,不能再改。要换人请转人工",
    Refusal.NO_INVITATION: "这个邀请已经失效,请让队长重新发一个",
    Refusal.NOT_ENTERED: "您没有报名这项竞赛",
}
"""Source strings, as short as toasts are."""


def why_not(words: Words, refusal: Refusal) -> str:
    """Why it cannot be done, for a toast."""
    message = WHY_NOT[refusal]
    return words.label(message)


def state_name(words: Words, state: State) -> str:
    """What a state is called."""
    name = STATES[state]
    return words.label(name)


def reason_words(words: Words, reason: str) -> str:
    """A reason that an admin gave, in the reader's words where it is one of the common ones."""
    message = reason
    common = reason in REFUSALS or any(reason == text for _, text in REASONS)
    return words.label(message) if common else reason


def to_fix(reason: str) -> str:
    """Which thing a common reason asks to put right; '' for any other reason."""
    return next((thing for thing, text in REASONS if text == reason), "")


def people_words(words: Words, competition: Competition, entry: Entry) -> Markup:
    """「队员 2 人,还差 1 人」."""
    short = missing(competition, entry)
    if short:
        return words.t("队员 {number} 人,还差 {short} 人", number=len(entry.members), short=short)
    return words.t("队员 {number} 人", number=len(entry.members))


def standing_line(words: Words, competition: Competition, entry: Entry) -> Markup:
    """Where the reader's entry stands, on the competition's card; '' for one that they took back."""
    team = words.t("队伍「{team}」", team=entry.team) + " · " if entry.team else Markup("")
    people = Markup(" · {}").format(people_words(words, competition, entry)) if is_team(competition) else Markup("")
    reason = reason_words(words, entry.reason)
    match entry.state:
        case State.CONFIRMED if competition.checked:
            return team + words.t("✅ 报名已确认") + people
        case State.CONFIRMED:
            return team + words.t("✅ 您已报名") + people
        case State.FORMING:
            return team + words.t("🕘 组队中") + people
        case State.PENDING:
            return team + words.t("🕘 已报名,等工会审核") + people
        case State.RESUBMITTED:
            return team + words.t("🕘 已重新提交,等工会审核") + people
        case State.RETURNED:
            return team + words.t("⚠️ 报名退回修改:{reason}", reason=reason)
        case State.REFUSED:
            return team + words.t("报名没有通过:{reason}", reason=reason)
        case State.LAPSED:
            return team + words.t("报名截止时人数不够,没有报上")
        case State.WITHDRAWN:
            return Markup("")
