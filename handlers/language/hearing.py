"""Letters in a question: pinyin, its initials and English words put into Chinese, as far as they mean something here.

What cannot be explained stays as it is: MRI, CAD and PLC are words of the trade, not initials of somebody's name.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from handlers.language.book import Book, Entry
from handlers.language.grammar import Kind, vocabulary
from handlers.language.meaning import Correction
from handlers.language.sounds import covered, full_pinyin, syllables, vague

_RUN = re.compile(r"[a-z]+(?:[' -]?[a-z]+)*")
_SYLLABLE_VAGUE = re.compile(r"zh|ch|sh|(?<=[aei])ng")
_MIXED = re.compile(r"[㐀-鿿]{0,2}[a-z]{2,15}[㐀-鿿]{0,2}(?<![a-z]{15})")
"""Letters with the characters beside them."""
_LONGEST_KEY = 60
_MARK = 0xE000
"""Private-use characters stand for a name that letters may mean in several ways; `normalise` lets none through."""
_SPOKEN = """
    shei=谁 shui=谁 zaina=在哪 zainali=在哪里 zainaer=在哪儿 zainar=在哪儿 nali=哪里 de=的 shi=是 ma=吗 ne=呢
    you=有 he=和 zai=在 dong=懂 hui=会 zuo=做 gao=搞 xue=学 zhao=找 xiangxue=想学 na=那 ge=个 tamen=他们 ta=他
    quanbu=全部 suoyou=所有 qingwen=请问 nihao=你好 xiexie=谢谢 bangzhu=帮助 fangmian=方面 hangye=行业
    yigong=一共 zuiduo=最多 renzuiduo=人最多 renshao=人少 renzuishao=人最少 shiji=市级 quji=区级 jieshao=介绍
    jieshaoyixia=介绍一下 zenmeyang=怎么样 bushi=不是 lianxi=联系 gongsi=公司 zhuangong=转人工
    zhuanrengong=转人工 haiyou=还有 haiyouma=还有吗 biede=别的
"""
_EXTRA = dict(pair.split("=") for pair in _SPOKEN.split())
"""Spoken syllables that are not in the grammar's phrases as they are typed."""
_IN_CHINESE = """
    hello=你好 hi=你好 hey=你好 thanks=谢谢 thank_you=谢谢 bye=再见 goodbye=再见 who=谁 whose=谁 where=在哪
    phone=电话 telephone=电话 contact=电话 address=地址 leader=领军人 members=成员 people=人
    how_many_people=多少人 how_many_members=多少人 how_many_studios=几家工作室 how_many=几家 studio=工作室
    studios=工作室 which=哪些 list=有哪些 municipal=市级 city-level=市级 district-level=区级 district_level=区级
    medical=医疗 medicine=医疗 health=医疗 legal=法律 law=法律 lawyer=律师 cooking=烹饪 chinese_cooking=中餐
    chinese_food=中餐 cook=烹饪 chef=厨师 welding=焊接 education=教育 catering=餐饮 water=水环境
    water_quality=水质 environment=环保 environmental=环保 construction=建筑 culture=文化 logistics=物流
    transport=交通 software=软件 robot=机器人 robots=机器人 mr_imaging=磁共振 magnetic_resonance=磁共振
    results=成果 specialities=专业方向 biggest=人最多的 largest=人最多的 all=所有 company=单位 unit=单位
    level=级别 status=状态 help=帮助 more=还有吗 next=下一页 human=转人工 bullying=校园欺凌 nursing=护理
    electrician=电工 training=培训 knows_about=懂 knows=懂 know=懂 tell_me_about=介绍一下 about=介绍 not=不是
    and=和 or=或
"""
ENGLISH = dict(pair.replace("_", " ").split("=") for pair in _IN_CHINESE.split())
"""English words that visitors use, as the question's Chinese; the answer comes in the person's own language."""
_LITTLE_ENGLISH = """
    the a an is are of in do does can you me i to for show tell find any there what please with on at it they
    them
"""
_IGNORED = frozenset(_LITTLE_ENGLISH.split())
_BEGINNING = ("is", "are", "does", "do")
_YES_NO = "是不是"


@dataclass
class Heard:
    """A question with its letters put into Chinese."""

    text: str
    marks: dict[str, Entry] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)


