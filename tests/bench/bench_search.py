"""Finding words in many studios: the house's index against `LIKE` and against FTS5's trigram tokenizer, in the same run.

    python -m tests.bench.bench_search                       # 100,000 and 1,000,000 records
    python -m tests.bench.bench_search --records 100000
    python -m tests.bench.bench_search --to docs/figures/search.md

Records are studios as the importer would store them, made of words: a hundred words of the field, each in a large part
of the records, and 20,000 dictionary words (pypinyin's), both distributed by Zipf's law. They are written by
`storage.search.put`, without the table of words.

The house is timed through `storage.search.find`: the best ten of the ranked and the number of all, with the filter that every
list has (not delisted) and with its thread hops. The others are timed in plain sqlite3 on one column that holds all text.
Databases are in a temporary folder and removed.
"""

import argparse
import asyncio
import itertools
import os
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from storage import pairs, search, studios
from storage.database import Database, Tx
from storage.model.search import STUDIO
from storage.model.studios import KINDS, LEVELS, SECTORS, Studio, StudioDraft, StudioFilter
from storage.spelling import fold

CHUNK = 5_000
COMMIT = 50_000
ASKED = 500
"""Questions of each sort."""
COMPARED = {100_000: 300, 1_000_000: 100}
"""Two-character words for which every record found is compared; each is one LIKE over everything."""
WORDS_OF_THE_FIELD = (
    "医疗 磁共振 焊接 创新 技术 培训 工匠 服务 管理 制造 电子 信息 系统 智能 环保 水务 "
    "监测 法律 未成年人 保护 烹饪 中餐 教学 团队 成果 专利 发明 设备 维修 数控 机床 "
    "建筑 施工 交通 物流 地铁 供电 热力 燃气 社区 物业 家政 护理 急救 影像 软件 数据 "
    "平台 检测 质量 节能 减排 安全 应急 消防 园林 绿化 文化 演艺 非遗 文物 修复 电梯 "
    "幕墙 工法 模具 刀具 传感器 机器人 芯片 通信 网络 仓储 冷链 驾驶 检修 调度 客服 "
    "收银 会展 养老 托育 幼教 课程 教材 竞赛 比武 师徒 学徒 面点 咖啡 营养 调解 仲裁 "
    "普法 援助 分类 清运 灌溉 "
)
FIELD = WORDS_OF_THE_FIELD.split()


def records(number: int) -> Iterator[Studio]:
    """The same studios each time."""
    from pypinyin.phrases_dict import phrases_dict

    chance = random.Random(2)
    words = sorted(word for word in phrases_dict if 2 <= len(word) <= 4)
    chance.shuffle(words)
    words = words[:20_000]
    often = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(FIELD))))
    seldom = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(words))))
    for at in range(1, number + 1):
        f = chance.choices(FIELD, cum_weights=often, k=12)
        w = chance.choices(words, cum_weights=seldom, k=22)
        draft = StudioDraft(
            name=f"{w[0][:3]}{f[0]}创新工作室",
            level=chance.choice(LEVELS),
            sector=chance.choice(SECTORS),
            kind=chance.choice(KINDS),
            leader=w[1][:3],
            unit=f"北京{w[2]}{f[1]}股份有限公司",
            specialities=tuple(f[2:5]),
            intro=f"本工作室围绕{f[5]}开展{w[4]}、{w[5]}研究,{''.join(w[6:16])}。团队{at % 40}人,"
            f"{''.join(f[6:12])}{''.join(w[16:])}。",
            address=f"{w[3][:2]}路{at % 300}号",
            street=f"{w[3][:2]}街道",
            status="已命名" if at % 50 else "已摘牌",
        )
        yield studios.stored(draft, at, 1)


def text_of(studio: Studio) -> str:
    """Everything that the search indexes, for the others."""
    one = studios.document(studio)
    return "\n".join((one.title, *one.people, *one.topics, one.unit, *one.place, one.body))


@dataclass(frozen=True)
class Timing:
    """How long questions of one sort took, milliseconds; processor time is what remains when the machine is busy."""

    asked: int
    p50: float
    p99: float
    cpu_p50: float
    cpu_p99: float


class Watch:
    """Times one question after another: `with watch: …`."""

    def __init__(self) -> None:
        self._taken: list[tuple[float, float]] = []

    def __enter__(self) -> None:
        self._began = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        wall, cpu = self._began
        self._taken.append((time.perf_counter() - wall, time.process_time() - cpu))

    def timing(self) -> Timing:
        """The percentiles; the 99th is the worst one where fewer than a hundred were asked."""
        count = len(self._taken)
        wall, cpu = (sorted(1000 * one for one in taken) for taken in zip(*self._taken, strict=True))
        middle, last = count // 2, min(count - 1, count * 99 // 100)
        return Timing(count, wall[middle], wall[last], cpu[middle], cpu[last])


