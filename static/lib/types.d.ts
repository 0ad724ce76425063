// Written by `make fix` from the schemas of kiosk/web; do not edit.
// Instants and durations are milliseconds (_ms), estimates minutes (_min).

/** The number to ring about a counter that is away. */
export interface AbsencePhone {
  counter: string;
  phone: string;
}

/** Of notices that have one. */
export interface AbsencePhones {
  phones: Array<AbsencePhone>;
}

/** Where a counter's clerk has gone. stand_in: counter that serves meanwhile. has_phone: a number can be asked for. */
export interface AbsenceRecord {
  counter: string;
  name_zh: string;
  name_en: string;
  reason: "meeting" | "errand" | "training" | "leave" | "meal" | "other";
  left_at_ms: number;
  back_at_ms: number | null;
  stand_in: string | null;
  stand_in_name_zh: string | null;
  stand_in_name_en: string | null;
  has_phone: boolean;
}

/** An account, without its password. */
export interface AccountRecord {
  account: string;
  role: "clerk" | "supervisor" | "admin";
  hall: string | null;
  name_zh: string;
  name_en: string;
  is_active: boolean;
}

/** A wait beyond the limit. since_ms: since when the citizen waits. */
export interface AlarmRecord {
  id: string;
  kind: "long_wait";
  ticket: string;
  line: string;
  since_ms: number;
  text_zh: string;
  text_en: string;
}

/** Checked in. From ticket to staffed as of a ticket that was taken; null for a service without one. is_late: an ordinary ticket, because the check-in window is over. */
export interface Arrived {
  booking: string;
  is_late: boolean;
  ticket: string | null;
  line: string | null;
  kind: string | null;
  kind_name_zh: string | null;
  kind_name_en: string | null;
  chosen_by: ChosenBy | null;
  ground: Ground | null;
  taken_at_ms: number | null;
  token: string | null;
  url: string | null;
  ahead: number | null;
  estimate_min: number | null;
  estimate_most_min: number | null;
  staffed: boolean | null;
  seq: number;
}

/** One line of a case's audit. kind: event, a source that was read or refused, or that somebody was shown it. what: the step, how the source answered, or shown / revealed. by: an account. text: what they wrote. */
export interface AuditLine {
  at_ms: number;
  kind: "event" | "read" | "refused" | "shown";
  what: string;
  by: string | null;
  terminal: string | null;
  source_zh: string | null;
  source_en: string | null;
  fields: Array<Said>;
  text: string | null;
  codes: Array<string>;
  detail: string | null;
}

/** Leave to act, as one of its two sides sees it. is_agent: theirs is the agent's side. scopes: keys; "*" is all. */
export interface AuthorisationRecord {
  id: string;
  state: "pending" | "active" | "revoked" | "over";
  principal_zh: string;
  principal_en: string;
  agent_zh: string;
  agent_en: string;
  is_agent: boolean;
  scopes: Array<string>;
  from_ms: number;
  until_ms: number;
  can_confirm: boolean;
  can_revoke: boolean;
}

/** The newest first. principals: companies they may grant for; agents, scopes: to choose from. */
export interface Authorisations {
  principals: Array<Choosable>;
  agents: Array<Choosable>;
  scopes: Array<Choosable>;
  authorisations: Array<AuthorisationRecord>;
  now_ms: number;
}

/** A counter as the public sees it. serves: keys of its lines. */
export interface BoardCounterRecord {
  key: string;
  name_zh: string;
  name_en: string;
  state: CounterState;
  ticket: string | null;
  serves: Array<string>;
}

/** The appointment. url: its own page, as in the QR. */
export interface Booked {
  booking: string;
  day: string;
  slot_at_ms: number;
  token: string;
  url: string;
  seq: number;
}

/** A day with what is taken of what there is, over all channels. */
export interface BookingDayRecord {
  day: string;
  dated_on: string;
  bookable_from_ms: number;
  bookable_until_ms: number;
  quota: number;
  taken: number;
}

/** An open booking as staff see it in passing: nobody is named. actions: what the hall would accept now. */
export interface BookingRecord {
  booking: string;
  service: string;
  service_name_zh: string;
  service_name_en: string;
  matter_class: string;
  class_name_zh: string;
  class_name_en: string;
  day: string;
  slot_at_ms: number;
  dated_on: string;
  channel: Channel;
  at_home: boolean;
  state: BookingState;
  staff: string | null;
  is_deputy: boolean;
  actions: Record<string, boolean>;
}

/** What has become of a booking; every booking is in exactly one of these. */
export type BookingState = "booked" | "arrived" | "used" | "done" | "cancelled" | "missed" | "lapsed";

/** A call; a recall makes it young again. Never a name, nor of which kind the ticket is. state: its citizen is awaited, has come, or has not. */
export interface CallRecord {
  ticket: string;
  counter: string;
  counter_name_zh: string;
  counter_name_en: string;
  line_name_zh: string;
  line_name_en: string;
  called_at_ms: number;
  call: number;
  state: "calling" | "answered" | "missed";
}

/** Who decides that somebody is called. */
export type Calling = "manual" | "automatic";

/** What the applicant is asked for. type: of the field dictionary. options: what may be chosen, nothing where it is typed. begins: with what the text begins; the rest is typed. */
export interface CaseAsk {
  field: string;
  zh: string;
  en: string;
  type: string;
  options: Array<CaseOption>;
  begins: Array<CaseOption>;
}

/** Everything about one case, the oldest first. */
export interface CaseAudit {
  entries: Array<AuditLine>;
  chain: Chain;
}

/** What was issued. */
export interface CaseCertificate {
  number: string;
  name_zh: string;
  name_en: string;
  rows: Array<CaseRow>;
  issued_on: string;
  valid_until: string | null;
  verify_url: string | null;
  is_revoked: boolean;
}

/** One datum as read. value: as shown, masked below the full level. */
export interface CaseField {
  field: string;
  zh: string;
  en: string;
  value: string;
  value_en: string;
  state: "ok" | "none" | "not_found" | "timeout" | "down" | "denied" | "stale";
  source_zh: string;
  source_en: string;
  as_of: string | null;
  is_locked: boolean;
}

/** What must still be brought. */
export interface CaseGap {
  material_zh: string;
  material_en: string;
  due_on: string;
}

/** What a case is called, how it stands, where it came from. due: what is due_on the day of the same name. clerk: who has taken it up at a counter, while it is with the counter. */
export interface CaseHead {
  alias: string;
  case: string;
  matter: string;
  name_zh: string;
  name_en: string;
  state: CaseState;
  owner: Owner;
  terminal: string;
  terminal_zh: string;
  terminal_en: string;
  zone: string;
  zone_zh: string;
  zone_en: string;
  opened_at_ms: number;
  due: "accept" | "correct" | "decide";
  due_on: string | null;
  ticket: string | null;
  reviewer: string | null;
  clerk: string | null;
  steps: Array<string>;
  tag: string;
}

/** One line of a notice. gap: the material that may follow later. */
export interface CaseItem {
  code: string;
  name: Said;
  reason: Said;
  remedy: Said;
  gap: string | null;
}

/** Everything that is missing, and what could not be verified. by_staff: that a person takes over. told: what staff wrote to it, in their own words. */
export interface CaseNotice {
  failing: Array<CaseItem>;
  pending: Array<CaseItem>;
  by_staff: Said | null;
  told: string | null;
}

/** What a matter is before a case is open. takes_s: how long it takes at a terminal, the median. ask: what is asked. */
export interface CaseOffer {
  about_zh: string;
  about_en: string;
  takes_s: number;
  is_automatic: boolean;
  is_signed: boolean;
  sources: Array<OfferedSource>;
  ask: Array<OfferedQuestion>;
}

/** Something to choose. */
export interface CaseOption {
  value: string;
  zh: string;
  en: string;
}

