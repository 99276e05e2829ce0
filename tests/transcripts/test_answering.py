"""Officers answer what people asked."""

from pathlib import Path

from bot.standin.world import World
from storage import people, questions
from storage.database import Database
from tests.conftest import Play
from tests.transcripts.records import change
from tests.transcripts.test_questions import CONSENT, SUBMIT

OFFICERS_KNOWN = """
管 > /start
管 < …
管2 > /start
管2 < …
"""
ASKED = (
    OFFICERS_KNOWN
    + CONSENT
    + SUBMIT
    + """
管 < 有新提问 Q20261201-0001
     高温补贴怎么领
     [去回答]
管2 < 有新提问 Q20261201-0001
     …
"""
)
OPENED = """
管 > [去回答]
管 <✎ Q20261201-0001
     高温补贴怎么领
     职工(编号 …) · 刚刚
     [回答] [返回列表]
管 > [回答]
管 <✎ 答复 Q20261201-0001:
     高温补贴怎么领
     请写下答复,最多 1000 字,会原样发给提问人。
     [取消]
"""
WRITTEN = """
管 > 六月到九月随工资发放,每月不低于 180 元。
管 < 这个答复出自哪里?比如文件名或部门。跳过就写「区总工会」。
     [跳过] [返回] [取消]
管 > 市人社局通知
管 < 要加入知识库吗?加入后,有人问类似的问题,机器人会直接用这个答复。
     [加入] [不加入]
     [返回] [取消]
"""
SENT = """
管 > [不加入]
管 <✎ 请看一遍再发出:
     高温补贴怎么领
     答复
     六月到九月随工资发放,每月不低于 180 元。
     来源:市人社局通知
     不加入知识库。
     [发出答复]
     [返回修改] [取消]
管 > [发出答复]
管 <✎ ✅ 答复已发给提问人(Q20261201-0001)。
     [看待答提问]
甲 < 您的提问有答复了 · Q20261201-0001
     高温补贴怎么领
     六月到九月随工资发放,每月不低于 180 元。
     来源:市人社局通知 · 2026-12-01
     [继续提问]
"""


async def test_from_the_notice_to_the_answer(play: Play) -> None:
    await play(ASKED + OPENED + WRITTEN + SENT)
    await play("""
        管 > [看待答提问]
        管 <✎ 待答复的提问 · 0
             都答完了,没有等着的。
             [已答复] [没答上的] [知识库]
        管 > [已答复]
        管 <✎ 已答复的提问 · 1

             1. Q20261201-0001 · 2026-12-01 答复
             高温补贴怎么领
             [1]
             [待答复] [没答上的] [知识库]
        管 > [1]
        管 <✎ Q20261201-0001
             …
             答复
             六月到九月随工资发放,每月不低于 180 元。
             来源:市人社局通知 · 2026-12-01
             [返回列表]
        甲 > 我的提问
        甲 < 我的提问 · 共 1 个

             1. 已答复 · 2026-12-01
             …
        甲 > [1]
        甲 <✎ Q20261201-0001 · 已答复
             …
             六月到九月随工资发放,每月不低于 180 元。
             来源:市人社局通知 · 2026-12-01
             [继续提问] [返回列表]
        甲 > [继续提问]
        甲 < 请写下您的问题…
    """)


async def test_an_answer_into_the_knowledge_base(play: Play, world: World) -> None:
    await play(ASKED + OPENED + WRITTEN)
    await play("""
        管 > [加入]
        管 <✎ 知识库里这个问题怎么写?请写成一般的问法,去掉姓名、单位等个人情况。
             跳过就用提问人的原话:
             高温补贴怎么领
             [跳过] [返回] [取消]
        管 > 高温津贴什么时候发、发多少
        管 < 请看一遍再发出:
             …
             并加入知识库:
             高温津贴什么时候发、发多少
        管 > [返回修改]
        管 <✎ 知识库里这个问题怎么写?…
        管 > [返回]
        管 <✎ 要加入知识库吗?…
        管 > 加入
        管 < 知识库里这个问题怎么写?…
        管 > [不改了]
        管 <✎ 请看一遍再发出:
             …
        管 > [发出答复]
        管 <✎ ✅ 答复已发给提问人(Q20261201-0001)。
        甲 < 您的提问有答复了 · Q20261201-0001
             …
        管 > /knowledge
        管 < 知识库 · 1

             1. 2026-12-01 · 用过 0 次
             高温津贴什么时候发、发多少
             [1]
             [新写一条]
             [待答复] [已答复] [没答上的]
    """)


