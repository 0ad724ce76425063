// @ts-check
/** One thing at a time (逐件办): what was asked for is done, then what stands now is read, whatever became of it. */
import { Problem } from "../lib/api.js";
import { batch, signal } from "../lib/ui.js";

/**
 * busy: the name of what is being done, or "". failure: why it was not.
 * @param {() => Promise<void>} read
 */
export function oneAtATime(read) {
  const busy = signal("");
  /** @type {import("@preact/signals-core").Signal<Problem | null>} */
  const failure = signal(null);

  /** @param {() => Promise<any>} run */
  async function told(run) {
    try {
      await run();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      failure.value ??= problem;
    }
  }

  /** Do one thing, then show what stands now. @param {string} name @param {() => Promise<any>} [run] */
  async function attempt(name, run = async () => {}) {
    if (busy.value) return;
    batch(() => {
      busy.value = name;
      failure.value = null;
    });
    await told(run);
    await told(read);
    busy.value = "";
  }

  return { busy, failure, attempt };
}
