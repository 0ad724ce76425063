// Written by `make fix` from kiosk/web/schemas.py and kiosk/web/room_schemas.py; do not edit.
// Instants and durations are milliseconds (_ms), estimates minutes (_min).

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

/** A call; a recall makes it young again. Never a name. */
export interface CallRecord {
  ticket: string;
  counter: string;
  counter_name_zh: string;
  counter_name_en: string;
  line_name_zh: string;
  line_name_en: string;
  called_at_ms: number;
  call: number;
}

/** Something to choose on a phone. */
export interface Choosable {
  key: string;
  name_zh: string;
  name_en: string;
}

/** The counter's room after the command. */
export interface CounterAnswer {
  seq: number;
  counter: Record<string, Record<string, any>>;
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

/** What clerk and supervisor see. since_ms: when it entered its state. pending: what follows its citizen. */
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
}

/** The paired device. */
export interface Device {
  device: string;
  role: "kiosk" | "board";
  hall: string;
  name_zh: string;
  name_en: string;
}

/** Nothing more to say. */
export interface Done {
}

/** Whether the hall takes tickets. */
export type DoorState = "no_day" | "shut" | "open";

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

/** A hall of this service. */
export interface HallName {
  key: string;
  name_zh: string;
  name_en: string;
}

/** The hall itself, under the id "hall". staffed: at least one counter calls people. */
export interface HallRecord {
  key: string;
  name_zh: string;
  name_en: string;
  day: string | null;
  door: DoorState;
  opens_at_ms: number | null;
  closes_at_ms: number | null;
  staffed: boolean;
}

/** The halls of this service. */
export interface Halls {
  halls: Array<HallName>;
}

/** The process lives. */
export interface Health {
  state: "alive";
}

/** Who is logged in, masked. for_zh, for_en: whom they act for. wards: whom they may choose to act for. */
export interface HolderRecord {
  kind: "citizen" | "legal_person" | "patient" | "guardian";
  name_zh: string;
  name_en: string;
  for_zh: string | null;
  for_en: string | null;
  wards: Array<WardRecord>;
}

/** Entries of the journal. next: ask again with after=next; it stays the same at the end. */
export interface Journal {
  entries: Array<Record<string, any>>;
  next: number;
}

/** The day in figures, under the id "today". Waits of first starts; null before the first. */
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
}

/** A line with the outlook of somebody who joins now. */
export interface LineRecord {
  key: string;
  matter_class: string;
  kind: TicketKind;
  name_zh: string;
  name_en: string;
  prefix: string;
  waiting: number;
  staffed: boolean;
  estimate_min: number | null;
  target_ms: number;
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
  ticket: string | null;
  served: number;
}

/** With what became of its tickets today. oldest_at_ms: since when the first of them waits. */
export interface MonitorLineRecord {
  key: string;
  matter_class: string;
  kind: TicketKind;
  name_zh: string;
  name_en: string;
  prefix: string;
  waiting: number;
  staffed: boolean;
  estimate_min: number | null;
  target_ms: number;
  oldest_at_ms: number | null;
  taken: number;
  finished: number;
  abandoned: number;
  no_show: number;
}

/** Whom a counter would call, under the id "next", and why. */
export interface NextRecord {
  line_name_zh: string;
  line_name_en: string;
  ticket: string;
  waiting_since_ms: number;
  reason: "bound" | "ordinary" | "priority" | "appointment";
}

/** Why the last try did not work; gone with the next success or the session. code: a problem. */
export interface NoticeRecord {
  id: string;
  code: string;
  at_ms: number;
  device: string | null;
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
  actions: Record<string, boolean>;
}

/** A terminal for its own page. working: keys of the services that work. */
export interface OwnTerminalRecord {
  key: string;
  name_zh: string;
  name_en: string;
  state: "inService" | "degraded" | "outOfService" | "supervisor" | "offline";
  working: Array<string>;
  simulation: boolean;
}

/** The code that pairs a browser with the device, once. */
export interface PairingCode {
  device: string;
  code: string;
  good_for_min: number;
}

/** A parked ticket of a counter's lines. */
export interface ParkedRecord {
  line_name_zh: string;
  line_name_en: string;
  ticket: string;
  parked_since_ms: number | null;
}

