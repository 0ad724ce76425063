// @ts-check
/** Staff at a page (工作人员登录): who is signed in, the form that signs in, and signing out. */
import { get, post, problemText, remove, setCsrf } from "./api.js";
import { addTexts, nameOf, t } from "./i18n.js";
import { LinkBanner, LanguageSwitch, SimulatedBadge, html, signal } from "./ui.js";
import { reconnect } from "./store.js";

/** @typedef {import("./types.js").Session} Session */

addTexts({
  "staff.account": { zh: "账号", en: "Account" },
  "staff.password": { zh: "密码", en: "Password" },
  "staff.sign_in": { zh: "登录", en: "Sign in" },
  "staff.sign_out": { zh: "退出登录", en: "Sign out" },
  "staff.wrong_role": { zh: "这个账号不能使用本页，请换一个账号。", en: "This account cannot use this page; please use another one." },
});

/** Who is signed in; null: nobody; undefined: not asked yet.
 * @type {import("@preact/signals-core").Signal<Session | null | undefined>} */
export const session = signal(undefined);

const failure = signal("");
const busy = signal(false);

/** Ask the service who we are; a page that was reloaded goes on where it was. */
export async function restoreSession() {
  try {
    settle(await get("/api/session"));
  } catch {
    settle(null);
  }
}

/** @param {Session | null} found */
function settle(found) {
  const person = found?.account ? found : null;
  setCsrf(person?.csrf ?? "");
  session.value = person;
  // An open connection still speaks for whoever it was opened by.
  reconnect();
}

/**
 * @param {string} account
 * @param {string} password
 * @param {readonly string[]} roles who may use this page
 */
async function signIn(account, password, roles) {
  busy.value = true;
  failure.value = "";
  try {
    const found = await post("/api/session", { account, password });
    setCsrf(found.csrf);
    if (roles.includes(found.role)) settle(found);
    else {
      failure.value = t("staff.wrong_role");
      await remove("/api/session");
    }
  } catch (problem) {
    failure.value = problemText(problem);
  }
  busy.value = false;
}

/** The session is over, here and at the service. */
export async function signOut() {
  try {
    await remove("/api/session");
  } finally {
    settle(null);
  }
}

/** Name of who is signed in. */
export const staffName = () => nameOf(session.value) || session.value?.account || "";

/**
 * The form; nothing of it is remembered by the page.
 * @param {{title: string, roles: readonly string[]}} props
 */
export function SignIn({ title, roles }) {
  const onSubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    if (!busy.value) void signIn(String(form.get("account")).trim(), String(form.get("password")), roles);
  };
  return html`
    <main class="sign-in">
      <${LinkBanner} />
      <form class="sign-in-card" onSubmit=${onSubmit} data-form="sign-in">
        <${SimulatedBadge} />
        <h1>${title}</h1>
        <label for="account">${t("staff.account")}</label>
        <input id="account" name="account" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus />
        <label for="password">${t("staff.password")}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
        <p class="error" role="alert">${failure.value}</p>
        <button class="button is-primary" type="submit" aria-busy=${busy.value}>${t("staff.sign_in")}</button>
        <${LanguageSwitch} />
      </form>
    </main>
  `;
}
