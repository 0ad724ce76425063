// @ts-check
/** The start page (首页): links every page, and says who may sign in where it is a demo. */
import { addTexts, language, nameOf, t } from "../lib/i18n.js";
import { LanguageSwitch, SimulatedBadge, Title, boot, html, mount } from "../lib/ui.js";
import { texts } from "./texts.js";

addTexts(texts);

const hall = boot.halls?.find((one) => one.key === boot.hall) ?? boot.halls?.[0];

/** A small picture of the page, made of boxes alone. @param {{name: string, boxes: number}} props */
function Picture({ name, boxes }) {
  return html`
    <div class="picture" data-picture=${name} aria-hidden="true">
      ${Array.from({ length: boxes }, (_unused, index) => html`<i key=${index}></i>`)}
    </div>
  `;
}

/** @param {{name: string, href?: string, boxes: number, children?: any}} props */
function Card({ name, href, boxes, children }) {
  return html`
    <li class="card place">
      <${Picture} name=${name} boxes=${boxes} />
      <h3>${href ? html`<a class="place-link" href=${href}>${t(`start.${name}`)}</a>` : t(`start.${name}`)}</h3>
      <p>${t(`start.${name}.text`)}</p>
      ${children}
    </li>
  `;
}

/** A link for each terminal. @param {{page: string}} props */
function Terminals({ page }) {
  const terminals = boot.terminals ?? [];
  const zones = [...new Set(terminals.map((one) => one.zone ?? ""))];
  return html`
    <div class="zones">
      ${zones.map((zone) => {
        const here = terminals.filter((one) => (one.zone ?? "") === zone);
        const title = here[0][language.value === "zh" ? "zone_zh" : "zone_en"];
        return html`
          <div class="zone" key=${zone} data-zone=${zone}>
            ${title && html`<h4>${title}</h4>`}
            <div class="terminals">
              ${here.map((one) => html`<a key=${one.key} class="button" href=${`/${page}/${one.key}`}>${nameOf(one) || one.key}</a>`)}
            </div>
          </div>
        `;
      })}
    </div>
  `;
}

/** @param {{title: string, children?: any}} props */
function Group({ title, children }) {
  return html`
    <section class="group" aria-label=${title}>
      <h2>${title}</h2>
      <ul class="places">${children}</ul>
    </section>
  `;
}

function Accounts() {
  if (!boot.demo || !boot.accounts?.length) return null;
  return html`
    <section class="accounts card" aria-label=${t("start.accounts")}>
      <h2>${t("start.accounts")}</h2>
      <p class="dim">${t("start.accounts.text")}</p>
      <table>
        <thead>
          <tr><th scope="col">${t("start.role")}</th><th scope="col">${t("start.account")}</th><th scope="col">${t("start.password")}</th></tr>
        </thead>
        <tbody>
          ${boot.accounts.map(
            (one) => html`
              <tr key=${one.account}>
                <td>${one.role ? t(`start.role.${one.role}`) : ""}</td>
                <td><code>${one.account}</code></td>
                <td><code>${one.password}</code></td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </section>
  `;
}

function Start() {
  return html`
    <div class="page">
      <header class="hero">
        <div class="bar">
          <span class="brand"><b aria-hidden="true">政</b> ${nameOf(hall)}</span>
          <${LanguageSwitch} />
        </div>
        <div class="hero-words">
          <${SimulatedBadge} />
          <h1><${Title} text=${t("start.title")} /></h1>
          <p>${t("start.lead")}</p>
        </div>
        <div class="hero-hall" aria-hidden="true">
          <i></i><i></i><i></i><i></i><i></i><i></i>
        </div>
      </header>
      <main>
        <${Group} title=${t("start.citizen")}>
          <${Card} name="kiosk" boxes=${5}><${Terminals} page="kiosk" /><//>
          <${Card} name="board" href="/board" boxes=${5} />
          <${Card} name="phone" boxes=${3} />
          ${boot.simulation && html`<${Card} name="codes" href="/phone" boxes=${3} />`}
        <//>
        <div class="pair">
          <${Group} title=${t("start.staff")}>
            <${Card} name="counter" href="/counter" boxes=${6} />
            <${Card} name="monitor" href="/monitor" boxes=${6} />
            <${Card} name="office" href="/office" boxes=${5} />
            <${Card} name="workdays" href="/workdays" boxes=${21} />
            <${Card} name="bookings" href="/bookings" boxes=${5} />
            ${boot.simulation && html`<${Card} name="trial" href="/trial" boxes=${4} />`}
          <//>
          <${Group} title=${t("start.builder")}>
            <${Card} name="docs" href="/docs" boxes=${6} />
            <${Card} name="health" href="/readyz" boxes=${3} />
            ${boot.simulation && html`<${Card} name="switchboard" href="/switchboard" boxes=${6} />`}
            ${boot.simulation && html`<${Card} name="drawer" boxes=${5}><${Terminals} page="drawer" /><//>`}
          <//>
        </div>
        <${Accounts} />
      </main>
      <footer><p>${t("start.demo")}</p></footer>
    </div>
  `;
}

mount(Start);
