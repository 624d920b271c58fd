import type { Host } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";

/** Removes everything that Segl keeps on this computer. */
export class EraseController {
  readonly attempt = new Attempt<"erase">();
  readonly #host: Pick<Host, "identitiesErase">;

  constructor(host: Pick<Host, "identitiesErase">) {
    this.#host = host;
  }

  /** True when every identity is gone from this computer, also when they could not be read. */
  async erase(): Promise<boolean> {
    const done = await this.attempt.run("erase", async () => {
      await this.#host.identitiesErase();
      return true;
    });
    return done ?? false;
  }
}
