"""Forms in general: leaving and coming back, typed and forged buttons, two forms at once."""

import pytest

from bot.standin.world import World
from handlers.kit.form import SUMMARY, Form, Turn
from handlers.rooms import ROOMS
from tests.conftest import Play
from tests.transcripts.test_questions import CONSENT

FORMS = [form for room in ROOMS for form in room.forms]
LARGEST = 2**63 - 1


async def test_a_question_in_the_middle_is_answered_and_the_form_waits(play: Play) -> None:
    await play(CONSENT)
    await play("""
        甲 > 高温补贴怎么领
        甲 < 您的问题:
             …
        甲 > 王文韬是哪个单位的
        甲 < …北京万东医疗科技股份有限公司…
        甲 < 您的提问还没有提交,给您留着。
             [继续填写] [取消]
        甲 > 谁懂核磁
        甲 < …王文韬创新工作室…
        甲 > [跳过]
        甲 <✎ 请看一遍再提交:
             …
        甲 > 他们在哪
        甲 < …
        甲 < 您的提问还没有提交,给您留着。
        甲 > [继续填写]
        甲 <✎ 请看一遍再提交:
             …
             [确认提交]
             [返回修改] [取消]
    """)


async def test_typed_words_do_what_the_buttons_do_in_either_language(play: Play) -> None:
    await play(CONSENT)
    await play("""
        甲 > 高温补贴怎么领
        甲 < 您的问题:
             …
        甲 > BACK
        甲 < 现在写的是:
             …
        甲 > 下一步
        甲 < 您的问题:
             …
        甲 > 跳过。
        甲 < 请看一遍再提交:
             …
        甲 > 算了
        甲 < 已取消,草稿没有保留。需要时随时可以重新开始。
    """)


async def test_words_that_are_not_offered_are_ordinary_text(play: Play) -> None:
    await play(CONSENT)
    await play("""
        甲 > 跳过
        甲 < 太短了,工作人员可能看不懂。请写成一句话,至少 5 个字。
        甲 > 提交申请要等几天
        甲 < 您的问题:
             提交申请要等几天
             …
    """)


async def test_two_forms_of_one_person_do_not_mix(play: Play) -> None:
    await play("""
        管 > /lexicon
        管 < …
        管 > [添加一组]
        管 <✎ 请把意思相同的词写在一行…
        管 > 转人工
        管 < 提问前请看一下
             …
        管 < 您的同义词还没有提交,给您留着。
             [继续填写] [取消]
        管 > [同意并继续]
        管 <✎ 请写下您的问题…
        管 > 核磁=磁共振
        管 < 您的问题:
             核磁=磁共振
             …
        管 > [继续填写]
        管 <✎ 请把意思相同的词写在一行…
        管 > 核磁=磁共振
        管 < 核磁 = 磁共振
             …
        管 > [加入]
        管 <✎ ✅ 已加入…
        管 > /ask
        管 < 您有一份没提交的提问:
             核磁=磁共振
             [继续填写] [重新写]
        管 > [跳过]
        管 <✎ 请看一遍再提交:
             …
    """)


async def test_a_form_nobody_goes_on_with_leaves_the_other_in_peace(play: Play) -> None:
    await play(CONSENT)
    await play("""
        甲 > 高温补贴怎么领
        甲 < 您的问题:
             …
        乙 > 跳过
        乙 < …
        乙 > /cancel
        乙 < 现在没有正在填写的内容。…
        甲 > 跳过
        甲 < 请看一遍再提交:
             …
    """)


def _newest(world: World, who: str) -> int:
    """The number of the newest message; one that is gone where there is none."""
    return max((message["message_id"] for message in world.chat(who)), default=1)


async def _tap(world: World, who: str, data: str) -> list[tuple[str, str]]:
    await world.tap_data(who, _newest(world, who), data)
    return [(event.kind, event.text) for event in await world.settle()]


async def test_forged_buttons_move_nothing(play: Play, world: World) -> None:
    await play(CONSENT)
    for turn in ("skip", "done", "keep", "clear", "back", "confirm"):
        assert await _tap(world, "甲", f"ask.{turn}:1:1") == []  # not offered at this step
    for data in (f"ask.skip:1:{LARGEST % 10**18}", f"ask.resume:{LARGEST % 10**18}", "ask.cancel:2:1"):
        kinds = [kind for kind, _ in await _tap(world, "甲", data)]
        assert kinds[0] == "toast"
    assert (await _tap(world, "甲", f"ask.skip:1:{LARGEST}"))[0] == ("toast", "这个按钮已过期，请重新查找")
    assert (await _tap(world, "甲", "ask.skip:x:y"))[0] == ("toast", "这个按钮已过期，请重新查找")
    # Another person cannot act on this one's form.
    assert (await _tap(world, "乙", "ask.cancel:1:1")) == [("toast", "这份表单已经提交或取消了")]
    await play("""
        甲 > 高温补贴怎么领
        甲 < 您的问题:
             …
    """)


@pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])
def test_every_form_can_be_cancelled_and_its_buttons_fit(form: Form) -> None:
    biggest = 10**18 - 1
    assert form.tap(Turn.CONFIRM).data(biggest, biggest)
    assert form.resume.data(biggest)
    names = [step.name for step in form.steps]
    assert len(names) == len(set(names))
    assert form.missing({}) in (*names, SUMMARY)  # what is asked may depend on what it is about
    for step in form.steps:
        assert step.needed({}) in (True, False)


async def test_who_cancels_and_asks_on_at_once_gets_both_answers(world: World) -> None:
    await world.say("甲", "提问")
    await world.settle()
    await world.tap("甲", "同意并继续")
    await world.settle()
    await world.say("甲", "/cancel")
    await world.say("甲", "核磁找谁")  # in the same batch: what the form was before is not true any more
    cancelled, answered = [event.text for event in await world.settle() if event.kind == "message"]
    assert cancelled.startswith("已取消")
    assert "王文韬" in answered
