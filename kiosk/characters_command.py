"""`yzz characters`: writes the table from which Chinese is typed at a terminal (拼音字表).

It is built from what is here anyway: readings from pypinyin, the characters of the font that papers are set with, how
common each is from the font package, which cuts the font into pieces by how often pages use them, and the phrases of
the town and the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import orjson

from kiosk.certificates.fonts import load_family
from kiosk.certificates.paper_font import FontMissing, load_paper_font
from kiosk.command_line import give_up
from kiosk.matters.bundles import load_bundles
from kiosk.matters.characters import Table, table_of
from kiosk.matters.loader import load_catalogue
from kiosk.registry.rules import ENDS
from kiosk.registry.town import words
from kiosk.web.files import static_root

TABLE: Final = Path("kiosk") / "characters.json"
"""In the folder of the pages."""
PIECE: Final = re.compile(r"-sc-(\d+)-")
"""Number of a piece of the font: the higher, the more often pages use what is in it."""
HAN: Final = re.compile(r"[㐀-鿿]+")
PLACES: Final = ("登岗镇", "揭阳市", "空港经济区", "广东省", "仿真区", "示例镇")
TRADES: Final = (
    "超市", "便利店", "小吃店", "餐馆", "饭店", "茶叶店", "药店", "水果店", "蔬菜店", "粮油店", "花店", "书店", "理发店",
    "美容店", "服装店", "鞋店", "文具店", "五金店", "家电店", "手机店", "维修店", "打印店", "汽车", "摩托车", "建材",
    "家具", "玩具厂", "塑料厂", "鞋厂", "加工厂", "商行", "商店", "商贸", "工作室", "服务部", "经营部", "培训中心", "有限公司",
)  # fmt: skip
HOUSES: Final = (
    "一楼", "二楼", "三楼", "号楼", "单元", "之一", "之二", "之三", "路口", "市场", "广场", "小区", "新村", "工业区", "对面", "旁边",
)  # fmt: skip
"""What stands in an address besides its street."""


def phrases() -> Iterator[str]:
    """Phrases in the order in which they are offered: places, trades, streets, then words of the catalogue."""
    yield from PLACES
    yield from (name for _, name in words.VILLAGES)
    yield from (*words.TRADES, *TRADES, *ENDS)
    yield from words.ROADS
    yield from HOUSES
    yield from words.SCOPE_ITEMS
    matters = [each.matter for each in load_catalogue().documents]
    texts = [(each.name.zh, *each.alias, *each.keywords) for each in matters]
    texts += [(each.name.zh, *each.alias, *each.keywords) for each in load_bundles()]
    yield from (found for named in texts for text in named for found in HAN.findall(text))


def built(static: Path) -> Table:
    """The table of the fonts in the folder of the pages. Raises FontMissing."""
    vendor = static / "vendor"
    font = load_paper_font(vendor)
    pieces = {
        chr(point): int(found[1])
        for point, file in load_family(vendor).files.items()
        if (found := PIECE.search(file.name))
    }
    most = max(pieces.values())
    return table_of(map(chr, font.characters), {each: most - piece for each, piece in pieces.items()}, phrases())


def written(table: Table) -> bytes:
    """As the file holds it: one syllable a line, so that a change can be read."""
    lines = [
        f"{orjson.dumps(key).decode()}:{orjson.dumps(value).decode()}" for key, value in table["syllables"].items()
    ]
    listed = [orjson.dumps(each).decode() for each in table["phrases"]]
    return ('{"syllables":{\n' + ",\n".join(lines) + '\n},"phrases":[\n' + ",\n".join(listed) + "\n]}\n").encode()


@click.command()
@click.option("--check", is_flag=True, help="Only say whether the table is what this would write.")
def characters(*, check: bool) -> None:
    """Write the table from which Chinese is typed at a terminal."""
    static = static_root()
    path = static / TABLE
    try:
        content = written(built(static))
    except FontMissing as error:
        give_up(str(error))
    if check:
        if not path.is_file() or path.read_bytes() != content:
            give_up(f"{TABLE} is old; write it with: yzz characters")
        return
    path.write_bytes(content)
    click.echo(f"{TABLE}: {len(content)} bytes")
