"""A form that moved or ended behind its own back: whoever wrote to it is told, and nothing is done twice."""

from pathlib import Path

import pytest
from markupsafe import Markup
from telegram import Update
from telegram.ext import filters

from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Form, Step, text_answer
from handlers.kit.room import PASS, TYPED, Pass, Room
from storage import dialogues
from storage.dialogues import Answers
from tests.echo import texts
from tests.small_house import furnished

ENDED = "这份表单已经提交或取消了"


def rooms(finished: list[str]) -> tuple[Room, Room]:
    """A room that is quicker than the form (停下 and 提交 end it, 快些 brings it to its summary), and the form's."""
    quicker, room = Room("quicker"), Room("names")

    async def finish(context: Context, answers: Answers) -> None:
        finished.append(str(answers["name"]))

    form = Form(
        name="named",
        action="help.read",
        title="名字",
        steps=[Step("name", lambda _context, _answers: Markup("叫什么?"), text_answer("name", 1, 20))],
        summary=lambda _context, answers: Markup(f"叫{answers.get('name')},对吗?"),
        finish=finish,
    )

    @quicker.message(TYPED & filters.TEXT, action="help.read")
    async def overtake(update: Update, context: Context) -> Pass | None:
        assert update.message is not None
        said = update.message.text or ""
        if said == "开始":
            await context.acquainted()
            await dialogue.begin(context, form)
            return None
        if (present := context.delivery.dialogue) is not None:
            if said in ("停下", "提交"):
                await dialogues.finish(context.tx, present)
            elif said == "快些":
                await dialogues.move(context.tx, present, "summary", {"name": "别人"}, context.now)
        return PASS

    dialogue.add_form(room, form)
    return quicker, room


@pytest.mark.parametrize(("said", "answer"), [("停下", ENDED), ("快些", "叫别人,对吗?")])
async def test_an_answer_to_a_form_that_is_elsewhere_by_now_is_answered(tmp_path: Path, said: str, answer: str) -> None:
    async with furnished(tmp_path / "a.db", *rooms([])) as world:
        await world.say("worker", "开始")
        assert await texts(world, "worker") == ["叫什么?"]
        await world.say("worker", said)
        assert await texts(world, "worker") == [answer]


async def test_who_confirms_what_has_ended_is_told_and_nothing_is_done(tmp_path: Path) -> None:
    finished: list[str] = []
    async with furnished(tmp_path / "a.db", *rooms(finished)) as world:
        await world.say("worker", "开始")
        await world.say("worker", "甲")
        assert await texts(world, "worker") == ["叫甲,对吗?"]  # the question was still unsaid when it was answered
        await world.say("worker", "提交")
        assert await texts(world, "worker") == [ENDED]
        assert finished == []
