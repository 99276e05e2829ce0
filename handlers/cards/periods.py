"""The questions of the form in which officers write a report period, and what their answers come to."""

import re
import unicodedata
from collections.abc import Callable

from markupsafe import Markup
from telegram import Message

from handlers.cards.duties import due_words, label_words, ladder_words, read_ladder, value_words, who_words
from handlers.cards.moments import moment
from handlers.kit.context import Context
from handlers.kit.form import Again, Step, text_answer
from handlers.language.moments import folded, read_moment
from storage import duties, preferences, studios, terms
from storage.dialogues import Answers
from storage.model.duties import (
    CONDITIONS,
    LEVEL,
    LONGEST_TITLE,
    MOST_DUE_DAYS,
    ONCE,
    SECTOR,
    SHORTEST_TITLE,
    STREET,
    STUDIO,
    Conditions,
    Draft,
    Period,
    due_at,
    labels,
)
from storage.model.preferences import STREET as STREETS
from storage.model.studios import LEVELS

EVERYBODY = "all"
NO_LADDER = "none"
CYCLES = (("month", "每月"), ("quarter", "每季度"), ("half", "每半年"), ("year", "每年"), (ONCE, "只交一次"))
WHO = ((EVERYBODY, "全部工作室"), (LEVEL, "按级别"), (SECTOR, "按行业"), (STREET, "按街道"), (STUDIO, "指定工作室"))
USUAL_LADDER = "14,7,3,1,0,-1"
LADDERS = ((USUAL_LADDER, "常用:提前 14、7、3、1 天、当天、逾期 1 天"), (NO_LADDER, "不提醒"))
MOST_NAMED = 60
"""Studios named one by one."""
END_OF_WORK = 18 * 60
_DUE = re.compile(
    r"(?:月|季度?|年|期)?(?:结束|末|底)?(?:后|之后)?\s*第?\s*(\d{1,3})\s*[天日]?\s*(?:内|之内|前|以前)?[,、]?\s*(.*?)\s*(?:前|之前|以前)?"
)
_PARTERS = re.compile("[、,\uff0c;\uff1b\n]")


def numbered(answers: Answers, name: str) -> int:
    """An answer that is a number; 0 where there is none."""
    value = answers.get(name)
    return value if isinstance(value, int) else 0


def answers_of(period: Period) -> Answers:
    """The form's answers that a period came from."""
    draft = period.draft
    kind = draft.conditions[0][0] if draft.conditions else EVERYBODY
    answers: Answers = {"period": period.id, "version": period.version, "title": draft.title, "cycle": draft.cycle}
    answers |= {"who": kind, "ladder": ",".join(map(str, draft.ladder)) or NO_LADDER}
    answers["due"] = draft.once_at if draft.cycle == ONCE else [draft.due_day, draft.due_minute]
    if draft.conditions:
        answers[kind] = [value for _, value in draft.conditions]
    return answers


def draft_of(answers: Answers) -> Draft:
    """What the answers so far come to."""
    cycle, due = str(answers.get("cycle", ONCE)), answers.get("due")
    day, minute = due if isinstance(due, list) else (0, END_OF_WORK)
    ladder = str(answers.get("ladder", NO_LADDER))
    return Draft(
        title=str(answers.get("title", "")),
        cycle=cycle,
        due_day=day,
        due_minute=minute,
        once_at=due if isinstance(due, int) else None,
        ladder=() if ladder == NO_LADDER else tuple(int(part) for part in ladder.split(",")),
        conditions=conditions_of(answers),
    )


def conditions_of(answers: Answers) -> Conditions:
    """Who owes."""
    kind = str(answers.get("who", EVERYBODY))
    values = answers.get(kind)
    if kind not in CONDITIONS or not isinstance(values, list):
        return ()
    return tuple((kind, str(value)) for value in values)


async def recall(context: Context, answers: Answers) -> Answers:
    """What the steps show besides the answers: the values to choose from, and who would owe, in words and in number."""
    who = str(answers.get("who", ""))
    conditions = conditions_of(answers)
    return {
        "offered": context.label("、").join(value_words(context.words, value) for value in await offered(context, who)),
        "named": await who_words(context.tx, context.words, conditions),
        "number": len(await duties.owing_studios(context.tx, conditions)),
    }


async def offered(context: Context, kind: str) -> list[str]:
    """The values that can be named of a kind; none for studios, which are named by name."""
    match kind:
        case "level":
            return list(LEVELS)
        case "sector":
            return list(await terms.names(context.tx, terms.SECTOR))
        case "street":
            return list(await preferences.offered(context.tx, STREETS))
    return []


async def named(context: Context, kind: str, text: str) -> tuple[list[str], list[str]]:
    """The values that a typed list names, and the parts that name none or more than one."""
    parts = [part.strip() for part in _PARTERS.split(text) if part.strip()][:MOST_NAMED]
    if kind == STUDIO:
        everything = await studios.everything(context.tx)
        names = {str(one.id): one.name for one in everything}
    else:
        names = {value: value_words(context.words, value) for value in await offered(context, kind)}
    found, unknown = [], []
    for part in parts:
        exact = [value for value, name in names.items() if part in (name, name.lower(), value)]
        near = exact or [value for value, name in names.items() if part in name]
        if len(near) == 1:
            found += near
        else:
            unknown.append(part)
    return list(dict.fromkeys(found)), unknown


# the questions


