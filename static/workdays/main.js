// @ts-check
/** Working days (工作日): what an installation adds to the days that were announced, for its administrator. */
import { dateOf, timeOfDay } from "../lib/clock.js";
import { addTexts, language, t } from "../lib/i18n.js";
import { SignIn, restoreSession, session, signOut, staffName } from "../lib/staff.js";
import { LanguageSwitch, SimulatedBadge, html, mount, signal } from "../lib/ui.js";
import { FILE, faultText, faults, found, importFile, isBusy, outcome, removeDay, setDay, setYear, textOf } from "./state.js";
import { texts } from "./texts.js";

addTexts(texts);

/** @typedef {import("./state.js").Workdays} Workdays */
/** @typedef {import("../lib/types.js").WorkdayChange} Change */

const isLoading = () => session.value === undefined || (session.value !== null && found.value === null && outcome.value === null);

/** What a form says. @param {SubmitEvent} event */
function said(event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  const data = new FormData(form);
  return { form, data, text: (/** @type {string} */ name) => String(data.get(name) ?? "").trim() };
}

/** Of the file that is chosen. */
const chosen = signal("");

/** @param {string} text */
const yearOf = (text) => (text === "" ? null : Number(text));

/** @param {string} date */
const weekday = (date) => t(`days.weekday.${new Date(`${date}T00:00:00Z`).getUTCDay()}`);

/** @param {{days: Workdays}} props */
function Years({ days }) {
  return html`
    <section class="panel years" aria-label=${t("days.known")}>
      <h2>${t("days.known")} <b data-until=${days.announced_until}>${days.announced_until}</b></h2>
      <ul>
        ${days.years.map(
          (one) => html`
            <li key=${one.year} data-year=${one.year} data-announced=${one.is_announced}>
              <b>${t("days.count", { year: one.year, n: one.worked })}</b>
              <span>${t(one.is_announced ? "days.announced" : "days.estimate")}</span>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}

function OneDay() {
  const onSubmit = async (/** @type {SubmitEvent} */ event) => {
    const { form, text } = said(event);
    const is_saved = await setDay(text("date"), { is_work: text("is_work") === "1", source: text("source"), note: text("note") });
    if (is_saved) form.reset();
  };
  return html`
    <form class="panel one-day" data-form="day" onSubmit=${onSubmit} aria-label=${t("days.one")}>
      <h2>${t("days.one")}</h2>
      <label class="field"><span>${t("days.date")}</span><input type="date" name="date" min="2022-01-01" max="2099-12-31" required /></label>
      <label class="field"><span>${t("days.is")}</span>
        <select name="is_work"><option value="0">${t("days.free")}</option><option value="1">${t("days.work")}</option></select>
      </label>
      <label class="field"><span>${t("days.source")}</span><input type="text" name="source" maxlength="200" required /></label>
      <label class="field"><span>${t("days.note")}</span><input type="text" name="note" maxlength="200" /></label>
      <button class="button is-primary" type="submit" data-action="save-day" disabled=${isBusy.value}>${t("days.save")}</button>
    </form>
  `;
}

function ImportFile() {
  const onSubmit = async (/** @type {SubmitEvent} */ event) => {
    const { form, data, text } = said(event);
    const file = /** @type {File} */ (data.get("file"));
    const is_taken = await importFile(textOf(await file.arrayBuffer()), yearOf(text("year")));
    if (!is_taken) return;
    form.reset();
    chosen.value = "";
  };
  return html`
    <form class="panel" data-form="file" onSubmit=${onSubmit} aria-label=${t("days.file")}>
      <h2>${t("days.file")}</h2>
      <p class="dim">${t("days.file.what")}</p>
      <label class="choose">
        <input type="file" name="file" accept=".csv,text/csv" required onChange=${(/** @type {Event} */ event) => (chosen.value = /** @type {HTMLInputElement} */ (event.target).files?.[0]?.name ?? "")} />
        <span class="button is-small">${t("days.file.choose")}</span> <span class="dim" data-chosen>${chosen.value || t("days.file.none")}</span>
      </label>
      <div class="row">
        <label class="field"><span>${t("days.file.year")}</span><input type="number" name="year" min="2022" max="2099" /></label>
        <button class="button is-primary" type="submit" data-action="import" disabled=${isBusy.value}>${t("days.import")}</button>
      </div>
    </form>
  `;
}

/** @param {{days: Workdays}} props */
function Known({ days }) {
  const onSubmit = (/** @type {SubmitEvent} */ event) => void setYear(yearOf(said(event).text("year")));
  return html`
    <form class="panel" data-form="year" onSubmit=${onSubmit} aria-label=${t("days.year")}>
      <h2>${t("days.year")}</h2>
      <p class="dim">${t("days.year.what", { date: days.library_until })}</p>
      <div class="row">
        <label class="field"><span>${t("days.year.field")}</span><input key=${days.year} type="number" name="year" min="2022" max="2099" defaultValue=${days.year ?? ""} /></label>
        <button class="button is-primary" type="submit" data-action="save-year" disabled=${isBusy.value}>${t("days.save")}</button>
      </div>
    </form>
  `;
}

