// @ts-check
/**
 * A bundle under way (一件事): which members it has, and what each has come to. Each is a case of its own; what is asked
 * is asked once, and gone with the person.
 */
import { effect, signal } from "@preact/signals-core";

import { untracked } from "../lib/ui.js";
import { forgetting } from "./session.js";
import { matterOf, roomCase } from "./terminal.js";

/** @typedef {import("./terminal.js").Case} Case */
/** @typedef {{key: string, members: string[], records: Record<string, Case>}} Bundle records: the last of each member, by its matter */

/** @type {import("@preact/signals-core").Signal<Bundle | null>} */
export const bundle = signal(null);
/** The member's case that somebody looks at again, by its alias. @type {import("@preact/signals-core").Signal<string | null>} */
export const looked = signal(null);

export function leaveBundle() {
  bundle.value = looked.value = null;
}
forgetting.push(leaveBundle);

effect(() => {
  const record = roomCase.value;
  untracked(() => {
    const now = bundle.value;
    if (record && now?.members.includes(record.matter)) bundle.value = { ...now, records: { ...now.records, [record.matter]: record } };
  });
});

/** Where a member is among the others, from 1; 0 of whatever is no member. @param {string} matter */
export const placeIn = (matter) => (bundle.value?.members.indexOf(matter) ?? -1) + 1;

/** What the whole bundle asks, where this case is one of it. @param {Case} record */
export const askedTogether = (record) => (placeIn(record.matter) > 0 ? (matterOf(bundle.value?.key ?? "")?.case.ask ?? []) : []);

/** The member that comes next, or null. */
export const nextMember = () => bundle.value?.members.find((key) => bundle.value?.records[key] === undefined) ?? null;
