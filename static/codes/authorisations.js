// @ts-check
/** Authorisations (企业授权) on the mock phone: a company grants, the agent accepts, either side ends it at once. */
import { Problem, get, post, problemText } from "../lib/api.js";
import { isoDayOf } from "../lib/clock.js";
import { language, nameOf, t } from "../lib/i18n.js";
import { Button, html, signal } from "../lib/ui.js";
import { loadPersonas, persona } from "./code.js";

/** @typedef {import("../lib/types.js").Authorisations} Authorisations */
/** @typedef {import("../lib/types.js").AuthorisationRecord} Authorisation */
/** @typedef {import("../lib/types.js").Choosable} Choosable */

const PERIODS = [30, 7, 365];

export const isManaging = signal(false);
/** @type {import("@preact/signals-core").Signal<Authorisations | null>} */
const known = signal(null);
/** @type {import("@preact/signals-core").Signal<Problem | null>} */
const failure = signal(null);
const isBusy = signal(false);

const path = (/** @type {string} */ part) => `/api/phone/personas/${encodeURIComponent(persona.value?.key ?? "")}/authorisations${part}`;

/** Ask, and show what stands now. @param {() => Promise<Authorisations>} run */
async function attempt(run) {
  if (isBusy.value) return;
  isBusy.value = true;
  failure.value = null;
  try {
    known.value = await run();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    failure.value = problem;
  }
  isBusy.value = false;
}

const load = () => attempt(() => get(path("")));

export function openAuthorisations() {
  known.value = null;
  isManaging.value = true;
  return load();
}

function close() {
  isManaging.value = false;
  known.value = null;
  failure.value = null;
  void loadPersonas();
}

/** @param {SubmitEvent} event */
function grant(event) {
  event.preventDefault();
  const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
  const [principal, agent] = ["principal", "agent"].map((name) => String(form.get(name)));
  void attempt(() => post(path(""), { principal, agent, scopes: form.getAll("scope"), days: Number(form.get("days")) }));
}

/** @param {string} id @param {string} what */
const move = (id, what) => void attempt(() => post(path(`/${encodeURIComponent(id)}/${what}`), {}));

/** @param {{name: string, label: string, all: Array<{key: string, text: string}>}} props */
function Select({ name, label, all }) {
  return html`
    <label class="grant-label" for=${`grant-${name}`}>${label}</label>
    <select id=${`grant-${name}`} name=${name}>${all.map((each) => html`<option key=${each.key} value=${each.key}>${each.text}</option>`)}</select>
  `;
}

/** @param {Choosable[]} all */
const named = (all) => all.map((each) => ({ key: each.key, text: nameOf(each) }));

/** @param {{choice: Authorisations}} props */
function GrantForm({ choice }) {
  return html`
    <form class="grant-form" onSubmit=${grant}>
      <h2>${t("grant.new")}</h2>
      <${Select} name="principal" label=${t("grant.principal")} all=${named(choice.principals)} />
      <${Select} name="agent" label=${t("grant.agent")} all=${named(choice.agents)} />
      <fieldset class="grant-scopes">
        <legend class="grant-label">${t("grant.scopes")}</legend>
        ${choice.scopes.map(
          (scope, index) => html`
            <label key=${scope.key} class="grant-scope"><input type="checkbox" name="scope" value=${scope.key} defaultChecked=${index === 0} /> <span>${nameOf(scope)}</span></label>
          `,
        )}
      </fieldset>
      <${Select} name="days" label=${t("grant.days")} all=${PERIODS.map((n) => ({ key: String(n), text: t("grant.days.n", { n }) }))} />
      <button class="button is-primary" type="submit" data-action="grant" aria-busy=${isBusy.value}>${t("grant.send")}</button>
    </form>
  `;
}

/** @param {{one: Authorisation, scopes: Choosable[]}} props */
function Card({ one, scopes }) {
  const what = scopes.filter((each) => one.scopes.includes(each.key)).map((each) => nameOf(each));
  const zh = language.value === "zh";
  return html`
    <li class="grant-card" data-authorisation=${one.id} data-state=${one.state}>
      <p class="grant-who"><b>${zh ? one.agent_zh : one.agent_en}</b> <span class="grant-state">${t(`grant.${one.state}`)}</span></p>
      <p>${zh ? one.principal_zh : one.principal_en}</p>
      <p class="dim">${what.join(" · ")} · ${t("grant.until", { day: isoDayOf(one.until_ms) })}</p>
      ${(one.can_confirm || one.can_revoke) &&
      html`
        <div class="actions">
          ${one.can_confirm && html`<${Button} kind="primary" action="confirm" onClick=${() => move(one.id, "confirm")}>${t("grant.confirm")}<//>`}
          ${one.can_revoke && html`<${Button} kind="danger" action="revoke" onClick=${() => move(one.id, "revoke")}>${t(one.can_confirm ? "grant.refuse" : "grant.revoke")}<//>`}
        </div>
      `}
    </li>
  `;
}

export function AuthorisationsScreen() {
  const now = known.value;
  return html`
    <section class="grants" aria-label=${t("grant.title")}>
      <div class="actions">
        <${Button} action="back" onClick=${close}>${t("grant.back")}<//>
        <${Button} kind="quiet" action="reload" onClick=${() => void load()}>${t("grant.reload")}<//>
      </div>
      <h2>${t("grant.title")}</h2>
      ${failure.value && html`<p class="error" role="alert">${problemText(failure.value)}</p>`}
      ${now === null && !failure.value && html`<p class="loading" role="status">${t("codes.loading")}</p>`}
      ${now?.authorisations.length === 0 && html`<p class="dim">${t("grant.none")}</p>`}
      ${now && now.authorisations.length > 0 && html`<p class="dim">${t("grant.at_once")}</p>`}
      <ul class="grant-list">${now?.authorisations.map((one) => html`<${Card} key=${one.id} one=${one} scopes=${now.scopes} />`)}</ul>
      ${now && now.principals.length > 0 && html`<${GrantForm} choice=${now} />`}
    </section>
  `;
}