/** @param {{days: Workdays}} props */
function Dates({ days }) {
  return html`
    <section class="panel list" aria-label=${t("days.list")}>
      <div class="row"><h2>${t("days.list")}</h2><a class="button is-small" href=${FILE} download="workdays.csv" data-action="export">${t("days.export")}</a></div>
      <div class="rows" tabindex="0">
        ${days.days.length === 0 && html`<p class="dim">${t("days.none")}</p>`}
        ${days.days.length > 0 &&
        html`
          <table>
            <thead><tr><th scope="col">${t("days.date")}</th><th scope="col">${t("days.is")}</th><th scope="col">${t("days.source")}</th><th scope="col">${t("days.note.short")}</th><td></td></tr></thead>
            <tbody>
              ${days.days.map(
                (one) => html`
                  <tr key=${one.date} data-date=${one.date} data-work=${one.is_work}>
                    <th scope="row">${one.date} <span class="dim">${weekday(one.date)}</span></th>
                    <td><b>${t(one.is_work ? "days.work" : "days.free")}</b>${!one.changes_it && html` <span class="dim">${t("days.same")}</span>`}</td>
                    <td>${one.source}</td>
                    <td>${one.note}</td>
                    <td><button class="button is-small" type="button" data-action="remove" aria-label=${t("days.remove.of", { date: one.date })} disabled=${isBusy.value} onClick=${() => void removeDay(one.date)}>${t("days.remove")}</button></td>
                  </tr>
                `,
              )}
            </tbody>
          </table>
        `}
      </div>
    </section>
  `;
}

/** @param {Change} one */
function whatWasDone(one) {
  if (one.kind === "set") return t(one.is_work ? "days.did.work" : "days.did.free", { date: one.date ?? "" });
  if (one.kind === "removed") return t("days.did.removed", { date: one.date ?? "" });
  return one.year === null ? t("days.did.built_in") : t("days.did.announced", { year: one.year });
}

/** @param {{days: Workdays}} props */
function Changes({ days }) {
  return html`
    <section class="panel list" aria-label=${t("days.changes")}>
      <h2>${t("days.changes")}</h2>
      <div class="rows" tabindex="0">
        ${days.changes.length === 0 && html`<p class="dim">${t("days.changes.none")}</p>`}
        ${days.changes.length > 0 &&
        html`
          <table>
            <thead><tr><th scope="col">${t("days.when")}</th><th scope="col">${t("days.who")}</th><th scope="col">${t("days.did")}</th></tr></thead>
            <tbody>
              ${days.changes.map((one, at) => html`<tr key=${at}><td>${dateOf(one.at_ms, language.value)} ${timeOfDay(one.at_ms)}</td><td><code>${one.account}</code></td><td>${whatWasDone(one)}${one.source && html` <span class="dim">${one.source}</span>`}</td></tr>`)}
            </tbody>
          </table>
        `}
      </div>
    </section>
  `;
}

function Outcome() {
  const shown = outcome.value;
  return html`
    <div class="said" role="status">
      <p class="outcome" data-wrong=${shown?.is_wrong ?? false}>${shown?.text() ?? ""}</p>
      ${faults.value.length > 0 && html`<ul class="faults">${faults.value.map((one, at) => html`<li key=${at} data-code=${one.code}>${faultText(one)}</li>`)}</ul>`}
    </div>
  `;
}

function WorkDays() {
  if (isLoading()) return html`<main><p class="loading">${t("days.loading")}</p></main>`;
  if (!session.value) return html`<${SignIn} title=${t("days.sign_in")} roles=${["admin"]} />`;
  const days = found.value;
  return html`
    <div class="workdays">
      <header class="desk-bar">
        <h1>${t("days.title")}</h1>
        <${SimulatedBadge} />
        <span class="desk-hint grow">${t("days.what")}</span>
        <span>${staffName()}</span>
        <${LanguageSwitch} />
        <button class="button is-quiet" type="button" data-action="sign-out" onClick=${() => void signOut()}>${t("staff.sign_out")}</button>
      </header>
      <main class="days-main">
        <${Outcome} />
        <div class="forms" tabindex="0">${days && html`<${Years} days=${days} /><${OneDay} /><${ImportFile} /><${Known} days=${days} />`}</div>
        ${days && html`<div class="lists"><${Dates} days=${days} /><${Changes} days=${days} /></div>`}
      </main>
    </div>
  `;
}

mount(WorkDays, () => !isLoading());
void restoreSession();
