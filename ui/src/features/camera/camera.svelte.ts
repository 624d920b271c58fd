import { commandError, type CommandError, type FoundView, type Frame, type Host } from "../../lib/host";
import { isBlack } from "./frame";

/** Why there is no picture. */
export type CameraFailure = "denied" | "busy" | "missing" | "lost";
/** Off → starting → looking; from there off again, by the user or by the lock, or into failure. */
export type CameraState = "off" | "starting" | "looking" | "away" | "failed";
/** What the video shows; null while it shows nothing new. */
export type Picture = () => Omit<Frame, "turn"> | null;
type Devices = Pick<MediaDevices, "getUserMedia" | "enumerateDevices"> &
  Partial<Pick<MediaDevices, "addEventListener" | "removeEventListener">>;
type Camera = { id: string; name: string };

/** A camera, its pictures, and the QR code that one of them shows. The shell reads it; its text never comes here. */
export class CameraController {
  state = $state<CameraState>("off");
  failure = $state<CameraFailure | null>(null);
  /** What the video is to show. */
  stream = $state.raw<MediaStream | null>(null);
  cameras = $state.raw<Camera[]>([]);
  chosen = $state("");
  /** Whether the light is on; null where there is none. */
  torch = $state<boolean | null>(null);
  /** The camera faces the user, who expects a mirror image. */
  mirrored = $state(true);
  /** Why the camera before this one was left by itself. */
  moved = $state<CameraFailure | null>(null);
  /** For a while now there was nothing but black. */
  black = $state(false);
  /** Why the QR code that was seen last cannot be used. */
  refusal = $state<CommandError | null>(null);
  /** Takes the stream off the video before it ends: a video that still draws a picture must not lose its memory. */
  detach: () => void = () => undefined;
  readonly #host: Host;
  readonly #devices: () => Devices | undefined;
  /** How often it was switched on or off: a result from before the last time is dropped. */
  #times = 0;
  #looking: Promise<unknown> = Promise.resolve();
  /** Those that gave no picture since the user last chose one. */
  #failed: string[] = [];

  constructor(host: Host, devices: () => Devices | undefined = () => navigator.mediaDevices) {
    this.#host = host;
    this.#devices = devices;
  }

  /** Switches on this camera, or the best there is; the next one when it gives no picture. */
  async start(id = ""): Promise<void> {
    this.#failed = [];
    await this.#start(id);
  }

  /** The camera after this one, if there is another. */
  get next(): Camera | undefined {
    const place = this.cameras.findIndex((camera) => camera.id === this.chosen);
    const others = [...this.cameras.slice(place + 1), ...this.cameras.slice(0, Math.max(place, 0))];
    return this.chosen ? others.find((camera) => camera.id && !this.#failed.includes(camera.id)) : undefined;
  }

  /**
   * Keeps the choice of cameras up to date where the web view tells of a change, until what it returns is called. WebKitGTK 2.50 does not,
   * and asking it while cameras come and go can end the page (ADR 0013): there the choice is as new as the last start.
   */
  watch(): () => void {
    const [devices, look] = [this.#devices(), () => void this.refresh()];
    devices?.addEventListener?.("devicechange", look);
    return () => devices?.removeEventListener?.("devicechange", look);
  }

  /** Asks which cameras there are now. One that shows its pictures and is not among them was unplugged. */
  async refresh(): Promise<void> {
    const times = this.#times;
    if ((this.state !== "looking" && this.state !== "failed") || this.failure === "denied") return;
    await this.#list(times);
    if (times === this.#times && this.state === "looking" && this.#isGone()) this.#fail("lost");
  }

  /** Whether the camera in use is not among those that are known by their ids. */
  #isGone(): boolean {
    return this.chosen !== "" && this.cameras.every((camera) => camera.id && camera.id !== this.chosen);
  }

  async #start(id: string, moved: CameraFailure | null = null): Promise<void> {
    const stopping = this.stop();
    const times = this.#times;
    await stopping;
    if (times !== this.#times) return;
    this.state = "starting";
    this.moved = moved;
    this.chosen = id;
    try {
      const devices = this.#devices();
      if (!devices) throw new DOMException("", "NotFoundError");
      const stream = await devices.getUserMedia({ audio: false, video: wanted(id) });
      // Switched off while the system asked.
      if (times !== this.#times) return silence(stream);
      this.#show(stream);
      await this.#list(times);
    } catch (thrown) {
      if (times !== this.#times) return;
      const failure = failureOf(thrown);
      if (failure !== "denied") await this.#list(times);
      if (times !== this.#times) return;
      // What is asked for no camera in particular takes the first.
      this.chosen ||= this.cameras[0]?.id ?? "";
      this.#fail(failure);
    }
  }

  /** What there is to choose from. Without an answer it is as it was. */
  async #list(times: number): Promise<void> {
    try {
      const cameras = ((await this.#devices()?.enumerateDevices()) ?? []).filter(
        (device) => device.kind === "videoinput",
      );
      const now = cameras.map(({ deviceId, label }) => ({ id: deviceId, name: label }));
      if (times === this.#times && JSON.stringify(now) !== JSON.stringify(this.cameras)) this.cameras = now;
    } catch {
      // The next question may be answered.
    }
  }

  /** Switches it off. The result of a look that is under way is dropped. */
  async stop(state: "off" | "away" = "off"): Promise<void> {
    this.#times += 1;
    this.#quiet();
    this.state = state;
    this.failure = null;
    this.moved = null;
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
        await this.#list(times);
        if (times === this.#times) this.#fail(this.#isGone() ? "lost" : "busy");
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

  /** Makes the shell forget what it found, since nobody waits for it any more. */
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

  /** Says what is wrong, and tries the next camera if there is one. */
  #fail(failure: CameraFailure): void {
    this.#times += 1;
    this.#quiet();
    this.failure = failure;
    this.state = "failed";
    if (this.chosen) this.#failed.push(this.chosen);
    const next = failure === "denied" ? undefined : this.next;
    if (next) void this.#start(next.id, this.moved ?? failure);
  }

  #quiet(): void {
    this.detach();
    this.detach = () => undefined;
    if (this.stream) silence(this.stream);
    this.stream = null;
    this.torch = null;
    this.black = false;
  }
}

/** More black pictures in a row than a camera shows while it starts. */
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
function failureOf(thrown: unknown): CameraFailure {
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
