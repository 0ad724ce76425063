"""Problems of the hall (大厅类错误); part of `kiosk.web.problems`."""

from __future__ import annotations

from typing import Final

from kiosk.web.problem import Problem

HALL: Final[dict[str, Problem]] = {
    # The hall refuses: 404 for what does not exist, 409 for what the present state forbids.
    "refused": Problem(409, "现在不能这样办理。", "This cannot be done now."),
    "hall_not_configured": Problem(409, "大厅还没有配置。", "The hall has no configuration yet."),
    "hall_already_open": Problem(409, "本营业日还没有结束。", "The business day is still running."),
    "day_is_past": Problem(409, "这个营业日已经过去。", "This business day lies in the past."),
    "hall_has_no_day": Problem(409, "今天还没有开始营业。", "No business day is open."),
    "hall_closed": Problem(
        409, "大厅现在不取号，请在开放时间再来。", "The hall takes no tickets now; please come back when it opens."
    ),
    "configuration_in_use": Problem(
        409, "营业期间不能更改配置。", "The configuration changes only between business days."
    ),
    "unknown_line": Problem(404, "没有这个队列。", "The hall has no such line."),
    "unknown_counter": Problem(404, "没有这个窗口。", "The hall has no such counter."),
    "unknown_ticket": Problem(404, "没有这张号票，或者已经办完。", "No open ticket has this number."),
    "remote_tickets_off": Problem(
        409,
        "这个大厅只在现场取号，请到大厅自助机取号。",
        "This hall gives tickets at its terminals only; please take one there.",
    ),
    "ticket_held": Problem(
        409,
        "您已经有同类业务的号 {ticket}，办完或取消后再取。",
        "You hold ticket {ticket} for the same counters; use it, or cancel it first.",
    ),
    "line_full": Problem(409, "这个队列已经满了，请稍后再来。", "This line is full; please try again later."),
    "slot_missing": Problem(
        422,
        "预约取号需要预约时段，其他取号不能带时段。",
        "An appointment needs its slot, and only an appointment has one.",
    ),
    "kind_needs_ground": Problem(
        409,
        "这类号要先核对身份；请登录，或请工作人员代取。",
        "This kind of ticket needs a ground: please log in, or ask the staff to give it.",
    ),
    "reason_missing": Problem(422, "请写明给这类号的理由。", "Please say why the ticket is of this kind."),
    "kind_unchanged": Problem(409, "这张号票已经是这一类。", "The ticket is of this kind already."),
    "seat_taken": Problem(
        409, "这个窗口已有人，或者您已在别的窗口。", "Somebody sits at this counter, or you sit at another one."
    ),
    "not_your_counter": Problem(403, "只能操作自己就座的窗口。", "You can work only the counter you sat down at."),
    "counter_not_ready": Problem(409, "窗口当前状态不能这样操作。", "The counter's state does not allow this."),
    "another_ticket": Problem(
        409,
        "窗口现在是 {ticket} 号，刚才那一步没有执行，请看清屏幕再按。",
        "The counter has ticket {ticket} by now and nothing was done; please look at the screen again.",
    ),
    "counter_busy": Problem(409, "窗口还有正在办理的群众。", "The counter still has a citizen."),
    "nobody_waiting": Problem(409, "现在没有可以叫的号。", "Nobody waits whom this counter may serve."),
    "no_calls_left": Problem(
        409, "已经叫够次数，稍后自动过号。", "The ticket has had its last call; the no-show follows by itself."
    ),
    "calls_left": Problem(409, "还没有叫够次数，不能过号。", "A ticket is a no-show only after its last call."),
    "ticket_not_waiting": Problem(409, "号票当前状态不能这样操作。", "The ticket's state does not allow this."),
    "ticket_not_parked": Problem(409, "号票没有挂起。", "The ticket is not parked."),
    "nothing_to_undo": Problem(
        409,
        "没有可以撤销的操作：只能在几秒内撤销本窗口的上一步，且之后没有新的动作。",
        "Nothing can be undone: only the counter's last step, within seconds, and if nothing has happened since.",
    ),
    "ticket_not_no_show": Problem(409, "这张号票没有过号。", "This ticket is no no-show."),
    "return_too_late": Problem(
        409, "过号时间太久，请重新取号。", "It is too long since the call; please take a new ticket."
    ),
    "ticket_void": Problem(
        409,
        "第二次过号，号票作废，请重新取号。",
        "The second call was missed: the number is void; please take a new ticket.",
    ),
    "back_office_works": Problem(
        409,
        "后台正在办理您的材料，办好后会通知窗口叫号。",
        "The back office is working on it; your number is called when it is done.",
    ),
    "nobody_at_counter": Problem(
        409,
        "窗口现在没有叫到的办理人；材料、历史和附言只在叫号后、办理中可看，请先叫号。",
        "Nobody has been called to this counter. Materials, history and notes are shown from the call to the end; please call first.",
    ),
    "holder_not_known": Problem(
        409,
        "这张号票取号时没有登录，不知道是谁的，没有历史可看；需要时请办理人出示证件。",
        "This ticket was taken without logging in: nobody knows whose it is, so there is no history. Ask for a document where you need one.",
    ),
    "matter_not_open": Problem(409, "号票上没有这个待办事项。", "The ticket has no such open matter."),
    "nothing_served": Problem(
        409,
        "还没有勾选办完的事项；办理人要离开请选“结束号票”。",
        "No matter is ticked as done; if the citizen leaves, end the ticket.",
    ),
    "transfer_goes_nowhere": Problem(
        422, "转办需要且只能选一个新的队列或窗口。", "A transfer needs exactly one new line or counter."
    ),
    "counter_lacks_skill": Problem(409, "该窗口不办这类业务。", "That counter cannot serve this line."),
    "terminal_not_known": Problem(404, "大厅的配置里没有这台终端。", "The hall's configuration has no such terminal."),
    "zone_shut": Problem(409, "这里现在不开放。", "This place is closed now."),
    "no_tickets_here": Problem(
        409,
        "这台终端不在大厅，不取大厅的号；请到大厅取号或先预约。",
        "This terminal is not at the hall and gives no tickets; please take one there, or book.",
    ),
    "session_running": Problem(409, "这台终端上还有人在办理。", "Somebody is still at this terminal."),
    "session_over": Problem(409, "本次自助会话已经结束，请重新开始。", "This session is over; please begin again."),
    "subject_differs": Problem(
        409, "出示的证件或码与已登录的人不一致。", "What was shown belongs to another person than the one logged in."
    ),
    "session_not_held": Problem(409, "会话没有暂停计时。", "The session's timers are not held."),
    "card_not_there": Problem(409, "读卡口的卡片状态不符。", "There is no card, or there is one already."),
    "level_too_low": Problem(
        409, "还需要再核验一步，请按提示出示。", "One more proof is needed; please see the screen."
    ),
    "unknown_matter": Problem(404, "这里没有这个事项。", "There is no such matter here."),
    "not_signed": Problem(422, "请先签名或点确认。", "Please sign or confirm first."),
    "sign_pad_unavailable": Problem(
        409,
        "签字板暂时用不了，点「确认提交」也一样。",
        "The signature pad cannot be used now; a tap to confirm counts the same.",
    ),
    "sign_on_the_pad": Problem(409, "请在旁边的签字板上签名。", "Please sign on the pad beside the screen."),
    "strokes_invalid": Problem(
        422, "签名的笔迹超出了签字板，请清除后再签。", "The strokes do not fit the pad; please clear and sign again."
    ),
    "not_asked_to_sign": Problem(409, "现在没有要签名的事项。", "There is nothing to sign now."),
    "unknown_paper": Problem(404, "今天没有这份单据。", "There is no such paper of yours today."),
    "paper_under_way": Problem(
        409, "这份单据已经在办，不会重复打印。", "This paper is under way already; it is not printed twice."
    ),
    "paper_reprinted": Problem(
        409, "已经补打过一次，请找工作人员。", "It has been printed again once; please ask the staff."
    ),
    "unknown_suggestion": Problem(
        409,
        "这条建议已经处理，或者理由已经消失；请看最新的建议。",
        "This suggestion was dealt with, or its reason is gone; please see what is suggested now.",
    ),
    "not_helping": Problem(409, "这个窗口现在没有跨窗支援。", "This counter helps with no other line now."),
    "break_is_past": Problem(
        409,
        "已经开始的休息不能再安排，请选以后的时间。",
        "A break that has begun cannot be planned any more; please choose a later time.",
    ),
    "break_outside_hours": Problem(
        409,
        "休息必须在同一段开放时间之内，请改时间。",
        "A break lies within one stretch of opening hours; please change its times.",
    ),
    "unknown_note": Problem(404, "没有这条留言，或者已经处理。", "No open note has this number."),
    "unknown_task": Problem(404, "没有这张工单，或者已经关闭。", "No open task has this number."),
    "task_step_wrong": Problem(
        409, "请按顺序处理：开门、处理、复位、关门。", "The steps come in order: door, action, reset, door."
    ),
    "unknown_call": Problem(404, "大屏上没有这个叫号。", "No such call stands on the board."),
    "no_voice": Problem(404, "服务端没有这种语音。", "The service has no voice for this language."),
    "notice_names_somebody": Problem(
        422,
        "通知面向所有人，不能写手机号或证件号，请删去后再发。",
        "A notice is for everybody: please take the mobile or identity number out.",
    ),
    "notice_until_past": Problem(422, "结束时间应晚于现在。", "The notice would end in the past."),
    "too_many_notices": Problem(
        409, "大厅通知已有 {most} 条，请先撤下一条。", "There are {most} notices already: please take one down first."
    ),
    "unknown_hall_notice": Problem(404, "这条通知已经不在了。", "This notice is there no longer."),
}
"""code -> how it is answered."""
