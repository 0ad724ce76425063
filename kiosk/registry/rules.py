"""Two sources that answer by rule (规则型数据源): whether a name may be had, and whether an address exists.

They are asked about what somebody wrote on a form, and hold nothing of anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from kiosk.registry.town import words
from kiosk.registry.town.cases import FIRST_HOUSE

NAME_GOOD: Final = "通过"
NAME_TAKEN: Final = "重名"
NAME_FORBIDDEN: Final = "含禁用字词"
NAME_SHAPE: Final = "格式不符"

COUNTY: Final = "仿真区"
FORBIDDEN: Final = ("中国", "中华", "全国", "国家", "国际", "政府", "党", "军", "最佳", "第一")
"""Words that a shop's name may not have; here a handful."""
ENDS: Final = ("店", "厂", "行", "铺", "馆", "坊", "部", "室", "中心", "工作室", "有限公司")
CORE_LENGTH: Final = (2, 20)
"""Characters between the place and the trade's end."""
LAST_HOUSE: Final = FIRST_HOUSE + 98

_ADDRESS: Final = re.compile(
    rf"{words.TOWN}({'|'.join(name for _, name in words.VILLAGES)})({'|'.join(words.ROADS)})"
    r"([1-9][0-9]{0,2})号(?:[1-9]层)?(?:之[一二三四五六七八九十])?"
)


def check_name(name: str, is_taken: Callable[[str], bool]) -> str:
    """One of the four results, the first that fits: shape, forbidden words, taken, good."""
    end = next((each for each in sorted(ENDS, key=len, reverse=True) if name.endswith(each)), None)
    if not name.startswith(COUNTY) or end is None:
        return NAME_SHAPE
    core = name.removeprefix(words.TOWN).removeprefix(COUNTY).removesuffix(end)
    if not CORE_LENGTH[0] <= len(core) <= CORE_LENGTH[1] or not core.isalnum():
        return NAME_SHAPE
    if any(word in name for word in FORBIDDEN):
        return NAME_FORBIDDEN
    return NAME_TAKEN if is_taken(name) else NAME_GOOD


def is_address_known(address: str) -> bool:
    """Whether a house of the town is meant: village, road, number, and if need be a floor or a part."""
    match = _ADDRESS.fullmatch(address)
    return match is not None and int(match[3]) <= LAST_HOUSE
