"""Rules about terms, visits, fees and results (时限、到场、收费、结果): E07 to E16.

Source: the families that a city's published checker has; the topics are those of the national portal (unverified).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kiosk.matters.lint_subject import BASIC_CODE, Clash, Surroundings
from kiosk.matters.model import MatterDocument, Term

WORKING_DAYS: Final = {"wd": 1.0, "d": 5 / 7, "h": 5 / 7 / 24, "instant": 0.0}
"""Unit -> working days, on average: enough to say which of two terms is longer."""
NATURAL: Final = frozenset("1")
LEGAL: Final = frozenset("234")
SHARED: Final = frozenset(
    "设立变更 准营准办 社会保障 医疗卫生 公共安全 司法公证 知识产权 环保绿化 公用事业 民族宗教 其他".split()  # noqa: SIM905 - reads better
)
PERSONAL_TOPICS: Final = SHARED | frozenset(
    "生育收养 户籍办理 教育科研 入伍服役 就业创业 职业资格 行政缴费 婚姻登记 优待抚恤 规划建设 住房保障 证件办理 "  # noqa: SIM905
    "交通出行 旅游观光 出境入境 消费维权 文化体育 离职退休 死亡殡葬".split()
)
LEGAL_TOPICS: Final = SHARED | frozenset(
    "资质认证 年检年审 税收财务 人力资源 投资审批 融资信贷 商务贸易 招标拍卖 海关口岸 涉外服务 农林牧渔 "  # noqa: SIM905
    "交通运输 科技创新 文体教育 安全生产 质量技术 检验检疫 档案文物 法人注销".split()
)
TELEPHONE: Final = re.compile(r"0[0-9]{2,3}-[0-9]{7,8}")
CERTIFICATES: Final = ("证", "证明", "证书", "执照")
"""How the name of a certificate ends."""
DECISIONS: Final = ("告知书", "通知书", "决定书", "批复", "文")
"""How the name of a decision ends."""


def days_of(term: Term) -> float:
    """A term in working days."""
    return term.n * WORKING_DAYS[term.unit]


def at_once(document: MatterDocument, _: Surroundings) -> Iterator[Clash]:
    """E07: promised at once, and of the kind that is done at once: both or neither."""
    is_at_once = days_of(document.time.promise) == 0
    if is_at_once != (document.classing.handling == "即办件"):
        yield "class.handling", f"{document.classing.handling}, {document.time.promise.n} {document.time.promise.unit}"


def too_long(document: MatterDocument, around: Surroundings) -> Iterator[Clash]:
    """E08: more time promised than the law allows, or than the level above promises."""
    above = (around.superior or {}).get(document.matter.code[BASIC_CODE])
    limits = [document.time.statutory, above.promise if above is not None else None]
    for name, term in (("promise", document.time.promise), ("fallback_promise", document.time.fallback_promise)):
        for limit in limits:
            if term is not None and limit is not None and days_of(term) > days_of(limit):
                yield f"time.{name}", f"{term.n} {term.unit} > {limit.n} {limit.unit}"


def visit_unexplained(document: MatterDocument, _: Surroundings) -> Iterator[Clash]:
    """E09: visits without a reason, or a reason without visits."""
    if (document.visits > 0) != bool(document.visits_reason):
        yield "visits_reason", f"{document.visits}, {document.visits_reason or '-'}"


def deep_with_visits(document: MatterDocument, _: Surroundings) -> Iterator[Clash]:
    """E10: wholly online, and yet one has to come."""
    if document.depth == "Ⅳ" and document.visits:
        yield "depth", f"Ⅳ, {document.visits}"


def nowhere_to_go(document: MatterDocument, _: Surroundings) -> Iterator[Clash]:
    """E11: nobody has to come, and there is no other way."""
    channels = document.channels
    if not document.visits and not (channels.online or channels.kiosk or "post" in document.result.delivery):
        yield "channels", f"{document.visits}"


def fee_without_basis(document: MatterDocument, _: Surroundings) -> Iterator[Clash]:
    """E12: a fee without basis or way to pay, or a way to pay without a fee."""
    fee, pay = document.fee, document.kiosk.pay
    if fee.charge and not fee.basis:
        yield "fee.basis", "-"
    if fee.charge and document.channels.kiosk and not pay:
        yield "kiosk.pay", "-"
    if pay and not fee.charge:
        yield "kiosk.pay", ", ".join(pay)


def result_by_another_name(document: MatterDocument, _: Surroundings) -> Iterator[Clash]:
    """E13: a certificate by its name and not by its type, or the other way round; a result without a sample."""
    result = document.result
    name = result.name.zh
    wanted = "出证" if name.endswith(CERTIFICATES) else "出文" if name.endswith(DECISIONS) else "其他"
    if result.type != wanted:
        yield "result.type", f"{name}: {result.type} ≠ {wanted}"
    if not result.sample:
        yield "result.sample", "-"


def topic_of_others(document: MatterDocument, _: Surroundings) -> Iterator[Clash]:
    """E14: topics that are not those of the people or bodies it is for."""
    objects, topics = frozenset(document.classing.object), frozenset(document.classing.topic)
    kinds = [(NATURAL, PERSONAL_TOPICS), (LEGAL, LEGAL_TOPICS)]
    fitting = frozenset[str]().union(*(known for kind, known in kinds if objects & kind))
    for topic in sorted(topics - fitting):
        yield "class.topic", f"{topic}: {', '.join(sorted(objects))}"
    for kind, known in kinds:
        if objects & kind and not topics & known:
            yield "class.topic", f"-: {', '.join(sorted(objects & kind))}"


def telephone_wrong(document: MatterDocument, _: Surroundings) -> Iterator[Clash]:
    """E15: complaints go to whom one complains of, or a number lacks its area code."""
    consult = document.consult
    if consult.tel == consult.complaint:
        yield "consult.complaint", consult.complaint
    for name, number in (("tel", consult.tel), ("complaint", consult.complaint)):
        if TELEPHONE.fullmatch(number) is None:
            yield f"consult.{name}", number


def nothing_asked(document: MatterDocument, _: Surroundings) -> Iterator[Clash]:
    """E16: a permit without one frequent question."""
    if document.classing.power_type == "01" and not document.consult.faq:
        yield "consult.faq", "-"
