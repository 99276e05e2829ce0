"""Tables of records: a thousand rows brought in, a hundred thousand exported.

python -m tests.bench.bench_record_tables [--records 100000]
"""

import argparse
import asyncio
import csv
import tempfile
import time
from pathlib import Path

from bot import exporting_records, importing
from bot.record_columns import record_sheet
from storage import record_tables, studios
from storage.database import Database
from storage.model.days import CHINA
from storage.model.records import Facts, State
from storage.model.studios import StudioDraft
from storage.record_tables import New
from tests.echo import MORNING

STUDIOS = 100


async def measure(folder: Path, number: int) -> dict[str, float]:
    """Seconds of each."""
    db = await Database.open(folder / "a.db")
    async with db.write() as tx:
        await studios.save_all(tx, [StudioDraft(f"示例{place}创新工作室") for place in range(STUDIOS)], MORNING)
    rows = [
        [
            "2026-06-08",
            f"示例{row % STUDIOS}创新工作室",
            "实用新型",
            "授权",
            f"夹具{row}",
            2,
            "",
            30,
            12.5,
            "",
            "",
            "通过",
        ]
        for row in range(1_000)
    ]
    with (folder / "a.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([record_sheet({}, (), ()).headers, *rows])
    took: dict[str, float] = {}
    for name in ("import 1,000", "the same again"):
        began = time.perf_counter()
        report = await importing.import_file(db, "results", folder / "a.csv", now=MORNING, zone=CHINA)
        took[name] = time.perf_counter() - began
        assert not report.errors
    facts = Facts("实用新型", "授权", "示例·一种焊接夹具", 2, "", 30, 12_500_000, code="", begins_on="2026-06-08",
                  ends_on="2026-06-08", said="本月拿到实用新型专利2项,名称是示例·一种焊接夹具")  # fmt: skip
    async with db.write() as tx:
        new = [New(row % STUDIOS + 1, "示例领军人甲", facts, State.APPROVED) for row in range(number - 1_000)]
        began = time.perf_counter()
        await record_tables.add_all(tx, new, MORNING)
        took[f"add {number:,}"] = time.perf_counter() - began
    for kind in (".xlsx", ".csv"):
        began = time.perf_counter()
        assert await exporting_records.export_news(db, folder / f"b{kind}") == number
        took[f"export {number:,} {kind}"] = time.perf_counter() - began
    await db.close()
    return took


def main() -> None:
    """Print the seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    number = parser.parse_args().records
    with tempfile.TemporaryDirectory() as folder:
        for name, seconds in asyncio.run(measure(Path(folder), number)).items():
            print(f"{name}: {seconds:.2f} s")


if __name__ == "__main__":
    main()
