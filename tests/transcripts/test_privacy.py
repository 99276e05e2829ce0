"""/privacy: seeing, exporting and erasing what is kept."""

import json
from pathlib import Path

from bot.standin.faults import Fault
from tests.conftest import Play
from tests.transcripts.records import change, everything, rows
from tests.transcripts.test_answering import OFFICERS_KNOWN


async def test_a_stranger_is_told_that_nothing_is_kept(play: Play, database: Path) -> None:
    await play("""
        newcomer > /privacy
        newcomer < 没有记下您的资料
             您的 Telegram 编号是 …。只有关注、报名、给工会留言或改了设置,才会记下它。
             往来消息:您发来 1 条(带您的 Telegram 昵称),我发出 0 条,用来排查问题,72 小时后删除
             我没答上的问题:只留问题,不记是谁问的
             列表的筛选词:不记是谁用的,90 天没人用就忘记
             消息经 Telegram 的境外服务器传送。请不要发身份证号、银行卡号。
             [导出] [删除]
    """)
    number = str(play.world.person("newcomer").id)
    assert number in play.world.chat("newcomer")[-1]["text"]
    assert rows(database, "SELECT * FROM addresses WHERE address = ?", number) == []


async def test_what_is_kept_is_listed(play: Play) -> None:
    await _follow(play, "领")
    await play("""
        领 > /privacy
        领 < 记着您的这些内容
             Telegram 编号 900011,从 2026-12-01 起
             …
             身份:领军人「示例领军人甲创新工作室」
             您同意过:关注工作室 2026-12-01
             关注 1 家:王文韬创新工作室
             往来消息:…
             …
             [导出] [删除]
    """)


async def test_the_export_is_everything_as_json(play: Play) -> None:
    await _follow(play, "甲")
    await play("""
        甲 > /privacy
        甲 < 记着您的这些内容
             …
        * 甲 taps [导出] twice
        甲 <! 文件正在发送,请稍等
        …
    """)
    message = play.world.chat("甲")[-1]
    name, content, _ = play.world.file("甲", message["message_id"])
    assert name == "studio-bot-2026-12-01.json"
    document = json.loads(content)
    assert document["telegram_id"] == "900001"
    assert document["since"] == "2026-12-01 09:00"
    assert document["follows"] == [{"name": "王文韬创新工作室", "at": "2026-12-01 09:00"}]
    assert list(document["consents"]) == ["follow"]
    assert document["heard"][0]["update"]["message"]["text"] == "/start studio_1"
    assert "王文韬" in document["said"][0]["parameters"]["text"]


async def test_erasing_is_asked_and_can_be_declined(play: Play) -> None:
    await _follow(play, "甲")
    await play("""
        甲 > /privacy
        甲 < 记着您的这些内容
             …
        甲 > [删除]
        甲 <✎ 确定删除吗?删了不能恢复。
             会删除:关注和报名、同意记录、语言和设置、提醒、填到一半的内容、往来消息。
             [确认删除] [不删了]
        甲 > [不删了]
        甲 <✎ 记着您的这些内容
             …
             关注 1 家:王文韬创新工作室
             …
    """)


async def test_erasing_leaves_a_stranger(play: Play, database: Path) -> None:
    await _follow(play, "newcomer")
    await play("""
        newcomer > /language
        newcomer < 请选择语言。…
        newcomer > [English]
        …
        newcomer > /privacy
        newcomer < What is kept of you
             …
        newcomer > [Erase]
        newcomer <✎ Really erase? It cannot be undone.
             …
        * newcomer taps [Yes, erase] twice
        newcomer <! Erased
        newcomer <✎ Erased
             Nothing about you is kept any more.
             These last messages themselves are erased after 72 hours.
        …
        # the phone's language counts again, and nobody knows what was followed
        newcomer > /following
        newcomer < 我的关注
             您还没有关注工作室。…
    """)
    number = str(play.world.person("newcomer").id)
    assert rows(database, "SELECT * FROM addresses WHERE address = ?", number) == []
    assert rows(database, "SELECT * FROM follows") == []
    assert dict(play.world.commands("newcomer"))["studios"] == "浏览和筛选工作室"


async def test_a_role_stays_and_that_is_said(play: Play) -> None:
    await play("""
        管 > /privacy
        管 < 记着您的这些内容
             …
        管 > [删除]
        管 <✎ 确定删除吗?删了不能恢复。
             …
             您的身份和编号会留着,收回身份请联系系统负责人。
        管 > [确认删除]
        管 <! 已删除
        管 <✎ 已删除
             还留着:您的 Telegram 编号和身份(区总工会管理员)。身份是工会授予的,收回请联系系统负责人。
             …
        管 > /start
        管 < 百强工作室助手
             …
             您的身份:区总工会管理员
             …
    """)


async def test_questions_go_with_their_person(play: Play, database: Path) -> None:
    await play("""
        甲 > /ask
        甲 < 提问前请看一下
             …
        甲 > [同意并继续]
        甲 <✎ …
        甲 > 工作室的名额什么时候开放?
        …
        甲 > [跳过]
        …
        甲 > [确认提交]
        …
        甲 > /privacy
        甲 < 记着您的这些内容
             …
             您同意过:给工会留言 2026-12-01
             留言 1 条:办结一年后删除
             …
        甲 > [删除]
        甲 <✎ 确定删除吗?删了不能恢复。
             …
             您的 1 条留言也会删除,没答复的不再答复。
        甲 > [确认删除]
        甲 <! 已删除
        甲 <✎ 已删除
             …
    """)
    assert rows(database, "SELECT * FROM questions") == []


