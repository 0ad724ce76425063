"""The catalogue as data (事项目录): the field dictionary and the document of one version of one matter.

Pure records that know no file; `kiosk.approval` compiles the expressions in them. Names of the real platform's fields
(GB/T 39046—2020 表4, 粤智助后台) are the descriptions. Source: the township's list in form; every figure is an assumption.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""A name of ours: lower case, digits, underscores."""
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$", max_length=80)]
"""A field of the dictionary (person.birth) or a derived one (age)."""
Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*$", max_length=8)]
"""A condition, a material or a table within its matter: C1, M2, T1."""
Expression = Annotated[str, Field(min_length=1, max_length=1000)]
"""Text in the rule language."""
Chinese = Annotated[str, Field(min_length=1)]
English = Annotated[str, Field(min_length=1, pattern=r"^[^\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+$")]
"""The same in English: there, and with nothing Chinese in it. What it quotes stands in braces."""
Scalar = Decimal | int | bool | date | str
"""What a cell or an output of a table may hold."""


class Document(BaseModel):
    """Everything written by hand is read strictly: no unknown key, no number written as text."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Words(Document):
    """One text in both languages; a template where it may name values in braces."""

    zh: Chinese
    en: English


class Source(Document):
    """Who holds data (数据源). fresh_days: older than that is stale; None: as old as it likes."""

    zh: Chinese
    en: English
    owner: str
    basis: Literal["statutory", "consent"]
    fresh_days: Annotated[int, Field(ge=0)] | None


class FieldEntry(Document):
    """One datum a matter may read. type: number, text, date, flag, texts, or the name of a record (a list of it).

    none: what it holds where its source says authoritatively that there is nothing; None: it has no empty value.
    values: every text it may hold, with its English, and of the form what may be chosen. begins: the rest is typed.
    """

    zh: Chinese
    en: English
    type: str
    source: str
    values: dict[str, English] = {}
    begins: Literal["places"] | None = None
    none: Decimal | int | bool | str | tuple[str, ...] | None = None


class Dictionary(Document):
    """The field dictionary (字段字典)."""

    sources: dict[Key, Source]
    records: dict[Key, dict[Key, Literal["number", "text", "date", "flag"]]]
    fields: dict[FieldName, FieldEntry]


class Identity(Document):
    """What the matter is called (事项名称、编码)."""

    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{31}$", description="实施编码")]
    version: Annotated[int, Field(ge=1, description="事项版本")]
    name: Annotated[Words, Field(description="事项名称")]
    alias: Annotated[tuple[str, ...], Field(description="事项别名")] = ()
    keywords: Annotated[tuple[str, ...], Field(description="搜索关键词")] = ()
    tile: Annotated[str, Field(description="按钮上的名称，| 处可以换行")] = ""


class Change(Document):
    """What made this version (动态调整)."""

    kind: Literal["new", "adjusted", "delegated", "merged", "split", "cancelled"]
    doc: Annotated[str, Field(description="文号")]
    from_version: int | None = None


class Status(Document):
    """Since when it holds. cancelled: from this day nobody may apply."""

    state: Annotated[Literal["active", "suspended", "cancelled"], Field(description="事项状态")]
    effective: Annotated[date, Field(description="计划生效日期")]
    cancelled: Annotated[date | None, Field(description="计划取消日期")] = None
    change: Change


class Classing(Document):
    """What sort of matter it is. instant: forbidden where no machine may decide, whatever the conditions say."""

    power_type: Annotated[Literal["01", "05", "07", "10", "20"], Field(description="事项类型")]
    level: Annotated[Literal["1", "2", "3", "4", "5", "6"], Field(description="行使层级")]
    object: Annotated[tuple[Literal["1", "2", "3", "4", "5", "6"], ...], Field(description="服务对象")]
    topic: Annotated[tuple[str, ...], Field(description="服务主题")]
    kind: Annotated[Literal["query", "handle"], Field(description="办理类型：查询、办理")]
    handling: Annotated[Literal["即办件", "承诺件"], Field(description="办件类型")]
    instant: Annotated[Literal["allowed", "forbidden"], Field(description="是否秒批")]


class Basis(Document):
    """One legal basis (设定依据)."""

    title: str
    article: str = ""


class Department(Document):
    """Who is responsible (实施主体)."""

    owner: Annotated[str, Field(description="业务部门")]
    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{18}$", description="实施主体编码")]
    nature: Annotated[Literal["1", "2", "3", "9"], Field(description="主体性质")]
    joint: Annotated[tuple[str, ...], Field(description="共同实施部门")] = ()


class Term(Document):
    """A limit with its unit: working days, calendar days, hours, or at once."""

    n: Annotated[int, Field(ge=0)]
    unit: Literal["wd", "d", "h", "instant"]


class Time(Document):
    """By when (法定、承诺办结时限). fallback_promise: where a person has to decide."""

    statutory: Term | None = None
    promise: Term
    fallback_promise: Term | None = None


class Channels(Document):
    """Where it is done (办理形式). regions: beginnings of the division codes it is done in; none for everywhere."""

    kiosk: tuple[str, ...] = ()
    zone24h: bool = False
    counter: tuple[str, ...] = ()
    online: tuple[str, ...] = ()
    delegate_village: bool = False
    regions: Annotated[tuple[str, ...], Field(description="系统覆盖范围")] = ()
    priority: Annotated[int, Field(ge=0, le=100)] = 50


class Authentication(Document):
    """What opens it at a terminal (身份认证方式). min: the identity level, 1 to 4."""

    min: Annotated[int, Field(ge=1, le=4)]
    full: Annotated[int | None, Field(description="打印完整号码所需等级")] = None


class Seconds(Document):
    """How long it takes at a terminal (assumption)."""

    p50: int
    p90: int


class Terminal(Document):
    """What a terminal needs for it (硬件模块、网络策略、支付方式)."""

    auth: Authentication
    hardware: Annotated[tuple[str, ...], Field(description="硬件模块")]
    network: Annotated[str, Field(description="网络策略")]
    pay: Annotated[tuple[str, ...], Field(description="支付方式")] = ()
    sec: Seconds


class Fetched(Document):
    """A field of the dictionary that this matter reads. source: must be the one that lists it.

    fresh_days: tighter than the source's own limit. lock: nobody may change it on the form.
    """

    source: Annotated[str, Field(alias="from")]
    fresh_days: Annotated[int, Field(ge=0)] | None = None
    lock: bool = True


class Derived(Document):
    """A value computed from others. It may use the fields of the matter and the derived ones above it."""

    type: Literal["number", "text", "date", "flag"]
    rule: Expression
    zh: Chinese
    en: English


class Form(Document):
    """What the applicant sees filled in (prefill: form key -> field) and is asked for (fields of the source `form`)."""

    prefill: dict[Key, FieldName] = {}
    ask: tuple[FieldName, ...] = ()


class Material(Document):
    """One paper or its electronic stand-in (申报材料). source: ways to have it, in order."""

    id: Code
    name: Words
    need: Annotated[Literal["required", "optional"], Field(description="是否必备")]
    basis: int
    source: tuple[str, ...]
    lack_ok: Annotated[bool, Field(description="可容缺")] = False
    lack_days: Annotated[int | None, Field(description="容缺补交工作日")] = None


class Alternative(Document):
    """One way among several to meet a condition."""

    when: Expression


class Condition(Document):
    """One requirement (受理条件). Exactly one of when and any_of; gap: the material that can cover it."""

    code: Code
    name: Words
    when: Expression | None = None
    any_of: tuple[Alternative, ...] = ()
    reason: Words
    remedy: Words
    basis: int
    severity: Literal["hard", "soft", "route"]
    gap: Code | None = None


class Column(Document):
    """An input of a decision table. whole: only whole numbers; min, max: its domain, both included; values: all texts."""

    field: FieldName
    whole: bool = False
    min: Decimal | int | date | None = None
    max: Decimal | int | date | None = None
    values: tuple[str, ...] = ()


class Row(Document):
    """One row: input field -> cell, output -> value. A column left out matches anything."""

    when: dict[FieldName, Scalar]
    then: dict[Key, Scalar]


class DecisionTable(Document):
    """A decision table (决策表). outputs: name -> type.

    best: PRIORITY's order of the first output, best first. collect: how COLLECT joins the hits.
    """

    code: Code
    name: Words
    hit: Literal["UNIQUE", "ANY", "FIRST", "PRIORITY", "COLLECT"]
    inputs: Annotated[tuple[Column, ...], Field(min_length=1, max_length=8)]
    outputs: Annotated[dict[Key, Literal["number", "text", "date", "flag"]], Field(min_length=1)]
    rows: Annotated[tuple[Row, ...], Field(max_length=200)]
    best: tuple[Scalar, ...] = ()
    collect: Literal["list", "sum", "min", "max", "count"] = "list"


class Lack(Document):
    """Acceptance with gaps (容缺受理). when: must hold besides, the promise signed and no bad credit."""

    enabled: bool = False
    materials: tuple[Code, ...] = ()
    promise_doc: str | None = None
    when: Expression | None = None


class Commitment(Document):
    """Promise instead of proof (告知承诺制), checked within so many days."""

    enabled: bool = False
    check_days: int | None = None


class AfterCheck(Document):
    """Share of instant approvals that a person looks at afterwards (事后抽查), in per cent."""

    percent: Annotated[int, Field(ge=0, le=100)] = 2


class Fee(Document):
    """What it costs (是否收费)."""

    charge: bool = False
    basis: str | None = None


class ResultRow(Document):
    """One line of what is issued: a label and a template over fields and table outputs."""

    label: Words
    value: Words


class Grant(Document):
    """What is on record once it is granted: a text joins a list, or a field has another value.

    value: a text, or one name in braces: of a field, derived value or table output, or credit_code, which the case gives
    to a new market entity.
    """

    field: FieldName
    mode: Literal["add", "set"]
    value: str


class Outcome(Document):
    """What is issued (审批结果). cert_type: type code of the electronic certificate, if it is one."""

    name: Annotated[Words, Field(description="结果名称")]
    type: Annotated[Literal["出证", "出文", "其他"], Field(description="审批结果类型")]
    template: str
    sample: Annotated[str | None, Field(description="结果样本")] = None
    cert_type: str | None = None
    valid_days: int | None = None
    seal: str
    delivery: tuple[Literal["print", "ecert", "post", "pickup"], ...]
    rows: tuple[ResultRow, ...] = ()
    grants: Annotated[tuple[Grant, ...], Field(description="批准后登记")] = ()


class Question(Document):
    """A frequent question and its answer (常见问题)."""

    question: Words
    answer: Words


class Consult(Document):
    """Whom to ask, whom to complain to, who reviews (咨询、监督电话、复议)."""

    tel: str
    complaint: str
    review: tuple[str, ...]
    faq: tuple[Question, ...] = ()


class Stage(Document):
    """A special procedure that stops the clock (特别程序)."""

    kind: str
    days: int


class Child(Document):
    """A department asked side by side (并联审批)."""

    dept: str
    matter: str
    require: Literal["all", "any", "advisory"]


class MatterDocument(Document):
    """One version of one matter (事项). number: its number in the seed list. visits: 到办事现场次数."""

    key: Key
    number: Annotated[str, Field(pattern=r"^\d{2}$")]
    matter: Identity
    status: Status
    classing: Annotated[Classing, Field(alias="class")]
    basis: Annotated[tuple[Basis, ...], Field(min_length=1)]
    dept: Department
    time: Time
    visits: Annotated[int, Field(ge=0, description="到办事现场次数")]
    visits_reason: Annotated[str | None, Field(description="必须现场办理原因说明")] = None
    depth: Annotated[Literal["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ"], Field(description="网上办理深度")]
    about: Annotated[Words, Field(description="一句话说明")]
    channels: Channels
    kiosk: Terminal
    fields: dict[FieldName, Fetched | Derived]
    form: Form
    materials: tuple[Material, ...]
    eligibility: tuple[Condition, ...]
    tables: tuple[DecisionTable, ...] = ()
    special: tuple[Stage, ...] = ()
    parallel: tuple[Child, ...] = ()
    lack: Lack = Lack()
    commit: Commitment = Commitment()
    after_check: AfterCheck = AfterCheck()
    fee: Fee = Fee()
    result: Outcome
    consult: Consult
