import { commandError, type CommandError } from "../lib/host";

/** One thing at a time that may take a while and may fail. */
export class Attempt<Work extends string = string> {
  /** What is being done, for the words beside the spinner; null when nothing is. */
  work = $state<Work | null>(null);
  /** Why the last attempt failed. */
  failure = $state<CommandError | null>(null);

  get busy(): boolean {
    return this.work !== null;
  }

  /** Does `deed` unless another is under way. Null when it failed or was not begun. */
  async run<T>(work: Work, deed: () => Promise<T>): Promise<T | null> {
    if (this.busy) return null;
    this.work = work;
    this.failure = null;
    try {
      return await deed();
    } catch (thrown) {
      this.failure = commandError(thrown);
      return null;
    } finally {
      this.work = null;
    }
  }
}
