"""One wrong character in the names of what leaders report (「实用新形」, 「经济效溢」, 「陪训」), put right for reading.

Pure. A character is taken for another only where the two sound or look alike, so that 「说明专利」 stays what it is.
"""

import re

from handlers.language.sounds import looks_alike, sounds_alike

_NAMES = (
    "发明专利",
    "实用新型",
    "外观设计",
    "软件著作",
    "合理化建",
    "理化建议",
    "技术革新",
    "技术改造",
    "五小成果",
    "经济效益",
    "社会效益",
    "名师带徒",
    "师徒结对",
)
_PAIRS = {
    "陪训": "培训",
    "培讯": "培训",
    "培迅": "培训",
    "陪讯": "培训",
    "专力": "专利",
    "专立": "专利",
    "专历": "专利",
    "论问": "论文",
    "伦文": "论文",
    "软着": "软著",
    "软注": "软著",
    "带徙": "带徒",
    "代徒": "带徒",
    "带途": "带徒",
    "获讲": "获奖",
    "授全": "授权",
    "收权": "授权",
    "受里": "受理",
    "受礼": "受理",
    "录佣": "录用",
    "直接经挤": "直接经济",
    "间接经挤": "间接经济",
}
_KNOWN = re.compile("|".join(_PAIRS))
_NEAR = re.compile(
    "(?=("
    + "|".join(name[:place] + r"[\u4e00-\u9fff]" + name[place + 1 :] for name in _NAMES for place in range(len(name)))
    + "))"
)


def mended(text: str) -> str:
    """The text with such names put right, character for character (as long as before)."""
    text = _KNOWN.sub(lambda found: _PAIRS[found.group()], text)
    for found in list(_NEAR.finditer(text)):
        said, start = found[1], found.start()
        name = next((one for one in _NAMES if _is_near(said, one)), "")
        if name:
            text = text[:start] + name + text[start + len(name) :]
    return text


def _is_near(said: str, name: str) -> bool:
    """Whether just one character is another, and sounds or looks like it."""
    other = [(one, meant) for one, meant in zip(said, name, strict=True) if one != meant]
    return len(other) == 1 and (sounds_alike(*other[0]) or looks_alike(*other[0]))