/** A case at a terminal. stage: where its page is. paper: of its newest print. begins_on, due_on: where the office has it, the working days from and until which it answers. is_estimate: of due_on, where it is promised and lies in a year whose working days nobody has announced. */
export interface CaseRecord {
  alias: string;
  matter: string;
  name_zh: string;
  name_en: string;
  stage: "draft" | "fetching" | "check" | "deciding" | "making" | "done" | "told_once" | "with_gaps" | "handed_over" | "withdrawn" | "ended";
  owner: Owner;
  ticket: CaseTicket | null;
  sources: Array<CaseSource>;
  fields: Array<CaseField>;
  ask: Array<CaseAsk>;
  needs_signature: boolean;
  needs_promise: boolean;
  may_have_gaps: boolean;
  notice: CaseNotice | null;
  gaps: Array<CaseGap>;
  certificate: CaseCertificate | null;
  paper: PaperRecord | null;
  begins_on: string | null;
  due_on: string | null;
  is_estimate: boolean;
  is_rated: boolean;
}

/** A line of a certificate, as the paper says it and in English. */
export interface CaseRow {
  label: string;
  label_en: string;
  value: string;
  value_en: string;
}

/** A source that is asked. ms: how long it took, null before its answer. */
export interface CaseSource {
  source: string;
  zh: string;
  en: string;
  state: "waiting" | "ok" | "none" | "not_found" | "timeout" | "down" | "denied" | "stale";
  ms: number | null;
}

/** How far a case is; every case is in exactly one of these. */
export type CaseState = "draft" | "submitted" | "correcting" | "accepted" | "accepted_with_gaps" | "not_in_scope" | "acceptance_refused" | "reviewing" | "special" | "deciding" | "granted" | "denied" | "making" | "ready" | "posted" | "closed" | "rated" | "withdrawn" | "returned" | "expired" | "revoked" | "terminated";

/** The ticket that stands for a case. ahead: people who go first. */
export interface CaseTicket {
  number: string;
  ahead: number;
}

/** How the registry's log stands. rows: of this case. broken: those that do not follow. head: where the log ends. */
export interface Chain {
  rows: number;
  is_whole: boolean;
  broken: Array<number>;
  head_seq: number;
  head: string;
}

/** Where somebody books; each has a quota of its own. */
export type Channel = "online" | "terminal" | "counter" | "phone";

/** Something to choose on a phone. */
export interface Choosable {
  key: string;
  name_zh: string;
  name_en: string;
}

/** Who chose the kind of a ticket: its holder, by asking; their identity; a clerk, with a reason. */
export type ChosenBy = "holder" | "identity" | "clerk";

/** What is on record of whoever is at the counter, the newest first. no_shows, missed: in the last 90 days. */
export interface CitizenHistory {
  ticket: string;
  tickets: Array<PastTicket>;
  cases: Array<PastCase>;
  bookings: Array<PastBooking>;
  no_shows: number;
  missed: number;
  has_more: boolean;
}

/** The counter's room after the command. */
export interface CounterAnswer {
  seq: number;
  counter: Record<string, Record<string, any>>;
}

/** A case of whoever is there, with which their counter may go on. due: what is due_on the day of that name. clerk: who has taken it up. is_of_ticket: a terminal handed it over with this ticket. is_mine: who asks has taken it up here. failing, pending, by_staff: what the machine said. told: what staff wrote. */
export interface CounterCase {
  alias: string;
  case: string;
  matter: string;
  name_zh: string;
  name_en: string;
  state: CaseState;
  owner: Owner;
  opened_at_ms: number;
  due: "accept" | "correct" | "decide";
  due_on: string | null;
  verdict: string | null;
  clerk: string | null;
  is_of_ticket: boolean;
  is_mine: boolean;
  can_take_up: boolean;
  failing: Array<CaseItem>;
  pending: Array<CaseItem>;
  by_staff: Said | null;
  told: string | null;
  materials: Array<CounterMaterial>;
}

/** Something a matter needs, and how it stands. source: what a terminal read it from. due_on: of what may follow later. */
export interface CounterMaterial {
  material: string;
  name_zh: string;
  name_en: string;
  is_required: boolean;
  may_follow: boolean;
  state: "read" | "signed" | "missing" | "pending" | "owed" | "bring";
  source_zh: string | null;
  source_en: string | null;
  due_on: string | null;
}

/** A matter of a ticket, as people call it, with what it needs by the catalogue. */
export interface CounterMatter {
  matter: string;
  name_zh: string;
  name_en: string;
  materials: Array<CounterMaterial>;
}

/** What everybody may know of a counter. */
export interface CounterRecord {
  key: string;
  name_zh: string;
  name_en: string;
  state: CounterState;
}

/** What a counter does. */
export type CounterState = "closed" | "idle" | "calling" | "serving" | "paused";

/** A counter's ticket in words. note: what the counter before wrote for this one, or null. is_known: whether anybody knows whose it is; of nobody known there are no cases. */
export interface CounterTicket {
  ticket: string;
  is_known: boolean;
  note: string | null;
  matters: Array<CounterMatter>;
  cases: Array<CounterCase>;
}

/** A booking of a day, open or over; whose it is, stands elsewhere. */
export interface DayBooking {
  booking: string;
  service_name_zh: string;
  service_name_en: string;
  class_name_zh: string;
  class_name_en: string;
  slot_at_ms: number;
  state: BookingState;
  staff: string | null;
  ticket: string | null;
}

/** All bookings of a day, by slot. */
export interface DayBookings {
  day: string;
  bookings: Array<DayBooking>;
}

/** A slot with its quotas and what is taken of them, by channel. */
export interface DaySlot {
  service: string;
  service_name_zh: string;
  service_name_en: string;
  matter_class: string;
  class_name_zh: string;
  class_name_en: string;
  slot_at_ms: number;
  quotas: Record<string, number>;
  taken: Record<string, number>;
}

/** Every slot of a day, by service, class and instant. revision: to be sent with what changes. */
export interface DaySlots {
  day: string;
  revision: number;
  slots: Array<DaySlot>;
  now_ms: number;
}

/** What clerk and supervisor see. since_ms: when it entered its state. pending: what follows its citizen. helps: keys of foreign lines it is lent now. breaks: (begins_at_ms, ends_at_ms) to come; break_until_ms: of the running one. is_spare: it opens when lines are long. */
export interface DeskRecord {
  key: string;
  name_zh: string;
  name_en: string;
  state: CounterState;
  clerk: string | null;
  pending: "stay" | "pause" | "close";
  reason: string;
  since_ms: number;
  serves: Array<string>;
  helps: Array<string>;
  breaks: Array<[number, number]>;
  break_until_ms: number | null;
  is_spare: boolean;
}

/** The paired device. */
export interface Device {
  device: string;
  role: "kiosk" | "board";
  hall: string;
  name_zh: string;
  name_en: string;
}

/** A device of a terminal. state: of its life, online also while it works. faults: kinds that are active. */
export interface DeviceRecord {
  kind: string;
  state: "noDevice" | "starting" | "online" | "deviceBusy" | "hardwareError" | "userError" | "potentialFraud" | "offline" | "powerOff";
  faults: Array<string>;
}

/** Nothing more to say. */
export interface Done {
}

/** Whether the hall takes tickets. */
export type DoorState = "no_day" | "shut" | "open";

/** The service clock. stands_at_ms: null while it runs. */
export interface DrawerClockRecord {
  speed: number;
  is_frozen: boolean;
  stands_at_ms: number | null;
}

/** One device, as the automation API tells it. */
export interface DrawerDeviceRecord {
  device: string;
  kind: string;
  mode: string;
  status: Record<string, any>;
  running: RunningRecord | null;
  waiting_faults: Record<string, string>;
  active_faults: Record<string, string>;
  counters: Record<string, number>;
  limits: Record<string, number>;
  flags: Record<string, any>;
  operations: Array<string>;
  stimuli: Array<string>;
  faults: Array<string>;
}