async def test_of_two_officers_at_once_the_first_answers(play: Play) -> None:
    await play(ASKED + OPENED + WRITTEN)
    await play("""
        管2 > [去回答]
        管2 <✎ Q20261201-0001
             …
        管2 > [回答]
        管2 <✎ 答复 Q20261201-0001:
             …
        管2 > 请咨询所在单位工会。
        管2 < 这个答复出自哪里?…
        管2 > [跳过]
        管2 <✎ 要加入知识库吗?…
        管2 > [不加入]
        管2 <✎ 请看一遍再发出:
             …
             来源:区总工会
             …
    """)
    await play(SENT)
    await play("""
        管2 > [发出答复]
        管2 <✎ Q20261201-0001 已由另一位管理员答复,您的没有发出。

             已发出的答复
             六月到九月随工资发放,每月不低于 180 元。
             [看待答提问]
    """)


async def test_sending_twice_answers_once(play: Play) -> None:
    await play(ASKED + OPENED + WRITTEN)
    await play("""
        管 > [不加入]
        管 <✎ 请看一遍再发出:
             …
        * 管 taps [发出答复] twice
        管 <✎ ✅ 答复已发给提问人(Q20261201-0001)。
        管 <! 这份表单已经提交或取消了
        甲 < 您的提问有答复了 · Q20261201-0001
             …
    """)


async def test_a_question_withdrawn_or_erased_meanwhile(play: Play, world: World, database: Path) -> None:
    await play(ASKED + OPENED + WRITTEN)
    await play("""
        管 > [不加入]
        管 <✎ 请看一遍再发出:
             …
        甲 > 我的提问
        甲 < …
        甲 > [1]
        甲 <✎ …
        甲 > [撤回]
        甲 <✎ …
        甲 > [确定撤回]
        甲 <! 已撤回
        甲 <✎ …
        管 > [发出答复]
        管 <✎ 提问人已撤回 Q20261201-0001,您的答复没有发出。
             [看待答提问]
    """)
    change(database, "DELETE FROM questions")
    await world.tap_data("管2", world.chat("管2")[-1]["message_id"], "desk.open:1")
    await play("""
        管2 <! 这个提问已被提问人删除
        管2 <✎ 待答复的提问 · 0
             …
    """)


async def test_wrong_input_and_cancel(play: Play) -> None:
    await play(ASKED + OPENED)
    await play(f"""
        * 管 sends a voice
        管 < 这一步只收文字。
        管 > {"答" * 1001}
        管 < 写了 1001 字,要 1 到 1000 字,请改一下再发。
        管 > {"答" * 1000}
        管 < 这个答复出自哪里?…
        管 > 某
        管 < 写了 1 字,要 2 到 60 字,请改一下再发。
        管 > /cancel
        管 < 已取消,草稿没有保留。需要时随时可以重新开始。
        管 > /questions
        管 < 待答复的提问 · 1

             1. Q20261201-0001 · 等了 …
             …
    """)


