"""Problems of whoever stands there, of devices and of ourselves (到场、设备与服务类错误); part of `kiosk.web.problems`."""

from __future__ import annotations

from typing import Final

from kiosk.web.problem import Problem

VISITS: Final[dict[str, Problem]] = {
    # Input that cannot be understood.
    "bad_json": Problem(400, "请求内容不是有效的 JSON。", "The body is not valid JSON."),
    "invalid_input": Problem(422, "请求内容有误，请看 params。", "The input is not valid; params names each place."),
    "unsupported_media_type": Problem(
        415, "请求内容的类型应为 application/json。", "The body's type must be application/json."
    ),
    "body_too_large": Problem(413, "请求内容太大。", "The body is too large."),
    "bad_request": Problem(400, "请求有误。", "The request cannot be understood."),
    "idempotency_key_missing": Problem(400, "缺少 Idempotency-Key。", "The header Idempotency-Key is missing."),
    "idempotency_key_invalid": Problem(
        400,
        "Idempotency-Key 应为 1 至 128 个可见 ASCII 字符。",
        "Idempotency-Key must be 1 to 128 visible ASCII characters.",
    ),
    "idempotency_key_reused": Problem(
        409, "这个 Idempotency-Key 已用于另一个请求。", "This Idempotency-Key was used for another request."
    ),
    # Where nothing is.
    "not_found": Problem(404, "没有这个地址。", "There is nothing at this address."),
    "method_not_allowed": Problem(405, "这个地址不支持该方法。", "This address does not allow the method."),
    "unknown_hall": Problem(404, "没有这个大厅。", "There is no such hall."),
    "unknown_room": Problem(404, "没有这个房间。", "There is no such room to watch."),
    "unknown_terminal": Problem(404, "没有这台终端。", "There is no such terminal."),
    "unknown_token": Problem(404, "号票链接无效或已过期。", "This ticket link is not valid or has expired."),
    "unknown_account": Problem(404, "没有这个账号。", "There is no such account."),
    "unknown_device": Problem(404, "没有这台设备。", "There is no such device."),
    "account_exists": Problem(409, "这个账号已经存在。", "This account exists already."),
    "password_too_short": Problem(422, "密码至少 8 个字符。", "A password needs at least 8 characters."),
    # Who may.
    "not_signed_in": Problem(401, "请先登录。", "Please sign in first."),
    "wrong_credentials": Problem(401, "账号或密码不正确。", "The account or the password is wrong."),
    "session_ended": Problem(401, "登录已失效，请重新登录。", "The session has ended; please sign in again."),
    "csrf_failed": Problem(403, "缺少或不正确的 X-CSRF-Token。", "The header X-CSRF-Token is missing or wrong."),
    "forbidden": Problem(403, "没有权限。", "You are not allowed to do this."),
    "other_hall": Problem(403, "没有这个大厅的权限。", "You belong to another hall."),
    "not_your_terminal": Problem(403, "只能操作本机。", "A terminal speaks only for itself."),
    "wrong_pairing_code": Problem(401, "配对码不正确或已失效。", "The pairing code is wrong or has expired."),
    "too_many_requests": Problem(429, "操作太频繁，请稍候再试。", "Too many requests; please wait a moment.", 10),
    # Who stands there: a code, in the order in which it is looked at.
    "malformed": Problem(
        422,
        "这不是本系统的身份码，请打开手机上的身份码。",
        "This is not one of our codes; please open the code on your phone.",
    ),
    "unknown_key": Problem(422, "不认识这个码的签发者。", "We do not know who signed this code."),
    "bad_signature": Problem(422, "这个码被改动过或是伪造的。", "This code has been changed or forged."),
    "wrong_type": Problem(
        409, "这里不能用这种码，请换一种。", "This kind of code is not taken here; please show another kind."
    ),
    "not_yet_valid": Problem(
        409,
        "这个码的时间还没到，请检查手机时间。",
        "This code is from the future; please check the time on your phone.",
    ),
    "expired": Problem(409, "这个码已过期，请刷新后再扫。", "This code has expired; please refresh it and scan again."),
    "unknown_code": Problem(
        404, "查不到这个码，请刷新后再扫。", "Nobody knows this code; please refresh it and scan again."
    ),
    "superseded": Problem(
        409, "手机上已有更新的码，请扫最新的。", "There is a newer code on the phone; please scan that one."
    ),
    "replayed": Problem(
        409, "这个码已经用过，请刷新后再扫。", "This code has been used; please refresh it and scan again."
    ),
    "subject_cancelled": Problem(
        409, "登记信息已注销，请到窗口咨询。", "This registration has been cancelled; please ask at a counter."
    ),
    "agent_revoked": Problem(
        403, "没有有效的授权，不能代办。", "There is no authorisation in force; you cannot act for this principal."
    ),
    "agent_expired": Problem(
        403,
        "授权的期限已到，不能再代办。",
        "The authorisation has run out; you cannot act for this principal any more.",
    ),
    "offline_too_long": Problem(
        503,
        "终端断网太久，暂不能扫码，请用身份证或到窗口。",
        "The terminal has been offline too long to take codes; please use your ID card or a counter.",
        60,
    ),
    "issuer_not_configured": Problem(503, "身份码服务还没有准备好。", "The issuer of codes is not ready yet.", 60),
    "issuer_down": Problem(
        503,
        "身份码服务没有回应，请用身份证或稍后再试。",
        "The issuer of codes does not answer; please use your ID card or try again later.",
        30,
    ),
    "issuer_refuses": Problem(
        503,
        "身份码服务暂停，请用身份证或稍后再试。",
        "The issuer of codes has paused; please use your ID card or try again later.",
        60,
    ),
    "unknown_subject": Problem(404, "没有这个人或单位的登记。", "Nobody of this id is in the register."),
    "subject_exists": Problem(409, "这个编号或号码已经登记。", "This id or number is registered already."),
    "not_insured": Problem(409, "没有参保，不能使用医保码。", "A medical code is for the insured."),
    "code_exists": Problem(409, "这个码已经签发过。", "This code has been issued already."),
    "authorisation_exists": Problem(409, "已有这样的授权。", "There is such an authorisation already."),
    "unknown_authorisation": Problem(404, "没有这个授权。", "There is no such authorisation."),
    "authorisation_not_open": Problem(
        409, "授权当前状态不能这样操作。", "The state of the authorisation does not allow this."
    ),
    "not_yours": Problem(
        403, "只有委托人和代办人本人可以这样操作。", "Only the principal and the agent themselves can do this."
    ),
    "not_a_child": Problem(
        409, "监护人只能为未满十四岁的孩子办理。", "A guardian acts only for a child under fourteen."
    ),
    "source_unknown": Problem(
        404, "没有这个数据源，请从列表中选择。", "There is no such source; please choose one from the list."
    ),
    "authorisation_refused": Problem(
        403,
        "没有取得查询这些数据的授权，请重新授权或到窗口办理。",
        "These data may not be looked up; please consent again or go to a counter.",
    ),
    "consent_unknown": Problem(
        404, "没有找到这份授权，请刷新后再试。", "No such consent was found; please load again."
    ),
    "number_invalid": Problem(422, "号码不正确，请检查。", "The number is not right; please check it."),
    "proofs_disagree": Problem(
        409, "出示的凭证不是同一个人的，请重新核验。", "What was shown belongs to different people; please start again."
    ),
    "card_not_valid": Problem(
        409, "身份证过期或已注销，不能使用。", "The ID card has expired or was cancelled and cannot be used."
    ),
    "helper_not_allowed": Problem(
        403,
        "需要本厅工作人员先看过证件才能帮办。",
        "Only staff of the hall who have seen a card or code can vouch for somebody.",
    ),
    "staff_not_allowed": Problem(
        403,
        "本人核验后，才能由本厅工作人员确认。",
        "Only staff of the hall can confirm, and only after the person has been verified.",
    ),
    "guardian_needed": Problem(
        403,
        "未满十四岁，请监护人登录后代办。",
        "A child under fourteen needs a guardian, who logs in and acts for the child.",
    ),
    "picture_refused": Problem(
        422, "无法识别这张图片，请换一张。", "This picture cannot be read; please send another one."
    ),
    "unknown_persona": Problem(404, "没有这个角色，或者没有手机。", "There is no such persona, or they have no phone."),
    "no_principal": Problem(409, "没有可以代办的单位。", "There is nobody to act for."),
    # At a terminal: what devices could not do for whoever stands there.
    "code_unreadable": Problem(
        422, "没有读出二维码，请调亮手机屏幕再试。", "The code could not be read; please make the screen brighter."
    ),
    "card_unreadable": Problem(
        422, "没有读出身份证，请放平不动再试。", "The card could not be read; please lay it flat and keep it still."
    ),
    "face_not_recognised": Problem(
        409, "没认出来，可能是光线或口罩，请再试或换一种方式。", "You were not recognised; try again or another way."
    ),
    "face_unclear": Problem(
        422, "看不清，请正对镜头，避开强光。", "The picture is not clear; face the lens, away from strong light."
    ),
    "face_suspected": Problem(
        403, "不能确认是本人，请换一种方式或到窗口。", "We cannot be sure that it is you; use another way or a counter."
    ),
    "face_timed_out": Problem(
        409, "没有看到您，请站近一些再试。", "Nobody was seen; please come closer and try again."
    ),
    "face_unavailable": Problem(
        409, "摄像头暂时用不了，请换一种方式。", "The camera cannot be used now; please use another way."
    ),
    "face_tries_over": Problem(409, "已经试了三次，请换一种方式。", "That was the third try; please use another way."),
    "identify_first": Problem(409, "请先亮码或刷身份证。", "Please show a code or an ID card first."),
    "scanner_unavailable": Problem(
        409, "扫码器暂时用不了，请用身份证。", "The scanner cannot be used now; please use your ID card."
    ),
    "scanner_silent": Problem(
        409, "扫码器没有回应，请用身份证。", "The scanner does not answer; please use your ID card."
    ),
    "reader_unavailable": Problem(
        409, "刷证暂时用不了，请扫码。", "The card reader cannot be used now; please show your code."
    ),
    "reader_silent": Problem(
        409, "读卡器没有回应，请扫码。", "The card reader does not answer; please show your code."
    ),
    "network_down": Problem(
        503, "本机网络中断，可先看办事指南。", "This kiosk is offline; you can still read the guide.", 30
    ),
    "door_shut": Problem(409, "门禁已关，服务照常。", "The street door is shut; the service goes on."),
    "terminal_out_of_service": Problem(409, "本机暂停服务。", "This kiosk is out of service."),
    "no_code_in_picture": Problem(422, "图片里没有找到二维码。", "There is no code in this picture."),
    # Devices.
    "printer_paper_out": Problem(
        409, "打印机没纸了，请扫屏幕上的二维码。", "The printer is out of paper; please scan the code on the screen."
    ),
    "printer_jam": Problem(
        409, "打印机卡纸了，请扫屏幕上的二维码。", "The printer is jammed; please scan the code on the screen."
    ),
    "operation_lost": Problem(
        409,
        "服务重新启动过，刚才的打印或识别是否完成无法确认，请先看看出口，再试一次。",
        "The service was started again; whether the last print or look was finished is not known. Look into the slot, then try again.",
    ),
    "printer_unavailable": Problem(
        409,
        "打印机暂时用不了，请扫屏幕上的二维码。",
        "The printer cannot be used now; please scan the code on the screen.",
    ),
    "printer_bin_full": Problem(
        409, "打印机暂时用不了，请找工作人员。", "The printer cannot be used now; please ask the staff."
    ),
    "printer_silent": Problem(
        409,
        "打印机没有回应，不知道有没有打出来，请看出纸口。",
        "The printer does not answer; it may have printed all the same. Please look at the slot.",
    ),
    "phone_unavailable": Problem(
        503, "暂时发不到手机，请稍后再试。", "It cannot be sent to your phone now; please try again shortly.", 10
    ),
    "no_phone": Problem(409, "没有可以接收的手机。", "There is no phone of yours that it could be sent to."),
    "unknown_file": Problem(
        404, "手机上没有这份文件，或者已到期。", "There is no such file on this phone, or its term is over."
    ),
    "file_unavailable": Problem(
        503,
        "文件暂时取不到，请稍后再试。",
        "The file cannot be had just now; please try again later.",
        10,
    ),
    "unlock_code_wrong": Problem(403, "解锁码不对。", "The unlock code is wrong."),
    "unlock_code_over": Problem(
        409,
        "没有有效的解锁码，请值班主管在监控页重新生成。",
        "No unlock code is in force; a supervisor can make a new one on the monitor.",
    ),
    "paper_not_taken": Problem(
        409, "单据没有取走，已收回机内。", "The paper was not taken; the machine has drawn it in."
    ),
    "printer_busy": Problem(409, "打印机正在出纸，请稍候。", "The printer is busy; please wait a moment."),
    "slip_unavailable": Problem(503, "暂时不能生成号票图片。", "The slip cannot be drawn at the moment.", 5),
    # Simulation.
    "invalid_argument": Problem(400, "请求参数有误，请看 params。", "An argument makes no sense; params names it."),
    "unknown_device_type": Problem(400, "没有这种设备型号。", "There is no device of this type."),
    "nothing_to_change": Problem(400, "没有要更改的内容。", "The request changes nothing."),
    "pictures_not_supported": Problem(400, "这里不能识别图片。", "Pictures cannot be read here."),
    "speed_is_fixed": Problem(409, "时钟倍速在启动时确定，不能更改。", "The clock's speed is fixed at the start."),
    "no_default_visitor": Problem(409, "这里没有默认来人。", "There is no default visitor here."),
    "clock_stands": Problem(409, "这个时钟只能推进。", "This clock moves only when it is advanced."),
    "time_goes_back": Problem(400, "时间不能倒退。", "Time only goes forward."),
    "invalid_stimulus": Problem(400, "这台设备感受不到这个动作。", "This device cannot feel that."),
    "unknown_fault": Problem(404, "没有这个故障。", "There is no such fault."),
    "unknown_operation": Problem(404, "这台设备没有这个操作。", "This device has no such operation."),
    "fault_exists": Problem(409, "这个故障已经存在。", "A fault of this name exists already."),
    "device_exists": Problem(409, "这台设备已经存在。", "A device of this name exists already."),
    "device_busy": Problem(409, "设备正在工作。", "The device is busy."),
    "not_waiting": Problem(409, "没有等待应答的操作。", "No operation of this name waits for a response."),
    "cannot_happen": Problem(409, "设备当前状态不能这样操作。", "The device's state does not allow this."),
    "draws_missing": Problem(409, "操作缺少随机数。", "The operation lacks its draws."),
    "foreign_origin": Problem(403, "不允许来自其他网站的连接。", "Pages of other sites may not connect."),
    "not_a_socket": Problem(426, "这个地址只接受 WebSocket 连接。", "This address takes WebSocket connections only."),
    # Our side.
    "overloaded": Problem(503, "系统繁忙，请稍候再试。", "The service is overloaded; please try again shortly.", 1),
    "store_unavailable": Problem(
        503,
        "暂时不能保存，请稍候再试，不会重复办理。",
        "Nothing can be saved at the moment. Please try again: nothing is done twice.",
        2,
    ),
    "internal_error": Problem(500, "系统内部错误，已记录。", "An internal error; it has been logged."),
}
"""code -> how it is answered."""
