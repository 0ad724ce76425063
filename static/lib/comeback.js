// @ts-check
/**
 * Coming back (恢复连接): what the library does not notice by itself, so that a page is right again within two seconds.
 *
 * An attempt to connect that went out into a dead line hangs there longer than the line stays dead. So while the line
 * is silent a small question goes out again and again; once it is answered the line is there, and a fresh attempt takes
 * the place of a hanging one. Kept connections that died with the line swallow a question each: the sooner the first is
 * asked, the better. A service that is away refuses at once, and is asked nothing. A machine that slept must not trust
 * the connection it had.
 */

/** Under way for longer than this an attempt hangs; a good one of a busy service is left alone until then. */
const HANGS_MS = 1_500;
const ASK_MS = 500;
const ANSWER_MS = 1_000;
const LOOK_MS = 1_000;
/** Between two looks so much later by the wall clock: the machine slept. */
const SLEPT_MS = 5_000;
const QUESTION = "/healthz";

/**
 * @param {{
 *   isWanted: () => boolean,
 *   isConnected: () => boolean,
 *   isSilent: () => boolean,
 *   onAttempt: (begun: () => void) => void,
 *   afresh: () => void,
 *   askAgain: () => void,
 * }} line isWanted: whether the page needs a connection; isSilent: whether the last attempt was not answered at all; afresh: hang up and connect anew; askAgain: ask the service
 *   over the connection there is, whose silence hangs up; onAttempt: hears of every attempt of the library.
 */
export function watchOver({ isWanted, isConnected, isSilent, onAttempt, afresh, askAgain }) {
  let begun_ms = performance.now();
  // The wall clock, for this alone: the monotonic one may stand still while the machine sleeps.
  let looked_ms = Date.now();
  let isAsking = false;
  onAttempt(() => {
    begun_ms = performance.now();
  });

  const isAway = () => isWanted() && !isConnected();
  const hangs = () => isAway() && performance.now() - begun_ms > HANGS_MS;

  async function ask() {
    if (isAsking || !isAway() || !(isSilent() || hangs())) return;
    isAsking = true;
    const isThere = await fetch(QUESTION, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) }).then(
      (answer) => answer.ok,
      () => false,
    );
    isAsking = false;
    if (!isThere || !hangs()) return;
    begun_ms = performance.now();
    afresh();
  }

  function look() {
    const slept_ms = Date.now() - looked_ms - LOOK_MS;
    looked_ms = Date.now();
    // A hidden page sleeps by itself; it is asked when it is shown again.
    if (slept_ms > SLEPT_MS && isWanted() && document.visibilityState !== "hidden") askAgain();
  }

  setInterval(() => void ask(), ASK_MS);
  setInterval(look, LOOK_MS);
}
