import type { FoundView, Host, ImportView } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";

/** QR codes of a transfer are still missing, or an export is locked → its password → the list of what would be stored. */
export type Step = "none" | "transfer" | "sealed" | "list";
/** What an export of another app was found as. */
export type ImportFound = FoundView & { found: "transfer" | "sealed" | "listed" };

/** The export of another app, until it is clear what of it would be stored. Its keys stay in the shell. */
export class ImportController {
  step = $state<Step>("none");
  /** How many QR codes of a transfer were read, and how many there are. */
  transfer = $state({ have: 0, need: 0 });
  list = $state<ImportView | null>(null);
  readonly attempt = new Attempt<"open" | "early">();
  readonly #host: Host;
  readonly #take: (found: FoundView) => void;

  /** `take` goes on with what was found. */
  constructor(host: Host, take: (found: FoundView) => void) {
    this.#host = host;
    this.#take = take;
  }

  /** How many codes of the list would be stored. */
  get count(): number {
    return (this.list?.rows ?? []).filter((row) => row.double === null).length;
  }

  begin(found: ImportFound): void {
    this.clear();
    switch (found.found) {
      case "transfer":
        this.transfer = { have: found.have, need: found.need };
        this.step = "transfer";
        break;
      case "sealed":
        this.step = "sealed";
        break;
      case "listed":
        this.list = found.list;
        this.step = "list";
    }
  }

  /** True when the password opens the export. */
  open(password: string): Promise<boolean> {
    return this.#goOn("open", () => this.#host.importOpen(password));
  }

  /** There are no more QR codes than those that were read. */
  finishEarly(): Promise<boolean> {
    return this.#goOn("early", () => this.#host.importFinishEarly());
  }

  /** Forgets everything. */
  clear(): void {
    this.step = "none";
    this.list = null;
    this.attempt.failure = null;
  }

  async #goOn(work: "open" | "early", deed: () => Promise<FoundView>): Promise<boolean> {
    const found = await this.attempt.run(work, deed);
    if (found) this.#take(found);
    return found !== null;
  }
}
