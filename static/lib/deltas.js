// @ts-check
/**
 * How a patch is read (增量): the value after a change. Needs nothing, so that it runs anywhere.
 *
 * A change is an object (its members change, all others stay), an empty array (gone), an array of one element (the
 * value, whole) or any other value (the value). Members that change alike stand under all their names, a line break
 * between.
 */

const AND = "\n";

/** @param {any} value @returns {value is Record<string, any>} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {any} change */
const isGone = (change) => Array.isArray(change) && change.length === 0;

/**
 * The value after a change that is not "gone"; what has not changed stays the same object.
 * @param {any} value
 * @param {any} change
 * @returns {any}
 */
export function merged(value, change) {
  if (Array.isArray(change)) return change[0];
  if (!isObject(change)) return change;
  const members = isObject(value) ? { ...value } : {};
  for (const [names, each] of Object.entries(change)) {
    for (const name of names.split(AND)) {
      if (isGone(each)) delete members[name];
      else members[name] = merged(members[name], each);
    }
  }
  return members;
}
