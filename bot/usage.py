"""The words of the command line: what `import` and `export` take, and what is said about a command that was typed wrongly
(argparse's own sentences, in Chinese)."""

import argparse
import re
import sys
from typing import NoReturn

_SENTENCES = (
    (r"the following arguments are required: (.*)", "还缺：{0}"),
    (r"unrecognized arguments: (.*)", "不认识：{0}"),
    (r"argument (.*): invalid choice: (\S+) .*", "{0} 不能是 {1}"),
    (r"argument (.*): invalid int value: (\S+)", "{0} 要填数字，不能是 {1}"),
    (r"argument (.*): expected .*", "{0} 后面要写内容"),
    (r"ambiguous option: (\S+) .*", "{0} 写得太短，分不清是哪一个"),
)

IMPORTS = {
    "studios": "工作室",
    "courses": "课程",
    "competitions": "竞赛",
    "results": "成果、培训、带徒、活动和效益",
    "sample": "示例数据",
}
EXPORTS = {
    "studios": "工作室",
    "courses": "课程",
    "competitions": "竞赛",
    "enrolments": "课程报名名单",
    "attendance": "签到",
    "entries": "竞赛报名名单",
    "scores": "竞赛成绩",
    "news": "快报的全部记录",
    "results": "成果",
    "benefits": "效益",
    "reports": "报告",
}
"""What these commands take, and what it is called."""


class Parser(argparse.ArgumentParser):
    """argparse's parser, complaining in Chinese. Its exit code for that is 2."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where the help is, and end with exit code 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{_said(message)}。用法见：{self.prog} --help\n")


def _said(message: str) -> str:
    for pattern, sentence in _SENTENCES:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return sentence.format(*found.groups())
    return f"写法不对（{message}）"
