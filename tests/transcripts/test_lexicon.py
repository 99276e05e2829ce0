"""Officers add words that mean the same."""

from pathlib import Path

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.records import change, rows

ADDED = """
管 > /lexicon
管 < 同义词表 · 0 组
     还没有添加过。常用的同义词机器人本来就懂;发现它听不懂的说法,加在这里。
     [添加一组]
管 > [添加一组]
管 <✎ 请把意思相同的词写在一行,用等号隔开,例如:
     核磁=磁共振=MRI
     [取消]
管 > 吹玻璃=玻璃工艺
管 < 吹玻璃 = 玻璃工艺
     加入后,问「吹玻璃」也会找到写着「玻璃工艺」的工作室,反过来也一样。
     [加入]
     [返回修改] [取消]
管 > [加入]
管 <✎ ✅ 已加入,马上生效:吹玻璃 = 玻璃工艺
     [再添加一组] [看同义词表]
"""


async def test_a_group_is_added_and_removed(play: Play, database: Path) -> None:
    await play(ADDED)
    await play("""
        管 > [看同义词表]
        管 <✎ 同义词表 · 1 组
             1. 吹玻璃 = 玻璃工艺
             [1]
             [添加一组]
        管 > [1]
        管 <✎ 吹玻璃 = 玻璃工艺
             删除后,这些词不再当成一个意思。
             [删除] [返回列表]
        * 管 taps [删除] twice
        管 <! 已删除,马上生效
        管 <✎ 同义词表 · 0 组
             …
        管 <! 这一组已经删除了
    """)
    acts = rows(database, "SELECT action, detail FROM audit ORDER BY id")
    assert acts == [("lexicon.edit", "added 吹玻璃 = 玻璃工艺"), ("lexicon.edit", "removed 吹玻璃 = 玻璃工艺")]


async def test_words_behind_the_command_and_groups_that_grow_together(play: Play) -> None:
    await play(ADDED)
    await play("""
        管 > /lexicon 玻璃工艺 料器
        管 < 玻璃工艺 = 料器
             …
        管 > 加入
        管 < ✅ 已加入,马上生效:吹玻璃 = 玻璃工艺 = 料器
             [再添加一组] [看同义词表]
        管 > [看同义词表]
        管 <✎ 同义词表 · 1 组
             1. 吹玻璃 = 玻璃工艺 = 料器
    """)


async def test_wrong_input_cancel_and_back(play: Play) -> None:
    await play(f"""
        管 > /lexicon 核磁
        管 < 至少要两个词,用等号隔开,例如:核磁=磁共振
        管 > /lexicon
        管 < …
        管 > [添加一组]
        管 <✎ …
        管 > 核磁共振是医院里用来检查身体的=磁共振
        管 < 每个词最多 12 字,请写词,不要写句子。
             [取消]
        管 > {"=".join(f"词{n}" for n in range(21))}
        管 < 一组最多 20 个词,您写了 21 个。
        * 管 sends a voice
        管 < 至少要两个词…
        管 > 核磁,磁共振
        管 < 核磁 = 磁共振
             …
        管 > [返回修改]
        管 <✎ 现在写的是:核磁 = 磁共振
             要改就重新发一行;不改就点「不改了」。
             [不改了] [取消]
        管 > 核磁、磁共振、MRI
        管 < 核磁 = 磁共振 = MRI
             …
        管 > /cancel
        管 < 已取消,草稿没有保留。需要时随时可以重新开始。
        管 > /lexicon
        管 < 同义词表 · 0 组
             …
    """)


async def test_two_officers_at_once_add_the_same(play: Play) -> None:
    await play("""
        管 > /lexicon 核磁=磁共振
        管 < …
        管2 > /lexicon 磁共振=核磁
        管2 < …
        管 > [加入]
        管 <✎ ✅ …
        管2 > [加入]
        管2 <✎ ✅ 已加入,马上生效:核磁 = 磁共振
        管 > /lexicon
        管 < 同义词表 · 1 组
             1. 核磁 = 磁共振
    """)


async def test_many_groups_are_turned_page_by_page(play: Play, database: Path) -> None:
    for number in range(10):
        change(database, "INSERT INTO lexicon (words, added_at) VALUES (?, 0)", f"词{number} 语{number}")
    await play("""
        管 > /lexicon
        管 < 同义词表 · 10 组
             1. 词9 = 语9
             …
             8. 词2 = 语2
             [1] [2] [3] [4]
             [5] [6] [7] [8]
             [下一页 ›]
             [添加一组]
        管 > [下一页 ›]
        管 <✎ 同义词表 · 10 组
             9. 词1 = 语1
             10. 词0 = 语0
             [9] [10]
             [‹ 上一页]
             [添加一组]
    """)


async def test_html_in_words_is_only_text(play: Play, world: World) -> None:
    await play("""
        管 > /lexicon <b>粗</b>=粗体
        管 < …
    """)
    assert "&lt;b&gt;" in str(world.chat("管")[-1]) or "<b>粗<" in world.chat("管")[-1]["text"]


async def test_a_new_word_is_understood_at_the_next_question(play: Play) -> None:
    await play("""
        甲 > 谁懂照肚子
        甲 < 没有查到与「照肚子」有关的工作室…
        管 > /lexicon 照肚子=核磁共振
        管 < …
        管 > [加入]
        管 <✎ ✅ 已加入,马上生效:照肚子 = 核磁共振
        甲 > 谁懂照肚子
        甲 < …王文韬创新工作室…
        管 > /lexicon
        管 < …
        管 > [1]
        管 <✎ …
        管 > [删除]
        管 <! 已删除,马上生效
        管 <✎ …
        甲 > 谁懂照肚子
        甲 < 没有查到与「照肚子」有关的工作室…
    """)