/** A line of the devices' journal; other fields are the event's own. */
export interface DrawerLineRecord {
  seq: number;
  at_ms: number;
  terminal: string;
  event: string;
}

/** A terminal for whoever plays the physical world. outputs: [at_ms, device, is_whole] of what came out, the oldest first. */
export interface DrawerTerminalRecord {
  terminal: string;
  profile_zh: string;
  profile_en: string;
  state: string;
  working: Array<string>;
  services: Array<ServiceRecord>;
  visitor: VisitorRecord;
  outputs: Array<[number, string, boolean]>;
}

/** The one shape of every answer from 400 up. */
export interface Error {
  error: ErrorDetail;
}

/** code: stable, for programs. params: what it is about. */
export interface ErrorDetail {
  code: string;
  text: ErrorText;
  params: Record<string, any>;
}

/** What to tell a person. */
export interface ErrorText {
  zh: string;
  en: string;
}

/** Of the last days. line_names: by key, of the lines there are now. goal_pct: between which P90 should cover. counts: figures kept, by cause and method. shift_ms: what these days correct P90 by. applied_ms: what is corrected now. */
export interface EstimateReport {
  hall: string;
  now_ms: number;
  days: number;
  goal_pct: Array<number>;
  counts: Record<string, number>;
  shift_ms: number;
  applied_ms: number;
  all: EstimateScores;
  lines: Array<EstimateScores>;
  hours: Array<EstimateScores>;
  reliability: Array<ReliabilityPoint>;
  line_names: Record<string, LineNames>;
}

/** Of a group of people who had to wait; minutes and per cent, None where nobody was called. name: of the line or the hour, empty for all. people, left: who waited, and who of them left first. cover_pct: by P90 as told; raw_cover_pct: as the futures had it; below_pct: by P50. ratio: RMSE to that of QL. */
export interface EstimateScores {
  name: string;
  people: number;
  left: number;
  cover_pct: number | null;
  raw_cover_pct: number | null;
  below_pct: number | null;
  rmse_min: number | null;
  mae_min: number | null;
  bias_min: number | null;
  pinball_50_min: number | null;
  pinball_90_min: number | null;
  ql_rmse_min: number | null;
  ql_bias_min: number | null;
  ratio: number | null;
}

/** All terminals in figures, under the id "now". need: terminals with a task; overdue: tasks beyond their time. */
export interface FleetRecord {
  terminals: number;
  in_service: number;
  need: number;
  overdue: number;
}

/** A poor rating that waits for a supervisor. clerk: who served. */
export interface FollowUpRecord {
  follow_up: string;
  day: string;
  ticket: string;
  counter: string | null;
  counter_name_zh: string | null;
  counter_name_en: string | null;
  clerk: string | null;
  grade: number;
  reasons: Array<string>;
  at_ms: number;
  due_at_ms: number;
}

/** A hit: a matter's key, by what kind of text it was found, and that text. */
export interface FoundMatter {
  key: string;
  by: "number" | "name" | "alias" | "keyword" | "characters" | "pinyin" | "english";
  text: string;
}

/** The best first. */
export interface FoundMatters {
  found: Array<FoundMatter>;
}

/** The number of the notice that was given; in words it is read by it. */
export interface GivenNotice {
  notice: string;
  ticket: string;
  times: number;
  seq: number;
}

/** A notice that the ticket at a counter has, by its number. */
export interface GivenNoticeRecord {
  notice: string;
  matter: string;
}

/** Told once, to whoever asked for it; instants in service time. */
export interface GivenUnlockCode {
  code: string;
  expires_at_ms: number;
  now_ms: number;
}

/** Why somebody is called before others (优先依据). */
export type Ground = "emergency" | "livelihood" | "major_project" | "soldier" | "firefighter" | "martyr_family" | "disabled" | "pregnant" | "age_70" | "age_60";

/** What works where now. hall: the one record. */
export interface Guide {
  now_ms: number;
  hall: Array<HallRecord>;
  kinds: Array<KindRecord>;
  lines: Array<LineRecord>;
  counters: Array<BoardCounterRecord>;
  zones: Array<GuideZone>;
  services: Array<GuideService>;
}

/** What a service is called. */
export interface GuideService {
  key: string;
  zh: string;
  en: string;
}

/** A terminal. is_here: whence the asker comes. metres: on foot from there, null where nobody has measured. working, failing: keys of its services. */
export interface GuideTerminal {
  key: string;
  name_zh: string;
  name_en: string;
  place_zh: string;
  place_en: string;
  state: "inService" | "degraded" | "outOfService" | "supervisor" | "offline";
  is_free: boolean;
  is_here: boolean;
  metres: number | null;
  working: Array<string>;
  failing: Array<string>;
}

/** A zone with its terminals, the nearest first. is_open: by hours of its own; one that follows the hall has none. */
export interface GuideZone {
  key: string;
  name_zh: string;
  name_en: string;
  follows_hall: boolean;
  is_open: boolean;
  opens_at_ms: number | null;
  closes_at_ms: number | null;
  is_door_shut: boolean;
  door_opens_at_ms: number | null;
  metres: number | null;
  terminals: Array<GuideTerminal>;
}

/** A hall of this service. */
export interface HallName {
  key: string;
  name_zh: string;
  name_en: string;
}

/** A notice on the boards; what it says is asked for. until_ms: None: as long as the business day. */
export interface HallNoticeRecord {
  notice: string;
  posted_at_ms: number;
  until_ms: number | null;
}

/** The hall itself, under the id "hall". has_opened: the door has been open on this day. staffed: a counter calls people. */
export interface HallRecord {
  key: string;
  name_zh: string;
  name_en: string;
  day: string | null;
  door: DoorState;
  opens_at_ms: number | null;
  closes_at_ms: number | null;
  has_opened: boolean;
  staffed: boolean;
  calling: Calling;
}

/** The halls of this service. */
export interface Halls {
  halls: Array<HallName>;
}

/** The process lives. */
export interface Health {
  state: "alive";
}

/** Who is logged in, masked. for_zh, for_en: whom they act for. has_phone: whether papers can be sent there. wards: whom they may choose to act for. */
export interface HolderRecord {
  kind: "citizen" | "legal_person" | "patient" | "guardian";
  name_zh: string;
  name_en: string;
  for_zh: string | null;
  for_en: string | null;
  has_phone: boolean;
  wards: Array<WardRecord>;
}

/** What may be missing. */
export type ItemKind = "material" | "condition" | "fee" | "limit" | "place";

/** Entries of the journal. next: ask again with after=next; it stays the same at the end. */
export interface Journal {
  entries: Array<Record<string, any>>;
  next: number;
}

/** A kind of tickets. rank: its place among them, 0 first. grounds: which give it; none: anybody's. is_plain: what somebody gets who has no ground for another. */
export interface KindRecord {
  key: string;
  name_zh: string;
  name_en: string;
  rank: number;
  credit_ms: number;
  grounds: Array<Ground>;
  takes_slot: boolean;
  is_plain: boolean;
}

/** The day in figures, under the id "today". Waits of first starts; null before the first. matters_served: matters done, a ticket without any counts as one. windows_per_ticket: different counters that served a finished ticket, on average. visits_per_case: days on which somebody came for a case, on average over the cases closed today; once_share: share of those for which one was enough (最多跑一次), 0..1. */
export interface KpiRecord {
  taken: number;
  waiting: number;
  serving: number;
  finished: number;
  abandoned: number;
  no_show: number;
  wait_mean_ms: number | null;
  wait_p90_ms: number | null;
  within_target_share: number | null;
  matters_served: number;
  windows_per_ticket: number | null;
  notices: number;
  notices_again: number;
  rated: number;
  rated_poor: number;
  visits_per_case: number | null;
  once_share: number | null;
}

/** The note's number. */
export interface LeftNote {
  note: string;
}

/** How a running term stands: 绿 · 黄 nearly used up · 红 the promise is missed · 黑 the law's term is missed. */
export type Light = "green" | "yellow" | "red" | "black";

