"""Problems of appointments and absence notices (预约与去向类错误); part of `kiosk.web.problems`."""

from __future__ import annotations

from typing import Final

from kiosk.web.problem import Problem

BOOKINGS: Final[dict[str, Problem]] = {
    "unknown_service": Problem(404, "没有这项预约服务。", "There is no such bookable service."),
    "slot_unknown": Problem(
        404, "这个时段不开放预约，请另选时段。", "This slot is not offered; please choose another."
    ),
    "slot_full": Problem(
        409,
        "这个时段刚刚约满，请另选时段，或当天到大厅取号。",
        "This slot has just filled up; please choose another, or take a ticket at the hall on the day.",
    ),
    "day_not_offered": Problem(404, "这一天没有放号。", "Nothing can be booked on this day."),
    "slot_past": Problem(409, "时段已经过去，不能放号。", "What lies behind cannot be offered."),
    "slot_of_another_day": Problem(409, "这个时段已经属于另一天。", "This slot belongs to another day already."),
    "quotas_changed": Problem(
        409,
        "别人刚改过这一天的限额，已为您重新读取，请核对后再保存。",
        "Somebody else has just changed the quotas of this day; please look at them again and save.",
    ),
    "quota_below_taken": Problem(
        409,
        "已经约出的号比新限额多，限额不能低于已约数。",
        "More is taken already than the new quota; it cannot be lower than that.",
    ),
    "booked_that_day": Problem(
        409,
        "您当天已有预约；每人每天一个，可先取消再约。",
        "You have an appointment on that day; one a person and day. Cancel it first to book another.",
    ),
    "booking_too_early": Problem(409, "这一天还没有开放预约。", "That day is not open for booking yet."),
    "booking_too_late": Problem(
        409,
        "这一天已经停止预约，请改约别的日子，或当天到大厅取号。",
        "That day can no longer be booked; please choose another, or take a ticket at the hall on the day.",
    ),
    "booking_blocked": Problem(
        409,
        "多次预约未到，暂停预约；仍可到大厅现场取号。",
        "Too many appointments were missed, so none is given for a while; you can still take a ticket at the hall.",
    ),
    "agent_needed": Problem(
        409,
        "代办须由代办人登录，并选择为谁办理。",
        "This is for who comes for somebody else: log in and say for whom you act.",
    ),
    "unknown_booking": Problem(404, "没有这个预约，或者已经结束。", "There is no such open appointment."),
    "booking_step_wrong": Problem(
        409, "这个预约现在不能这样操作。", "This cannot be done with the appointment as it stands."
    ),
    "cancel_too_late": Problem(
        409,
        "离预约时间太近，不能自行取消；请致电大厅。",
        "It is too short before the slot to cancel; please ring the hall.",
    ),
    "check_in_too_early": Problem(
        409,
        "还没到签到时间，请在预约时段前 15 分钟内再来。",
        "It is too early to check in; please come back shortly before your slot.",
    ),
    "check_in_instead": Problem(
        422,
        "预约号请用预约签到，不能自选时段取号。",
        "A ticket for an appointment comes with checking in; no slot can be named here.",
    ),
    "no_check_in": Problem(
        409, "上门服务不用签到，请在家等候。", "Nobody checks in for a home visit: please wait at home."
    ),
    "address_missing": Problem(
        422, "上门服务请填写地址和联系电话。", "A home visit needs an address and a telephone number."
    ),
    "unknown_person": Problem(404, "查无此人，请核对证件号码。", "Nobody is known by this number; please check it."),
    "back_in_the_past": Problem(422, "返回时间应晚于现在。", "The time of return lies in the past."),
    "no_absence_notice": Problem(409, "这个窗口没有去向留言。", "This counter has no absence notice."),
}
"""code -> how it is answered."""
