"""Groups, channels, and people who block the bot."""

from pathlib import Path

from bot.standin.chats import ADMINISTRATOR, LEFT, MEMBER
from bot.standin.phone import ANONYMOUS
from tests.conftest import Play
from tests.transcripts.records import rows

EXPLAINED = """大家好,我是百强工作室助手。在群里点我的名再提问,例如:
             @studio_standin_bot 医疗方面有哪些工作室
             领军人、联络员报快报也点我的名:@studio_standin_bot #快报 培训35人次
             没点我的名的消息我不看也不记。关注工作室、给工会留言,请私聊我。
             [私聊我]"""


async def test_a_group_is_told_how_to_use_the_bot(play: Play) -> None:
    group = play.world.group("车间群", ["甲", "乙"], bot=LEFT)
    play.world.phone("甲").add_bot(group)
    await play(f"""
        …
        车间群 < {EXPLAINED}
        甲@车间群 > 大家好
        乙@车间群 > 王文韬是哪个单位的
        甲@车间群 > /start
        车间群 < {EXPLAINED}
        甲@车间群 > /studios@studio_standin_bot
        车间群 < {EXPLAINED}
        甲@车间群 > /studios@another_bot
        甲@车间群 > /foo
        甲@车间群 > @studio_standin_bot
        车间群 < {EXPLAINED}
        甲@车间群 > [私聊我]
        甲 < 百强工作室助手
             …
    """)


async def test_a_question_that_names_the_bot_is_answered_there(play: Play) -> None:
    play.world.group("车间群", ["甲", "管"])
    await play("""
        甲@车间群 > @studio_standin_bot 示例领军人甲创新工作室
        车间群 < 示例领军人甲创新工作室
             …
             电话:010-0000-0001
             …
             [私聊打开]
        # what a group sees is what everybody may see
        管@车间群 > @studio_standin_bot 示例领军人甲创新工作室
        车间群 < 示例领军人甲创新工作室
             …
             电话:010-0000-0001
             …
        乙@车间群 > [私聊打开]
        乙 < 示例领军人甲创新工作室
             …
             [关注] [转人工]
    """)


async def test_what_cannot_be_answered_in_a_group_is_not_passed_over(play: Play) -> None:
    group = play.world.group("车间群", ["甲"])
    await play(f"""
        甲@车间群 > @studio_standin_bot {"长" * 300}
        车间群 < 这段话太长,我读不完。…
             [转人工]
        甲@车间群 > [转人工]
        甲 <! 提问请到和我的私聊里,免得大家都看到
        …
    """)
    play.world.phone("甲").photo("a.jpg", b"x", "@studio_standin_bot 这是什么", group)
    (event,) = await play.world.settle()
    assert event.text.startswith("大家好")


async def test_becoming_an_administrator_is_not_explained_again_and_leaving_says_nothing(play: Play) -> None:
    group = play.world.group("车间群", ["甲"])
    for standing in (ADMINISTRATOR, MEMBER, LEFT):
        play.world.phone("甲").add_bot(group, standing)
        assert await play.world.settle() == []


async def test_what_is_not_meant_for_the_bot_is_neither_answered_nor_kept(play: Play, database: Path) -> None:
    group = play.world.group("车间群", ["甲"], bot=ADMINISTRATOR)
    channel = play.world.group("频道", ["甲"], kind="channel", bot=ADMINISTRATOR)
    phone = play.world.phone("甲")
    phone.say("中午吃什么 悄悄话", group)
    phone.say("频道里的 悄悄话", channel)
    phone.photo("a.jpg", b"x", "照片 悄悄话", group)
    phone.sticker(chat=group)
    phone.edit(phone.say("改之前", group)[0].id, "改之后 悄悄话", group)
    linked = {"id": channel.id, "type": "channel", "title": "频道"}
    phone.send({"text": "@studio_standin_bot 悄悄话", "sender_chat": linked}, group)
    assert await play.world.settle() == []
    kept = rows(database, "SELECT raw FROM inbox WHERE state = 'done'")
    assert len(kept) == 7
    assert "悄悄话" not in str(kept)


async def test_an_anonymous_administrator_may_ask(play: Play) -> None:
    group = play.world.group("车间群", ["甲"])
    play.world.phone("甲").send({"text": "/help", "from": ANONYMOUS, "sender_chat": group.about}, group)
    (event,) = await play.world.settle()
    assert event.text.startswith("大家好")


async def test_who_blocks_the_bot_is_left_in_peace(play: Play, database: Path) -> None:
    await play("""
        甲 > /start
        甲 < 百强工作室助手
             …
        * 甲 blocks the bot
    """)
    muted = "SELECT muted_at IS NOT NULL FROM addresses WHERE address = '900001'"
    assert rows(database, muted) == [(1,)]
    await play("""
        * 甲 returns
    """)
    assert rows(database, muted) == [(0,)]
    await play("""
        甲 > /start
        甲 < 百强工作室助手
             …
    """)