/** What changed in a room between two `seq`; a record that is null is gone. Between entries `seq` has a fraction. */
export interface Patch {
  hall: string;
  room: string;
  seq: number;
  prev: number;
  now_ms: number;
  changes: Record<string, Record<string, Record<string, any> | null>>;
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

/** The session at a terminal, under its own id. due_at_ms: when it is asked, ends, or its card is seen to. */
export interface SessionRecord {
  id: string;
  state: SessionState;
  is_elder: boolean;
  hold: string | null;
  due_at_ms: number;
  has_card: boolean;
  level: number;
  proofs: Array<"code" | "id_card" | "face" | "helper" | "staff">;
  holder: HolderRecord | null;
}

/** How a visit at a terminal stands. */
export type SessionState = "active" | "held" | "warned" | "card_left" | "card_alarmed" | "ended";

/** A code on a phone; instants in service time. */
export interface ShownCode {
  text: string;
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

/** The ticket. url: its own page, as in the QR. estimate_min: None while nobody staffs the line. */
export interface TakenTicket {
  ticket: string;
  line: string;
  kind: TicketKind;
  taken_at_ms: number;
  ahead: number;
  estimate_min: number | null;
  staffed: boolean;
  token: string;
  url: string;
  seq: number;
}

/** A device that needs a person. cause: kind of its fault; action: what must be done. */
export interface TaskRecord {
  task: string;
  terminal: string;
  device: string;
  cause: string;
  action: string;
  opened_at_ms: number;
  due_at_ms: number;
  state: TaskState;
}

/** How far a person is who mends a terminal. */
export type TaskState = "open" | "door_open" | "acted" | "was_reset" | "closed";

/** A kiosk and its printer. working: keys of the services that work. */
export interface TerminalRecord {
  key: string;
  name_zh: string;
  name_en: string;
  state: "inService" | "degraded" | "outOfService" | "supervisor" | "offline";
  working: Array<string>;
  printer: Printer;
}

/** The citizen at a counter, under the id "now". calls: how many there may be. */
export interface TicketAtCounterRecord {
  line_name_zh: string;
  line_name_en: string;
  ticket: string;
  line: string;
  kind: TicketKind;
  taken_at_ms: number;
  called_at_ms: number | null;
  started_at_ms: number | null;
  call: number;
  calls: number;
  target_ms: number;
}

/** How a ticket came about; one line each per matter class. */
export type TicketKind = "ordinary" | "priority" | "appointment";

/** A ticket as its holder and the staff see it. */
export interface TicketRecord {
  ticket: string;
  line: string;
  line_name_zh: string;
  line_name_en: string;
  kind: TicketKind;
  state: TicketState;
  ahead: number;
  estimate_min: number | null;
  staffed: boolean;
  counter: string | null;
  counter_name_zh: string | null;
  counter_name_en: string | null;
  taken_at_ms: number;
  called_at_ms: number | null;
  call: number;
  can_cancel: boolean;
}

/** Where a ticket is; every ticket is in exactly one of these. */
export type TicketState = "waiting" | "called" | "serving" | "parked" | "finished" | "abandoned" | "no_show" | "expired";

/** Somebody who waits, is called or rests. */
export interface WaitingRecord {
  ticket: string;
  line: string;
  taken_at_ms: number;
  state: TicketState;
}

/** First starts of late, under the id "recent": (started_at_ms, wait_ms, line). */
export interface WaitsRecord {
  points: Array<[number, number, string]>;
}

/** A child whom the holder may act for, masked. id: what the page calls them in this session. */
export interface WardRecord {
  id: string;
  name_zh: string;
  name_en: string;
}

/** Kind of room -> collection -> its records by id. */
export interface Rooms {
  hall: {
    hall: Record<string, HallRecord>;
    lines: Record<string, LineRecord>;
    counters: Record<string, BoardCounterRecord>;
    calls: Record<string, CallRecord>;
  };
  counter: {
    counter: Record<string, OwnCounterRecord>;
    ticket: Record<string, TicketAtCounterRecord>;
    next: Record<string, NextRecord>;
    lines: Record<string, LineRecord>;
    parked: Record<string, ParkedRecord>;
    counters: Record<string, SeatRecord>;
  };
  monitor: {
    hall: Record<string, HallRecord>;
    lines: Record<string, MonitorLineRecord>;
    counters: Record<string, MonitorCounterRecord>;
    waiting: Record<string, WaitingRecord>;
    alarms: Record<string, AlarmRecord>;
    kpis: Record<string, KpiRecord>;
    waits: Record<string, WaitsRecord>;
    terminals: Record<string, TerminalRecord>;
    tasks: Record<string, TaskRecord>;
  };
  terminal: {
    terminal: Record<string, OwnTerminalRecord>;
    session: Record<string, SessionRecord>;
    notice: Record<string, NoticeRecord>;
  };
  ticket: {
    ticket: Record<string, TicketRecord>;
    hall: Record<string, HallRecord>;
  };
}