SECRET = "班组长扣了我的夜餐费"
TOLD = f"""
甲 > /ask
甲 < 提问前请看一下
     …
甲 > [同意并继续]
甲 <✎ …
甲 > {SECRET}
…
甲 > [跳过]
…
甲 > [确认提交]
…
管 < 有新提问 Q20261201-0001
     {SECRET}
     [去回答]
管 > /questions
管 < …
管 > [1]
管 <✎ …
管 > [回答]
管 <✎ 答复 Q20261201-0001:
     {SECRET}
     …
"""
"""管 is in the middle of an answer; 管2 has not been reached yet."""


async def test_what_officers_were_told_of_a_question_is_erased_with_it(play: Play, database: Path) -> None:
    await play(OFFICERS_KNOWN)
    play.world.telegram.faults.add(Fault("flood", "sendMessage", chat=900042, retry_after=600))
    await play(TOLD)
    shown = play.world.chat("管")[-1]["message_id"]
    play.world.phone("管").send({"text": "请找区总工会"}, reply_to=shown)
    await play("""
        管 < 这个答复出自哪里?…
        管 > [跳过]
        管 <✎ 要加入知识库吗?…
        管 > [加入]
        管 <✎ 知识库里这个问题怎么写?…
             班组长扣了我的夜餐费
             [跳过] [返回] [取消]
    """)
    assert SECRET in everything(database)
    await play("""
        甲 > /privacy
        甲 < …
        甲 > [删除]
        甲 <✎ …
        甲 > [确认删除]
        甲 <! 已删除
        甲 <✎ 已删除
             没有再记着您的资料。…
             …
        * +1h
        管 > /cancel
        管 < 已取消,…
    """)
    assert SECRET not in everything(database)


async def test_an_answer_form_goes_on_without_the_erased_question(play: Play, database: Path) -> None:
    await play(OFFICERS_KNOWN)
    await play(TOLD)
    await play("""
        甲 > /privacy
        …
        甲 > [删除]
        …
        甲 > [确认删除]
        …
        管 > 请找区总工会
        管 < 这个答复出自哪里?…
        管 > [返回]
        管 <✎ 答复 Q20261201-0001:
             这个提问已被提问人删除
             …
        管 > [不改了]
        …
        管 > [跳过]
        …
        管 > [不加入]
        …
        管 > [发出答复]
        管 <✎ 这个提问已被提问人删除,您的答复没有发出。
             [看待答提问]
    """)
    assert SECRET not in everything(database)


async def test_a_question_withdrawn_is_not_told_any_more(play: Play, database: Path) -> None:
    await play(OFFICERS_KNOWN)
    play.world.telegram.faults.add(Fault("flood", "sendMessage", chat=900042, retry_after=600))
    await play(TOLD)
    await play("""
        甲 > 我的提问
        …
        甲 > [1]
        …
        甲 > [撤回]
        …
        甲 > [确定撤回]
        甲 <! 已撤回
        甲 <✎ Q20261201-0001 · 已撤回
             …
        * +1h
    """)
    said = rows(database, "SELECT payload FROM outbox WHERE chat <> '900001'")
    assert SECRET not in str(said)


async def test_in_a_group_nothing_personal_is_said(play: Play) -> None:
    play.world.group("车间群", ["甲"])
    await play("""
        甲@车间群 > /privacy@studio_standin_bot
        车间群 < 大家好,…
    """)


async def _follow(play: Play, who: str) -> None:
    await play(f"""
        {who} > /start studio_1
        {who} < 王文韬创新工作室
             …
        {who} > [关注]
        {who} <✎ 关注「王文韬创新工作室」
             …
        {who} > [同意并关注]
        …
    """)


async def test_by_command_seen_and_erased_with_what_must_stay(play: Play, database: Path) -> None:
    change(database, "INSERT INTO news (receipt, studio, author, said, at) VALUES ('N1', 6, 5, '示例原话', 1)")
    change(database, "UPDATE news SET studio = (SELECT studio FROM roles WHERE person = 5), author = 5")
    change(
        database,
        "INSERT INTO records (news, studio, position, kind, state, begins_on, ends_on, created_at, changed_at) "
        "SELECT id, studio, 1, '论文', 'approved', '2026-01-01', '2026-01-01', 1, 1 FROM news",
    )
    await play("""
        联 > /mydata
        联 < 📄 studio-bot-2026-12-01.json
             我们记着的关于您的全部内容,时间是北京时间。文件要在电脑上打开,想直接看请发 /privacy。
        联 > /forget
        联 < 确定删除吗?删了不能恢复。
             会删除:关注和报名、同意记录、语言和设置、提醒、填到一半的内容、往来消息。
             您给工作室写的快报、报告和证明材料是工作室的记录,会留下,不再写您的名字。没被采纳的、撤回的快报连同材料一起删除。
             您的身份和编号会留着,收回身份请联系系统负责人。
             [确认删除] [不删了]
        联 > [确认删除]
        联 <! 已删除
        联 <✎ 已删除
             还留着:您的 Telegram 编号和身份(联络员「示例领军人甲创新工作室」)。身份是工会授予的,收回请联系系统负责人。
             工作室的快报、报告和证明材料留在工作室,不写您的名字。
             刚才这几条消息本身会在 72 小时后自动删除。
    """)
    assert rows(database, "SELECT receipt, author_name FROM news") == [("N1", "")]
    assert rows(database, "SELECT action, detail FROM audit") == [("privacy.erase", "erased")]
