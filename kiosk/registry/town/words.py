"""Words of the town (用词): what a source may answer, and what places and people are called.

Every condition of the catalogue compares with one of these words, so each stands here once. Places carry 示 in their
names and lie in the county that was never assigned; names are drawn character by character, and belong to nobody.
"""

from __future__ import annotations

from typing import Final

TOWN_AREA: Final = "445299101"
"""The synthetic town: the first nine digits of every area of registration in it."""
TOWN: Final = "仿真区示例镇"
VILLAGES: Final = (
    ("001", "示中居"),
    ("002", "示桥居"),
    ("201", "示东村"),
    ("202", "示西村"),
    ("203", "示南村"),
    ("204", "示北村"),
    ("205", "示溪村"),
    ("206", "示湖村"),
    ("207", "示田村"),
    ("208", "示林村"),
    ("209", "示山村"),
    ("210", "示洋村"),
    ("211", "示港村"),
    ("212", "示园村"),
    ("213", "示坑村"),
    ("214", "示围村"),
    ("215", "示寮村"),
    ("216", "示埔村"),
)
"""Last three digits of the area, name."""
ELSEWHERE: Final = (
    ("445299102001", "仿真区邻示镇"),
    ("445299103001", "仿真区远示镇"),
    ("445299201001", "仿真区外示镇"),
)
"""Areas from which people come to live here."""
ROADS: Final = tuple(f"{first}{last}" for last in ("路", "街", "巷") for first in "春夏秋冬松竹梅兰安和永康")
HOUSES_A_ROAD: Final = 48

SEXES: Final = ("女", "男")
"""By the sequence number of an identity number: even, odd."""
HEAD: Final = "户主"
SPOUSE: Final = "配偶"
FATHER: Final = "父亲"
MOTHER: Final = "母亲"
CHILDREN: Final = ("女儿", "儿子")

ALIVE: Final = "正常"
DEAD: Final = "死亡"
REGISTERED: Final = "正常"
IN_DOUBT: Final = "待核实"
CANCELLED: Final = "注销"
VALID: Final = "有效"
EXPIRED: Final = "过期"

EMPLOYEES: Final = "企业职工基本养老保险"
RESIDENTS: Final = "城乡居民基本养老保险"
UNEMPLOYMENT: Final = "失业保险"
INJURY: Final = "工伤保险"
PAYING: Final = "正常参保"
PAUSED: Final = "暂停缴费"
DRAWING: Final = "待遇领取"
PENSION_PAID: Final = "在领"
PENSION_STOPPED: Final = "暂停"

ACTIVE: Final = "激活"
NOT_ACTIVE: Final = "未激活"
FROZEN: Final = "冻结"

MEDICAL_RESIDENTS: Final = "城乡居民医保"
MEDICAL_EMPLOYEES: Final = "职工医保"
MEDICAL_NORMAL: Final = "正常"
MEDICAL_PAUSED: Final = "暂停"

ELDER_ALLOWANCE: Final = "高龄津贴"
LIVING_SUBSIDY: Final = "困难残疾人生活补贴"
CARE_SUBSIDY: Final = "重度残疾人护理补贴"
LOW_INCOME: Final = "低保"
BORDERLINE: Final = "低保边缘"
DESTITUTE: Final = "特困"

LIMB: Final = "肢体"
MIND: Final = "精神"
INTELLECT: Final = "智力"
CATEGORIES: Final = ("视力", "听力", "言语", LIMB, INTELLECT, MIND, "多重")
"""Kinds of disability; the place, from 1, is the digit in a certificate's number."""

OFFENCE: Final = "有违法犯罪记录"
IN_CUSTODY: Final = "在服刑"
DISHONEST: Final = "失信被执行人"

IN_BUSINESS: Final = "存续"
ABNORMAL: Final = "经营异常"
CLOSED: Final = "注销"
SHOP: Final = "个体工商户"
COMPANY: Final = "有限责任公司"
SOLE: Final = "个人独资企业"
RESTRICTED: Final = "限制登记人员"

SCOPE_ITEMS: Final = (
    "日用百货销售",
    "服装零售",
    "鞋帽零售",
    "文具用品零售",
    "五金产品零售",
    "水果零售",
    "理发服务",
    "餐饮服务",
    "玩具制造",
    "塑料制品制造",
)
TRADES: Final = ("百货店", "服装店", "鞋帽店", "文具店", "五金店", "水果店", "理发店", "小吃店", "玩具厂", "塑料厂")
"""Trade of an enterprise's name by its first item of scope."""

SURNAMES: Final = "陈林黄吴郑许蔡李王张杨刘谢罗洪方孙周江魏郭何陆丁余廖曾邱沈钟卢邓赖赵徐袁翁庄高胡马朱彭姚温叶苏梁冯潘萧纪柯詹倪卓池辜佘"
"""In falling order: the n-th is borne by 1 / (n + 3) of the people, made up to 1."""
MEN: Final = (
    "伟强军勇杰涛明超辉刚健鹏飞斌波磊峰林龙海洋东升华国庆建文武志远晓宁浩然宇轩子俊泽楷霖锋烁钦炎煜彬坤松柏栋梁森桐楠"
    "耀祖光宗德仁义礼信诚忠孝廉勤俭恒毅坚韧豪雄壮威猛虎麒麟骏驰腾跃翔鸿鹄凯旋胜利成功达通亨泰安康宁顺和平祥瑞福禄寿喜"
    "荣贵富裕丰盛隆昌兴旺发展进步前程万里千秋百川江河湖溪泉源润泽沛淳渊澄清波澜涌岳岭峻崇山岩石城垒基业创立维新改革启"
    "开拓航舟帆济世民生邦彦卿相臣辅佐翰墨书诗文章学思敏哲智慧聪颖悟理道玄真元亮晖曦旭昊晨暄晗时春夏秋冬季叔伯仲少奇正"
)
WOMEN: Final = (
    "芳娜敏静丽娟艳玲燕红霞英兰梅菊莲荷桂蓉蕾薇芸芬芹莉茹萍萱蕊婷婉娴娇媛嫣妍姿妙好如意欣怡悦愉乐欢喜恬甜雅洁贞淑惠慧"
    "贤秀美佳倩俏琳琪瑶瑜璇珊珍珠玉环佩钰莹晶冰雪霜露雨云霓虹彩虹晴朗月星辰晓晨曦旭春夏秋冬思念忆梦幻诗书画琴歌韵音律"
    "心灵巧慎端庄素朴真纯清澈漪涵泳汐涟湘沅淇洛溪海洋凤凰莺鹂鹃雁鸽依伊可卉叶枝桃李杏梨柳杨桐槐棠樱橙柠米粒宁安康平和"
    "舒畅容蓝紫青碧翠绿丹朱赤橙金银锦绣绮罗绫绢纱丝缨纹织纤细柔软温暖香馨芷若蘅菡萏茵苗苑茜葵蔓菲霏飞翎羽翡双丛连少文"
)
RARE: Final = "䶮𬱖喆㛃犇珺堃昇玥翀"
"""Characters outside GB 2312; all in the fonts that papers are set with."""
CARRIER_PREFIX: Final = "12000"
"""Of every phone: no carrier has it."""
