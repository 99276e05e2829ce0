"""Greetings, thanks and the like: told from the whole message, never from a part of a question."""

import re

from handlers.language.meaning import Intent

_SAYINGS: dict[Intent, str] = {
    Intent.GREETING: """
        你好 您好 你好呀 你好啊 您好啊 嗨 hi hello hey 哈喽 哈啰 早 早上好 早安 上午好 中午好 下午好 晚上好 晚安
        在吗 在不在 在么 有人吗 有人在吗 大家好 你好你好 喂 哈罗 你好吗 您好吗 亲 你好机器人 新年好 新年快乐
        节日快乐 在不 在没
    """,
    Intent.THANKS: """
        谢谢 谢了 多谢 感谢 谢谢你 谢谢您 非常感谢 太感谢了 谢谢啦 谢啦 辛苦了 辛苦 麻烦你了 麻烦您了 麻烦了
        thanks thx 3q thank you 十分感谢 谢谢谢谢 感谢感谢 好的谢谢 好谢谢 谢谢了 多谢了 感激 感恩 谢谢小助手
        ok谢谢 明白了谢谢 知道了谢谢
    """,
    Intent.GOODBYE: """
        再见 拜拜 bye 拜 回见 下次见 先这样 没事了 不用了 没有了 没了 就这些 就这样 不聊了 走了 下了 88 886 再会
        明天见 goodbye 没问题了 没别的了 先这样吧
    """,
    Intent.OKAY: """
        好 好的 好吧 好嘞 ok 嗯 嗯嗯 哦 噢 知道了 明白 明白了 了解了 收到 行 可以 okay 好呀 好滴 懂了 清楚了
        是的 对 对的 没错 哈哈 哈哈哈 呵呵 嘿嘿 嘻嘻 不错 1 6 666 顶 赞 是 不是 不对 不 否 没有
    """,
    Intent.PRAISE: """
        你真棒 真棒 太棒了 厉害 真厉害 你真厉害 你真聪明 真聪明 好用 真好用 很好用 太好用了 真不错 很好 非常好
        我爱你 爱你 我喜欢你 喜欢你 爱死你了 么么哒 太好了 牛 你真好 真好 点赞 给你点赞 完美 好厉害 棒
    """,
    Intent.COMPLAINT: """
        你真笨 真笨 太笨了 笨蛋 傻瓜 傻逼 sb 没用 真没用 什么破机器人 答非所问 你不懂 听不懂 不好用 难用
        废物 滚 骗子 错了 你错了 不准 你说错了 说错了 回答错了 胡说 胡说八道 瞎说 乱说 有病 神经病 烦死了 差评
        你个傻逼 你傻逼 你是傻逼 大傻逼 没意思 真没意思 没劲 我不高兴 我很不高兴 我生气了 不高兴 气死我了 不满意 我不满意
        都不知道 啥也不知道 什么都不知道 什么破玩意 人工智障 白痴 他妈的 妈的 操 你妈 垃圾机器人
    """,
    Intent.WHO_ARE_YOU: """
        你是谁 你是什么 你叫什么 你叫什么名字 你是机器人吗 你是人吗 你是真人吗 你是人工吗 你是干什么的
        你是做什么的 你是干嘛的 谁做的你 谁开发的你 你是ai吗 你是人工智能吗 你是chatgpt吗 你是哪里的
        你是哪个单位的 自我介绍 介绍一下你自己 你自己介绍一下 介绍你自己 你谁 你谁啊 你是客服吗 who are you
        你是机器人 你哪位 您是哪位 您是谁 这是什么 这是啥 这是什么机器人 这个机器人是干什么的
    """,
    Intent.HELP: """
        帮助 help 怎么用 怎么使用 如何使用 使用说明 说明 使用帮助 菜单 功能 有什么功能 有哪些功能 你能做什么
        你会什么 你能干什么 你会干什么 能做什么 能干什么 你有什么用 你能帮我什么 你能帮我做什么 可以问什么
        什么意思 啥意思 什么 啥 为什么 为啥 多少钱 多少 怎么办 怎么 如何 老师 医生 师傅 帮我 问一下 请问
        能问什么 我能问什么 我可以问什么 能查什么 可以查什么 你知道什么 你都知道什么 都能问什么 可以问你什么
        能问你什么 怎么问 怎么查 使用方法 操作说明 使用指南 指南 教程 怎么操作 你能做啥 你会啥 你能干啥
        你会做什么 能帮我什么 ? 怎么玩 我该怎么问 你能回答什么 你能查什么 你可以做什么 你可以干什么 有什么用
        你有哪些功能 你有什么功能
    """,
    Intent.HUMAN: """
        转人工 人工 人工客服 人工服务 找人工 我要人工 要人工 转人工客服 真人 找真人 客服 找客服 联系客服
        我要投诉 投诉 我要提问 提问 提个问题 我有问题 我有个问题 我有个问题要问 联系工会 工会电话 找工会
        我要找工会 反馈 我要反馈 意见反馈 提意见 我要提意见 联系管理员 找管理员 我想找人工 转接人工 帮我转人工
        我要转人工 跟人聊 和人聊 转到人工 工会联系方式 怎么联系工会 怎么联系你们 联系你们 给工会留言 留言
        我要留言 怎么投诉 找领导 举报 我要举报 建议 我有建议 我要提建议 区总工会电话 总工会电话 人工在吗 人工呢
        有人工吗 有没有人工 能转人工吗 可以转人工吗 怎么转人工 工会的电话 工会电话多少 工会电话是多少
        工会的联系方式
    """,
}
_TABLE = {saying.replace(" ", ""): intent for intent, sayings in _SAYINGS.items() for saying in sayings.split()}
_TABLE |= {"thankyou": Intent.THANKS, "whoareyou": Intent.WHO_ARE_YOU}
_PARTICLES = re.compile(r"(?:啊|呀|哦|呢|吧|啦|哈|嘛|哟|喽|了啊|~|!|\.|、|哒|咯|噢|嗷|诶|吗)+$")
_OPENERS = re.compile(
    r"^(?:你好|您好|嗨|哈喽|请问|请问一下|那个|嗯|哦|hi|hello|喂|亲|好的|那|早上好|下午好|晚上好)[啊呀,、 ]*"
)
_SUM = re.compile(r"^[\d+\-*/×÷().= ]*\d[\d+\-*/×÷().= ]*(?:等于几|等于多少|是多少|=)?$")


def small_talk(text: str) -> Intent | None:
    """The intent of a (normalised) message that is only small talk, or None."""
    flat = text.replace(" ", "")
    if not flat:
        return Intent.OKAY
    for form in dict.fromkeys(
        [flat, _PARTICLES.sub("", flat), _OPENERS.sub("", flat), _PARTICLES.sub("", _OPENERS.sub("", flat))]
    ):
        if form in _TABLE:
            return _TABLE[form]
        if not form:
            return Intent.GREETING
    if _SUM.match(flat) and re.search(r"[+\-*/×÷=]", flat) and not re.fullmatch(r"[\d-]+", flat):
        return Intent.OFF_TOPIC
    return None
