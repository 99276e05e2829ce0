"""The steps that ask for what an entry needs besides its person: a unit, a name, a team's name, documents by photo."""

from collections.abc import Callable

from markupsafe import Markup
from telegram import Message

from handlers.cards.questions import attached
from handlers.kit.context import Context
from handlers.kit.form import Again, Step, media_of, text_answer
from storage.dialogues import Answers
from storage.model.competitions import File
from storage.model.entries import (
    DOCUMENTS_KEPT_DAYS,
    LONGEST_NAME,
    LONGEST_TEAM,
    LONGEST_UNIT,
    MOST_DOCUMENTS,
    SHORTEST_TEAM,
)
from storage.model.questions import Attachment

Needed = Callable[[Answers], bool]


def unit_step(needed: Needed, *, optional: bool = False) -> Step:
    """The step that asks where one works."""
    return Step("unit", _ask_unit, text_answer("unit", 2, LONGEST_UNIT), optional=optional, needed=needed)


def name_step(needed: Needed) -> Step:
    """The step that asks how one is called."""
    return Step("name", _ask_name, text_answer("name", 2, LONGEST_NAME), needed=needed)


def team_step(needed: Needed) -> Step:
    """The step that asks for the team's name."""
    return Step("team", _ask_team, text_answer("team", SHORTEST_TEAM, LONGEST_TEAM), needed=needed)


def documents_step(needed: Needed) -> Step:
    """The step that collects photos (albums too); `answers["wanted"]` says of what."""
    return Step("files", _ask_documents, _read_document, collects=True, needed=needed)


def files_of(answers: Answers) -> tuple[File, ...]:
    """The documents sent so far."""
    kept = answers.get("files")
    return tuple(File(*file) for file in kept) if isinstance(kept, list) else ()


def unit_full_words(context: Context, unit: str) -> Markup:
    """Instead of what is asked behind the unit: it has no entry to spare."""
    return context.t(
        "⚠️ 「{unit}」的名额已经报满了,请问问单位工会。\n单位写错了就点「返回」改;不报了点「取消」。", unit=unit
    )


def _ask_unit(context: Context, answers: Answers) -> Markup:
    return context.t("您在哪个单位?请写全称,例如「示例机械厂」。")


def _ask_name(context: Context, answers: Answers) -> Markup:
    return context.t("您的姓名怎么写?和材料上一样。")


def _ask_team(context: Context, answers: Answers) -> Markup:
    if answers.get("unit_full"):
        return unit_full_words(context, str(answers.get("unit") or ""))
    written = answers.get("team")
    present = context.t("现在写的是:{team}", team=written) + "\n" if written else Markup("")
    return present + context.t(
        "您是队长,队友能看到您的姓名。队伍叫什么名字?{least}–{most} 个字。", least=SHORTEST_TEAM, most=LONGEST_TEAM
    )


def _ask_documents(context: Context, answers: Answers) -> Markup:
    files = files_of(answers)
    if answers.get("unit_full"):
        return unit_full_words(context, str(answers.get("unit") or ""))
    if not files:
        return context.t(
            "请拍照发给我:<b>{wanted}</b>\n最多 {most} 张,可以一起发。请别发身份证。\n"
            "只给审核的同志看,竞赛结束 {days} 天后删除。",
            wanted=answers["wanted"],
            most=MOST_DOCUMENTS,
            days=DOCUMENTS_KEPT_DAYS,
        )
    got = attached(context.words, [Attachment(file.kind, file.file_id) for file in files])
    if len(files) == MOST_DOCUMENTS:
        return context.t("已收到 {files}。已经够 {most} 张了,请点「完成」。", files=got, most=MOST_DOCUMENTS)
    return context.t("已收到 {files}。还可以再发,发完点「完成」。", files=got)


def _read_document(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    file = media_of(message)
    if file is None:
        return None if message.text else Again(context.t("这一步只收照片和文件。"))
    files = [[one.kind, one.file_id] for one in files_of(answers)]
    if len(files) >= MOST_DOCUMENTS:
        return Again(context.t("最多 {most} 张,多出来的没有收。请点「完成」。", most=MOST_DOCUMENTS))
    return {**answers, "files": [*files, file]}
