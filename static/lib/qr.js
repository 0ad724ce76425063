// @ts-check
/**
 * QR codes (二维码), drawn on the page itself, so that a slip that will not print is readable at once.
 *
 * ISO/IEC 18004, byte mode, error correction M, versions 1 to 15: up to 412 bytes; an address has 60, a signed code about 250.
 */

/** Per version from 1: [correction bytes a block, data bytes of each block]. */
const BLOCKS = [
  [10, [16]], [16, [28]], [26, [44]], [18, [32, 32]], [24, [43, 43]], [16, [27, 27, 27, 27]],
  [18, [31, 31, 31, 31]], [22, [38, 38, 39, 39]], [22, [36, 36, 36, 37, 37]],
  [26, [43, 43, 43, 43, 44]], [30, [50, 51, 51, 51, 51]], [22, [36, 36, 36, 36, 36, 36, 37, 37]],
  [22, [37, 37, 37, 37, 37, 37, 37, 37, 38]], [24, [40, 40, 40, 40, 41, 41, 41, 41, 41]],
  [24, [41, 41, 41, 41, 41, 42, 42, 42, 42, 42]],
];
/** Centres of the alignment marks per version from 1. */
const CENTRES = [
  [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46],
  [6, 28, 50], [6, 30, 54], [6, 32, 58], [6, 34, 62], [6, 26, 46, 66], [6, 26, 48, 70],
];
/** From this version on the length takes two bytes. */
const LONG = 10;

/** @type {((row: number, column: number) => boolean)[]} */
const MASKS = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_r, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

const FORMAT = { generator: 0x537, degree: 10, mask: 0x5412 };
const VERSION = { generator: 0x1f25, degree: 12, mask: 0 };

/** Powers and logarithms in GF(256) over x^8 + x^4 + x^3 + x^2 + 1. */
const POWERS = new Uint8Array(512);
const LOGS = new Uint8Array(256);
for (let exponent = 0, value = 1; exponent < 255; exponent += 1) {
  POWERS[exponent] = POWERS[exponent + 255] = value;
  LOGS[value] = exponent;
  value = (value << 1) ^ (value > 127 ? 0x11d : 0);
}

/** @param {number} a @param {number} b */
const times = (a, b) => (a && b ? POWERS[LOGS[a] + LOGS[b]] : 0);

/** Reed-Solomon bytes of one block. @param {number[]} block @param {number} count */
function correction(block, count) {
  let generator = [1];
  for (let root = 0; root < count; root += 1) {
    const next = [...generator, 0];
    generator.forEach((factor, at) => (next[at + 1] ^= times(factor, POWERS[root])));
    generator = next;
  }
  const rest = [...block, ...Array(count).fill(0)];
  for (let at = 0; at < block.length; at += 1) {
    const lead = rest[at];
    generator.forEach((factor, step) => (rest[at + step] ^= times(factor, lead)));
  }
  return rest.slice(block.length);
}

/** @param {number} value @param {{generator: number, degree: number, mask: number}} code */
function protect(value, { generator, degree, mask }) {
  let rest = value << degree;
  for (let bit = 31; bit >= degree; bit -= 1) if (rest & (1 << bit)) rest ^= generator << (bit - degree);
  return ((value << degree) | rest) ^ mask;
}

/** Data and correction bytes in the order of drawing. @param {Uint8Array} bytes @param {number} version */
function codewords(bytes, version) {
  const [count, sizes] = /** @type {[number, number[]]} */ (BLOCKS[version - 1]);
  const room = sizes.reduce((sum, size) => sum + size);
  // Four bits of mode before the length: every byte lies astride two.
  const said = [...(version < LONG ? [bytes.length] : [bytes.length >> 8, bytes.length & 255]), ...bytes];
  const data = [0x40 | (said[0] >> 4)];
  said.forEach((byte, at) => data.push(((byte & 15) << 4) | ((said[at + 1] ?? 0) >> 4)));
  for (let filler = 0xec; data.length < room; filler ^= 0xec ^ 0x11) data.push(filler);
  let from = 0;
  const blocks = sizes.map((size) => data.slice(from, (from += size)));
  const checks = blocks.map((block) => correction(block, count));
  return [...interleave(blocks), ...interleave(checks)];
}

/** @param {number[][]} blocks */
function interleave(blocks) {
  const longest = Math.max(...blocks.map((block) => block.length));
  return Array.from({ length: longest }, (_unused, at) => blocks.flatMap((block) => (at < block.length ? [block[at]] : []))).flat();
}

