"""Lines of the audit in plain words: who did what to what, and when. Never what somebody wrote."""

import re
from datetime import tzinfo

from markupsafe import Markup

from handlers.cards.moments import plain
from handlers.cards.roles import ROLE_NAMES, called, role_words, studio_name
from handlers.kit.words import Words
from storage import audit
from storage.audit import LONGEST_NUMBER
from storage.database import Tx
from storage.model import audit as kinds
from storage.model.audit import Act

KIND_NAMES = {
    kinds.ROLES: "权限",
    kinds.STUDIOS: "工作室资料",
    kinds.RECORDS: "快报、报告和审核",
    kinds.DUTIES: "期限和提醒",
    kinds.NOTICES: "通知",
    kinds.EXPORTS: "导出",
    kinds.LEARNING: "课程",
    kinds.CONTESTS: "竞赛",
    kinds.ANSWERS: "答疑",
    kinds.HOUSE: "系统",
}
"""Source strings, in the order of the filter."""
DEEDS = {
    "accepted": "接受了邀请",
    "added": "添加",
    "approved edit": "批准修改",
    "approved": "通过",
    "asked approval": "送审",
    "asked for": "接受了邀请,待确认",
    "cancelled": "取消",
    "changed": "修改",
    "closed": "停止",
    "confirmed": "确认",
    "corrected": "更正",
    "created": "新建",
    "correction asked": "申请更正",
    "asked to take back": "申请作废",
    "edited": "修改",
    "declared": "录完",
    "dismissed": "免去",
    "drawn": "抽签",
    "ended": "结束",
    "entered": "录入",
    "erased": "删除",
    "evidence": "添加证明材料",
    "excused": "记为不用交",
    "exported": "导出",
    "extended": "宽限",
    "filed again": "重新提交",
    "filed": "提交",
    "granted": "授予",
    "handed over": "移交",
    "ignored": "忽略",
    "imported": "导入",
    "invited": "邀请",
    "mailing": "发送",
    "numbers told": "告诉选手抽签号",
    "monthly sheet": "发月报表",
    "nudged": "催交",
    "nudge": "提醒没回应的人",
    "opened": "恢复",
    "paused": "暂停",
    "place, rooms and kit": "改了场地和安排",
    "published": "公布",
    "refused edit": "没有批准修改",
    "refused": "没有同意",
    "rejected": "不采纳",
    "removed": "删除",
    "reopened": "恢复为未交",
    "results told": "告诉选手成绩",
    "resubmitted": "重新提交",
    "returned": "退回",
    "revoked": "收回",
    "saved": "保存",
    "sent again": "重发",
    "sent": "发送",
    "told": "通知",
    "took back": "收回",
    "undone": "撤销",
    "verdict undone": "撤销审核结果",
    "withdrawn": "撤回",
    "wrote progress": "填写进展",
    "wrote problems": "填写问题",
    "wrote measures": "填写措施",
    "wrote plan": "填写下期计划",
    "wrote": "填写",
}
"""How the detail of an act begins, and what that was (source strings); the longer beginnings come first."""
ACTIONS = {
    "audit.read": "看办理记录",
    "calendar.edit": "改工作日历",
    "competition.edit": "办竞赛",
    "competition.score": "打分",
    "course.edit": "办课程",
    "duty.edit": "管报告期限",
    "lexicon.edit": "改同义词",
    "news.write": "报快报",
    "notice.send": "发通知",
    "ops.mend": "处理没发成的消息",
    "privacy.erase": "删除自己的资料",
    "question.answer": "答复提问",
    "record.review": "审核",
    "report.write": "写报告",
    "role.accept": "接受邀请",
    "role.admin": "管理员身份",
    "role.edit": "改身份",
    "role.invite": "邀请",
    "schedule.edit": "改提醒",
    "stats.read": "看统计",
    "studio.edit": "改工作室资料",
}
"""What an act was about, for those whose detail says no more (source strings)."""
SUBJECTS = {
    "attendance": "签到名单",
    "benefits": "效益",
    "competitions": "竞赛",
    "courses": "课程",
    "enrolments": "课程报名名单",
    "entries": "竞赛报名名单",
    "records": "成果记录",
    "results": "成果",
    "sample": "示例数据",
    "scores": "竞赛成绩",
    "studios": "工作室资料",
    "audit": "办理记录",
    "calendar": "工作日历",
    "certificate": "证书",
    "competition": "竞赛",
    "course": "课程",
    "duty": "报告",
    "entry": "竞赛报名",
    "invitation": "邀请",
    "knowledge": "知识库",
    "lexicon": "同义词",
    "mailing": "群发",
    "news": "快报",
    "notice": "通知",
    "outbox": "消息",
    "period": "报告期限",
    "person": "人员",
    "question": "提问",
    "record": "快报",
    "report": "报告",
    "reports": "报告",
    "stats": "统计",
    "step": "提醒",
    "studio": "工作室",
    "unanswered": "没答上的问题",
}
"""Kinds of subjects (source strings)."""
_ROLE = re.compile(r"(?:^| )(" + "|".join(ROLE_NAMES) + r") (\d{1,18})$")


def deed_words(words: Words, act: Act) -> str:
    """What was done."""
    for beginning in sorted(DEEDS, key=len, reverse=True):
        if act.detail.startswith(beginning):
            name = DEEDS[beginning]
            return words.label(name)
    name = ACTIONS.get(act.action, act.action)
    return words.label(name)


async def subject_words(tx: Tx, words: Words, act: Act) -> str:
    """What it was done to, by the name it has now; of rights the role too."""
    kind, _, rest = act.subject.partition(" ")
    number = rest.partition(" ")[0]
    name = SUBJECTS.get(kind, kind)
    about = words.label(name)
    if kind == "person" and number.isdecimal() and len(number) <= LONGEST_NUMBER:
        about = await called(tx, words, int(number))
    elif title := await audit.named(tx, act.subject):
        about = f"{about}「{title}」"
    elif rest:
        about = f"{about} {rest}"
    role = _ROLE.search(act.detail)
    if role is not None:
        studio = await studio_name(tx, int(role[2]))
        about += " · " + role_words(words, role[1], studio)
    return about


async def act_line(tx: Tx, words: Words, zone: tzinfo, act: Act, now: int) -> Markup:
    """One act in two lines."""
    who, when = await called(tx, words, act.person), plain(words, zone, act.at, now)
    head = Markup("{} <b>{}</b> {}").format(when, who, deed_words(words, act))
    return head + Markup("\n{}").format(await subject_words(tx, words, act))


def shown_seal(seal: str) -> str:
    """A seal's beginning, four by four, to be compared by eye."""
    return " ".join(seal[at : at + 4] for at in range(0, kinds.SHORT_SEAL, 4)).upper()
