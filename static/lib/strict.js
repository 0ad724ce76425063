// @ts-check
/**
 * Balance check for htm templates (模板配对检查).
 *
 * htm is no HTML parser: `<th>a<th>b` nests silently and `</x>` closes whatever is open. In demo and
 * test the static text of each template is read once and a slip throws, before anybody sees a torn page.
 */

const TAG = /<(\/?)([A-Za-z][\w-]*|\u0000\d+)?((?:"[^"]*"|'[^']*'|[^"'>])*?)(\/?)>/g;

/** @type {WeakSet<TemplateStringsArray>} */
const read = new WeakSet();

/**
 * Throw if the template's tags do not pair up. A component (`<${Name}>…<//>`) counts by its place.
 * @param {TemplateStringsArray} strings
 */
export function checkBalance(strings) {
  if (read.has(strings)) return;
  read.add(strings);
  const source = strings.reduce((text, part, index) => `${text}\u0000${index}${part}`);
  const open = [];
  for (const [, closing, name = "", , selfClosed] of source.matchAll(TAG)) {
    if (!closing && !selfClosed) open.push(name);
    if (!closing) continue;
    const opener = open.pop();
    // "<//>" closes a component: its name part is empty and the slash is read as self-closing.
    const pairs = name === "" || selfClosed ? opener?.startsWith("\u0000") : opener === name;
    if (!pairs) throw new Error(`</${name}> closes <${opener ?? "nothing"}> in ${excerpt(source)}`);
  }
  if (open.length > 0) throw new Error(`<${open.pop()}> is never closed in ${excerpt(source)}`);
}

/** @param {string} source */
function excerpt(source) {
  return source.replace(/\u0000\d+/g, "${…}").replace(/\s+/g, " ").trim().slice(0, 160);
}