/** The fixed patterns; null where data goes. @param {number} version @returns {(boolean | null)[][]} */
function frame(version) {
  const size = 17 + 4 * version;
  /** @type {(boolean | null)[][]} */
  const grid = Array.from({ length: size }, () => Array(size).fill(null));
  /** @param {number} row @param {number} column @param {number} reach @param {(ring: number) => boolean} isDark */
  const mark = (row, column, reach, isDark) => {
    for (let r = -reach; r <= reach; r += 1)
      for (let c = -reach; c <= reach; c += 1)
        if (grid[row + r]?.[column + c] !== undefined) grid[row + r][column + c] = isDark(Math.max(Math.abs(r), Math.abs(c)));
  };
  for (const [row, column] of [[3, 3], [3, size - 4], [size - 4, 3]]) mark(row, column, 4, (ring) => ring !== 2 && ring !== 4);
  const centres = CENTRES[version - 1];
  for (const row of centres) for (const column of centres) if (grid[row][column] === null) mark(row, column, 2, (ring) => ring !== 1);
  for (let at = 8; at < size - 8; at += 1) grid[6][at] = grid[at][6] = at % 2 === 0;
  grid[size - 8][8] = true;
  return grid;
}

/** Write format and version bits. @param {(boolean | null)[][]} grid @param {number} version @param {number} mask */
function label(grid, version, mask) {
  const size = grid.length;
  const format = protect(mask, FORMAT); // level M is 00
  for (let bit = 0; bit < 15; bit += 1) {
    const isDark = ((format >> bit) & 1) === 1;
    grid[bit < 6 ? bit : bit < 8 ? bit + 1 : size - 15 + bit][8] = isDark;
    grid[8][bit < 8 ? size - 1 - bit : bit < 9 ? 7 : 14 - bit] = isDark;
  }
  if (version < 7) return;
  const bits = protect(version, VERSION);
  for (let bit = 0; bit < 18; bit += 1) {
    const [far, near] = [size - 11 + (bit % 3), Math.floor(bit / 3)];
    grid[far][near] = grid[near][far] = ((bits >> bit) & 1) === 1;
  }
}

/** Fill the data in, two columns at a time, upwards first. @param {(boolean | null)[][]} grid @param {number[]} words @param {number} mask */
function fill(grid, words, mask) {
  const size = grid.length;
  let bit = 0;
  for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const row = up ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (grid[row][column] !== null) continue;
        const isSet = ((words[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
        grid[row][column] = (isSet === 1) !== MASKS[mask](row, column);
        bit += 1;
      }
    }
  }
}

/** How hard the picture is to read: runs, blocks, false finders, imbalance. @param {boolean[][]} grid */
function penalty(grid) {
  const size = grid.length;
  const turned = grid.map((_row, at) => grid.map((row) => row[at]));
  let sum = 0;
  for (const row of [...grid, ...turned]) {
    const text = row.map(Number).join("");
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2;
    for (let at = 0; at + 11 <= size; at += 1) if (/^(10111010000|00001011101)/.test(text.slice(at, at + 11))) sum += 40;
  }
  for (let r = 0; r + 1 < size; r += 1)
    for (let c = 0; c + 1 < size; c += 1)
      if (grid[r][c] === grid[r][c + 1] && grid[r][c] === grid[r + 1][c] && grid[r][c] === grid[r + 1][c + 1]) sum += 3;
  const dark = grid.flat().filter(Boolean).length;
  return sum + Math.floor(Math.abs((dark * 100) / (size * size) - 50) / 5) * 10;
}

/**
 * The squares of the code that says this text, row by row, true where dark.
 * @param {string} text at most 412 bytes
 * @param {number} [mask] 0 to 7; the most readable if left out
 * @returns {boolean[][]}
 */
export function qrSquares(text, mask) {
  const bytes = new TextEncoder().encode(text);
  const version = 1 + BLOCKS.findIndex(([, sizes], at) => {
    const room = /** @type {number[]} */ (sizes).reduce((sum, size) => sum + size);
    return room >= bytes.length + (at + 1 < LONG ? 2 : 3);
  });
  if (version === 0) throw new RangeError(`${bytes.length} bytes are too many for a code`);
  const words = codewords(bytes, version);
  const drawn = (mask === undefined ? [0, 1, 2, 3, 4, 5, 6, 7] : [mask]).map((one) => {
    const grid = frame(version);
    label(grid, version, one);
    fill(grid, words, one);
    return /** @type {boolean[][]} */ (grid);
  });
  const costs = drawn.map(penalty);
  return drawn[costs.indexOf(Math.min(...costs))];
}

/** The same as an SVG path, one unit a square. @param {string} text */
export function qrPath(text) {
  const squares = qrSquares(text);
  const path = squares.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return { path, size: squares.length };
}
