"""Papers for tests: one order of each kind, about people who do not exist."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from kiosk.certificates.identifiers import CertificateNumber
from kiosk.certificates.orders import CertificateOrder, HolderField, Kind

ISSUED_AT_MS = 1_795_393_800_000
"""2026-11-23 08:30:00 in the hall."""
OFFICE = "11445299EM00000108"


def number(serial: int, kind: Kind = Kind.CERTIFICATE) -> str:
    code = f"{OFFICE}{list(Kind).index(kind) + 1:03}"
    return str(CertificateNumber(kind=code, issuer=OFFICE, serial=str(2_026_000_001 + serial)))


WORDS: dict[Kind, dict[str, Any]] = {
    Kind.CERTIFICATE: {
        "title": "社会保险参保证明",
        "title_en": "Certificate of social insurance",
        "department": "仿真区登岗镇社会保障服务中心",
        "paragraphs": ("兹证明上述人员在本地参加社会保险，截至开具之日的情况如下。",),
        "columns": ("险种", "首次参保", "缴至", "累计月数", "状态"),
        "rows": tuple(
            (kind, "2010-03", "2026-10", str(months), "正常参保")
            for kind, months in (
                ("城镇企业职工基本养老保险", 199),
                ("职工基本医疗保险", 199),
                ("失业保险", 187),
                ("工伤保险", 187),
                ("生育保险", 120),
                ("职业年金", 60),
                ("补充医疗保险", 48),
                ("长期护理保险", 12),
            )
        ),
    },
    Kind.NOTICE: {
        "title": "高龄津贴审核通过告知书",
        "title_en": "Notice of approval: allowance for the aged",
        "department": "仿真区登岗镇民政办公室",
        "paragraphs": (
            "您申请的高龄津贴已经审核通过。您现年80周岁，按80至89周岁档发放，每月100元，自2026年12月起计发。",
            "津贴于每月20日前存入您的社会保障卡金融账户。如有疑问，请到登岗镇政务服务中心综合窗口咨询。",
        ),
    },
    Kind.LICENCE: {
        "title": "营业执照",
        "title_en": "Business licence of an individual trader (simulated)",
        "department": "仿真区市场监督管理所",
        "holder": (
            HolderField(label="统一社会信用代码", value="92445299MA00000018", masked="92445299MA00000018"),
            HolderField(label="名称", value="仿真区登岗镇王喆小吃店", masked="仿真区登岗镇王*小吃店"),
            HolderField(label="类型", value="个体工商户", masked="个体工商户"),
            HolderField(label="经营者", value="王喆", masked="王*"),
            HolderField(label="经营场所", value="仿真区登岗镇仿真大道12号之一", masked="仿真区登岗镇"),
            HolderField(label="经营范围", value="小餐饮服务（不含凉菜、裱花蛋糕）", masked="小餐饮服务"),
            HolderField(label="注册日期", value="2026年11月23日", masked="2026年11月23日"),
        ),
        "paragraphs": ("本执照为仿真数据，不具法律效力。 Simulated: without any legal effect.",),
    },
    Kind.TOLD_ONCE: {
        "title": "一次性告知书",
        "title_en": "Everything that is missing, told once",
        "department": "仿真区登岗镇民政办公室",
        "paragraphs": (
            "您现年79周岁，未满80周岁：2027年3月8日起可以申请。依据：高龄津贴发放办法（仿真）。",
            "社会保障卡金融账户未激活：请在本机“社保卡金融账户激活”办理，或到银行网点办理。",
            "尚待核验：服刑人员库暂时无法访问，由工作人员核对后再告知您。",
        ),
    },
    Kind.FILING_RECEIPT: {
        "title": "跨省异地就医备案回执",
        "title_en": "Receipt: treatment outside the province is on file",
        "department": "仿真区登岗镇医疗保障服务站",
        "paragraphs": ("您的备案已经登记，备案期间可在就医地直接结算。", "您承诺所填内容真实；不实的，备案撤销。"),
        "columns": ("就医地", "起", "止", "类别"),
        "rows": (("福建省厦门市", "2026-11-23", "2027-11-22", "长期异地居住"),),
    },
}

PERSON = (
    HolderField(label="姓名", value="王喆", masked="王*"),
    HolderField(label="公民身份号码", value="445299********0017", masked="445***********0017"),
    HolderField(label="户籍地", value="仿真区登岗镇仿真村", masked="仿真区登岗镇"),
)


def order(serial: int = 0, kind: Kind = Kind.CERTIFICATE, **changes: Any) -> CertificateOrder:
    """An order of that kind; serial makes it another one."""
    words = {"holder": PERSON, **WORDS[kind]}
    made = CertificateOrder(
        number=number(serial, kind),
        kind=kind,
        case=f"{OFFICE}344200013000202611230{serial % 1000:03}",
        purpose="本人办事",
        terminal="登岗镇政务服务中心1号机 hall-1",
        issued_at_ms=ISSUED_AT_MS + 1000 * serial,
        utc_offset_min=480,
        valid_until=date(2026, 11, 23) + timedelta(days=180),
        **words,
    )
    return replace(made, **changes)