/** What a line is called. */
export interface LineNames {
  name_zh: string;
  name_en: string;
}

/** A line with the outlook of somebody who joins now. */
export interface LineRecord {
  key: string;
  matter_class: string;
  kind: string;
  name_zh: string;
  name_en: string;
  prefix: string;
  waiting: number;
  staffed: boolean;
  estimate_min: number | null;
  estimate_most_min: number | null;
  target_ms: number;
}

/** One look at somebody's data. who_zh, who_en: terminal or account. source, fields: empty where staff were shown a case. why: for what, or of which case. was_let: whether it was permitted. */
export interface Look {
  at_ms: number;
  who_zh: string;
  who_en: string;
  terminal: string;
  matter: string;
  matter_zh: string;
  matter_en: string;
  source: string;
  source_zh: string;
  source_en: string;
  fields: Array<string>;
  fields_zh: string;
  fields_en: string;
  why: string;
  ground: "statutory" | "consent" | "none" | "staff" | "staff_revealed" | "trial" | "staff_booking" | "staff_counter" | "staff_transfer";
  was_let: boolean;
}

/** 谁查过我的数据, the newest first. */
export interface Looks {
  looks: Array<Look>;
}

/** One of a ticket's matters. here: it is open and this counter can serve it. */
export interface MatterOfTicket {
  matter: string;
  is_served: boolean;
  here: boolean;
}

/** A matter of the day at a terminal, or a bundle of several. is_tile: it belongs on the home page; else it is only found. name_zh has its break points. sign, group: of the department. matter_class: of the counters that do it too; at_counters: whether a ticket may name it, which is of one matter and never of a bundle. members: matters of a bundle in the order in which they are done, none of any other. reason: code of why it is not done here now, with its words, and short: so few that they fit a tile; why: the code that staff know it by; screen: what it leads to. elsewhere: where it works now. ways: what more to show before it opens, full_ways: before its numbers are shown in full; one empty list: nothing more. */
export interface MatterRecord {
  key: string;
  number: string;
  name_zh: string;
  name_en: string;
  sign: string;
  group: string;
  group_zh: string;
  group_en: string;
  priority: number;
  matter_class: string;
  at_counters: boolean;
  members: Array<string>;
  level: number;
  works: boolean;
  is_tile: boolean;
  reason: string | null;
  reason_zh: string | null;
  reason_en: string | null;
  short_zh: string | null;
  short_en: string | null;
  why: string | null;
  screen: string | null;
  elsewhere_name_zh: string | null;
  elsewhere_name_en: string | null;
  elsewhere_zone_zh: string | null;
  elsewhere_zone_en: string | null;
  elsewhere_metres: number | null;
  elsewhere_is_free: boolean | null;
  ways: Array<Array<"code" | "id_card" | "face" | "helper">>;
  full_ways: Array<Array<"code" | "id_card" | "face" | "helper">>;
  case: CaseOffer;
}

/** What a counter may say is missing now. */
export interface MissingList {
  ticket: string | null;
  matters: Array<OfferedMatter>;
  reasons: Array<ReasonWords>;
}

/** One line of a notice, in words. remedy: what to do, null where that depends on the person. */
export interface MissingRecord {
  item: string;
  name_zh: string;
  name_en: string;
  reason: string;
  reason_zh: string;
  reason_en: string;
  remedy_zh: string | null;
  remedy_en: string | null;
}

/** A counter as the supervisor sees it. served: visits finished there today. */
export interface MonitorCounterRecord {
  key: string;
  name_zh: string;
  name_en: string;
  state: CounterState;
  clerk: string | null;
  pending: "stay" | "pause" | "close";
  reason: string;
  since_ms: number;
  serves: Array<string>;
  helps: Array<string>;
  breaks: Array<[number, number]>;
  break_until_ms: number | null;
  is_spare: boolean;
  ticket: string | null;
  served: number;
}

/** With what became of its tickets today. oldest_at_ms: since when the first of them waits. */
export interface MonitorLineRecord {
  key: string;
  matter_class: string;
  kind: string;
  name_zh: string;
  name_en: string;
  prefix: string;
  waiting: number;
  staffed: boolean;
  estimate_min: number | null;
  estimate_most_min: number | null;
  target_ms: number;
  oldest_at_ms: number | null;
  taken: number;
  finished: number;
  abandoned: number;
  no_show: number;
}

/** What the default visitor does next, and when, in service time. */
export interface NextActRecord {
  act: "take";
  device: string;
  at_ms: number;
}

/** Whom a counter would call, under the id "next", and why: it is bound to this counter, or of this kind. */
export interface NextRecord {
  line_name_zh: string;
  line_name_en: string;
  ticket: string;
  waiting_since_ms: number;
  is_bound: boolean;
  kind: string;
}

/** Somebody of a counter's lines who did not come and may still return. */
export interface NoShowRecord {
  line_name_zh: string;
  line_name_en: string;
  ticket: string;
  until_ms: number;
}

/** A note for the back office. is_named: whether its writer was logged in; has_writing: whether there is more to read. */
export interface NoteRecord {
  note: string;
  terminal: string;
  matter: string | null;
  cause: string;
  left_at_ms: number;
  due_at_ms: number;
  is_named: boolean;
  has_writing: boolean;
}

/** Why the last try did not work; gone with the next success or the session. code: a problem. screen: what the citizen sees; is_full: whether it takes the whole page. */
export interface NoticeRecord {
  id: string;
  code: string;
  at_ms: number;
  device: string | null;
  screen: string;
  is_full: boolean;
}

/** The kind of ticket that an identity gives by itself, and on which ground. */
export interface OfferRecord {
  kind: string;
  ground: Ground;
}

/** What can be booked now over a channel, and the spans of the rules. */
export interface Offered {
  services: Array<OfferedService>;
  days: Array<OfferedDay>;
  slot_ms: number;
  cancel_ms: number;
  early_ms: number;
  late_ms: number;
  now_ms: number;
}

/** A class that a service takes. */
export interface OfferedClass {
  key: string;
  name_zh: string;
  name_en: string;
}

/** A day that can be booked now. dated_on: the working day to which what is handed in is dated. */
export interface OfferedDay {
  day: string;
  dated_on: string;
  slots: Array<OfferedSlot>;
}

/** What can be missing for a matter. reasons: why, by code. */
export interface OfferedItem {
  item: string;
  name_zh: string;
  name_en: string;
  kind: ItemKind;
  reasons: Array<string>;
}

/** A matter a counter may tell about. words: by which it is found too. said: told to this ticket already, in notices. */
export interface OfferedMatter {
  matter: string;
  name_zh: string;
  name_en: string;
  words: string;
  items: Array<OfferedItem>;
  said: Array<string>;
  notices: Array<string>;
}

/** What only the applicant knows. type: text, texts, flag, number or date. options, begins: of a bundle, see CaseAsk. */
export interface OfferedQuestion {
  field: string;
  zh: string;
  en: string;
  type: string;
  options: Array<CaseOption>;
  begins: Array<CaseOption>;
}

/** A service that can be booked now. at_home: staff come. needs_agent: for who comes for somebody else. */
export interface OfferedService {
  key: string;
  name_zh: string;
  name_en: string;
  at_home: boolean;
  needs_agent: boolean;
  classes: Array<OfferedClass>;
}

/** A slot. left: places that are still free over this channel. */
export interface OfferedSlot {
  service: string;
  matter_class: string;
  slot_at_ms: number;
  left: number;
}

/** Who is asked, for what, and on what ground. */
export interface OfferedSource {
  source: string;
  zh: string;
  en: string;
  basis: "statutory" | "consent";
  fields_zh: string;
  fields_en: string;
}

/** The paper's number: also what its holder tells at another terminal or counter. copy: 2 is the last. */
export interface OrderedPaper {
  paper: string;
  copy_number: number;
}

