import type { CandidateView, ExportQrView, ExportSavedView, Host, SampleView, StrengthView } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";
import { PinController } from "../pin/pin.svelte";

/** Choose identities → warning → PIN (→ its codes are right → PIN again) → a file, or QR codes. */
export type Step = "choose" | "warn" | "pin" | "check" | "again" | "file" | "saved" | "qr";
export type Way = "file" | "qr";

/** The export of codes of other issuers. Keys, PIN and the pictures of QR codes stay in the shell. */
export class ExportController {
  step = $state<Step>("choose");
  way = $state<Way>("file");
  all = $state<CandidateView[] | null>(null);
  /** Token ids that the user does not want to export. */
  omitted = $state<string[]>([]);
  samples = $state<SampleView[]>([]);
  strength = $state<StrengthView | null>(null);
  saved = $state<ExportSavedView | null>(null);
  qr = $state<ExportQrView | null>(null);
  /** The time of a QR code was over, and it was closed. */
  late = $state(false);
  readonly attempt = new Attempt<"list" | "open" | "save" | "qr">();
  readonly pin: PinController;
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
    this.pin = new PinController(host);
  }

  readonly leaving = $derived((this.all ?? []).filter(({ stays }) => stays === null));
  readonly staying = $derived((this.all ?? []).filter(({ stays }) => stays !== null));
  readonly chosen = $derived(this.leaving.filter(({ tokenId }) => !this.omitted.includes(tokenId)));

  async list(): Promise<void> {
    this.all = await this.attempt.run("list", () => this.#host.exportList());
  }

  choose(tokenId: string, wanted: boolean): void {
    this.omitted = wanted ? this.omitted.filter((id) => id !== tokenId) : [...this.omitted, tokenId];
  }

  begin(way: Way): void {
    this.way = way;
    this.late = false;
    this.attempt.failure = null;
    this.step = "warn";
  }

  /** To the PIN; also when its codes were refused. */
  askPin(): void {
    this.samples = [];
    this.attempt.failure = null;
    this.step = "pin";
  }

  worked(): void {
    this.samples = [];
    this.step = "again";
  }

  /** Takes the digits on the pad. */
  async submit(): Promise<void> {
    if (this.step === "pin") {
      const ids = this.chosen.map(({ tokenId }) => tokenId);
      const opened = await this.attempt.run("open", () => this.pin.spend(() => this.#host.exportOpen(ids)));
      if (!opened) return;
      if (opened.samples === null) return this.#opened();
      this.samples = opened.samples;
      this.step = "check";
    } else if (this.step === "again") {
      const confirmed = await this.attempt.run("open", async () => {
        await this.pin.spend(() => this.#host.exportConfirm());
        return true;
      });
      if (confirmed) return this.#opened();
      this.step = "pin";
    }
  }

  /** The strength of the password that is being typed; null as long as it is not good enough. */
  async judge(password: string): Promise<void> {
    try {
      this.strength = await this.#host.exportJudge(password);
    } catch {
      this.strength = null;
    }
  }

  /** Whether both fields may be emptied. */
  async save(password: string, again: string): Promise<boolean> {
    const saved = await this.attempt.run("save", () => this.#host.exportSave(password, again));
    if (!saved) return this.attempt.failure !== null;
    this.saved = saved;
    this.step = "saved";
    return true;
  }

  async show(place: number): Promise<void> {
    this.qr = null;
    this.qr = await this.attempt.run("qr", () => this.#host.exportQr(place));
    if (this.qr) this.step = "qr";
    else if (this.attempt.failure?.code === "nothing_to_export") this.step = "choose";
  }

  /** The shell has dropped everything that was open. */
  shut(late: boolean): void {
    void this.pin.clear();
    if (this.step === "choose" || this.step === "saved") return;
    this.samples = [];
    this.qr = null;
    this.strength = null;
    this.late = late;
    this.step = "choose";
  }

  /** Back to the choice; nothing stays open. */
  leave(): void {
    this.shut(false);
    this.attempt.failure = null;
    void this.close();
  }

  async close(): Promise<void> {
    await this.#host.exportClose();
  }

  async #opened(): Promise<void> {
    if (this.way === "file") this.step = "file";
    else await this.show(0);
  }
}
