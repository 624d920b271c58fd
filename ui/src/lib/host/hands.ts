import type { CommandError, Event, IdentityView, Payload } from "./index";

/** What the mocks of all features share: the state of a shell that lives in the page. */
export type Hands = {
  /** What is to be shown; see `mock.ts`. */
  scene: string;
  /** As long as the shell would take. */
  pause: () => Promise<void>;
  tell: <E extends Event>(event: E, payload: Payload<E>) => void;
  pad: Pad;
  identities: () => IdentityView[];
  keep: (all: IdentityView[]) => void;
};

/** The digits on the PIN pad, and what is done with them. Each of these empties it, and throws what the shell would refuse with. */
export type Pad = {
  press: (key: string) => number;
  /** What was typed. */
  take: () => string;
  /** The PIN of every mock identity. */
  check: () => null;
  /** A new PIN, and the same once more. */
  choose: () => null;
  confirm: () => null;
  /** The new PIN; null before it was chosen. */
  chosen: () => string | null;
  forget: () => null;
};

export function mockError(code: CommandError["code"], extra: Partial<CommandError> = {}): CommandError {
  return {
    code,
    triesLeft: null,
    seconds: null,
    minimum: null,
    place: null,
    have: null,
    need: null,
    endsLogin: false,
    ...extra,
  };
}

export function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}
