// @ts-check
/** How long a wait is told in words (等候预计): about P50, most people by P90; never a figure where there is none. */
import { t } from "./i18n.js";

/** @typedef {{staffed: boolean, estimate_min: number | null, estimate_most_min?: number | null}} Outlook */

/** About how long one waits. @param {Outlook} line */
export function waitWords({ staffed, estimate_min }) {
  if (!staffed) return t("wait.unstaffed");
  if (estimate_min === null || estimate_min === undefined) return t("wait.unknown");
  return estimate_min <= 0 ? t("wait.soon") : t("wait.about", { n: estimate_min });
}

/** Within which most people are called; nothing where that says no more. @param {Outlook} line */
export function mostWords({ staffed, estimate_min, estimate_most_min }) {
  const says = staffed && estimate_min && estimate_most_min && estimate_most_min > estimate_min;
  return says ? t("wait.most", { n: estimate_most_min }) : "";
}

/** Both. @param {Outlook} line */
export function fullWaitWords(line) {
  const most = mostWords(line);
  return most === "" ? waitWords(line) : t("wait.both", { about: waitWords(line), most });
}
