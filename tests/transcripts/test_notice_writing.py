"""Writing a notice: formatting, limits, pictures, buttons, whom it goes to and when."""

from pathlib import Path

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.test_notices import KNOWN, READ_BUTTON, TO_WORKERS, WRITTEN, before, talk


async def test_formatting_is_kept_as_it_was_typed(world: World) -> None:
    await talk(
        world,
        """
        管 > /start
        管 < …
        管 > 发通知
        管 < 通知的标题是什么?…
        管 > 😀 <b>通知</b> & 安排
        管 < 请发正文,最多 4096 字。…
        管 > 请看 [报名须知](https://www.example.org/a?b=1&c=2),**周六** 😀 `截止`
        管 < 要带一张图片或一个文件就发给我;不带就跳过。
        管 > [跳过]
        管 <✎ 通知是这样写的:
             😀 <b>通知</b> & 安排
             请看 报名须知,周六 😀 截止…
        管 > [下一步]
        管 <✎ 通知草稿
             …
        管 > [给自己看看]
        管 < 😀 <b>通知</b> & 安排

             请看 报名须知,周六 😀 截止
    """,
    )
    shown = world.chat("管")[-1]
    marked = {one["type"]: _part(shown["text"], one) for one in shown["entities"] if one["type"] != "url"}
    assert marked == {"bold": "周六", "text_link": "报名须知", "code": "截止"}
    assert [_part(shown["text"], one) for one in shown["entities"] if one["type"] == "bold"] == [
        "😀 <b>通知</b> & 安排",
        "周六",
    ]
    assert (
        next(one for one in shown["entities"] if one["type"] == "text_link")["url"]
        == "https://www.example.org/a?b=1&c=2"
    )


