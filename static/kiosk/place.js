// @ts-check
/**
 * Where this machine stands and what it is (位置与机型): its zone, whether that is open, and whether people queue with it.
 *
 * The service says it with the page, so that the first drawing is right, and again through the terminal's room.
 */
import { computed } from "@preact/signals-core";

import { boot } from "../lib/boot.js";
import { hasText, language, t } from "../lib/i18n.js";
import { isOpen } from "./hall.js";
import { terminal } from "./terminal.js";

/** @typedef {import("../lib/types.js").OwnTerminalRecord} Standing */

/** @type {import("@preact/signals-core").ReadonlySignal<Standing | null>} */
export const standing = computed(() => terminal.value ?? boot.place ?? null);

/** A text of a record in the language of the page: `zone` -> `zone_zh`. @param {Record<string, any> | null} record @param {string} part */
export const wordOf = (record, part) => String(record?.[`${part}_${language.value}`] ?? "");

/** Whether the hall is near enough to queue for. */
export const givesTickets = computed(() => standing.value?.gives_tickets ?? true);
export const canTakeTicket = computed(() => givesTickets.value && isOpen.value);

/** The zone keeps hours of its own, and is closed now. */
export const isShut = computed(() => standing.value?.is_open === false);
/** Its zone is open as the hall is. */
export const followsHall = computed(() => standing.value?.follows_hall ?? true);

/** Who reads codes and cards here, where it is not this page. */
export const otherFrontEnd = computed(() => {
  const front_end = standing.value?.front_end ?? "page";
  return front_end === "page" ? null : front_end;
});

/** What the machine is called by its maker's kind. */
export const productName = computed(() => {
  const key = `machine.${standing.value?.profile}`;
  return t(hasText(key) ? key : "kiosk.product");
});

/** The hall, or the place where the machine stands if that is somewhere else. @param {string} hallName */
export const placeName = (hallName) => (givesTickets.value ? "" : wordOf(standing.value, "place")) || hallName;