def _present(context: Context, answers: Answers, name: str, shown: object) -> Markup:
    return context.t("现在是:{value}", value=shown) + "\n" if answers.get(name) else Markup("")


def _ask_title(context: Context, answers: Answers) -> Markup:
    present = _present(context, answers, "title", answers.get("title"))
    return present + context.t("这个报告叫什么?例如:季度工作报告")


def _ask_cycle(context: Context, answers: Answers) -> Markup:
    return context.t("多久交一次?")


def _read_cycle(context: Context, message: Message, answers: Answers) -> Again:
    return Again(context.t("请点一个按钮。"))


def _ask_due(context: Context, answers: Answers) -> Markup:
    draft = draft_of(answers)
    present = _present(context, answers, "due", due_words(context, draft) if answers.get("due") else "")
    if draft.cycle == ONCE:
        return present + context.t("什么时候截止?例如:12月20日 18:00")
    return present + context.t(
        "结束后第几天、几点截止?例如:<code>10天 18:00</code>\n写 0 天就是最后一天当天。最多 {most} 天。",
        most=MOST_DUE_DAYS,
    )


def _read_due(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    if message.text is None:
        return Again(context.t("这一步只收文字。"))
    zone = context.office.zone
    if answers.get("cycle") == ONCE:
        read = read_moment(message.text, context.now, zone)
        if read is None:
            return Again(context.t("没看懂是哪一天,请写成「12月20日 18:00」这样。"))
        at = read.at(zone, END_OF_WORK)
        if at <= context.now:
            return Again(context.t("{when} 已经过去了,请写一个以后的时间。", when=moment(context, at)))
        return {**answers, "due": at}
    found = _DUE.fullmatch(folded(message.text).strip())
    clock = read_moment(found[2], context.now, zone) if found is not None and found[2] else None
    if found is None or (found[2] and (clock is None or clock.minute is None)):
        return Again(context.t("没看懂,请写成「10天 18:00」这样。"))
    if int(found[1]) > MOST_DUE_DAYS:
        return Again(context.t("最多结束后 {most} 天。", most=MOST_DUE_DAYS))
    minute = clock.minute if clock is not None and clock.minute is not None else END_OF_WORK
    return {**answers, "due": [int(found[1]), minute]}


def _ask_who(context: Context, answers: Answers) -> Markup:
    present = _present(context, answers, "who", answers.get("named", ""))
    return present + context.t("谁要交?已摘牌的工作室不算。")


def _ask_values(context: Context, answers: Answers) -> Markup:
    who = str(answers.get("who"))
    present = _present(context, answers, who, answers.get("named", ""))
    if who == STUDIO:
        ask = context.t("请写工作室的名字,几家用顿号隔开;写名字里的几个字也行。")
    else:
        ask = context.t("请写是哪些,几个用顿号隔开。可以写:{offered}", offered=answers.get("offered", ""))
    return present + ask


def _asks_for(kind: str) -> Callable[[Answers], bool]:
    return lambda answers: answers.get("who") == kind


def _read_values(context: Context, message: Message, answers: Answers) -> Again:
    # What names something is taken by the room before the form sees it.
    return Again(context.t("没找到这样的,请照名单里的写法再发一次。"))


def _ask_ladder(context: Context, answers: Answers) -> Markup:
    present = _present(context, answers, "ladder", ladder_words(context.words, draft_of(answers).ladder))
    return present + context.t(
        "什么时候提醒?点一个,或者自己写天数,例如:<code>10、5、1、0、-2</code>\n0 是当天,负数是逾期以后。"
    )


def _read_ladder(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    ladder = read_ladder(unicodedata.normalize("NFKC", message.text or ""))
    if ladder is None:
        return Again(context.t("没看懂,请写天数,用顿号隔开,例如:<code>10、5、1、0、-2</code>"))
    return {**answers, "ladder": ",".join(map(str, ladder)) or NO_LADDER}


def summary(context: Context, answers: Answers) -> Markup:
    """The whole period, with the first time that it is due, to be confirmed."""
    draft, zone = draft_of(answers), context.office.zone
    moments = [(label, due_at(draft, label, zone)) for label in labels(draft, context.now, zone)]
    label, at = next(((label, at) for label, at in moments if at > context.now), moments[-1])
    lines = [
        Markup("<b>{}</b>").format(draft.title),
        context.t("时间:{due}", due=due_words(context, draft)),
        context.t("谁交:{who} · 现在 {number} 家", who=answers.get("named", ""), number=answers.get("number", 0)),
        context.t("提醒:{ladder}", ladder=ladder_words(context.words, draft.ladder)),
    ]
    if draft.cycle != ONCE:
        name = label_words(context.words, label)
        lines.append(context.t("最近一次:{label} · {when} 截止", label=name, when=moment(context, at)))
    if answers.get("period"):
        lines.append(context.t("保存后,还没到期的都照新的时间和提醒。"))
    return Markup("\n").join(lines)


STEPS = (
    Step("title", _ask_title, text_answer("title", SHORTEST_TITLE, LONGEST_TITLE)),
    Step("cycle", _ask_cycle, _read_cycle, choices=CYCLES, needed=lambda answers: not answers.get("period")),
    Step("due", _ask_due, _read_due),
    Step("who", _ask_who, _read_cycle, choices=WHO),
    *(Step(kind, _ask_values, _read_values, needed=_asks_for(kind)) for kind in CONDITIONS),
    Step("ladder", _ask_ladder, _read_ladder, choices=LADDERS),
)
