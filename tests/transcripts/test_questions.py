"""转人工 / 提问: from the worker's side."""

import asyncio
from pathlib import Path

import pytest

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.records import change, rows

CONSENT = """
甲 > /ask
甲 < 提问前请看一下
     …
     · 存多久:答复或撤回后 365 天自动删除;随时可以用 /privacy 查看或删除
     [同意并继续] [不用了]
甲 > [同意并继续]
甲 <✎ 请写下您的问题,我转给区总工会的工作人员。
     一条消息写完,5–500 字。请别写身份证号、银行卡号。
     [取消]
"""
SUBMIT = """
甲 > 高温补贴怎么领
甲 < 您的问题:
     高温补贴怎么领
     有图片或文件就发给我,最多 5 个;没有就点「跳过」。
     [跳过] [返回] [取消]
甲 > [跳过]
甲 <✎ 请看一遍再提交:
     高温补贴怎么领
     由区总工会工作人员答复,他们看不到您的姓名和手机号。
     [确认提交]
     [返回修改] [取消]
甲 > [确认提交]
甲 <✎ ✅ 已提交,编号 Q20261201-0001。
     有答复会第一时间发给您,在「我的提问」里也能看到。
     [我的提问]
"""


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "工资条.png"
    path.write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000100000000808020000007f14e8c0"
            "0000000c4944415408d763f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
        )
    )
    return path


async def test_from_the_consent_to_the_receipt(play: Play) -> None:
    await play(CONSENT + SUBMIT)


async def test_consent_is_asked_once_and_declining_keeps_nothing(play: Play, database: Path) -> None:
    known = rows(database, "SELECT * FROM people")
    await play("""
        新来的 > 转人工
        新来的 < 提问前请看一下
                 …
        新来的 > [不用了]
        新来的 <✎ 好的,什么都没有保存。查工作室、问问题照常可用。
        新来的 > /myquestions
        新来的 < 您还没有提过问题。
                 [去提问]
    """)
    assert rows(database, "SELECT * FROM people") == known
    await play("""
        甲 > 转人工
        甲 < 提问前请看一下
             …
        甲 > [同意并继续]
        甲 <✎ 请写下您的问题…
        甲 > [取消]
        甲 <✎ 已取消,草稿没有保留。需要时随时可以重新开始。
        甲 > 提问
        甲 < 请写下您的问题…
    """)


async def test_wrong_input_gets_a_sentence_with_the_limit(play: Play) -> None:
    await play(CONSENT)
    await play(f"""
        甲 > 高温
        甲 < 太短了,工作人员可能看不懂。请写成一句话,至少 5 个字。
             [取消]
        甲 > {"热" * 501}
        甲 < 写了 501 字,最多 500 字。请缩短一些,细节可以下一步用图片或文件补充。
        * 甲 sends a voice
        甲 < 请先用文字写下问题,图片和文件下一步再发。
        甲 > {"热" * 500}
        甲 < 您的问题:
             {"热" * 119}…
             …
        * 甲 sends a sticker
        甲 < 这一步只收图片和文件。没有的话点「跳过」或「完成」。
    """)