/** One of somebody's addresses. */
export interface OwnAddress {
  key: "registered" | "residence";
  address: string;
}

/** Where whoever is logged in lives, by the registers. phone: of the register, masked; null: there is none. */
export interface OwnAddresses {
  addresses: Array<OwnAddress>;
  phone: string | null;
}

/** An appointment for whoever's it is. ends_in: a ticket, or a member of staff's word. */
export interface OwnBooking {
  hall: string;
  hall_name_zh: string;
  hall_name_en: string;
  booking: string;
  service: string;
  service_name_zh: string;
  service_name_en: string;
  matter_class: string;
  class_name_zh: string;
  class_name_en: string;
  day: string;
  slot_at_ms: number;
  slot_ends_at_ms: number;
  dated_on: string;
  channel: Channel;
  at_home: boolean;
  ends_in: "ticket" | "done";
  state: BookingState;
  is_deputy: boolean;
  ticket: string | null;
  is_late: boolean;
  cancel_until_ms: number;
  check_in_from_ms: number;
  check_in_until_ms: number;
  can_cancel: boolean;
  can_check_in: boolean;
  now_ms: number;
}

/** Appointments of somebody: open ones, then the last that are over. */
export interface OwnBookings {
  bookings: Array<OwnBooking>;
  now_ms: number;
}

/** 我的办件, the newest first. after: ask again with it for the older ones; null: these are all. */
export interface OwnCases {
  cases: Array<CaseRecord>;
  after: string | null;
}

/** A counter for its own clerk. actions: what the hall would accept now. */
export interface OwnCounterRecord {
  key: string;
  name_zh: string;
  name_en: string;
  state: CounterState;
  clerk: string | null;
  pending: "stay" | "pause" | "close";
  reason: string;
  since_ms: number;
  serves: Array<string>;
  helps: Array<string>;
  breaks: Array<[number, number]>;
  break_until_ms: number | null;
  is_spare: boolean;
  actions: Record<string, boolean>;
  undo: UndoRecord | null;
}

/** A terminal for its own page. working: keys of the services that work. follows_hall: its zone has no hours of its own. gives_tickets: whether the hall is near enough to queue for. nearest: where to go instead; its zone is null where it is this one's too, its metres where nobody has measured. is_door_shut: whether the street door of its zone opens to a card or code only, until door_opens_at_ms. sign_pad: where one signs; off: with a tap alone. */
export interface OwnTerminalRecord {
  key: string;
  name_zh: string;
  name_en: string;
  state: "inService" | "degraded" | "outOfService" | "supervisor" | "offline";
  working: Array<string>;
  profile: string;
  zone: string;
  zone_zh: string;
  zone_en: string;
  place_zh: string;
  place_en: string;
  is_open: boolean;
  opens_at_ms: number | null;
  closes_at_ms: number | null;
  front_end: "page" | "xfs" | "wire" | "other";
  follows_hall: boolean;
  gives_tickets: boolean;
  ways: WaysRecord;
  is_online: boolean;
  sign_pad: "screen" | "beside" | "off";
  nearest_name_zh: string | null;
  nearest_name_en: string | null;
  nearest_zone_zh: string | null;
  nearest_zone_en: string | null;
  nearest_metres: number | null;
  nearest_is_free: boolean | null;
  is_door_shut: boolean;
  door_opens_at_ms: number | null;
  simulation: boolean;
}

/** A ticket that somebody else has now and this clerk was asked first. line: null of a finished one. */
export interface OwnedRecord {
  ticket: string;
  state: "waiting" | "called" | "serving" | "parked" | "finished";
  line_name_zh: string | null;
  line_name_en: string | null;
  counter: string | null;
  counter_name_zh: string | null;
  counter_name_en: string | null;
}

/** Who has to do something next. */
export type Owner = "applicant" | "system" | "counter" | "office" | "nobody";

/** Who owns a question (首问): the counter, and the account that sat there. */
export interface OwnerRecord {
  counter: string | null;
  counter_name_zh: string | null;
  counter_name_en: string | null;
  clerk: string | null;
}

/** The code that pairs a browser with the device, once. */
export interface PairingCode {
  device: string;
  code: string;
  good_for_min: number;
}

/** Something printed today for whoever is logged in. is_here: in this very session. cause: why it did not come. */
export interface PaperRecord {
  paper: string;
  matter: string;
  terminal: string;
  is_here: boolean;
  state: PaperState;
  ordered_at_ms: number;
  cause: string | null;
  screen: string | null;
  can_again: boolean;
}

/** Where a paper is that somebody ordered at a terminal. */
export type PaperState = "ordered" | "printed" | "taken" | "sent" | "retracted" | "failed" | "unknown";

/** Why a ticket rests: the citizen fetches something, or the back office works on it. */
export type ParkReason = "fetching" | "back_office";

/** A parked ticket of a counter's lines. */
export interface ParkedRecord {
  line_name_zh: string;
  line_name_en: string;
  ticket: string;
  parked_since_ms: number | null;
  reason: ParkReason;
}

/** An appointment of somebody. name: of the service. */
export interface PastBooking {
  booking: string;
  slot_at_ms: number;
  state: BookingState;
  name_zh: string;
  name_en: string;
}

/** A case of somebody, open or ended. */
export interface PastCase {
  alias: string;
  case: string;
  matter: string;
  name_zh: string;
  name_en: string;
  state: CaseState;
  owner: Owner;
  opened_at_ms: number;
  ended_at_ms: number | null;
}

/** An earlier ticket of somebody. counter: who had it last. */
export interface PastTicket {
  ticket: string;
  day: string;
  taken_at_ms: number;
  state: TicketState;
  line_name_zh: string;
  line_name_en: string;
  counter_name_zh: string | null;
  counter_name_en: string | null;
}

/** What changed in a room between two `seq`, by collection and id. Between entries `seq` has a fraction. changes: of each record an object with the fields that changed, or an empty array: it is gone. */
export interface Patch {
  hall: string;
  room: string;
  seq: number;
  prev: number;
  now_ms: number;
  changes: Record<string, Record<string, any>>;
}

/** Somebody to be. name_zh, name_en: masked; what_zh, what_en: whom they play. for_zh, for_en: whom they act for. */
export interface PersonaRecord {
  key: string;
  name_zh: string;
  name_en: string;
  what_zh: string;
  what_en: string;
  has_phone: boolean;
  kinds: Array<"citizen" | "legal_person" | "medical">;
  for_zh: string | null;
  for_en: string | null;
}

/** People to try the terminals with. */
export interface Personas {
  personas: Array<PersonaRecord>;
}

/** A matter class, and what somebody of the holder's kind would wait for it now. */
export interface PhoneClass {
  key: string;
  name_zh: string;
  name_en: string;
  waiting: number;
  staffed: boolean;
  estimate_min: number | null;
  estimate_most_min: number | null;
}

/** A paper on a phone. name_zh has its break points. */
export interface PhoneFile {
  hall: string;
  hall_zh: string;
  hall_en: string;
  paper: string;
  name_zh: string;
  name_en: string;
  at_ms: number;
  until_ms: number;
}

/** The newest first. */
export interface PhoneFileList {
  files: Array<PhoneFile>;
  now_ms: number;
}

/** A matter that a counter serves. */
export interface PhoneMatter {
  key: string;
  name_zh: string;
  name_en: string;
  matter_class: string;
}

/** The kind of ticket that an identity gives by itself, and on which ground. */
export interface PhoneOffer {
  kind: string;
  ground: Ground;
}

