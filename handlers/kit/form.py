"""What a form is: its steps, and the buttons and typed words that move through it.

A form is data. `handlers.kit.dialogue` walks a person through it; its room registers it with `dialogue.add_form`.
"""

import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup
from telegram import InlineKeyboardButton, Message

from handlers.kit.context import Context
from handlers.kit.taps import Rows, Tap
from handlers.kit.words import Words
from storage.dialogues import Answers, Dialogue
from storage.model.texts import cleaned

SUMMARY = "summary"
CORRECTING = "correcting"
"""Among the answers: the step that the summary led back to; once it is answered the summary comes again."""
BUTTONS_A_ROW = 3
_STOPS = ".!。"


@dataclass(frozen=True, slots=True)
class Again:
    """An answer that cannot be taken, and the kind sentence that says what to do instead.

    `keep`: answers that are kept all the same, as it answered something else; the sentence then stands above the same question.
    """

    text: Markup
    keep: Answers | None = None


def text_answer(name: str, least: int, most: int) -> Callable[[Context, Message, Answers], Answers | Again | None]:
    """The `read` of a step that takes a text of `least` to `most` characters, trimmed."""

    def read(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
        if message.text is None:
            return Again(context.t("这一步只收文字。"))
        text = cleaned(message.text)
        if not least <= len(text) <= most:
            return Again(
                context.t(
                    "写了 {number} 字,要 {least} 到 {most} 字,请改一下再发。", number=len(text), least=least, most=most
                )
            )
        return {**answers, name: text}

    return read


def media_of(message: Message) -> list[str] | None:
    """Kind and file of a message's picture or document, None for none."""
    if message.photo:
        return ["photo", message.photo[-1].file_id]
    return ["document", message.document.file_id] if message.document is not None else None


def number_in(answers: Answers, name: str) -> int:
    """A number among the answers; 0 for anything else."""
    value = answers.get(name)
    return value if isinstance(value, int) else 0


def always(_answers: Answers) -> bool:
    """For a step that everybody is asked."""
    return True


async def recall_nothing(_context: Context, _answers: Answers) -> Answers:
    """For a form whose answers say everything that it shows."""
    return {}


async def leave_nothing(_context: Context, _answers: Answers) -> None:
    """For a form whose answers are all that there is of it."""


async def said_ended(context: Context, _dialogue: int) -> str:
    """For a form of which there is nothing more to say when it has ended."""
    return context.label("这份表单已经提交或取消了")


def only_corrected(name: str) -> Callable[[Answers], bool]:
    """For a step that is asked only when the summary leads to it."""
    return lambda answers: answers.get(CORRECTING) == name


def read_nothing(_context: Context, _message: Message, _answers: Answers) -> None:
    """For a step that is answered by its buttons alone."""


def usual_keys(_context: Context, _dialogue: Dialogue, _answers: Answers, usual: Rows) -> Rows:
    """For a form that has no buttons of its own."""
    return usual


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a form.

    `ask` gives its words. `read` gives the answers with this message's taken in, `Again` for one that cannot be taken,
    or None for a message that is not meant for the step. `collects` steps take several messages until 完成.
    `choices` are answers to tap: (value, source string of the label). `needed` says whether, after these answers, it is
    asked at all.
    """

    name: str
    ask: Callable[[Context, Answers], Markup]
    read: Callable[[Context, Message, Answers], Answers | Again | None] = read_nothing
    optional: bool = False
    collects: bool = False
    choices: Sequence[tuple[str, str]] = ()
    needed: Callable[[Answers], bool] = always
    more: Callable[[Context, Message, Answers], Answers | Again | None] = read_nothing
    """Like `read`, for what is typed at the summary and comes on top of the first."""
    leads: bool = False
    """Its choices are no answers but names of steps to correct: a page of fields that the summary has no room for."""
    offered: Callable[[Answers], bool] = always
    """Whether the summary and steps that lead elsewhere offer to correct it."""


class Turn(StrEnum):
    """What a button does with the form."""

    DONE = "done"
    KEEP = "keep"
    SKIP = "skip"
    CLEAR = "clear"
    CONFIRM = "confirm"
    BACK = "back"
    CANCEL = "cancel"


_LABELS = {
    Turn.DONE: "完成",
    Turn.KEEP: "不改了",
    Turn.SKIP: "跳过",
    Turn.CLEAR: "清空重发",
    Turn.BACK: "返回",
    Turn.CANCEL: "取消",
}
_ALSO_TYPED = {
    Turn.DONE: ("好了", "没有了", "done"),
    Turn.KEEP: ("不改", "继续", "下一步", "keep"),
    Turn.SKIP: ("没有", "不用", "skip"),
    Turn.CONFIRM: ("确认", "提交", "保存", "confirm", "submit", "save"),
    Turn.BACK: ("返回", "上一步", "back"),
    Turn.CANCEL: ("取消", "算了", "cancel"),
}
"""What people type instead of tapping, in small letters; only what the step offers is understood."""


@dataclass(frozen=True)
class Form:
    """A form: its steps, the summary to confirm, and what confirming does (once)."""

    name: str
    action: str
    title: str
    """What it is called when it waits: 「您的{title}还没有提交」, a source string."""
    steps: Sequence[Step]
    summary: Callable[[Context, Answers], Markup]
    finish: Callable[[Context, Answers], Awaitable[None]]
    confirm: str = "确认提交"
    """The label of the button that ends it, a source string."""
    cancelled: str = "已取消,草稿没有保留。需要时随时可以重新开始。"
    """What is said when it is given up, a source string."""
    give_up: str = "取消"
    """The label of the button that gives it up; where it is another, a typed 「取消」 is no answer to it."""
    waits: str = "您的{title}还没有提交,给您留着。"
    """What is said once when the person turned to something else."""
    recall: Callable[[Context, Answers], Awaitable[Answers]] = recall_nothing
    """What the steps show besides the answers: read anew each time and not kept with them, as it is somebody else's."""
    keys: Callable[[Context, Dialogue, Answers, Rows], Rows] = usual_keys
    """The buttons where they are other than the usual ones, which it is given, with what is recalled among the answers."""
    left: Callable[[Context, Answers], Awaitable[None]] = leave_nothing
    """What else is done when it is given up."""
    ended: Callable[[Context, int], Awaitable[str]] = said_ended
    """What a tap on one that has ended is told, given its dialogue."""
    fields: Sequence[tuple[str, str]] = ()
    """Steps that the summary leads back to, each alone: (name, source string of the label). Without any there is 返回修改."""

    def tap(self, turn: Turn) -> Tap:
        """The button of this kind; it carries dialogue and version."""
        return Tap(f"{self.name}.{turn}", int, int)

    @property
    def resume(self) -> Tap:
        """The button that brings the waiting form back; it carries the dialogue."""
        return Tap(f"{self.name}.resume", int)

    @property
    def choose(self) -> Tap:
        """The button of a choice; it carries dialogue, version and the choice's place."""
        return Tap(f"{self.name}.choose", int, int, int)

    @property
    def correct(self) -> Tap:
        """The button of a field at the summary; it carries dialogue, version and the field's place."""
        return Tap(f"{self.name}.correct", int, int, int)

    def step(self, name: str) -> Step | None:
        """The step of this name; None at the summary."""
        return next((step for step in self.steps if step.name == name), None)

    def missing(self, answers: Answers) -> str:
        """The step that `answers` lead back to; else the first that they do not answer, or the summary."""
        correcting = answers.get(CORRECTING)
        if isinstance(correcting, str) and self.step(correcting) is not None:
            return correcting
        return next((name for name in self._asked(answers) if name not in answers), SUMMARY)

    def after(self, step: str, answers: Answers) -> str:
        """The step that follows."""
        if answers.get(CORRECTING) == step:
            return SUMMARY
        names = self._asked(answers, step)
        return names[min(names.index(step) + 1, len(names) - 1)]

    def before(self, step: str, answers: Answers) -> str:
        """The step before."""
        if answers.get(CORRECTING) == step:
            return SUMMARY
        names = self._asked(answers, step)
        return names[max(names.index(step) - 1, 0)]

    def offers(self, dialogue: Dialogue) -> list[Turn]:
        """What can be done with the form where it stands, apart from answering."""
        step = self.step(dialogue.step)
        if step is None:
            return [Turn.CONFIRM, Turn.CANCEL] if self.fields else [Turn.CONFIRM, Turn.BACK, Turn.CANCEL]
        answered = bool(dialogue.answers.get(step.name))
        correcting = dialogue.answers.get(CORRECTING) == step.name
        turns = []
        if step.collects and answered:
            turns += [Turn.DONE, Turn.CLEAR]
        elif answered:
            turns.append(Turn.KEEP)
        if step.optional and not (step.collects and answered) and (answered or not correcting):
            turns.append(Turn.SKIP)
        if correcting or self.before(step.name, dialogue.answers) != step.name:
            turns.append(Turn.BACK)
        return [*turns, Turn.CANCEL]

    def buttons(self, words: Words, dialogue: Dialogue) -> Rows:
        """The choices of the present step, then what else can be done."""
        here = (dialogue.id, dialogue.version)
        step = self.step(dialogue.step)
        choices = [
            self.choose.button(words.label(label), *here, place)
            for place, (value, label) in enumerate(step.choices if step else ())
            if step is None or not step.leads or self._offers_field(value, dialogue.answers)
        ]
        fields = [
            self.correct.button(words.label(label), *here, place)
            for place, (name, label) in enumerate(self.fields if step is None else ())
            if self._offers_field(name, dialogue.answers)
        ]
        turns = [
            self.tap(turn).button(words.label(self._label(turn, step, dialogue)), *here)
            for turn in self.offers(dialogue)
        ]
        leading = [turns.pop(0)] if step is None else []
        rows: list[list[InlineKeyboardButton]] = [leading]
        rows += [fields[at : at + BUTTONS_A_ROW] for at in range(0, len(fields), BUTTONS_A_ROW)]
        rows += [choices[at : at + 2] for at in range(0, len(choices), 2)]
        rows += [turns[at : at + BUTTONS_A_ROW] for at in range(0, len(turns), BUTTONS_A_ROW)]
        return [row for row in rows if row]

    def typed(self, words: Words, dialogue: Dialogue, text: str) -> Turn | None:
        """The button that these typed words stand for, if it is among those offered."""
        said = _folded(text).rstrip(_STOPS)
        step = self.step(dialogue.step)
        for turn in self.offers(dialogue):
            label = self._label(turn, step, dialogue)
            also = () if turn is Turn.CANCEL and self.give_up != _LABELS[turn] else _ALSO_TYPED.get(turn, ())
            if said in (_folded(label), _folded(words.label(label)), *also):
                return turn
        return None

    def typed_choice(self, words: Words, dialogue: Dialogue, text: str) -> str | None:
        """The value of the choice whose label these typed words are."""
        step = self.step(dialogue.step)
        said = _folded(text).rstrip(_STOPS)
        for value, label in step.choices if step else ():
            if said in (_folded(label), _folded(words.label(label))):
                return value
        return None

    def _offers_field(self, name: str, answers: Answers) -> bool:
        step = self.step(name)
        return step is not None and step.offered(answers)

    def _label(self, turn: Turn, step: Step | None, dialogue: Dialogue) -> str:
        if turn is Turn.CONFIRM:
            return self.confirm
        if turn is Turn.CANCEL:
            return self.give_up
        if turn is Turn.SKIP and step is not None and dialogue.answers.get(CORRECTING) == step.name:
            return "清空这一项"
        return "返回修改" if turn is Turn.BACK and step is None else _LABELS[turn]

    def _asked(self, answers: Answers, present: str = "") -> list[str]:
        return [*(step.name for step in self.steps if step.name == present or step.needed(answers)), SUMMARY]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
