"""点单: one line is a wish; others with the same one are counted; it is taken back, and told of when a course meets it."""

from pathlib import Path

from storage.model.wishes import MOST_OPEN
from tests.conftest import Play
from tests.transcripts.records import rows

ASKED = """
甲 > 点单
甲 < 想学什么?写几个字发给我,例如「插花」「短视频剪辑」。
     开了这样的课就告诉您;工作室只看到有几个人想学,看不到是谁。
     [不点了]
"""


def _wishes(database: Path) -> list[tuple[object, ...]]:
    return rows(database, "SELECT topic, text, state FROM wishes ORDER BY id")


async def test_a_wish_is_kept_counted_and_taken_back(play: Play, database: Path) -> None:
    await play(ASKED)
    await play("""
        甲 > 想学插花
        甲 < 记下了,您想学「插花」。开了课就告诉您。
             [撤回] [再点一个]
             [看课程]
        乙 > /wish 插花的课
        乙 < 记下了,您想学「插花的课」。还有 1 人也想学。开了课就告诉您。
             [撤回] [再点一个]
             [看课程]
        乙 > [再点一个]
        乙 < 想学什么?…
             [不点了]
        乙 > 插花班
        乙 < 这个您已经点过了,开了课就告诉您
        乙 < 我的点单
             1. 插花的课 · 还有 1 人也想学
             [撤回 1]
             [点单]
        * 乙 taps [撤回 1] twice
        乙 <! 已撤回
        乙 <✎ 我的点单
             还没有点单。想学什么,点下面的「点单」告诉我们。
             [点单]
        乙 <! 这个点单已经撤回了,或者已经有课了
    """)
    assert _wishes(database) == [("插花", "插花", "open"), ("插花", "插花的课", "withdrawn")]


async def test_what_is_no_wish(play: Play, database: Path) -> None:
    long = "花" * 41
    await play(ASKED)
    await play(f"""
        甲 > {long}
        甲 < 太长了,请用 40 个字以内说想学什么。
        甲 > 。。。
        甲 < 没看懂想学什么,请写几个字,例如「插花」
        甲 > 培训
        甲 < 培训课程 · 36
             …
        甲 > a
        甲 < 一个字看不出想学什么,请多写几个字,例如「插花」
        甲 > 不了
        甲 < 好的,没有记下什么。想学时再发「点单」。
        甲 > [不点了]
        甲 <✎ 好的,没有记下什么。想学时再发「点单」。
    """)
    assert _wishes(database) == []


async def test_a_question_instead_is_answered_and_the_wish_waits(play: Play, database: Path) -> None:
    await play(ASKED)
    await play("""
        甲 > 周末有什么培训
        甲 < 12月5日 周六 – 12月6日 周日 · 4 门
             …
        甲 > 叉车驾驶
        甲 < 记下了,…
    """)
    assert _wishes(database) == [("叉车驾驶", "叉车驾驶", "open")]


async def test_what_there_is_is_shown_before_a_wish_is_kept(play: Play, database: Path) -> None:
    await play(ASKED)
    await play("""
        甲 > 焊接
        甲 < 「焊接」已经有课可以报:

             1 …

             2 …
             …
             [1] [2] [3]
             [还是点单] [不点了]
        甲 > [还是点单]
        甲 < 记下了,您想学「焊接」。…
    """)
    assert _wishes(database) == [("焊接", "焊接", "open")]
    await play("""
        乙 > /wish 焊接
        乙 < 「焊接」已经有课可以报:
             …
        乙 > [1]
        乙 < …
             [报名]
             …
    """)


async def test_so_many_wishes_and_no_more(play: Play, database: Path) -> None:
    for number in range(MOST_OPEN):
        await play(f"甲 > /wish 示例{number}\n甲 < 记下了,…\n")
    await play("""
        甲 > /wish 插花
        甲 < 您已经点了 5 个,撤回一个再点吧
        甲 < 我的点单
             1. 示例0
             …
             5. 示例4
             [撤回 1] [撤回 2] [撤回 3]
             [撤回 4] [撤回 5]
        甲 > [撤回 2]
        甲 <! 已撤回
        甲 <✎ 我的点单
             …
        甲 > /wish 插花
        甲 < 记下了,…
    """)
    assert len(_wishes(database)) == MOST_OPEN + 1


async def test_a_wish_in_a_button_takes_one_tap(play: Play, database: Path) -> None:
    await play("甲 > /start wish\n甲 < 想学什么课,点下面的「点单」告诉我们。\n     [点单]\n")
    await play.world.tap_data("甲", play.world.chat("甲")[-1]["message_id"], "course.wish_for:插花")
    (told,) = [event for event in await play.world.settle() if event.kind == "message"]
    assert told.text.replace("\uff0c", ",").startswith("记下了,您想学「插花」。")
    assert _wishes(database) == [("插花", "插花", "open")]