/** The same for whoever it is known to be of. url: its own page. */
export interface PhoneTicketRecord {
  ticket: string;
  line: string;
  line_name_zh: string;
  line_name_en: string;
  kind: string;
  kind_name_zh: string;
  kind_name_en: string;
  chosen_by: ChosenBy;
  ground: Ground | null;
  can_decline: boolean;
  state: TicketState;
  ahead: number;
  estimate_min: number | null;
  estimate_most_min: number | null;
  staffed: boolean;
  counter: string | null;
  counter_name_zh: string | null;
  counter_name_en: string | null;
  taken_at_ms: number;
  called_at_ms: number | null;
  call: number;
  can_cancel: boolean;
  returns_until_ms: number | null;
  park_reason: ParkReason | null;
  matters_open: number;
  notices: number;
  rating: "none" | "open" | "rated" | "declined";
  grade: number | null;
  rate_until_ms: number | null;
  is_remote: boolean;
  url: string;
}

/** Tickets of whoever's phone it is, in one hall. is_allowed: whether it gives any from afar. */
export interface PhoneTickets {
  is_allowed: boolean;
  hall_name_zh: string;
  hall_name_en: string;
  offer: PhoneOffer | null;
  tickets: Array<PhoneTicketRecord>;
  classes: Array<PhoneClass>;
  matters: Array<PhoneMatter>;
  now_ms: number;
}

/** A terminal and where it stands. profile: sort of machine. is_open: its zone's own hours, true where it has none. front_end: who reads its codes and cards; "other": other software, by a setting. */
export interface PlacedRecord {
  key: string;
  name_zh: string;
  name_en: string;
  state: "inService" | "degraded" | "outOfService" | "supervisor" | "offline";
  working: Array<string>;
  profile: string;
  zone: string;
  zone_zh: string;
  zone_en: string;
  place_zh: string;
  place_en: string;
  is_open: boolean;
  opens_at_ms: number | null;
  closes_at_ms: number | null;
  front_end: "page" | "xfs" | "wire" | "other";
}

/** The slip is out. */
export interface Printed {
  state: "printed";
}

/** A terminal's printer. */
export interface Printer {
  state: "idle" | "printing" | "fault";
  fault: "paper_out" | "jam" | null;
  paper_left: number;
}

/** A case in the queue of staff; nobody is named. gaps: how many. steps: what may be asked of it now. */
export interface QueuedCase {
  alias: string;
  case: string;
  matter: string;
  name_zh: string;
  name_en: string;
  state: CaseState;
  owner: Owner;
  terminal: string;
  terminal_zh: string;
  terminal_en: string;
  zone: string;
  zone_zh: string;
  zone_en: string;
  opened_at_ms: number;
  due: "accept" | "correct" | "decide";
  due_on: string | null;
  ticket: string | null;
  reviewer: string | null;
  clerk: string | null;
  steps: Array<string>;
  tag: string;
  light: Light;
  gaps: number;
}

/** Every open case that staff may see. */
export interface QueuedCases {
  cases: Array<QueuedCase>;
}

/** How it stands after the answer. rating: rated or declined. */
export interface RatingGiven {
  ticket: string;
  rating: "rated" | "declined";
  grade: number | null;
  seq: number;
}

/** Whether the service can do its work. drift_ms: service clock minus wall clock at speed 1. */
export interface Readiness {
  ready: boolean;
  store_writable: boolean;
  halls: Record<string, any>;
  queue: number;
  speed: number;
  now_ms: number;
  drift_ms: number | null;
}

/** A reason as people read it. */
export interface ReasonWords {
  reason: string;
  zh: string;
  en: string;
}

/** A day that matters to whoever waits, and what is due then. */
export interface ReceiptDue {
  zh: string;
  en: string;
  on: string;
}

/** A case as its receipt tells it, and how far it is by now. */
export interface ReceiptRecord {
  alias: string;
  case: string;
  hall: string;
  hall_zh: string;
  hall_en: string;
  matter_zh: string;
  matter_en: string;
  stage: "draft" | "received" | "told" | "accepted" | "made" | "ready" | "posted" | "done" | "withdrawn" | "ended";
  state_zh: string;
  state_en: string;
  due: Array<ReceiptDue>;
}

/** Mean P50 that was told, mean wait that became true, of so many people. */
export interface ReliabilityPoint {
  told_min: number;
  true_min: number;
  people: number;
}

/** What a rule does when lines grow. */
export type ReliefKind = "tide" | "help";

/** A spare counter that is open, or a counter that helps. line: the first that counts. */
export interface ReliefRecord {
  rule: string;
  kind: ReliefKind;
  counter: string;
  counter_name_zh: string;
  counter_name_en: string;
  line: string;
  line_name_zh: string;
  line_name_en: string;
  automatic: boolean;
  since_ms: number;
}

/** An operation that runs. */
export interface RunningRecord {
  op_id: string;
  op: string;
  is_paused: boolean;
}

/** One text in both languages. */
export interface Said {
  zh: string;
  en: string;
}

/** A counter as a clerk sees it who chooses a seat. clerk: the account that sits there. */
export interface SeatRecord {
  key: string;
  name_zh: string;
  name_en: string;
  state: CounterState;
  clerk: string | null;
}

/** The journal entry that carries it. */
export interface Sequence {
  seq: number;
}

/** Something that a terminal is for. is_coming: its flow is still to come. */
export interface ServiceRecord {
  key: string;
  zh: string;
  en: string;
  is_coming: boolean;
}

/** Who is signed in. csrf: to be sent back as X-CSRF-Token with every change. */
export interface Session {
  account: string;
  name_zh: string;
  name_en: string;
  role: "clerk" | "supervisor" | "admin";
  csrf: string;
  hall: string | null;
}

/** The session that began. */
export interface SessionName {
  session: string;
}

/** The session at a terminal, under its own id. due_at_ms: when it is asked, ends, or its card is seen to. offer: the kind of ticket their identity gives, null: an ordinary one. signed: matters that were signed for and not used yet. signing: how the signature pad stands for them, null: it is not asked. */
export interface SessionRecord {
  id: string;
  state: SessionState;
  is_elder: boolean;
  hold: string | null;
  due_at_ms: number;
  has_card: boolean;
  level: number;
  proofs: Array<"code" | "id_card" | "face" | "helper" | "staff">;
  signed: Array<string>;
  signing: "waiting" | "signing" | "failed" | null;
  holder: HolderRecord | null;
  offer: OfferRecord | null;
}

/** How a visit at a terminal stands. */
export type SessionState = "active" | "held" | "warned" | "card_left" | "card_alarmed" | "ended";

/** A code on a phone; instants in service time. digits: the same code as twenty digits, to be read aloud. */
export interface ShownCode {
  text: string;
  digits: string;
  issued_at_ms: number;
  expires_at_ms: number;
  now_ms: number;
}

/** State of a room at journal entry `seq`: collection -> id -> record. */
export interface Snapshot {
  hall: string;
  room: string;
  seq: number;
  now_ms: number;
  speed: number;
  state: Record<string, Record<string, any>>;
}

/** A booking with everything, for staff whose look was written down. The names are masked. */
export interface StaffBooking {
  booking: string;
  state: BookingState;
  name_zh: string;
  name_en: string;
  agent_name_zh: string | null;
  agent_name_en: string | null;
  address: string | null;
  phone: string | null;
  text: string | null;
}

/** One case with everything that was read and judged. told: codes of its one notice. opinions: what staff wrote. light: null once nobody has to do anything about it. withheld: whether something in it only who judges it may know, and whether that is they who ask: none, kept (not theirs), mine (may be broken), broken (shown here). */
export interface StaffCase {
  alias: string;
  case: string;
  matter: string;
  name_zh: string;
  name_en: string;
  state: CaseState;
  owner: Owner;
  terminal: string;
  terminal_zh: string;
  terminal_en: string;
  zone: string;
  zone_zh: string;
  zone_en: string;
  opened_at_ms: number;
  due: "accept" | "correct" | "decide";
  due_on: string | null;
  ticket: string | null;
  reviewer: string | null;
  clerk: string | null;
  steps: Array<string>;
  tag: string;
  verdict: string | null;
  light: Light | null;
  accepted_on: string | null;
  statutory_on: string | null;
  is_estimate: boolean;
  told: Array<string>;
  tellable: Array<Tellable>;
  gaps: Array<CaseGap>;
  materials: Array<string>;
  certificate: string | null;
  reads: Array<StaffRead>;
  judged: Array<StaffJudged>;
  outputs: Array<StaffOutput>;
  opinions: Array<string>;
  withheld: "none" | "kept" | "mine" | "shown";
}