class Ear:
    """Knows how the book's words sound. Made when a question with letters or an unknown name first needs it."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.whole: dict[str, set[str]] = {}
        self.initials: dict[str, set[str]] = {}
        self.rare: dict[str, set[str]] = {}
        names = [*book.names, *book.weak_names]
        others = [*book.units, *book.streets, *book.specialities, *book.sectors]
        others += [word for word in book.lexicon.words() if len(word) <= 6]
        for text in names:
            self._add(text, len(text) <= 6)
        for text in others:
            self._add(text, text in book.units and len(text) <= 8)
        for text in others:
            if 3 <= len(text) <= 6 and text in book.corpus and text not in book.units:
                for key in full_pinyin(text)[1]:
                    if len(key) >= 3 and key not in self.initials:
                        self.rare.setdefault(key, set()).add(text)
        taken = set(self.whole)
        for phrase in _spoken():
            for key in _pinyin_of(phrase):
                if key not in taken:
                    self.whole.setdefault(key, set()).add(phrase)
        for key, phrase in _EXTRA.items():
            if key not in taken:
                self.whole[key] = {phrase}
        self._spelt = {*self.whole, *(key for key in self.initials if len(key) >= 3)}
        self._by_length: dict[int, list[str]] = {}
        for key in self.whole:
            if len(key) >= 6:
                self._by_length.setdefault(len(key), []).append(key)
        self.vague = {_vaguely(key): key for key in self.whole if len(key) >= 6}

    def _add(self, text: str, by_initials: bool) -> None:
        if len(text) > 12 or not any("㐀" <= char <= "鿿" for char in text):
            return
        whole, initials = full_pinyin(text)
        for key in whole:
            if len(key) >= 4:
                self.whole.setdefault(key, set()).add(text)
        if by_initials:
            for key in initials:
                if len(key) >= 2:
                    self.initials.setdefault(key, set()).add(text)

    def hear(self, text: str) -> Heard:
        """`text` (normalised) with what can be explained of its letters in Chinese."""
        heard = Heard("")
        at = 0
        text = _MIXED.sub(lambda found: self._half(found, heard), text)
        for run in _RUN.finditer(text):
            before, after = text[at : run.start()], text[run.end() :]
            beside_digit = before[-1:].isdigit() or after[:1].isdigit()
            heard.text += before + (run.group() if beside_digit else self._run(run.group(), heard, before, after))
            at = run.end()
        heard.text += text[at:]
        return heard

    def _half(self, found: re.Match[str], heard: Heard) -> str:
        """A person's name of which a part is spelt: 张wei, zhang伟, 李na; unchanged where it is nobody's."""
        for start, end in ((s, e) for s in range(2) for e in range(len(found.group()), 2, -1)):
            said = found.group()[start:end]
            if not (re.search("[a-z]", said) and re.search("[㐀-鿿]", said)) or re.search("[㐀-鿿]{3}", said):
                continue
            names = set()
            for key in full_pinyin(said)[0] | {"".join(syllables(said)).replace(" ", "")}:
                names |= {
                    name
                    for name in self.whole.get(key, ())
                    if (known := self.book.names.get(name))
                    and known.person
                    and all(char in name for char in said if not char.isascii())
                }
            if names:
                left, right = found.group()[:start], found.group()[end:]
                return left + self._chosen(said, names, heard) + right
        return found.group()

    def _run(self, run: str, heard: Heard, before: str, after: str) -> str:
        words = re.split(r"[' ]", run)
        alone = not before.strip() and not after.strip()
        english = any(word in ENGLISH for word in (*words, run)) or all(word in _IGNORED for word in words)
        said: list[str] = []
        unknown: list[str] = []
        at = 0
        while at < len(words):
            length = next((n for n in (3, 2, 1) if english and " ".join(words[at : at + n]) in ENGLISH), 0)
            word = " ".join(words[at : at + max(1, length)])
            if not length and not (english and word in _IGNORED):
                unknown.append(word)
            else:
                said.append(self._unknown(unknown, heard, alone or english or _names_follow(after)))
                unknown = []
                said.append(ENGLISH.get(word, _YES_NO if at == 0 and not before.strip() and word in _BEGINNING else ""))
            at += max(1, length)
        said.append(self._unknown(unknown, heard, alone or english or _names_follow(after)))
        return " ".join(filter(None, said))

    def _unknown(self, words: list[str], heard: Heard, alone: bool) -> str:
        """Words of letters that are not English: left as they are where they are used as such, else taken for pinyin."""
        if not words:
            return ""
        pieces = covered("".join(words).replace("-", ""), self.whole, _LONGEST_KEY)
        spelt = len(words) > 1 and pieces and any(len(piece) > 4 for piece in pieces)
        if not spelt and any(self._stays(word) for word in words):
            return " ".join(word if self._stays(word) else self._word(word, heard, False) for word in words)
        if pieces and (any(len(piece) > 3 for piece in pieces) or len(pieces) == 1):
            return "".join(self._chosen(piece, self.whole[piece], heard) for piece in pieces)
        return " ".join(self._word(word, heard, alone) for word in words)

    def _stays(self, word: str) -> bool:
        """Whether a word of letters is used as such: in the records or in the lexicon."""
        if word in self.book.lexicon:
            return True
        corpus = self.book.corpus
        return word in corpus and re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", corpus) is not None

    def _word(self, word: str, heard: Heard, alone: bool) -> str:
        if word in self.whole:
            return self._chosen(word, self.whole[word], heard)
        if (len(word) >= 3 or (len(word) == 2 and alone)) and word in self.initials:
            return self._chosen(word, self.initials[word], heard)
        if len(word) >= 6 and (pieces := covered(word, self._spelt, _LONGEST_KEY)) and any(len(p) >= 5 for p in pieces):
            return "".join(
                self._chosen(piece, self.whole.get(piece) or self.initials[piece], heard) for piece in pieces
            )
        if len(self.rare.get(word, ())) == 1:
            return self._chosen(word, self.rare[word], heard, said=word)
        if len(word) >= 6:
            from rapidfuzz import fuzz, process

            if near := self.vague.get(_vaguely(word)):
                return self._chosen(near, self.whole[near], heard, said=word)
            keys = [key for length in (-1, 0, 1) for key in self._by_length.get(len(word) + length, ())]
            found = process.extractOne(word, keys, scorer=fuzz.ratio, score_cutoff=86)
            if found:
                return self._chosen(found[0], self.whole[found[0]], heard, said=word)
        return word

    def _chosen(self, key: str, texts: set[str], heard: Heard, said: str = "") -> str:
        """The text for a key; where it means different studios, a mark that asks which."""
        names = {text: name for text in texts if (name := self.book.names.get(text) or self.book.weak_names.get(text))}
        if names:
            studios = tuple(dict.fromkeys(n for name in names.values() for n in name.studios))
            if len(studios) > 1:
                mark = chr(_MARK + len(heard.marks))
                heard.marks[mark] = Entry(Kind.CHOICE, studios)
                heard.corrections.append(Correction(said or key, "", False))
                return mark
            text = max(names, key=lambda one: (one in self.book.names, len(one)))
            heard.corrections.append(Correction(said or key, text, not said))
            as_said = text in self.book.names or self.book.is_trade(text)
            return text if as_said else self.book.facts[studios[0]].name
        text = min(texts, key=lambda one: (one in vocabulary(), len(one), one))
        if text not in vocabulary():
            heard.corrections.append(Correction(said or key, text, not said))
        return text


def _names_follow(after: str) -> bool:
    return re.match(r"\s?(?:的|是谁|在|工作室|创新|电话|呢|老师|师傅|团队|哪|属于)", after) is not None


@lru_cache(maxsize=1)
def _spoken() -> tuple[str, ...]:
    """The grammar's phrases that are worth knowing by sound."""
    useful = (Kind.STUDIO, Kind.WHO, Kind.WHICH, Kind.COUNT, Kind.HOW_MANY, Kind.ATTRIBUTE, Kind.MORE, Kind.HOW)
    return tuple(
        phrase
        for phrase, (kind, _) in vocabulary().items()
        if kind in useful and 2 <= len(phrase) <= 6 and "㐀" <= phrase[0] <= "鿿"
    )


@lru_cache(maxsize=4096)
def _pinyin_of(phrase: str) -> tuple[str, ...]:
    return tuple(key for key in full_pinyin(phrase)[0] if len(key) >= 4)


def _vaguely(letters: str) -> str:
    return _SYLLABLE_VAGUE.sub(lambda found: vague(found.group()) if found.group() != "ng" else "n", letters)
