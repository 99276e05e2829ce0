"""How the house is doing, drawn: plain words first, figures behind them."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.cards.moments import moment
from handlers.kit.context import Context
from handlers.kit.words import Words
from storage.model.operations import EVERYBODY, DeadLetter, Facts, Queue, Reason
from storage.model.post import Lane
from storage.ticks import Rang

MINUTE_MS = 60_000


def overview(context: Context, facts: Facts, rings: Sequence[Rang]) -> Markup:
    """Everything on one screen."""
    words, now = context.words, context.now
    failing = [ring for ring in rings if ring.error]
    well = facts.calm(now) and not failing
    lines = [context.t("✅ <b>一切正常</b>") if well else context.t("⚠️ <b>有情况，请看下面</b>")]
    lines += _urgent(context, facts)
    lines += [
        context.t("等着发出：{queues}", queues=_queues(words, facts, now)),
        context.t("等着处理：{queue}", queue=_queue(words, facts.heard, now)),
    ]
    if facts.in_flight:
        lines.append(context.t("正在发：{number} 条", number=facts.in_flight))
    if facts.later:
        lines.append(context.t("定了以后发：{number} 条", number=facts.later))
    if facts.errands.number:
        lines.append(context.t("正在做的文件：{queue}", queue=_queue(words, facts.errands, now)))
    lines += _mailings(context, facts)
    lines += [
        context.t("屏蔽了机器人的：{number} 人", number=facts.blocked),
        context.t("可能说了两遍的：{number} 条", number=facts.repeats),
        _ticks(context, rings, failing),
    ]
    return Markup("\n").join(lines)


def causes(context: Context, facts: Facts) -> Markup:
    """Why messages were given up."""
    if not facts.reasons:
        return context.t("没有发不出去的消息。")
    lines = [context.t("<b>没发成的消息</b> · {number} 条", number=facts.dead)]
    for place, one in enumerate(facts.reasons, 1):
        lines.append(_cause(context, place, one))
    if any(one.mendable < one.number for one in facts.reasons):
        lines.append(context.t("超过 72 小时的只留原因，不留内容，不能重发。"))
    return Markup("\n").join(lines)


def letters(context: Context, reason: str, found: Sequence[DeadLetter]) -> Markup:
    """The dead letters with one cause; what they say is not shown to anybody."""
    lines = [context.t("<b>{reason}</b>", reason=reason_words(context.words, reason))]
    for place, one in enumerate(found, 1):
        lane = lane_words(context.words, one.lane)
        line = context.t("{place}. {lane} · {when}", place=place, lane=lane, when=moment(context, one.at))
        lines.append(line if one.mendable else line + context.t(" · 内容已清掉"))
    return Markup("\n").join(lines)


def lane_words(words: Words, lane: Lane) -> str:
    """What the messages of a lane are."""
    return {
        Lane.REPLY: words.label("回复"),
        Lane.URGENT: words.label("急事"),
        Lane.REMINDER: words.label("提醒"),
        Lane.NOTICE: words.label("群发"),
    }[lane]


def reason_words(words: Words, reason: str) -> str:
    """A cause as people say it; what Telegram said in its own words where there are none of ours."""
    known = {
        "file is gone": words.label("要发的文件已经不在了"),
        "message is too long": words.label("太长了，Telegram 不收"),
        "message text is empty": words.label("没有内容"),
        "TimedOut": words.label("多次没等到 Telegram 的回答"),
        "NetworkError": words.label("多次没等到 Telegram 的回答"),
        "bad entities": words.label("格式写错了"),
        "can't parse entities": words.label("格式写错了"),
        "wrong file identifier": words.label("图片或文件已经失效"),
        "token refused": words.label("Telegram 不认令牌"),
    }
    return next((ours for theirs, ours in known.items() if theirs in reason), reason or words.label("原因不明"))


def _urgent(context: Context, facts: Facts) -> list[Markup]:
    lines = []
    now = context.now
    if facts.replies_late(now):
        lines.append(context.t("❗ 有人等回复已超过 2 分钟"))
    if facts.heard_late(now):
        lines.append(context.t("❗ 有消息超过 1 分钟没有处理"))
    if facts.errands_late(now):
        lines.append(context.t("❗ 有文件做了 10 分钟还没做好"))
    for scope, until in facts.bans.items():
        if scope in EVERYBODY:
            lines.append(context.t("⏳ Telegram 要求暂停发送，到 {when}", when=moment(context, until)))
    chats = sum(scope not in EVERYBODY for scope in facts.bans)
    if chats:
        lines.append(context.t("⏳ Telegram 要求等一等再发的聊天：{number} 个", number=chats))
    if facts.dead:
        lines.append(context.t("❗ 没发成：{number} 条", number=facts.dead))
    if facts.heard_dead:
        lines.append(context.t("❗ 没处理成：{number} 条", number=facts.heard_dead))
    if facts.errands_dead:
        lines.append(context.t("❗ 没做成的文件：{number} 个", number=facts.errands_dead))
    return lines


def _queues(words: Words, facts: Facts, now: int) -> Markup:
    shown = [
        Markup("{} {}").format(lane_words(words, lane), _queue(words, queue, now))
        for lane, queue in facts.backlog.items()
    ]
    return words.t("、").join(shown) if shown else words.t("没有")


def _queue(words: Words, queue: Queue, now: int) -> Markup:
    if not queue.number or queue.oldest is None:
        return words.t("没有")
    minutes = max(0, now - queue.oldest) // MINUTE_MS
    if minutes < 1:
        return words.count("{number} 条", "{number} 条", queue.number)
    return words.t("{number} 条（最久 {minutes} 分钟）", number=queue.number, minutes=minutes)


def _mailings(context: Context, facts: Facts) -> list[Markup]:
    lines = []
    for one in facts.mailings:
        title = one.title or context.label("第 {number} 批", number=one.id)
        state = context.label("已暂停") if one.state == "paused" else context.label("正在发")
        lines.append(context.t("群发「{title}」：{state}，还有 {left} 条", title=title, state=state, left=one.left))
        if one.held:
            lines.append(context.t("　收件人变多了，等另一位管理员批准（/notices）"))
        elif one.trouble:
            lines.append(context.t("　⚠️ Telegram 说：{reason}", reason=reason_words(context.words, one.trouble)))
    return lines


def _ticks(context: Context, rings: Sequence[Rang], failing: Sequence[Rang]) -> Markup:
    if not rings:
        return context.t("定时任务：刚启动，还没有跑过")
    if failing:
        names = context.label("、").join(f"{ring.name}({ring.error})" for ring in failing)
        return context.t("❗ 定时任务出错：{names}", names=names)
    newest = max(ring.at for ring in rings)
    return context.t("定时任务：都正常，最近一次 {when}", when=moment(context, newest))


def _cause(context: Context, place: int, one: Reason) -> Markup:
    reason = reason_words(context.words, one.reason)
    return context.t(
        "{place}. {reason}：{number} 条，最近 {when}",
        place=place,
        reason=reason,
        number=one.number,
        when=moment(context, one.at),
    )
