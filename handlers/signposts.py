"""What is done by a command, asked for in words: where to switch reminders off, write to many, see what is to be handed in."""

import re

from telegram import Update
from telegram.ext import filters

from handlers.kit.context import Context
from handlers.kit.room import PASS, TYPED, Pass, Room
from handlers.language.normalise import LONGEST, normalise

room = Room("signposts")

_MUTE = re.compile(
    "(?:我|请)?(?:不想|不要|别|不用|怎么不|如何不|怎样才能不)再?(?:再)?(?:收到?|接收|给我发|发|推送|提醒)(?:我)?.{0,6}(?:提醒|通知|消息|短信|推送)?了?吗?"
    "|(?:怎么|如何|怎样|我要|我想)?(?:退订|取消订阅|关闭推送|关掉推送|关闭通知|关掉通知|屏蔽)(?:通知|提醒|消息)?"
)
_SEND = re.compile(
    "(?:怎么|如何|怎样|我要|我想|能不能|可以|在哪)?(?:群发|发群发)(?:一个|一条)?(?:通知|消息|短信|邮件)?(?:吗|怎么发|在哪)?"
)
_REPORT = re.compile(
    "(?:leader|领军人|联络员|工作室|季度|年度|月度|半年)?的?(?:季度|年度|月度|半年)?报告(?:要|该|应该)?"
    "(?:怎么|如何|怎样|什么时候|啥时候|几号|哪天|在哪|在哪里|哪里|去哪)(?:提交|上交|交|报|填|写|看)?"
    "|(?:怎么|如何|怎样|在哪|在哪里)(?:提交|上交|交|填)(?:领军人|工作室|季度|年度|月度|半年)?报告"
)
_CHECK_IN = re.compile(
    "(?:怎么|如何|怎样|在哪|在哪里)签到.{0,2}|签到(?:码|二维码)?(?:在哪|在哪里|怎么弄|怎么签|是什么|哪里看).{0,2}|怎么扫码签到"
)
_HERE = re.compile("i'?mhere(?:now)?|iamhere(?:now)?|(?:howdoi|howto)?check(?:ing)?in|(?:ihave|i've)?arrived|iarrived")
_VERIFY = re.compile("(?:howdoi|howto|iwantto)?(?:verify|check)(?:a|the|my|this)?(?:training)?certificates?(?:number)?")
_POINTS = (
    (_MUTE, "mute"),
    (_SEND, "send"),
    (_REPORT, "report"),
    (_CHECK_IN, "check in"),
    (_HERE, "check in"),
    (_VERIFY, "verify"),
)


@room.message(TYPED & filters.TEXT & ~filters.COMMAND, action="help.read", name="where")
async def point(update: Update, context: Context) -> Pass | None:
    """Say which command does it."""
    message = update.message
    said = (message.text or "") if message is not None else ""
    where = whither(normalise(said)) if len(said) <= LONGEST else ""
    if not where:
        return PASS
    match where:
        case "mute":
            text = context.t("要关掉提醒或通知:发 /settings,点一下就关,随时能再打开。")
        case "send" if context.may("notice.send"):
            text = context.t("群发通知:发 /notice,写好内容、选好发给谁,看过再发。")
        case "send":
            text = context.t("群发通知由区总工会管理员来做。您有事要告诉大家,可以点「转人工」或发 /ask 留言。")
        case "check in":
            text = context.t("签到:到了现场,扫主办方出示的二维码;或者发 /my 打开那门课,点「到了」,输入六位数字。")
        case "verify":
            text = context.t("核验证书:把证书编号发给我就行,也可以发 /verify。")
        case _ if context.may("duty.read"):
            text = context.t("您的工作室要交什么、什么时候交:发 /duties。")
        case _:
            text = context.t("工作室的报告由领军人和联络员交,他们发 /duties 看要交什么、什么时候交。")
    await context.say(text)
    return None


def whither(said: str) -> str:
    """What a normalised message looks for: mute, send, report, check in or verify; '' for nothing of the kind."""
    flat = said.replace(" ", "")
    return next((where for pattern, where in _POINTS if pattern.fullmatch(flat)), "")
