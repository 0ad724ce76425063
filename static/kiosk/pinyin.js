// @ts-check
/**
 * Letters to characters (拼音): what may be meant by what was typed, the likeliest first.
 *
 * Nothing of the page is known here. The table comes from `yzz characters`; it is fetched when somebody first types.
 */

/** @typedef {{syllables: Record<string, string>, phrases: [string, string[]][]}} Table */
/** @typedef {{text: string, letters: number}} Candidate letters: how many of those typed it stands for */

/** Syllables have at most so many letters: zhuang. */
const LONGEST = 6;
/** So many characters are offered for the beginning of a syllable. */
const MOST_BEGUN = 80;

/** @type {Promise<Table> | null} */
let table = null;

/** The table, fetched once; a fetch that failed is tried again by the next who asks. @returns {Promise<Table>} */
export function loadTable() {
  table ??= fetchTable().catch((problem) => {
    table = null;
    throw problem;
  });
  return table;
}

async function fetchTable() {
  const answer = await fetch(new URL("./characters.json", import.meta.url));
  if (!answer.ok) throw new Error(`characters: ${answer.status}`);
  const { syllables, phrases } = await answer.json();
  return { syllables, phrases: phrases.map((/** @type {[string, string]} */ [text, sounds]) => [text, sounds.split(" ")]) };
}

/**
 * How far letters go when they stand for these sounds, each begun at least; the furthest way, or -1.
 * @param {string} typed @param {string[]} sounds @param {boolean} isWhole each sound in full @param {number} [at] @param {number} [nth]
 * @returns {{used: number, sounds: number}} used: letters that stand for so many sounds
 */
function follow(typed, sounds, isWhole, at = 0, nth = 0) {
  let best = { used: at, sounds: nth };
  if (nth === sounds.length || at === typed.length) return best;
  const from = typed[at] === "'" ? at + 1 : at;
  const sound = sounds[nth];
  for (let length = sound.length; length >= (isWhole ? sound.length : 1); length -= 1) {
    if (!typed.startsWith(sound.slice(0, length), from)) continue;
    const next = follow(typed, sounds, isWhole, from + length, nth + 1);
    if (next.used === typed.length || (best.used < typed.length && next.sounds > best.sounds)) best = next;
    if (best.used === typed.length) break;
  }
  return best;
}

/** Phrases: all of what was typed and no more; its beginning in full; all of it and more to come. @param {Table} known @param {string} typed */
function phrasesFor(known, typed) {
  /** @type {Candidate[][]} */
  const [whole, first, begun] = [[], [], []];
  for (const [text, sounds] of known.phrases) {
    const loose = follow(typed, sounds, false);
    if (loose.used === typed.length && loose.sounds === sounds.length) whole.push({ text, letters: loose.used });
    else if (loose.used === typed.length && loose.sounds > 1) begun.push({ text, letters: loose.used });
    else {
      const full = follow(typed, sounds, true);
      if (full.sounds === sounds.length) first.push({ text, letters: full.used });
    }
  }
  first.sort((one, other) => other.letters - one.letters);
  return { whole, first, begun };
}

/** Characters of every syllable that begins so, in turns: the commonest of each first. @param {Table} known @param {string} typed @returns {Candidate[]} */
function begunBy(known, typed) {
  const rows = Object.keys(known.syllables).filter((each) => each.startsWith(typed)).map((each) => [...known.syllables[each]]);
  const found = [];
  for (let nth = 0; found.length < MOST_BEGUN && rows.some((row) => nth < row.length); nth += 1)
    for (const row of rows) if (nth < row.length && found.length < MOST_BEGUN) found.push({ text: row[nth], letters: typed.length });
  return found;
}

/** Characters of the first syllable, the longest that it can be before shorter ones. @param {Table} known @param {string} typed */
function charactersFor(known, typed) {
  const cut = typed.indexOf("'");
  const bound = cut < 0 ? typed : typed.slice(0, cut);
  /** @type {Candidate[]} */
  const found = [];
  for (let length = Math.min(LONGEST, bound.length); length > 0; length -= 1) {
    // A sign between syllables goes with the one before it.
    const letters = length === cut ? length + 1 : length;
    for (const text of known.syllables[bound.slice(0, length)] ?? []) found.push({ text, letters });
    if (length === bound.length && cut < 0) found.push(...begunBy(known, bound));
  }
  // Initials of what is no phrase: the first of them at least is a way to go on.
  for (let length = bound.length; found.length === 0 && length > 0; length -= 1) found.push(...begunBy(known, bound.slice(0, length)));
  return found;
}

/** What may be meant, each once. @param {Table} known @param {string} typed letters, and ' between syllables @returns {Candidate[]} */
export function candidatesFor(known, typed) {
  if (typed === "") return [];
  const { whole, first, begun } = phrasesFor(known, typed);
  const isSyllable = typed in known.syllables;
  const characters = charactersFor(known, typed);
  const found = isSyllable ? [...whole, ...characters, ...begun] : [...whole, ...begun, ...first, ...characters];
  const seen = new Set();
  return found.filter(({ text }) => !seen.has(text) && seen.add(text));
}
