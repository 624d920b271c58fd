/** The only door to Tauri. Screens get a `Host`; in a plain browser during development it is the mock. */
import type { CommandError, commands as Commands, events as Events } from "./bindings";

export type * from "./bindings";

/** What a screen can be told without asking; the payload is the generated event's. */
export type Event = keyof typeof Events;
export type Payload<E extends Event> = Parameters<Parameters<(typeof Events)[E]["listen"]>[0]>[0]["payload"];

/** A picture of a camera: one byte of luma a pixel, and its number in the row of pictures. */
export type Frame = { luma: Uint8Array; width: number; height: number; turn: number };

/** Every command of the shell that a screen calls, and its events. */
export type Host = Omit<typeof Commands, "enrolmentFromCamera"> & {
  /** Looks at one picture of a camera: nothing when it shows no QR code. */
  enrolmentFromCamera(frame: Frame): ReturnType<typeof Commands.enrolmentFromCamera>;
  /** Calls `heard` at every `event` from now on. */
  listen<E extends Event>(event: E, heard: (payload: Payload<E>) => void): void;
};

/** The shell behind this window. */
export async function openHost(): Promise<Host> {
  if (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window)) {
    const { mockHost } = await import("./mock");
    return mockHost(new URLSearchParams(location.search));
  }
  const [{ commands, events }, { invoke }] = await Promise.all([import("./bindings"), import("@tauri-apps/api/core")]);
  return {
    ...commands,
    // Raw bytes: the generated call can send JSON only.
    enrolmentFromCamera: ({ luma, width, height, turn }) =>
      invoke("enrolment_from_camera", luma, {
        headers: { width: String(width), height: String(height), turn: String(turn) },
      }),
    listen: (event, heard) => {
      void events[event].listen((told: { payload: unknown }) => heard(told.payload as Payload<typeof event>));
    },
  };
}

/** The error of a command. Anything else that was thrown becomes `internal`. */
export function commandError(thrown: unknown): CommandError {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown) return thrown as CommandError;
  return {
    code: "internal",
    triesLeft: null,
    seconds: null,
    minimum: null,
    place: null,
    have: null,
    need: null,
    endsLogin: false,
  };
}