def build_others(path: Path, number: int) -> dict[str, float]:
    """A table to LIKE and an FTS5 trigram index over it; how long each took, seconds."""
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;")
        plain.execute("CREATE TABLE plain (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        options = "content = 'plain', content_rowid = 'id', tokenize = 'trigram'"
        plain.execute(f"CREATE VIRTUAL TABLE trigram USING fts5 (text, {options})")
        plain.execute("INSERT INTO trigram (trigram, rank) VALUES ('hashsize', 16777216)")
        began = time.perf_counter()
        plain.execute("BEGIN")
        plain.executemany("INSERT INTO plain VALUES (?, ?)", ((one.id, text_of(one)) for one in records(number)))
        plain.execute("COMMIT")
        filled = time.perf_counter()
        plain.execute("INSERT INTO trigram (trigram) VALUES ('rebuild')")
        plain.execute("INSERT INTO trigram (trigram) VALUES ('optimize')")
        return {"plain": filled - began, "trigram": time.perf_counter() - filled}


async def build_house(db: Database, number: int) -> float:
    """The house's own index, by its own writing function; seconds."""
    began = time.perf_counter()
    source = records(number)
    for _ in range(0, number, COMMIT):
        async with db.write() as tx:
            for _ in range(COMMIT // CHUNK):
                chunk = [replace(studios.document(one), words=()) for one in itertools.islice(source, CHUNK)]
                await search.put(tx, chunk)
    async with db.write() as tx:
        await search.tidy(tx)
    return time.perf_counter() - began


def sizes(path: Path) -> dict[str, float]:
    """Megabytes of each table with its indexes; the parts of an FTS5 table together."""
    parts = ("search", "trigram")
    found: dict[str, float] = {}
    with closing(sqlite3.connect(path)) as plain:
        for name, size in plain.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"):
            table = next(
                (part for part in parts if name.startswith(f"{part}_")), name.removeprefix("sqlite_autoindex_")
            )
            table = "documents" if table.startswith("documents") else table
            found[table] = found.get(table, 0) + size / 2**20
    return found


def questions(path: Path, number: int) -> dict[str, list[list[list[str]]]]:
    """What is asked, by sort: words as they stand in random records."""
    chance = random.Random(3)
    with closing(sqlite3.connect(path)) as plain:
        query = "SELECT text FROM plain WHERE id = ?"
        texts = [plain.execute(query, (chance.randint(1, number),)).fetchone()[0] for _ in range(ASKED)]

    def piece(text: str, length: int) -> str:
        line = chance.choice([line for line in text.split("\n") if len(line) >= length])
        at = chance.randint(0, len(line) - length)
        return line[at : at + length]

    return {
        "any two characters of a text": [[[piece(text, 2)]] for text in texts],
        "a word of the field (frequent)": [[[chance.choice(FIELD)]] for _ in texts],
        "any four characters of a text": [[[piece(text, 4)]] for text in texts],
        "a leader's or a studio's name": [[[text.split("\n")[chance.randint(0, 1)]]] for text in texts],
        "two words of the field, both": [[[one] for one in chance.sample(FIELD, 2)] for _ in texts],
        "three synonyms, one of them": [[chance.sample(FIELD, 3)] for _ in texts],
        "one character": [[[piece(text, 1)]] for text in texts[:100]],
    }


async def ask_house(tx: Tx, asked: Sequence[list[list[str]]]) -> Timing:
    """Time the house, ranked."""
    watch = Watch()
    for groups in asked:
        with watch:
            await search.find(tx, groups, kind=STUDIO, filters=StudioFilter(), limit=10)
    return watch.timing()


def ask_others(path: Path, words: Sequence[str], sql: str, pattern: Callable[[str], str]) -> Timing:
    """Time one statement."""
    watch = Watch()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as plain:
        for word in words:
            with watch:
                plain.execute(sql, (pattern(word),)).fetchall()
    return watch.timing()


@dataclass
class Comparison:
    """Every record found for some words, by three ways."""

    like: int = 0
    house: int = 0
    variants: int = 0
    wrong: int = 0
    trigram: int = 0
    words: int = 0


async def compare(tx: Tx, path: Path, words: Sequence[str]) -> tuple[Comparison, Timing]:
    """What LIKE finds, and how much of it the others do; how long LIKE took for all of it."""
    found, watch = Comparison(words=len(words)), Watch()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as plain:
        for word in words:
            with watch:
                like = {row[0] for row in plain.execute("SELECT id FROM plain WHERE text LIKE ?", (f"%{word}%",))}
            match = pairs.match(STUDIO, pairs.words([[word]]), pairs.ANYWHERE, None, {})
            house = {row["id"] for row in await search.SQL.candidates(tx, match=match, limit=1 << 40, before=1 << 60)}
            trigram = plain.execute("SELECT rowid FROM trigram WHERE trigram MATCH ?", (f'"{word}"',))
            found.like += len(like)
            found.house += len(like & house)
            for number in house - like:
                text = plain.execute("SELECT text FROM plain WHERE id = ?", (number,)).fetchone()[0]
                found.variants += fold(word) in fold(text)
                found.wrong += fold(word) not in fold(text)
            found.trigram += len(like & {row[0] for row in trigram})
    return found, watch.timing()


async def measure(number: int, folder: Path, say: Callable[[str], None]) -> str:
    """Everything at one size, as Markdown."""
    others, house = folder / "others.db", folder / "house.db"
    say(f"{number:,} records: building …")
    took = build_others(others, number)
    db = await Database.open(house)
    took["house"] = await build_house(db, number)
    asked = questions(others, number)
    lines = [
        f"## {number:,} records",
        "",
        "| question | way | asked | p50 ms | p99 ms | CPU p50 | CPU p99 |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]

    def row(sort: str, way: str, timing: Timing) -> None:
        figures = " | ".join(f"{one:.2f}" for one in (timing.p50, timing.p99, timing.cpu_p50, timing.cpu_p99))
        lines.append(f"| {sort} | {way} | {timing.asked} | {figures} |")
        say(lines[-1])

    async with db.read() as tx:
        await ask_house(tx, [[["热身"]]])
        for sort, groups in asked.items():
            row(sort, "house, ranked", await ask_house(tx, groups))
            words = [group[0][0] for group in groups]
            if sort.startswith(("two words", "three", "one char")):
                continue
            ranked = "SELECT rowid FROM trigram WHERE trigram MATCH ? ORDER BY rank LIMIT 10"
            if "two" not in sort:
                several = words if number <= 100_000 else words[:100]
                long = [word for word in several if len(word) > 2]
                row(sort, "trigram, ranked (bm25)", ask_others(others, long, ranked, lambda word: f'"{word}"'))
            like = "SELECT id FROM plain WHERE text LIKE ? LIMIT 10"
            row(sort, "LIKE, the first ten it meets", ask_others(others, words[:50], like, lambda word: f"%{word}%"))
        chance = random.Random(4)
        two = [groups[0][0] for groups in asked["any two characters of a text"]]
        two = [word for word in dict.fromkeys(two) if fold(word) == word]
        crossed = "".join(two)
        two = two[: COMPARED.get(number, 50) * 3 // 4]
        two += ["".join(chance.sample(crossed, 2)) for _ in range(COMPARED.get(number, 50) - len(two))]
        found, like_timing = await compare(tx, others, two)
    await db.close()
    row("any two characters of a text", "LIKE, all of them", like_timing)
    for path in (house, others):
        with closing(sqlite3.connect(path)) as plain:
            plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = sizes(house) | sizes(others)
    lines += [
        "",
        f"- Recall of {found.words} random two-character words (three quarters as they stand in a text, the rest two random "
        f"characters), all records compared: LIKE finds {found.like:,}; the house {found.house / found.like:.2%} of them, "
        f"{found.variants} more that have the word in Traditional characters, and {found.wrong} wrong ones; trigram "
        f"{found.trigram / found.like:.2%}.",
        f"- Size: text alone {size['plain']:.0f} MB; house index {size['search']:.0f} MB, and its folded copy of the text "
        f"for checking and ranking {size['documents']:.0f} MB; trigram index {size['trigram']:.0f} MB.",
        f"- Building: house {took['house']:.0f} s, trigram {took['trigram']:.0f} s.",
        "",
    ]
    say("\n".join(lines[-5:]))
    return "\n".join(lines)


def main() -> int:
    """Measure, print, and write the figures where told."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, action="append", help="how many; may be given more than once")
    parser.add_argument("--to", type=Path, help="write the figures here, as Markdown")
    arguments = parser.parse_args()
    parts = []
    for number in arguments.records or list(COMPARED):
        with TemporaryDirectory() as folder:
            parts.append(
                asyncio.run(
                    measure(max(number // COMMIT, 1) * COMMIT, Path(folder), lambda text: print(text, flush=True))
                )
            )
    python = ".".join(map(str, sys.version_info[:3]))
    head = [
        "# Search",
        "",
        "Made by `python -m tests.bench.bench_search --to docs/figures/search.md`; what is measured is told at the head",
        f"of that file. Python {python}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores shared with other work:",
        "where the clock and the processor time differ, others were at work. Goal at 1,000,000 records: p50 <5 ms, p99 <20 ms.",
        "",
    ]
    weak = [
        "## What it is weak at",
        "",
        "- One character is a prefix query over all pairs that begin with it: slow at a million, unnoticed at a thousand.",
        "- Long words must be looked up in the text to be counted, up to 1,000 candidates: their p99 is above the words' goal.",
        "- A frequent word's number is counted up to 2,000, and 200 candidates are ranked, those with the word in names first;",
        "  among more equals than that, the newest are looked at.",
        "- Building is slower than trigram's: pairs are made in Python.",
        "",
    ]
    text = "\n".join([*head, *parts, *weak])
    if arguments.to:
        arguments.to.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