async def test_a_half_written_answer_waits(play: Play) -> None:
    await play(ASKED + OPENED + WRITTEN)
    await play("""
        管 > 待答提问
        管 < 待答复的提问 · 1
             …
        管 < 您的答复还没有提交,给您留着。
             [继续填写] [取消]
        乙 > /ask
        乙 < …
        乙 > [同意并继续]
        乙 <✎ …
        乙 > 年假怎么休才对
        乙 < …
        乙 > [跳过]
        乙 <✎ …
        乙 > [确认提交]
        乙 <✎ ✅ 已提交,编号 Q20261201-0002。
             …
        管 < 有新提问 Q20261201-0002
             …
        管2 < …
        管 > [去回答]
        管 <✎ Q20261201-0002
             …
        管 > [回答]
        管 <✎ 您还有一份没发出的答复,是给 Q20261201-0001 的。
             [继续填写] [放弃它,答这个]
        管 > [继续填写]
        管 <✎ 要加入知识库吗?…
        * +30d
        管 > /questions
        管 < 待答复的提问 · 2

             1. Q20261201-0001 · 等了 30 天
             高温补贴怎么领

             2. Q20261201-0002 · 等了 30 天
             年假怎么休才对
        管 < 您的答复还没有提交,给您留着。
        管 > [不加入]
        管 <✎ 请看一遍再发出:
             …
        管 > [发出答复]
        管 <✎ ✅ 答复已发给提问人(Q20261201-0001)。
        甲 < 您的提问有答复了 · Q20261201-0001
             …
    """)


async def test_attachments_are_shown_again(play: Play, tmp_path: Path) -> None:
    path = tmp_path / "排班表.txt"
    path.write_text("一 早班")
    await play(OFFICERS_KNOWN + CONSENT)
    await play(f"""
        甲 > 这样排班合不合规定
        甲 < …
        甲 > +file {path}
        甲 < 已收到 1 个文件。…
        甲 > [完成]
        甲 <✎ …
        甲 > [确认提交]
        甲 <✎ ✅ 已提交,编号 Q20261201-0001。
             …
        管 < 有新提问 Q20261201-0001
             这样排班合不合规定
             附件:1 个文件
             [去回答]
        管2 < …
        管 > [去回答]
        管 <✎ Q20261201-0001
             这样排班合不合规定
             …
             附件:1 个文件
             [回答] [返回列表]
        管 < …Q20261201-0001 附件 1
        管 > [回答]
        管 < 答复 Q20261201-0001:
             …
    """)


async def test_an_asker_who_blocked_the_bot_is_shown_as_such(play: Play) -> None:
    await play(ASKED)
    await play("""
        * 甲 blocks the bot
        管 > [去回答]
        管 <✎ Q20261201-0001
             高温补贴怎么领
             职工(编号 …) · …
             ⚠️ 提问人已屏蔽机器人,暂时收不到消息
             [回答] [返回列表]
        管 > [回答]
        管 <✎ …
    """)
    await play(WRITTEN)
    await play("""
        管 > [不加入]
        管 <✎ …
        管 > [发出答复]
        管 <✎ 已保存 Q20261201-0001 的答复。提问人屏蔽了机器人,回来后可在「我的提问」里看到。
        * 甲 returns
        甲 > 我的提问
        甲 < 我的提问 · 共 1 个

             1. 已答复 · 2026-12-01
             …
    """)


async def test_many_questions_are_turned_page_by_page(play: Play, world: World, database: Path) -> None:
    db = await Database.open(database)
    async with db.write() as tx:
        person = await people.meet(tx, "900001", world.clock.now())
        for number in range(12):
            at = world.clock.now() - (12 - number) * 3_600_000
            await questions.add(tx, person.id, f"第 {number + 1} 个问题是这样的", [], at)
    await db.close()
    await play("""
        管 > /questions
        管 < 待答复的提问 · 12

             1. Q20261130-0001 · 等了 12 小时
             第 1 个问题是这样的
             …
             [1] [2] [3] [4] [5]
             [下一页 ›]
             [已答复] [没答上的] [知识库]
        管 > [下一页 ›]
        管 <✎ 待答复的提问 · 12

             6. …
             [6] [7] [8] [9] [10]
             [‹ 上一页] [下一页 ›]
             [已答复] [没答上的] [知识库]
        管 > [下一页 ›]
        管 <✎ 待答复的提问 · 12

             11. …
             [11] [12]
             [‹ 上一页]
             [已答复] [没答上的] [知识库]
        管 > [12]
        管 <✎ …
             第 12 个问题是这样的
             …
        管 > [返回列表]
        管 <✎ 待答复的提问 · 12
             …
    """)