/** One condition, for staff. read: the fields it looked at; of what is withheld none. */
export interface StaffJudged {
  code: string;
  name: Said;
  result: "met" | "unmet" | "unverified";
  severity: "hard" | "soft" | "route";
  read: Array<string>;
  reason: Said | null;
  remedy: Said | null;
}

/** What a decision table gave. */
export interface StaffOutput {
  name: string;
  value: string;
}

/** The same of a case. grade: A to D, what it proves. */
export interface StaffRead {
  field: string;
  zh: string;
  en: string;
  value: string;
  outcome: string;
  source_zh: string;
  source_en: string;
  as_of: string | null;
  fetched_at_ms: number;
  grade: string;
}

/** What runs out, or a bin that fills. count: how many are left, or lie in the bin. */
export interface StockRecord {
  count: number;
  capacity: number;
  level: "ok" | "low" | "out" | "high" | "full";
}

/** What a supervisor is advised to do, and why. waiting, wait_ms: as it was when it was made; mark_waiting, mark_wait_ms: what the rule says. needs_clerk: nobody sits yet at the counter that is to open. expected_ms, relieved_ms: what most people were expected to wait (P90) then, and would be if it were done, null: unknown; mark_expected_ms: what the rule says, null: nothing. is_taken: agreed to and not done yet; taken_by: null, by the rule itself. */
export interface SuggestionRecord {
  rule: string;
  kind: ReliefKind;
  counter: string;
  counter_name_zh: string;
  counter_name_en: string;
  line: string;
  line_name_zh: string;
  line_name_en: string;
  automatic: boolean;
  suggestion: string;
  what: "open" | "close" | "help" | "end_help";
  because: "waiting" | "wait" | "expected" | "low" | "own_lines";
  waiting: number;
  wait_ms: number;
  mark_waiting: number;
  mark_wait_ms: number;
  expected_ms: number | null;
  relieved_ms: number | null;
  mark_expected_ms: number | null;
  waiting_now: number;
  made_at_ms: number;
  is_taken: boolean;
  taken_by: string | null;
  needs_clerk: boolean;
}

/** The ticket. url: its own page, as in the QR. estimate_min: None while nobody staffs the line. estimate_most_min: within which nine of ten are called, None where only a rule of thumb speaks. */
export interface TakenTicket {
  ticket: string;
  line: string;
  kind: string;
  kind_name_zh: string;
  kind_name_en: string;
  chosen_by: ChosenBy;
  ground: Ground | null;
  taken_at_ms: number;
  ahead: number;
  estimate_min: number | null;
  estimate_most_min: number | null;
  staffed: boolean;
  token: string;
  url: string;
  seq: number;
}

/** A device that needs a person. cause: kind of its fault; action: what must be done. next: the one legal step. by, stepped_at_ms: who did the last step and when, null before the first. */
export interface TaskRecord {
  task: string;
  terminal: string;
  device: string;
  cause: string;
  action: string;
  opened_at_ms: number;
  due_at_ms: number;
  state: TaskState;
  next: TaskStep | null;
  by: string | null;
  stepped_at_ms: number | null;
}

/** How far a person is who mends a terminal. */
export type TaskState = "open" | "door_open" | "acted" | "was_reset" | "closed";

/** What somebody does at a terminal that needs them, in this order. */
export type TaskStep = "open_door" | "act" | "reset" | "close_door";

/** What a notice may name. reason: what the machine would say of it. */
export interface Tellable {
  code: string;
  name: Said;
  reason: Said | null;
}

/** A terminal for those who look after it. working, failing, coming: keys of its services. tasks, overdue: how many are open. devices: by name; stocks: by device and by what it is. worst: the task that comes first. urgency: terminals in the order of these numbers are the worst first. */
export interface TerminalRecord {
  key: string;
  name_zh: string;
  name_en: string;
  state: "inService" | "degraded" | "outOfService" | "supervisor" | "offline";
  working: Array<string>;
  profile: string;
  zone: string;
  zone_zh: string;
  zone_en: string;
  place_zh: string;
  place_en: string;
  is_open: boolean;
  opens_at_ms: number | null;
  closes_at_ms: number | null;
  front_end: "page" | "xfs" | "wire" | "other";
  failing: Array<string>;
  coming: Array<string>;
  devices: Record<string, DeviceRecord>;
  stocks: Record<string, Record<string, StockRecord>>;
  tasks: number;
  overdue: number;
  oldest_at_ms: number | null;
  worst: string | null;
  urgency: Array<number>;
}

/** What the terminal is worth now. */
export interface TerminalState {
  state: "inService" | "degraded" | "outOfService" | "supervisor" | "offline";
}

/** The citizen at a counter, under the id "now". calls: how many there may be. note: key of what was written for it. */
export interface TicketAtCounterRecord {
  line_name_zh: string;
  line_name_en: string;
  ticket: string;
  line: string;
  kind: string;
  taken_at_ms: number;
  called_at_ms: number | null;
  started_at_ms: number | null;
  call: number;
  calls: number;
  target_ms: number;
  note: string | null;
  no_shows: number;
  matters: Array<MatterOfTicket>;
  owner: OwnerRecord | null;
  notices: Array<GivenNoticeRecord>;
}

/** A ticket as its holder and the staff see it. chosen_by: on whose word it is of its kind. ground: the age that an identity showed, null otherwise. can_decline: whether its holder may have an ordinary one instead. returns_until_ms: of a no-show that may come back; matters_open: not done yet. notices: how many its holder was given. rating: whether the finished service may be rated, and what was said; rate_until_ms: for how long. is_remote: taken from afar. */
export interface TicketRecord {
  ticket: string;
  line: string;
  line_name_zh: string;
  line_name_en: string;
  kind: string;
  kind_name_zh: string;
  kind_name_en: string;
  chosen_by: ChosenBy;
  ground: Ground | null;
  can_decline: boolean;
  state: TicketState;
  ahead: number;
  estimate_min: number | null;
  estimate_most_min: number | null;
  staffed: boolean;
  counter: string | null;
  counter_name_zh: string | null;
  counter_name_en: string | null;
  taken_at_ms: number;
  called_at_ms: number | null;
  call: number;
  can_cancel: boolean;
  returns_until_ms: number | null;
  park_reason: ParkReason | null;
  matters_open: number;
  notices: number;
  rating: "none" | "open" | "rated" | "declined";
  grade: number | null;
  rate_until_ms: number | null;
  is_remote: boolean;
}

/** Where a ticket is; every ticket is in exactly one of these. */
export type TicketState = "waiting" | "called" | "serving" | "parked" | "finished" | "abandoned" | "no_show" | "expired";

/** What is told with every notice: basis, limits, steps, fee, place, materials, whom to ask. */
export interface ToldFact {
  fact: string;
  name_zh: string;
  name_en: string;
  zh: string;
  en: string;
}

/** A notice in words. times: which one about this matter it is for its ticket. url: of its page, as in the QR. */
export interface ToldNotice {
  hall: string;
  hall_zh: string;
  hall_en: string;
  notice: string;
  day: string;
  ticket: string;
  counter: string | null;
  counter_name_zh: string | null;
  counter_name_en: string | null;
  matter: string;
  version: number;
  name_zh: string;
  name_en: string;
  times: number;
  at_ms: number;
  items: Array<MissingRecord>;
  facts: Array<ToldFact>;
  url: string;
}

/** All notices of a ticket, the oldest first. */
export interface ToldNotices {
  notices: Array<ToldNotice>;
}

