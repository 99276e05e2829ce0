"""/lexicon: officers add words that mean the same, so that questions with one find records with the other."""

from markupsafe import Markup
from telegram import Message, Update

from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Again, Form, Step
from handlers.kit.paging import last_page, turning
from handlers.kit.room import Room
from handlers.kit.taps import Rows, Tap
from storage import audit, lexicon
from storage.dialogues import Answers
from storage.model.lexicon import LONGEST_WORD, MOST_WORDS, Group, flaw, parted
from storage.model.texts import cleaned

LIST = Tap("lexicon.list", int)
OPEN = Tap("lexicon.open", int)
REMOVE = Tap("lexicon.remove", int)
ADD = Tap("lexicon.add")
PAGE = 8
"""Groups on one page."""
EQUALS = " = "

room = Room("lexicon_desk")


@room.command("lexicon", action="lexicon.edit", summary="同义词表")
async def show(update: Update, context: Context) -> None:
    """The groups; with words behind the command, begin to add them."""
    words = parted(cleaned(" ".join(context.args or ())))
    if not words:
        await context.say(*await _list(context, 0))
    elif (again := _refused(context, words)) is not None:
        await context.say(again.text)
    else:
        await dialogue.begin(context, FORM, {"words": list(words)})


@room.on_tap(LIST, action="lexicon.edit")
async def turn(update: Update, context: Context) -> None:
    """A page of the groups, in place."""
    await context.edit(*await _list(context, context.tap[0]))


@room.on_tap(OPEN, action="lexicon.edit")
async def open_group(update: Update, context: Context) -> None:
    """One group, to be removed."""
    group = await _group(context)
    if group is not None:
        text = context.t("{words}\n删除后,这些词不再当成一个意思。", words=_written(group.words))
        remove = REMOVE.button(context.label("删除"), group.id)
        await context.edit(text, [[remove, LIST.button(context.label("返回列表"), 0)]])


@room.on_tap(REMOVE, action="lexicon.edit")
async def remove(update: Update, context: Context) -> None:
    """Take a group out."""
    group = await _group(context)
    if group is None:
        return
    await lexicon.remove(context.tx, group.id)
    await _note(context, group.id, f"removed {_written(group.words)}")
    await context.toast(context.label("已删除,马上生效"))
    await context.edit(*await _list(context, 0))


@room.on_tap(ADD, action="lexicon.edit")
async def add(update: Update, context: Context) -> None:
    """Begin to add a group."""
    await dialogue.begin(context, FORM)


async def _group(context: Context) -> Group | None:
    """The group that the button names; where it is gone, say so and show the list."""
    found = [group for group in await lexicon.everything(context.tx) if group.id == context.tap[0]]
    if found:
        return found[0]
    await context.toast(context.label("这一组已经删除了"))
    await context.edit(*await _list(context, 0))
    return None


async def _list(context: Context, page: int) -> tuple[Markup, Rows]:
    groups = (await lexicon.everything(context.tx))[::-1]
    last = last_page(len(groups), PAGE)
    page = min(max(page, 0), last)
    lines = [context.t("<b>同义词表</b> · {number} 组", number=len(groups))]
    numbers = []
    for number, group in enumerate(groups[page * PAGE : (page + 1) * PAGE], page * PAGE + 1):
        lines.append(Markup("{}. {}").format(number, _written(group.words)))
        numbers.append(OPEN.button(str(number), group.id))
    if not groups:
        lines.append(context.t("还没有添加过。常用的同义词机器人本来就懂;发现它听不懂的说法,加在这里。"))
    half = (len(numbers) + 1) // 2 if len(numbers) > PAGE // 2 else len(numbers)
    rows = [numbers[:half], numbers[half:], turning(context, LIST, page, last), [ADD.button(context.label("添加一组"))]]
    return Markup("\n").join(lines), [row for row in rows if row]


def _written(words: tuple[str, ...]) -> str:
    return EQUALS.join(words)


async def _note(context: Context, group: int, detail: str) -> None:
    await audit.note(context.tx, context.person.id, "lexicon.edit", f"lexicon {group}", context.now, detail)


# the form's steps


def _ask_words(context: Context, answers: Answers) -> Markup:
    if words := _words(answers):
        present = context.t("现在写的是:{words}", words=_written(words))
        return Markup("{}\n{}").format(present, context.t("要改就重新发一行;不改就点「不改了」。"))
    return context.t("请把意思相同的词写在一行,用等号隔开,例如:\n<code>核磁=磁共振=MRI</code>")


def _read_words(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    words = parted(cleaned(message.text or ""))
    return _refused(context, words) or {**answers, "words": list(words)}


def _refused(context: Context, words: tuple[str, ...]) -> Again | None:
    match flaw(words):
        case "few":
            return Again(context.t("至少要两个词,用等号隔开,例如:<code>核磁=磁共振</code>"))
        case "many":
            return Again(context.t("一组最多 {most} 个词,您写了 {number} 个。", most=MOST_WORDS, number=len(words)))
        case "long":
            return Again(context.t("每个词最多 {most} 字,请写词,不要写句子。", most=LONGEST_WORD))
    return None


def _words(answers: Answers) -> tuple[str, ...]:
    words = answers.get("words")
    return tuple(map(str, words)) if isinstance(words, list) else ()


def _summary(context: Context, answers: Answers) -> Markup:
    first, other, *_ = words = _words(answers)
    return context.t(
        "{words}\n加入后,问「{first}」也会找到写着「{other}」的工作室,反过来也一样。",
        words=_written(words),
        first=first,
        other=other,
    )


async def _save(context: Context, answers: Answers) -> None:
    """Add the group; groups that share a word with it become one with it."""
    words = _words(answers)
    folded = {word.casefold() for word in words}
    groups = await lexicon.everything(context.tx)
    shared = [group for group in groups if folded & {word.casefold() for word in group.words}]
    whole = tuple(dict.fromkeys([*(word for group in shared for word in group.words), *words]))
    if flaw(whole):
        text = context.t("和已有的词合起来超过 {most} 个,没有加入。请先删掉旧的一组。", most=MOST_WORDS)
        await context.edit(text, [[LIST.button(context.label("看同义词表"), 0)]])
        return
    for group in shared:
        await lexicon.remove(context.tx, group.id)
    number = await lexicon.add(context.tx, whole, context.now)
    await _note(context, number or 0, f"added {_written(whole)}")
    text = context.t("✅ 已加入,马上生效:{words}", words=_written(whole))
    buttons = [ADD.button(context.label("再添加一组")), LIST.button(context.label("看同义词表"), 0)]
    await context.edit(text, [buttons])


FORM = Form(
    name="synonyms",
    action="lexicon.edit",
    title="同义词",
    steps=(Step("words", _ask_words, _read_words),),
    summary=_summary,
    finish=_save,
    confirm="加入",
)
dialogue.add_form(room, FORM)
