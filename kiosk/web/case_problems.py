"""Problems of cases and certificates (办件与证照类错误); part of `kiosk.web.problems`."""

from __future__ import annotations

from typing import Final

from kiosk.web.problem import Problem

CASES: Final[dict[str, Problem]] = {
    "calendar_not_set": Problem(
        409, "工作日历还没有设置，请找工作人员。", "The working days are not set yet; please ask the staff."
    ),
    "workdays_invalid": Problem(
        422,
        "这些日期不能用，什么也没有改；请看逐条说明。",
        "These days cannot be taken and nothing was changed; each fault is named.",
    ),
    "unknown_case": Problem(404, "没有这个在办的办件。", "There is no such case under way."),
    "case_already_open": Problem(
        409,
        "同一事项您有一件正在办，请到我的办件里继续。",
        "You have a case of this matter under way; please go on with it under My cases.",
    ),
    "matter_not_offered": Problem(
        409,
        "这台机器现在不能办这个事项；params 里有原因和能办的地方。",
        "This terminal cannot do this now; params says why, and where it can be done.",
    ),
    "case_step_wrong": Problem(
        409,
        "办件现在的状态不能这样办，请刷新后再看。",
        "The case does not stand so that this could be done; please look again.",
    ),
    "case_moved": Problem(
        409,
        "同事刚刚办了这一件，下面是最新状态，请看过再办。",
        "A colleague has just taken a step; here is how the case stands now, please look again.",
    ),
    "case_withheld": Problem(
        403,
        "转人工的原因只有承办这一件的人能看。",
        "Why it was handed over only who judges it may see.",
    ),
    "unknown_person": Problem(404, "仿真镇里没有这个人。", "Nobody of that name is in the made-up town."),
    "results_incomplete": Problem(
        409,
        "事项规则刚刚更新，请再提交一次。",
        "The matter's conditions have just changed; please submit again.",
    ),
    "told_once_already": Problem(
        409,
        "一次性告知之外的材料不能再要。",
        "Only what the one notice named can be asked for; see codes.",
    ),
    "same_decider": Problem(
        403,
        "审查和决定不能是同一个人，请转另一位同事。",
        "Whoever reviewed does not decide; please pass it to a colleague.",
    ),
    "obligations_open": Problem(
        409, "还有容缺材料没有补齐，不能准予。", "Something must still be brought before it can be granted."
    ),
    "unknown_obligation": Problem(404, "没有这项待补的材料。", "Nothing of this name is still to be brought."),
    "extended_already": Problem(
        409, "只能延长一次，最多 10 个工作日。", "A term is extended once, by ten working days at most."
    ),
    # Certificates: nothing was issued.
    "name_not_settable": Problem(
        409,
        "有的字本机打印不了，请由工作人员为您办理。",
        "A character cannot be printed here; a member of staff will do it for you.",
    ),
    "certificate_does_not_fit": Problem(
        409,
        "内容超过一页，请由工作人员为您办理。",
        "The text takes more than a page; a member of staff will do it for you.",
    ),
    "certificate_code_invalid": Problem(
        422, "这不是本厅的核验码，或者已被改动。", "This is no code of this hall, or it was changed."
    ),
    "press_failed": Problem(
        503,
        "暂时不能制证，请稍后再试；办理结果不变。",
        "No certificate can be made just now; please try again. Nothing is lost.",
        5,
    ),
    # Cases.
    "case_still_fetching": Problem(409, "数据还在查询，请稍候。", "The sources are still being asked; please wait."),
    "case_form_invalid": Problem(
        422, "填写的内容有误，请看标出的地方。", "What was filled in does not fit; params names each place."
    ),
    "case_elsewhere": Problem(
        409,
        "您在另一个大厅有一件同一事项的办件正在办理，请到那里继续。",
        "You have a case of this matter under way at another hall; please go on with it there.",
    ),
    "unknown_sheet": Problem(404, "这件办件没有这份申请表。", "This case has no such application sheet."),
    "no_certificate": Problem(409, "证照还没有制好，请稍候。", "There is no certificate yet; please wait."),
    "unknown_receipt": Problem(404, "没有找到这张回执的办件。", "No case belongs to this receipt."),
    "unknown_certificate": Problem(404, "查无此证照。", "No certificate has this number."),
}
"""code -> how it is answered."""
