"""The questions about a competition that admins answer, when they write one and when they change it."""

from markupsafe import Markup
from telegram import Message

from handlers.cards.competition_times import chosen, written_times
from handlers.cards.duties import ladder_words, read_ladder
from handlers.cards.questions import attached, quote
from handlers.kit.context import Context
from handlers.kit.form import Again, Step, always, media_of, text_answer
from handlers.language.moments import folded
from storage import competitions
from storage.dialogues import Answers
from storage.model.competitions import (
    LONGEST_INTRO,
    LONGEST_LINE,
    LONGEST_TITLE,
    MOST_FILES,
    Draft,
    File,
)
from storage.model.questions import Attachment

FIELDS = {
    "title": "名称",
    "times": "时间",
    "place": "地点",
    "eligible": "对象",
    "trade": "工种",
    "organiser": "主办",
    "intro": "简介",
    "files": "附件",
    "source": "来源",
    "ladder": "提醒",
}
"""What can be changed, and what it is called (source strings)."""
NO_TEXTS = ("times", "files", "ladder")
"""Those of them that are no text."""
LONGEST = {"title": LONGEST_TITLE, "intro": LONGEST_INTRO}
"""Characters of a text field; of the others LONGEST_LINE."""
SHORTEST_TITLE = 4
QUESTIONS = {
    "title": "竞赛叫什么名称?",
    "trade": "是什么工种?例如「焊工」。",
    "organiser": "哪里主办?",
    "eligible": "谁可以参加?例如「本区各单位一线职工」。",
    "place": "在哪里举办?",
    "intro": "请写几句简介:比什么、怎么比、有什么奖励。",
    "source": "这些内容出自哪里?比如通知的名称和文号,会写给职工看。",
}
"""What asks for a text (source strings)."""


def text_step(name: str, *, changing: bool = False) -> Step:
    """The step that asks for one of the text fields."""

    def ask(context: Context, answers: Answers) -> Markup:
        written = answers.get(name)
        present = context.t("现在写的是:\n{text}", text=quote(str(written))) + "\n" if written else Markup("")
        message = QUESTIONS[name]
        return present + context.t(message)

    return Step(
        name,
        ask,
        text_answer(name, SHORTEST_TITLE if name == "title" else 2, LONGEST.get(name, LONGEST_LINE)),
        optional=name != "title" and not changing,
        choices=(("", "清空这一项"),) if name != "title" and changing else (),
        needed=chosen(name) if changing else always,
    )


def files_step(*, changing: bool = False) -> Step:
    """The step that collects attachments."""
    return Step(
        "files",
        _ask_files,
        _read_files,
        optional=not changing,
        collects=True,
        choices=(("", "不要附件"),) if changing else (),
        needed=chosen("files") if changing else always,
    )


def ladder_step() -> Step:
    """The step that changes on which days before each stage it is brought to mind."""
    return Step("ladder", _ask_ladder, _read_ladder, choices=(("", "不提醒"),), needed=chosen("ladder"))


# what the answers say


async def recall(context: Context, answers: Answers) -> Answers:
    """The competition as it is now, and how many people it concerns."""
    number = answers["competition"]
    assert isinstance(number, int)
    one = await competitions.find(context.tx, number)
    return {"one": one, "concerned": (await competitions.counts(context.tx, number)).told}


def files_in(answers: Answers) -> tuple[File, ...]:
    """The attachments."""
    kept = answers.get("files")
    return tuple(File(*file) for file in kept) if isinstance(kept, list) else ()


def draft_of(answers: Answers) -> Draft:
    """What the answers of the form for a new competition say."""
    texts = {name: str(answers.get(name) or "") for name in FIELDS if name not in NO_TEXTS}
    return Draft(
        title=texts["title"],
        trade=texts["trade"],
        organiser=texts["organiser"],
        eligible=texts["eligible"],
        place=texts["place"],
        intro=texts["intro"],
        source=texts["source"],
        times=written_times(answers),
        files=files_in(answers),
    )


# reminders


def ladder_in(answers: Answers) -> tuple[int, ...]:
    """The days before a stage."""
    kept = answers.get("ladder")
    return tuple(kept) if isinstance(kept, list) else ()


def _ask_ladder(context: Context, answers: Answers) -> Markup:
    one = answers.get("one")
    present = Markup("")
    if isinstance(one, Draft):
        present = context.t("现在:{ladder}", ladder=ladder_words(context.words, one.ladder)) + "\n"
    return present + context.t("每个时间提前几天提醒?写天数,例如「14、7、3、1、0」,0 是当天。")


def _read_ladder(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    ladder = read_ladder(folded(message.text or ""))
    if ladder is None:
        return Again(context.t("没看懂。请写提前的天数,例如「7、3、1、0」,0 是当天。"))
    return {**answers, "ladder": [days for days in ladder if days >= 0]}  # what is over is brought to mind no more


# attachments


def _ask_files(context: Context, answers: Answers) -> Markup:
    files = files_in(answers)
    if not files:
        return context.t("有通知、赛题这样的图片或文件就发给我,最多 {most} 个。", most=MOST_FILES)
    got = attached(context.words, [Attachment(file.kind, file.file_id) for file in files])
    return context.t("已收到 {files}。发完点「完成」。", files=got)


def _read_files(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    file = media_of(message)
    if file is None:
        return None if message.text else Again(context.t("这一步只收图片和文件。"))
    files = [[one.kind, one.file_id] for one in files_in(answers)]
    if len(files) >= MOST_FILES:
        return Again(context.t("最多 {most} 个,多出来的没有收。请点「完成」。", most=MOST_FILES))
    return {**answers, "files": [*files, file]}