def _part(text: str, entity: dict[str, int]) -> str:
    raw = text.encode("utf-16-le")
    return raw[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")


async def test_a_text_that_is_too_long_is_told_and_not_lost(world: World) -> None:
    await talk(
        world,
        f"""
        管 > /start
        管 < …
        管 > /notice
        管 < 通知的标题是什么?…
        管 > {"长" * 61}
        管 < 标题写了 61 字,最多 60 字,请缩短。…
        管 > 标题
        管 < 请发正文,最多 4096 字。…
        管 > {"字" * 4096}
        管 < 标题和正文一共 4100 字,Telegram 一条消息最多 4096 字,多了 4 字。
             您发的原文还在上面,没有丢。请改短以后,把全文重新发给我。
             [返回] [取消]
        管 > {"字" * 4092}
        管 < 正文就是刚发的这一条,连标题 4096 字,可以了:
             …
             [完成] [清空重发] [返回]
             [取消]
        管 > [完成]
        管 <✎ 要带图片或文件吗?Telegram 规定带图片的文字最多 1024 字,现在 4096 字,多了 3072 字。
             …
        管 > [跳过]
        管 <✎ 通知是这样写的:
             …
        管 > [下一步]
        管 <✎ 通知草稿
             …
        管 > [给自己看看]
        管 < …
    """,
    )
    assert len(world.chat("管")[-1]["text"]) == 4096


async def test_a_long_paste_comes_in_pieces_and_is_counted_as_one(world: World) -> None:
    await talk(
        world,
        """
        管 > /start
        管 < …
        管 > /notice
        管 < …
        管 > [跳过]
        管 <✎ 请发正文,…
    """,
    )
    await world.say("管", "字" * 5000)
    said = [event.text for event in await world.settle() if event.to == "管"]
    assert "一共 5001 字" in said[-1]
    assert "多了 905 字" in said[-1]


async def test_a_picture_and_its_limit(world: World, tmp_path: Path) -> None:
    picture = tmp_path / "海报.png"
    picture.write_bytes(b"\x89PNG")
    await talk(
        world,
        f"""
        管 > /start
        管 < …
        管 > /notice
        管 < …
        管 > [跳过]
        管 <✎ …
        管 > {"字" * 1100}
        管 < 要带图片或文件吗?…现在 1100 字,多了 76 字。…
             [跳过] [返回] [取消]
        管 > +photo {picture}
        管 < 带图片或文件时,文字最多 1024 字,现在 1100 字,多了 76 字,所以这个还没有收。
             可以「返回」把正文改短,或者「跳过」不带。正文给您留着。
        管 > [返回]
        管 <✎ 现在的正文:
             …
        管 > 请看海报
        管 < 要带一张图片或一个文件就发给我;不带就跳过。
        管 > +photo {picture}
        管 < 通知是这样写的:
             请看海报
             带一张图片…
        管 > [下一步]
        管 <✎ 通知草稿
             请看海报
             📎 带一张图片…
        管 > [给自己看看]
        管 < 🖼 海报.png
             请看海报
    """,
    )


async def test_only_emoji_and_nothing_to_be_seen(world: World) -> None:
    await talk(
        world,
        """
        管 > /start
        管 < …
        管 > /notice
        管 < …
        管 > [跳过]
        管 <✎ 请发正文,…
        * 管 sends a sticker
        管 < 请先发文字。…
        管 > 🎉🎉🎉
        管 < 要带一张图片或一个文件就发给我;不带就跳过。
        管 > [取消]
        管 <✎ 已取消,这次写的没有保留。…
    """,
    )


async def test_buttons_by_taps_and_a_link(world: World) -> None:
    await talk(world, KNOWN + WRITTEN + READ_BUTTON)
    await talk(
        world,
        """
        管 > [按钮]
        管 <✎ …
        管 > [+ 链接]
        管 <✎ 请发按钮上的字和网址,…
             [返回]
        管 > 报名须知 http://www.example.org
        管 < 网址要以 https:// 开头,写完整。…
        管 > https://www.example.org
        管 < 网址收到了。按钮上写什么字?请发给我,最多 30 个字。
             [返回]
        管 > 点我 https://exa mple.com
        管 < 只能有一个网址,网址中间不能有空格。…
        管 > https://www.example.org/a
        管 < 网址收到了。…
        管 > 报名 须知
        管 < 通知草稿
             …
             按钮:已阅、报名 须知 → https://www.example.org/a…
        管 > [按钮]
        管 <✎ …
        管 > [+ 报名]
        管 <✎ …
        管 > [返回]
        管 <✎ 通知下面的按钮
             …
        管 > [✓ 已阅 · 去掉]
        管 <✎ 通知下面的按钮
             …
             [✓ 报名 须知 → https://www.example.org/a · 去掉]
             [+ 已阅] [+ 报名]
             [+ 查看竞赛] [+ 链接]
             [好了]
    """,
    )


async def test_conditions_are_added_and_taken_away(world: World) -> None:
    await talk(world, KNOWN + WRITTEN)
    await talk(
        world,
        """
        管 > [去发送]
        管 <! 请先选收件人
        管 > [收件人]
        管 <✎ 发给谁
             …
        管 > [角色]
        管 <✎ 角色:点一个
             [所有人]
             [领军人]
             [联络员]
             [评委]
             [管理员]
             [系统负责人]
             [返回]
        管 > [领军人]
        管 <✎ 发给谁
             • 领军人
             2 人能收到 · 大约 1 秒
             [✕ 领军人]
             …
        管 > [工作室]
        管 <✎ 工作室:共 … 个,点一个,或者直接打字找…
        管 > 没有这样的工作室
        管 < 没有找到「没有这样的工作室」。请换个写法,或者点上面的按钮。
        管 > 示例领军人甲创新工作室
        管 < 发给谁
             • 领军人
             • 「示例领军人甲创新工作室」的人
             1 人能收到 · 大约 1 秒
             …
             同一类里符合一个就算,不同类要同时符合。…
        管 > [✕ 领军人]
        管 <✎ 发给谁
             • 「示例领军人甲创新工作室」的人
             2 人能收到 · 大约 1 秒…
        管 > [✕ 「示例领军人甲创新工作室」的人]
        管 <✎ 发给谁
             还没选。选「全体」,或者加条件。
    """,
    )


async def test_when_by_tap_and_in_ordinary_words(play: Play) -> None:
    await before(play, KNOWN + WRITTEN)
    await play("""
        管 > [时间]
        管 <✎ 什么时候发?点一个,或者直接打字,比如「12月5日 15:00」「明天9点」。
             [现在]
             [合适的时间 12月1日 周二 09:…]
             [返回]
        管 > 等等再说
        管 < 没看懂这个时间。…
        管 > 12月5日
        管 < 还要写几点,…
        管 > 今天8点
        管 < 12月1日 周二 08:00 已经过去了,请换一个时间。
        管 > 12月5日 15:00
        管 < 好的,12月5日 周六 15:00 发。

             通知草稿
             …
             时间:12月5日 周六 15:00
        管 > [也发给新加入的人]
        管 <✎ 通知草稿
             …
             以后新加入的人:也发,到 2026-12-31 为止
        管 > [不发给新加入的人]
        管 <✎ 通知草稿
             …
        管 > [收件人]
        管 <✎ …
        管 > [全体]
        管 <✎ …
        管 > [好了]
        管 <✎ …
        管 > [去发送]
        管 <✎ 请再看一遍
             …
             时间:12月5日 周六 15:00
             ⚠️ 这个时间在休息日。在免打扰时段的人,会等免打扰结束再收到。
             [确认发送]
             [改到 12月7日 周一 09:00]
             [返回修改]
        管 > [确认发送]
        管 <✎ 焊工技能竞赛开始报名
             🕘 12月5日 周六 15:00 开始发送,在那以前可以撤销。…
        管 > [撤销]
        管 <! 已撤销,一条也没有发出
        管 <✎ 通知草稿
             …
        管 > [去发送]
        管 <✎ 请再看一遍
             …
        管 > [改到 12月7日 周一 09:00]
        管 <✎ 通知草稿
             …
             时间:下一个合适的时间,12月1日 周二 09:…
    """)


async def test_a_trial_to_named_people(world: World) -> None:
    await talk(world, KNOWN + WRITTEN + READ_BUTTON)
    await talk(
        world,
        """
        管 > [试发]
        管 <✎ 试发给谁?…
        管 > 12345 900001 abc
        管 < 请发数字编号,一次最多 5 个,中间空一格。
             [返回草稿]
        管 > 12345 900001
        甲 < 下面是管理员试发的通知,请看看排版,不用办理:
        甲 < 焊工技能竞赛开始报名
             …
             [已阅]
        管 < 12345:没有这个编号,或者对方还没有用过机器人。
             900001(职工):已试发。
             [返回草稿]
        甲 > [已阅]
        甲 <! 这是预览,点了不算确认
    """,
    )


async def test_a_draft_is_its_authors_alone(play: Play) -> None:
    await before(play, KNOWN + WRITTEN)
    await play("""
        甲 > /notice
        甲 < 这项操作需要管理员权限。…
        管2 > /notices
        管2 < 通知 · 已结束 · 0
             这里没有通知。
             [写新通知]
        管 > 我发的通知
        管 < 通知 · 草稿 · 1
             1. 焊工技能竞赛开始报名
             [1]
             [写新通知]
        管 > [1]
        管 <✎ 通知草稿
             …
        管 > [改内容]
        管 <✎ 现在的标题:焊工技能竞赛开始报名
             要改就发新的标题;不改就点「不改了」。
             [不改了] [跳过] [取消]
        管 > [不改了]
        管 <✎ 现在的正文:
             …
        管 > 改成12月6日。
        管 < 要带一张图片或一个文件就发给我;不带就跳过。
        管 > [跳过]
        管 <✎ …
        管 > [下一步]
        管 <✎ 通知草稿
             焊工技能竞赛开始报名
             改成12月6日。…
        管 > [删除草稿]
        管 <✎ 删除草稿「焊工技能竞赛开始报名」?删了就找不回来。
             [删除] [不删]
        管 > [删除]
        管 <✎ 草稿已删除。
             [看通知列表]
    """)


async def test_two_buttons_to_register_say_for_what(world: World) -> None:
    await talk(world, KNOWN + WRITTEN + TO_WORKERS)
    await talk(
        world,
        """
        管 > [按钮]
        管 <✎ …
        管 > [+ 报名]
        管 <✎ 是哪个竞赛?点一个,…
        管 > 没有这个
        管 < 没有找到「没有这个」。…
             [返回]
        管 > 焊工
        管 < 找到 1 个竞赛,点一个:
             [示例·焊工技能竞赛]
             [返回]
        管 > [示例·焊工技能竞赛]
        管 <✎ …
        管 > [+ 报名]
        管 <✎ …
        管 > [示例·急救技能竞赛]
        管 <✎ …
             [✓ 报名「示例·焊工技能竞赛」 · 去掉]
             [✓ 报名「示例·急救技能竞赛」 · 去掉]
             …
        管 > [好了]
        管 <✎ …
        管 > [给自己看看]
        管 < 焊工技能竞赛开始报名
             …
             [报名「示例·焊工技能竞赛」]
             [报名「示例·急救技能竞赛」]
        管 > [去发送]
        管 <✎ 请再看一遍
             …
             按钮:报名「示例·焊工技能竞赛」、报名「示例·急救技能竞赛」
             …
        管 > [返回修改]
        管 <✎ …
        管 > [按钮]
        管 <✎ …
        管 > [✓ 报名「示例·焊工技能竞赛」 · 去掉]
        管 <✎ …
             [✓ 报名「示例·急救技能竞赛」 · 去掉]
             …
    """,
    )


async def test_a_caption_that_comes_after_the_text_is_not_dropped_unsaid(world: World, tmp_path: Path) -> None:
    picture = tmp_path / "海报.png"
    picture.write_bytes(b"\x89PNG")
    await talk(
        world,
        f"""
        管 > /start
        管 < …
        管 > /notice
        管 < …
        管 > [跳过]
        管 <✎ …
        管 > 请看海报
        管 < …
        管 > +photo {picture} 地点有变
        管 < 通知是这样写的:
             请看海报
             带一张图片
             ⚠️ 图片或文件的说明「地点有变」没有用上,正文还是上面这段。…
    """,
    )


async def test_a_text_in_parts_is_said_to_be_the_last_part(world: World) -> None:
    await talk(
        world,
        f"""
        管 > /start
        管 < …
        管 > /notice
        管 < …
        管 > [跳过]
        管 <✎ …
        管 > {"字" * 4097}
        …
        管 > 后面的一段
        管 < 正文就是刚发的这一条,连标题 5 字,可以了:
             后面的一段
             前面发的不算。…
             [完成] [清空重发] [返回]
             [取消]
    """,
    )
