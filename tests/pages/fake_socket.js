// Stands in for socket.io-client: a hall inside the page that a test moves by hand.
const listeners = {};
const fire = (name, ...values) => (listeners[name] ?? []).forEach((listener) => listener(...values));

const hall = (window.fakeHall = {
  rooms: window.fakeRooms ?? {},
  seq: 10,
  now_ms: window.fakeNowMs ?? 1795398600000,
  watched: [],
  left: [],
  isSilent: false,
  held: [],
  isReachable: true,
  /** Change a room: whole records, null for one that is gone. prev and seq may be given to make gaps and repeats. */
  push(room, records, { prev, seq } = {}) {
    const state = hall.rooms[room];
    const changes = {};
    for (const [collection, those] of Object.entries(records)) {
      const before = state[collection] ?? {};
      changes[collection] = {};
      for (const [id, record] of Object.entries(those)) changes[collection][id] = changeOf(before[id], record);
      state[collection] = { ...before, ...those };
      for (const [id, record] of Object.entries(those)) if (record === null) delete state[collection][id];
    }
    const before = hall.seq;
    hall.seq = seq ?? hall.seq + 1;
    hall.send({ room, prev: prev ?? before, seq: hall.seq, changes });
  },
  /** Send a patch as it is. */
  send(patch) {
    fire("patch", { hall: "denggang", now_ms: hall.now_ms, ...patch });
  },
  /** Cut the line; nothing comes in until restored. */
  cut() {
    hall.isReachable = false;
    socket.connected = false;
    fire("disconnect", "transport close");
  },
  restore() {
    hall.isReachable = true;
    open();
  },
  /** Answer the questions that were held back. */
  answer() {
    hall.isSilent = false;
    hall.held.splice(0).forEach((reply) => reply());
  },
});

/** As the service tells it: by field, lists whole. null: the record is gone. */
function changeOf(before, record) {
  if (record === null) return [];
  const change = {};
  for (const [name, value] of Object.entries(record)) {
    if (JSON.stringify(before?.[name]) === JSON.stringify(value)) continue;
    if (Array.isArray(value)) change[name] = [value];
    else if (typeof value !== "object" || value === null) change[name] = value;
    else {
      const known = typeof before?.[name] === "object" ? before[name] : undefined;
      change[name] = changeOf(known ?? undefined, value);
    }
  }
  for (const name of Object.keys(before ?? {})) if (!(name in record)) change[name] = [];
  return change;
}

function open() {
  if (!hall.isReachable) return;
  queueMicrotask(() => {
    if (!socket.active || socket.connected) return;
    socket.connected = true;
    fire("connect");
  });
}

function ask(event, place, acknowledge) {
  if (event === "unwatch") hall.left.push(place.room);
  if (event !== "watch") return;
  hall.watched.push(place.room);
  const reply = () => {
    const state = hall.rooms[place.room];
    // A service of before the sessions at terminals has no such room at all.
    const code = place.room.startsWith("terminal:") ? "unknown_room" : "unknown_token";
    if (!state) acknowledge(null, { error: { code, text: { zh: "没有", en: "None" }, params: {} } });
    else acknowledge(null, { ...place, seq: hall.seq, now_ms: hall.now_ms, speed: window.fakeSpeed ?? 1, state: structuredClone(state) });
  };
  if (hall.isSilent) hall.held.push(reply);
  else queueMicrotask(reply);
}

const socket = {
  connected: false,
  active: false,
  io: { timeout() {}, on() {} },
  on(name, listener) {
    (listeners[name] ??= []).push(listener);
  },
  connect() {
    socket.active = true;
    open();
    return socket;
  },
  disconnect() {
    const was = socket.connected;
    socket.active = false;
    socket.connected = false;
    if (was) fire("disconnect", "io client disconnect");
    return socket;
  },
  emit: ask,
  timeout: () => ({ emit: ask }),
};

export const io = () => socket;
