// @ts-check
/** How far it is on foot (步行距离), and where that is, in words. */
import { language, nameOf, t } from "./i18n.js";

/** From here on every metre is not worth telling. */
const EXACT_M = 20;
const KILOMETRE_M = 1000;

/** @param {number | null | undefined} metres @returns {string} nothing where nobody has measured */
export function farWords(metres) {
  if (metres === null || metres === undefined) return "";
  if (metres >= KILOMETRE_M) return t("far.km", { n: (metres / KILOMETRE_M).toFixed(1) });
  return t("far.metres", { n: metres < EXACT_M ? metres : Math.round(metres / 10) * 10 });
}

/** A terminal to go to: its name, its zone if that is another one, and the way. @param {Record<string, any> | null | undefined} record @param {string} part */
export function placeWords(record, part) {
  const place = nameOf(record, part);
  const where = [record?.[`${part}_zone_${language.value}`], farWords(record?.[`${part}_metres`])].filter(Boolean);
  return place && where.length > 0 ? t("far.at", { place, where: where.join(t("far.and")) }) : place;
}