/** What a case would come to; nothing of it is kept. */
export interface Trial {
  subject: string;
  matter: string;
  version: number;
  name_zh: string;
  name_en: string;
  accepted_on: string;
  verdict: "instant" | "told_once" | "with_gaps" | "handed_over";
  sources: Array<TrialAnswer>;
  reads: Array<TrialRead>;
  judged: Array<StaffJudged>;
  outputs: Array<StaffOutput>;
  faults: Array<string>;
  paper: TrialPaper | null;
  notice: TrialNotice | null;
}

/** How a source answered. ms: at the median of its latencies. */
export interface TrialAnswer {
  source: string;
  zh: string;
  en: string;
  outcome: "OK" | "NONE" | "NOT_FOUND" | "TIMEOUT" | "DOWN" | "DENIED" | "STALE";
  ms: number;
  is_forced: boolean;
}

/** What can be tried. */
export interface TrialMatter {
  matter: string;
  number: string;
  name_zh: string;
  name_en: string;
  ask: Array<CaseAsk>;
  needs_promise: boolean;
  sources: Array<TrialSource>;
}

/** What the applicant would read. */
export interface TrialNotice {
  failing: Array<CaseItem>;
  pending: Array<CaseItem>;
  by_staff: Said | null;
}

/** What would be printed. */
export interface TrialPaper {
  title_zh: string;
  title_en: string;
  rows: Array<CaseRow>;
  valid_until: string | null;
  department: string;
}

/** Somebody of the town, masked. zh, en: what they are good for; empty for nobody in particular. */
export interface TrialPerson {
  subject: string;
  name: string;
  birth: string;
  zh: string;
  en: string;
}

/** One datum as a source gave it. */
export interface TrialRead {
  field: string;
  zh: string;
  en: string;
  value: string;
  outcome: string;
  source_zh: string;
  source_en: string;
  as_of: string | null;
}

/** A source that a matter asks. */
export interface TrialSource {
  source: string;
  zh: string;
  en: string;
}

/** What can be tried on whom. today: by the service's clock. */
export interface Trials {
  today: string;
  people: Array<TrialPerson>;
  matters: Array<TrialMatter>;
}

/** A counter's last action, which may be taken back until until_ms. ticket: whose, or None. */
export interface UndoRecord {
  action: "open" | "pause" | "resume" | "close" | "call" | "start" | "serve" | "finish" | "no_show" | "park" | "transfer";
  ticket: string | null;
  done_at_ms: number;
  until_ms: number;
}

/** What anybody may know of a certificate. */
export interface Verified {
  number: string;
  title_zh: string;
  title_en: string;
  department: string;
  fields: Array<VerifiedField>;
  issued_on: string;
  valid_until: string | null;
  standing: "valid" | "revoked" | "expired";
  revoked_because: string | null;
}

/** A line of a certificate, masked. */
export interface VerifiedField {
  label: string;
  label_en: string;
  value: string;
}

/** Whether the default visitor stands before the terminal. next: null, nothing is due. */
export interface VisitorRecord {
  is_there: boolean;
  next: NextActRecord | null;
}

/** Somebody who waits, is called or rests. */
export interface WaitingRecord {
  ticket: string;
  line: string;
  taken_at_ms: number;
  state: TicketState;
}

/** First starts of late, under the id "recent": by ticket, (started_at_ms, wait_ms, line). */
export interface WaitsRecord {
  points: Record<string, [number, number, string]>;
}

/** A child whom the holder may act for, masked. id: what the page calls them in this session. */
export interface WardRecord {
  id: string;
  name_zh: string;
  name_en: string;
}

/** What can be shown at a terminal: whether the device that takes it works. */
export interface WaysRecord {
  code: boolean;
  id_card: boolean;
  face: boolean;
}

/** A word for what a model reports, under "service:…", "device:…", "action:…", "cause:KIND:…" or "todo:KIND:…". */
export interface WordRecord {
  zh: string;
  en: string;
}

/** A date of the installation. changes_it: false where the library says the same. */
export interface Workday {
  date: string;
  is_work: boolean;
  source: string;
  note: string;
  changes_it: boolean;
}

/** Who changed what to what. */
export interface WorkdayChange {
  at_ms: number;
  account: string;
  kind: "set" | "removed" | "announced";
  date: string | null;
  is_work: boolean | null;
  source: string | null;
  note: string | null;
  year: number | null;
}

/** How many working days a year has, as they are known. */
export interface WorkdayCount {
  year: number;
  worked: number;
  is_announced: boolean;
}

/** The installation's days, the newest changes, and what comes of it. name: of the calendar that counts now. */
export interface Workdays {
  name: string;
  library_until: string;
  announced_until: string;
  year: number | null;
  days: Array<Workday>;
  years: Array<WorkdayCount>;
  changes: Array<WorkdayChange>;
}

/** A note as the back office reads it. phone, text: null where nothing was written, or it is erased. */
export interface WrittenNote {
  note: string;
  terminal: string;
  subject: string | null;
  matter: string | null;
  cause: string;
  left_at_ms: number;
  due_at_ms: number;
  phone: string | null;
  text: string | null;
}

/** Open notes, the oldest first. */
export interface WrittenNotes {
  notes: Array<WrittenNote>;
}

/** Kind of room -> collection -> its records by id. */
export interface Rooms {
  hall: {
    hall: Record<string, HallRecord>;
    kinds: Record<string, KindRecord>;
    lines: Record<string, LineRecord>;
    counters: Record<string, BoardCounterRecord>;
    calls: Record<string, CallRecord>;
    absences: Record<string, AbsenceRecord>;
    notices: Record<string, HallNoticeRecord>;
  };
  counter: {
    counter: Record<string, OwnCounterRecord>;
    ticket: Record<string, TicketAtCounterRecord>;
    next: Record<string, NextRecord>;
    kinds: Record<string, KindRecord>;
    lines: Record<string, LineRecord>;
    parked: Record<string, ParkedRecord>;
    no_shows: Record<string, NoShowRecord>;
    counters: Record<string, SeatRecord>;
    absences: Record<string, AbsenceRecord>;
    owned: Record<string, OwnedRecord>;
  };
  monitor: {
    hall: Record<string, HallRecord>;
    kinds: Record<string, KindRecord>;
    lines: Record<string, MonitorLineRecord>;
    counters: Record<string, MonitorCounterRecord>;
    waiting: Record<string, WaitingRecord>;
    alarms: Record<string, AlarmRecord>;
    parked: Record<string, ParkedRecord>;
    kpis: Record<string, KpiRecord>;
    waits: Record<string, WaitsRecord>;
    fleet: Record<string, FleetRecord>;
    notes: Record<string, NoteRecord>;
    suggestions: Record<string, SuggestionRecord>;
    reliefs: Record<string, ReliefRecord>;
    follow_ups: Record<string, FollowUpRecord>;
    notices: Record<string, HallNoticeRecord>;
  };
  terminals: {
    terminals: Record<string, TerminalRecord>;
    tasks: Record<string, TaskRecord>;
    closed_tasks: Record<string, TaskRecord>;
    words: Record<string, WordRecord>;
  };
  terminal: {
    terminal: Record<string, OwnTerminalRecord>;
    session: Record<string, SessionRecord>;
    notice: Record<string, NoticeRecord>;
    matters: Record<string, MatterRecord>;
    case: Record<string, CaseRecord>;
  };
  cases: {
    cases: Record<string, QueuedCase>;
  };
  devices: {
    terminal: Record<string, DrawerTerminalRecord>;
    devices: Record<string, DrawerDeviceRecord>;
    lines: Record<string, DrawerLineRecord>;
    clock: Record<string, DrawerClockRecord>;
  };
  ticket: {
    ticket: Record<string, TicketRecord>;
    hall: Record<string, HallRecord>;
    absences: Record<string, AbsenceRecord>;
  };
  bookings: {
    days: Record<string, BookingDayRecord>;
    bookings: Record<string, BookingRecord>;
  };
}
