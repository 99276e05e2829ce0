"""What is left of a question when names, filters and little words are taken out: the things studios should be about."""

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.language.book import Book
from handlers.language.grammar import Kind
from handlers.language.meaning import Term, Topic
from handlers.language.reading import Token
from handlers.language.words import cut

_LITTLE = """
    去过 来过 到过 做过 教过 帮过 发过 出过 得过 有过
    一年 每年 全年 年 月 天 每天 每月 目前为止 坏 漏 堵 断 裂 改善 提升 提高 解决 厂里 厂 车间 新来 推荐
    毛病 出问题 离 近 附近 不远 今年
    的 地 得 了 着 过 在 是 为 把 被 给 对 从 到 向 跟 同 与 和 及 或 我 你 您 他 她 它 咱 们 这 那 哪 谁 什么
    啥 个 家 位 名 些 点 下 儿 吗 呢 吧 啊 呀 哦 嘛 就 都 也 还 又 再 很 太 最 更 能 可以 要 需要 应该 请 帮
    一下 一个 人 事 会 懂 做 搞 干 弄 管 教 学 找 问 查 看 有 没 没有 想 用 去 来 说 让 叫 当 带 办 开 跟着 一些
    怎么 如何 咋 么 里 上 中 内 外 后 前 时 时候 东西 事儿 地方 方面 咱们 我们 你们 他们 自己 以 可 所 之 其 此
    该 本 各 每 某 只 仅 不 别 莫 既 懂得 嘞 哈 哎 唉 嗯 呃 额 于 而 并 且 但 但是 因为 所以 如果 虽然 然后 另外
    还是 或者 以及 等 等等 一 二 两 三 几 多 少 好 大 小 新 老 第 次 回 整 请教 谁家 人家 咱家 手把手 一点 有点
    比 把手 儿子 可否 是否 能否 随便 有关 相关 关于 有人 没人 行 不行 可不可以 麻烦 谢谢 教会 学会 做得好 做得
    厉害 牛 今天 明天 昨天 后天 前天 今日 明日 刚才 刚刚 以前 之前 以后 之后 平时 有时 周末 早上 晚上 下午 上午
    一直 已经 还有 家里 家住 住在 别人 别的 朋友 同事 孩子 女儿 老公 老婆 父母 爸爸 妈妈
"""
_STOP = frozenset(_LITTLE.split())
"""Words that are never what a studio is about."""
_SIGNS = re.compile(r"([a-z0-9][a-z0-9.+#/-]*)")
_YEARS = re.compile("[零一二两三四五六七八九十百几多0-9]+年多?")
"""「干了二十年」: how long somebody has done something is nothing that studios are about."""
_VERBS = ("修", "焊", "养", "种", "画", "写", "开", "装", "拍", "治", "看", "卖")
CONTENT = (Kind.RAW, Kind.TERM)


def topic_of(tokens: Sequence[Token], book: Book) -> Topic | None:
    """The topic that neighbouring pieces of content make together, or None when nothing in them says anything."""
    terms: list[Term] = []
    words: list[str] = []
    for token in tokens:
        if token.kind is Kind.TERM and isinstance(token.value, Term):
            terms.append(token.value)
            words.append(token.text)
        else:
            said = _said(token.text, book)
            # One character left over beside a word (厂 in 机床厂) is not what decides.
            beside = len(tokens) > 1 and len(token.text) == 1
            terms += [replace(book.term(word), generic=True) if beside else book.term(word) for word in said]
            words += said
    terms = list({term.text: term for term in terms}.values())
    telling = [term for term in terms if not term.generic]
    if not terms or (not telling and all(len(term.text) == 1 for term in terms)):
        return None
    return Topic("".join(_spaced(words)), tuple(terms))


def _said(text: str, book: Book) -> list[str]:
    """The telling words of a piece of unknown text."""
    if text in _STOP:
        return []
    words: list[str] = []
    apart = True
    for part in text.split():
        for word in _pieces(part):
            if word in _STOP or not any(char.isalnum() for char in word):
                apart = True
            elif not apart and words and _sticks(words[-1], word):
                words[-1] += word
            else:
                words.append(word)
                apart = False
        apart = True
    words = [word for word in words if not _YEARS.fullmatch(word)]
    if all(word.isdigit() and len(word) < 3 for word in words):
        return []
    words = [word for word in words if len(word) > 1 or not word.isascii()]
    return [word for word in words if len(word) > 1 or len(words) == 1 or word in book.lexicon]


def _pieces(text: str) -> list[str]:
    """The dictionary's words of `text`; letters and digits (1.5t, c++) in one."""
    return [
        word for part in _SIGNS.split(text) if part for word in ([part] if _SIGNS.fullmatch(part) else cut(part, False))
    ]


def _sticks(before: str, word: str) -> bool:
    """Whether two pieces are one word that no dictionary knows: 液|氦, 宇|图. Verbs of one character stand alone."""
    if before.isascii() or word.isascii() or before in _VERBS:
        return False
    return len(before) == 1 or len(word) == 1


def _spaced(words: list[str]) -> list[str]:
    """Words with a space between two of letters."""
    spaced: list[str] = []
    for word in words:
        if spaced and word[:1].isascii() and spaced[-1][-1:].isascii():
            spaced.append(" ")
        spaced.append(word)
    return spaced


def says_nothing(text: str) -> bool:
    """Whether a piece of text is made of little words only."""
    return all(word in _STOP for word in cut(text, False))
