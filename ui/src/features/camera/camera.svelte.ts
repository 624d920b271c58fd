import { commandError, type CommandError, type FoundView, type Frame, type Host } from "../../lib/host";
import { isBlack } from "./frame";

/** Why there is no picture. */
export type CameraTrouble = "denied" | "busy" | "missing" | "lost";
/** Off → starting → looking; from there off again, by the user or by the lock, or into trouble. */
export type CameraState = "off" | "starting" | "looking" | "away" | "trouble";
/** What the video shows; null while it shows nothing new. */
export type Picture = () => Omit<Frame, "turn"> | null;
type Devices = Pick<MediaDevices, "getUserMedia" | "enumerateDevices">;

/** A camera, its pictures, and the QR code that one of them shows. The shell reads it; its text never comes here. */
export class CameraController {
  state = $state<CameraState>("off");
  trouble = $state<CameraTrouble | null>(null);
  /** What the video is to show. */
  stream = $state.raw<MediaStream | null>(null);
  cameras = $state.raw<{ id: string; name: string }[]>([]);
  chosen = $state("");
  /** Whether the light is on; null where there is none. */
  torch = $state<boolean | null>(null);
  /** It looks at the person before it, who expects a mirror. */
  mirrored = $state(true);
  /** For a while now there was nothing but black. */
  black = $state(false);
  /** Why the QR code that was seen last cannot be used. */
  refusal = $state<CommandError | null>(null);
  readonly #host: Host;
  readonly #devices: () => Devices | undefined;
  /** How often it was switched on or off: what was begun before the last time counts no more. */
  #times = 0;
  #looking: Promise<unknown> = Promise.resolve();

  constructor(host: Host, devices: () => Devices | undefined = () => navigator.mediaDevices) {
    this.#host = host;
    this.#devices = devices;
  }

  /** Switches on this camera, or the best there is. */
  async start(id = ""): Promise<void> {
    const stopping = this.stop();
    const times = this.#times;
    await stopping;
    if (times !== this.#times) return;
    this.state = "starting";
    try {
      const devices = this.#devices();
      if (!devices) throw new DOMException("", "NotFoundError");
      const stream = await devices.getUserMedia({ audio: false, video: wanted(id) });
      // Switched off while the system asked.
      if (times !== this.#times) return silence(stream);
      this.#show(stream);
      const cameras = (await devices.enumerateDevices()).filter((device) => device.kind === "videoinput");
      if (times === this.#times) this.cameras = cameras.map(({ deviceId, label }) => ({ id: deviceId, name: label }));
    } catch (thrown) {
      if (times === this.#times) this.#fail(troubleOf(thrown));
    }
  }

  /** Switches it off. What was being looked at has come to nothing afterwards. */
  async stop(state: "off" | "away" = "off"): Promise<void> {
    this.#times += 1;
    this.#quiet();
    this.state = state;
    this.trouble = null;
    this.refusal = null;
    await this.#looking;
  }

  /** Looks at one picture after the other, never at two at once, until one shows something that can be added; then it is off. */
  async look(picture: Picture, rest: () => Promise<unknown>): Promise<FoundView | null> {
    const times = this.#times;
    let [dark, still] = [0, 0];
    for (let turn = 0; times === this.#times; turn += 1) {
      const seen = picture();
      still = seen ? 0 : still + 1;
      if (still > STILL_LOOKS) {
        this.#fail("busy");
        return null;
      }
      if (seen) {
        dark = isBlack(seen.luma) ? dark + 1 : 0;
        this.black = dark >= DARK_PICTURES;
        const looking = this.#lookAt({ ...seen, turn });
        this.#looking = looking.then((found) => (found && times !== this.#times ? this.#drop() : undefined));
        const found = await looking;
        if (found && times === this.#times) {
          await this.stop();
          return found;
        }
      }
      await rest();
    }
    return null;
  }

  /** Switches the light on or off. */
  async light(): Promise<void> {
    const track = this.stream?.getVideoTracks()[0];
    if (!track || this.torch === null) return;
    const torch = !this.torch;
    try {
      await track.applyConstraints({ advanced: [{ torch } as MediaTrackConstraintSet] });
      this.torch = torch;
    } catch {
      this.torch = null;
    }
  }

  async #lookAt(frame: Frame): Promise<FoundView | null> {
    try {
      return await this.#host.enrolmentFromCamera(frame);
    } catch (thrown) {
      this.refusal = commandError(thrown);
      return null;
    }
  }

  /** The shell holds something that nobody waits for any more. */
  #drop(): Promise<unknown> {
    return Promise.all([this.#host.enrolmentCancel(), this.#host.thirdPartyCancel()]);
  }

  #show(stream: MediaStream): void {
    const track = stream.getVideoTracks()[0];
    const settings = track?.getSettings?.();
    this.stream = stream;
    this.chosen = settings?.deviceId ?? "";
    this.mirrored = settings?.facingMode !== "environment";
    this.torch = (track?.getCapabilities?.() as { torch?: boolean } | undefined)?.torch ? false : null;
    this.state = "looking";
    track?.addEventListener("ended", () => stream === this.stream && this.#fail("lost"));
  }

  #fail(trouble: CameraTrouble): void {
    this.#times += 1;
    this.#quiet();
    this.trouble = trouble;
    this.state = "trouble";
  }

  #quiet(): void {
    if (this.stream) silence(this.stream);
    this.stream = null;
    this.torch = null;
    this.black = false;
  }
}

/** So many black pictures in a row are not the moment in which a camera wakes up. */
const DARK_PICTURES = 20;
/** So many looks without a new picture are some eight seconds: the camera does not answer. */
const STILL_LOOKS = 100;

function wanted(id: string): MediaTrackConstraints {
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  return id ? { ...size, deviceId: { exact: id } } : { ...size, facingMode: { ideal: "environment" } };
}

function silence(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** What the names of W3C Media Capture and Streams §10.2 mean to a user. WebKitGTK says OverconstrainedError where there is no camera. */
function troubleOf(thrown: unknown): CameraTrouble {
  switch (thrown instanceof Error || thrown instanceof DOMException ? thrown.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "missing";
  }
}
