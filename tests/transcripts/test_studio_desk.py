"""A studio's unit, leader, level and status changed in the chat: old → new, confirmed, kept, told."""

from pathlib import Path

from tests.conftest import Play
from tests.transcripts.records import change, rows

NAME = "示例领军人甲创新工作室"


async def test_shown_confirmed_kept_and_told(play: Play, database: Path) -> None:
    await play("""
        领 > /start
        …
        管 > /studioedit
        管 < 改哪家工作室的资料?请发名称,写一部分也行。
        管 > 示例
        管 < 有 36 家都像,请写得再全一点。
        管 > 没有这一家的
        管 < 没有找到这家工作室,请核对名称再发一次。
        管 > 领军人甲
        管 < 示例领军人甲创新工作室
             单位:示例第一机械厂
             领军人:示例领军人甲
             级别:区级
             状态:已命名
             别的资料用表格导入来改。
             [改单位] [改领军人]
             [改级别] [改状态]
             [变更记录]
        管 > [改单位]
        管 <✎ 单位现在是「示例第一机械厂」。请发新的,80 字以内。
             [返回]
        管 > 示
        管 < 请写 2 到 80 个字。
        管 > 示例第一机械厂
        管 < 和现在的一样,没有要改的。
             [返回]
        管 > 示例新机械厂
        管 < 示例领军人甲创新工作室
             单位:示例第一机械厂 → 示例新机械厂
             确认以后马上生效,旧的留在变更记录里,会告诉这家工作室的同志。
             [确认修改] [不改了]
        管 > [确认修改]
        管 <! 已修改,马上生效
        管 <✎ 示例领军人甲创新工作室
             单位:示例新机械厂
             …
        领 < 「示例领军人甲创新工作室」的资料改了。
             单位:示例第一机械厂 → 示例新机械厂
             有误请联系区总工会管理员。
        管 > [改状态]
        …
        管 > [待复核]
        管 <✎ 示例领军人甲创新工作室
             状态:已命名 → 待复核
             …
        管 > [不改了]
        …
        管 > [变更记录]
        管 <✎ 示例领军人甲创新工作室
             变更记录 · 1 条

             12月1日 周二 09:… 管理员 7 号
             单位:示例第一机械厂 → 示例新机械厂
             [返回]
        甲 > 示例领军人甲创新工作室是哪个单位的
        甲 < …
             单位:示例新机械厂
             …
    """)
    assert rows(database, "SELECT field, old, new, person FROM studio_changes") == [
        ("unit", "示例第一机械厂", "示例新机械厂", 7)
    ]
    assert rows(database, "SELECT action, detail FROM audit") == [("studio.edit", "changed unit")]


async def test_somebody_was_faster_and_a_leader_may_not(play: Play, database: Path) -> None:
    await play(f"""
        管 > /studioedit {NAME}
        …
        管 > [改级别]
        …
        管 > [市级]
        …
        管 > 示例新机械厂
        管 < …
        管 > 市级示范性
        管 < 示例领军人甲创新工作室
             级别:区级 → 市级示范性
             …
    """)
    change(database, "UPDATE studios SET unit = '别的', version = version + 1 WHERE name = ?", NAME)
    await play(f"""
        管 > [确认修改]
        管 <! 刚被别人改过,请看最新的再改
        管 <✎ {NAME}
             单位:别的
             …
        领 > /studioedit
        领 < 这项操作需要管理员权限。需要的话请联系区总工会管理员。
        管 > /studioedit {NAME}
        …
        管 > [改领军人]
        …
        管 > 示例领军人丙
        …
        管 > [确认修改]
        管 <! 已修改,马上生效
        管 <✎ {NAME}
             单位:别的
             领军人:示例领军人丙
             级别:区级
             状态:已命名
             别的资料用表格导入来改。

             ⚠️ 这里改的是资料。领军人 3 号 在机器人里的领军人身份没有变,要移交请点下面。
             [移交领军人身份]
             [改单位] [改领军人]
             [改级别] [改状态]
             [变更记录]
        领 < …
        管 > [移交领军人身份]
        管 <✎ 领军人 3 号
             …
    """)