async def test_when_no_officer_can_be_reached_the_log_says_so(
    play: Play, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    change(database, "DELETE FROM roles WHERE role IN ('admin', 'owner')")
    await play(CONSENT + SUBMIT)
    (warning,) = [one for one in caplog.records if one.levelname == "WARNING"]
    assert warning.getMessage() == "no officer can be told of a question"
    assert "高温" not in str(vars(warning))


async def test_private_numbers_are_found_wherever_they_are_written(play: Play, database: Path) -> None:
    number = "11010519491231002X"
    phone = play.world.phone("甲")
    options = [{"text": text, "voter_count": 0, "persistent_id": text[:2]} for text in (number, "别的")]
    poll = {"id": "1", "question": "哪个", "options": options, "total_voter_count": 0, "is_closed": False}
    kind = {"is_anonymous": True, "type": "regular", "allows_multiple_answers": False}
    kind |= {"allows_revoting": True, "members_only": False}
    phone.send({"poll": {**poll, **kind}})
    phone.send({"contact": {"phone_number": "1", "first_name": f"示例 {number}"}})
    phone.document(f"{number}.txt", b"x")
    said = [event.text for event in await play.world.settle()]
    assert [text[:8] for text in said] == ["请不要发身份证号"] * 3
    assert number not in str(rows(database, "SELECT raw FROM inbox"))


async def test_private_numbers_are_refused_and_not_even_kept_in_the_inbox(play: Play, database: Path) -> None:
    await play(CONSENT)
    await play("""
        甲 > 我的身份证是 110105199001010010,补贴怎么领
        甲 < 请不要发身份证号:这条消息里好像有一个。
             消息没有保存,也没有转给任何人。请去掉号码再发一次,并把聊天里的这条删掉。
        甲 > 卡号 4111 1111 1111 1111,补贴发到这里
        甲 < 请不要发银行卡号或会员卡号:这条消息里好像有一个。
             …
        甲 > 补贴怎么领呢
        甲 < 您的问题:
             补贴怎么领呢
             …
    """)
    for table in ("inbox", "dialogues", "outbox"):
        assert "19900101" not in str(rows(database, f"SELECT * FROM {table}"))


async def test_back_keep_and_change(play: Play) -> None:
    await play(CONSENT)
    await play("""
        甲 > 高温补贴怎么领
        甲 < 您的问题:
             …
        甲 > [返回]
        甲 <✎ 现在写的是:
             高温补贴怎么领
             要改的话,把新的问题发给我;不改就点「不改了」。
             [不改了] [取消]
        甲 > [不改了]
        甲 <✎ 您的问题:
             高温补贴怎么领
             …
        甲 > 跳过
        甲 < 请看一遍再提交:
             …
        甲 > 返回修改
        甲 < 您的问题:
             …
        甲 > 上一步
        甲 < 现在写的是:
             …
        甲 > 冬季取暖补贴怎么领
        甲 < 您的问题:
             冬季取暖补贴怎么领
             …
        甲 > [跳过]
        甲 <✎ 请看一遍再提交:
             冬季取暖补贴怎么领
             …
        甲 > 确认
        甲 < ✅ 已提交,编号 Q20261201-0001。
             …
    """)


async def test_files_are_counted_up_to_five(play: Play, picture: Path) -> None:
    await play(CONSENT)
    await play(f"""
        甲 > 工资条上这一项是什么
        甲 < 您的问题:
             …
        甲 > +photo {picture}
        甲 < 已收到 1 张图片。还可以再发 4 个,发完点「完成」。
             [完成] [清空重发] [返回]
             [取消]
        甲 > +file {picture} 另外还有这一页
        甲 < 已收到 1 张图片、1 个文件。还可以再发 3 个,发完点「完成」。
        甲 > +photo {picture}
        甲 < 已收到 2 张图片、1 个文件。还可以再发 2 个,发完点「完成」。
        甲 > +photo {picture}
        甲 < 已收到 3 张图片、1 个文件。还可以再发 1 个,发完点「完成」。
        甲 > +photo {picture}
        甲 < 已收到 4 张图片、1 个文件。已经够 5 个了,请点「完成」。
        甲 > +photo {picture}
        甲 < 最多 5 个,多出来的没有收。请点「完成」。
        甲 > [完成]
        甲 <✎ 请看一遍再提交:
             工资条上这一项是什么
             另外还有这一页
             附件:4 张图片、1 个文件
             …
        甲 > [返回修改]
        甲 <✎ 已收到 4 张图片、1 个文件。…
        甲 > [清空重发]
        甲 <✎ 您的问题:
             工资条上这一项是什么 另外还有这一页
             …
        甲 > 没有
        甲 < 请看一遍再提交:
             工资条上这一项是什么
             另外还有这一页
             由区总工会工作人员答复,他们看不到您的姓名和手机号。
    """)


async def test_an_album_is_counted_in_one_message(play: Play, world: World, picture: Path) -> None:
    await play(CONSENT)
    await play("""
        甲 > 工资条上这一项是什么
        甲 < 您的问题:
             …
    """)
    data = await asyncio.to_thread(picture.read_bytes)
    world.phone("甲").album([(f"{n}.png", data) for n in range(3)])
    seen = [event.text for event in await world.settle()]
    assert seen[-1].startswith("已收到 3 张图片")
    assert len(seen) <= 2  # one that was on its way when the others came


async def test_a_picture_with_words_is_both(play: Play, picture: Path) -> None:
    await play(CONSENT)
    await play(f"""
        甲 > +photo {picture} 工资条上这一项是什么
        甲 < 已收到 1 张图片。还可以再发 4 个,发完点「完成」。
        甲 > 完成
        甲 < 请看一遍再提交:
             工资条上这一项是什么
             附件:1 张图片
             …
    """)


async def test_a_picture_that_comes_late_is_added(play: Play, picture: Path) -> None:
    await play(CONSENT)
    await play(f"""
        甲 > 工资条上这一项是什么
        甲 < 您的问题:
             …
        甲 > [跳过]
        甲 <✎ 请看一遍再提交:
             …
        甲 > +photo {picture}
        甲 < 请看一遍再提交:
             工资条上这一项是什么
             附件:1 张图片
             …
             [确认提交]
             [返回修改] [取消]
    """)


async def test_help_and_other_talk_in_the_middle_do_not_lose_it(play: Play) -> None:
    await play(CONSENT)
    await play("""
        甲 > /help
        甲 < …
        甲 < 您的提问还没有提交,给您留着。
             [继续填写] [取消]
        甲 > 高温补贴怎么领
        甲 < 您的问题:
             高温补贴怎么领
             …
        甲 > 找工作室
        甲 < …
        甲 < 您的提问还没有提交,给您留着。
        甲 > /help
        甲 < …
        甲 > [继续填写]
        甲 <✎ 您的问题:
             高温补贴怎么领
             …
        甲 > [跳过]
        甲 <✎ 请看一遍再提交:
             …
        甲 > 找工作室
        甲 < …
        甲 < 您的提问还没有提交,给您留着。
        甲 > [确认提交]
        甲 <✎ ✅ 已提交,编号 Q20261201-0001。
             …
    """)


async def test_a_draft_waits_for_a_week(play: Play) -> None:
    await play(CONSENT)
    await play("""
        甲 > 高温补贴怎么领
        甲 < 您的问题:
             …
        * +7d
        * restart
        甲 > /ask
        甲 < 您有一份没提交的提问:
             高温补贴怎么领
             [继续填写] [重新写]
        甲 > [继续填写]
        甲 <✎ 您的问题:
             高温补贴怎么领
             …
        甲 > 转人工
        甲 < 您有一份没提交的提问:
             …
        甲 > [重新写]
        甲 <✎ 请写下您的问题…
    """)


async def test_after_a_while_typed_words_are_a_new_matter(play: Play) -> None:
    await play(CONSENT)
    await play("""
        * +2h
        甲 > 王文韬是哪个单位的
        甲 < …
        …
        甲 > [继续填写]
        甲 <✎ 请写下您的问题…
        甲 > 王文韬是哪个单位的
        甲 < 您的问题:
             王文韬是哪个单位的
             …
    """)


async def test_a_draft_is_forgotten_after_a_month_and_its_buttons_say_so(play: Play, world: World) -> None:
    await play(CONSENT)
    await play("""
        甲 > 高温补贴怎么领
        甲 < 您的问题:
             …
        * +31d
        甲 > [跳过]
        甲 <! 这份表单已经提交或取消了
    """)


async def test_old_buttons_of_the_form_do_not_act(play: Play, world: World) -> None:
    await play(CONSENT)
    await play("""
        甲 > 高温补贴怎么领
        甲 < 您的问题:
             …
    """)
    old = [message for message in world.chat("甲") if "您的问题" in message.get("text", "")][-1]
    data = {button["text"]: button["callback_data"] for row in old["reply_markup"]["inline_keyboard"] for button in row}
    await play("""
        甲 > [跳过]
        甲 <✎ 请看一遍再提交:
             …
    """)
    await world.tap_data("甲", old["message_id"], data["跳过"])
    await play("""
        甲 <! 这一步已经过去了,请看最新的一步
        甲 < 请看一遍再提交:
             …
        甲 > [确认提交]
        甲 <✎ ✅ 已提交,编号 Q20261201-0001。
             …
    """)
    await world.tap_data("甲", old["message_id"], data["跳过"])
    await play("甲 <! 这份表单已经提交或取消了")


async def test_confirming_twice_submits_once(play: Play) -> None:
    await play(CONSENT)
    await play("""
        甲 > 高温补贴怎么领
        甲 < 您的问题:
             …
        甲 > [跳过]
        甲 <✎ 请看一遍再提交:
             …
        * 甲 taps [确认提交] twice
        甲 <✎ ✅ 已提交,编号 Q20261201-0001。
             …
        甲 <! 这份表单已经提交或取消了
        甲 > /myquestions
        甲 < 我的提问 · 共 1 个
             …
    """)


async def test_cancel_by_command_by_word_and_by_button(play: Play) -> None:
    await play(CONSENT)
    await play("""
        甲 > /cancel
        甲 < 已取消,草稿没有保留。需要时随时可以重新开始。
        甲 > 转人工
        甲 < 请写下您的问题…
        甲 > 取消
        甲 < 已取消,草稿没有保留。需要时随时可以重新开始。
        甲 > 转人工
        甲 < 请写下您的问题…
        甲 > [取消]
        甲 <✎ 已取消,草稿没有保留。需要时随时可以重新开始。
    """)


async def test_a_question_about_a_studio_says_so(play: Play) -> None:
    await play(CONSENT)
    await play("""
        甲 > [取消]
        甲 <✎ 已取消…
        甲 > /start studio_1
        甲 < …
        甲 > [转人工]
        甲 < 关于:…工作室
             请写下您的问题…
        甲 > 能去参观你们工作室吗
        甲 < 您的问题:
             …
        甲 > [跳过]
        甲 <✎ 请看一遍再提交:
             能去参观你们工作室吗
             关于:…工作室
             …
    """)


async def test_what_stands_behind_the_command_is_the_question(play: Play) -> None:
    await play(CONSENT)
    await play("""
        甲 > [取消]
        甲 <✎ 已取消…
        甲 > /ask 高温补贴怎么领
        甲 < 您的问题:
             高温补贴怎么领
             …
        甲 > /cancel
        甲 < 已取消…
        甲 > /ask 补贴
        甲 < 您刚才问的是:
             补贴
             请写下您的问题…
    """)


async def test_what_stands_behind_the_command_outlives_the_consent_and_another_draft(play: Play) -> None:
    await play("""
        甲 > /ask 高温补贴怎么领
        甲 < 提问前请看一下…
             [同意并继续] [不用了]
        甲 > [同意并继续]
        甲 <✎ 您的问题:
             高温补贴怎么领
             …
        甲 > /ask 体检在哪里预约
        甲 < 您有一份没提交的提问:
             高温补贴怎么领
             [继续填写] [改问这个]
        甲 > [改问这个]
        甲 <✎ 您的问题:
             体检在哪里预约
             …
    """)


async def test_in_a_group_one_is_asked_over(play: Play, world: World) -> None:
    await play("""
        * group 群 of 甲 乙
        …
        甲@群 > @studio_standin_bot 谁懂核磁
        群 < …王文韬创新工作室…
    """)
    await world.tap_data("甲@群", world.chat("群")[-1]["message_id"], "question.leave:1")
    await play("甲 <! 提问请到和我的私聊里,免得大家都看到")


async def test_in_english_down_to_the_frame_of_the_answer(play: Play) -> None:
    await play("""
        english > /ask
        english < Before you ask
                  …
        english > [Agree and go on]
        english <✎ Write your question…
        english > How do I get the heat allowance?
        english < Your question:
                  How do I get the heat allowance?
                  …
        english > skip
        english < Read it once more before you send it:
                  …
        english > [Send it]
        english <✎ …Q20261201-0001…
        管 > /questions
        管 < …
        管 > [1]
        管 <✎ Q20261201-0001
             How do I get the heat allowance?
             …
        管 > [回答]
        管 <✎ …
        管 > 六月到九月随工资发放。
        管 < …
        管 > [跳过]
        管 <✎ …
        管 > [不加入]
        管 <✎ …
        管 > [发出答复]
        管 <✎ ✅ …
        english < …answer…Q20261201-0001
                  How do I get the heat allowance?
                  六月到九月随工资发放。
                  Source: 区总工会…2026-12-01
    """)


async def test_a_made_up_number_shows_nobody_elses_question(play: Play) -> None:
    await play("甲 > 示例食堂几点开门\n甲 < …")
    await play("乙 > /help\n乙 < …")
    for data in ("ask.agree:0:1:0", "ask.fresh:0:1:0"):
        await play.world.tap_data("乙", 1, data)
        seen = await play.world.settle()
        assert not [event.text for event in seen if "食堂" in event.text]
        assert [event for event in seen if event.to == "乙" and "请写下您的问题" in event.text]
