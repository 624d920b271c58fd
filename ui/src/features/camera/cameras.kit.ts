import { mockHost } from "../../lib/host/mock";

export const shell = (scene = "empty") => mockHost(new URLSearchParams({ scene }));

/** A camera of which it is known whether it is on. */
export class Track extends EventTarget {
  readyState = "live";
  torch: boolean | undefined;
  constructor(
    readonly settings: MediaTrackSettings = {},
    readonly capabilities: object = {},
  ) {
    super();
  }
  stop = () => (this.readyState = "ended");
  getSettings = () => this.settings;
  getCapabilities = () => this.capabilities;
  applyConstraints = async (wanted: { advanced: { torch: boolean }[] }) => {
    this.torch = wanted.advanced[0]?.torch;
  };
}

export function streamOf(track: Track): MediaStream {
  return Object.assign(new MediaStream(), {
    getTracks: () => [track],
    getVideoTracks: () => [track],
  }) as unknown as MediaStream;
}

export function devices(track: Track, names: string[] = ["One"]) {
  const asked: MediaStreamConstraints[] = [];
  return {
    asked,
    getUserMedia: async (wanted: MediaStreamConstraints) => {
      asked.push(wanted);
      return streamOf(track);
    },
    enumerateDevices: async () =>
      [
        { kind: "audioinput", deviceId: "m", label: "Microphone" },
        ...names.map((label) => ({ kind: "videoinput", deviceId: label.toLowerCase(), label })),
      ] as MediaDeviceInfo[],
  };
}

/** Cameras that can be plugged in and out; each of them works, does not answer, or shows what it is told. */
export function desk(...plugged: { id: string; fails?: string }[]) {
  const tracks: Record<string, Track> = {};
  return Object.assign(new EventTarget(), {
    plugged,
    tracks,
    asked: [] as string[],
    async getUserMedia(wanted: MediaStreamConstraints) {
      const id = ((wanted.video as MediaTrackConstraints).deviceId as { exact?: string } | undefined)?.exact;
      const camera = id ? plugged.find((one) => one.id === id) : plugged[0];
      this.asked.push(id ?? "");
      if (!camera || camera.fails) throw new DOMException("", camera?.fails ?? "OverconstrainedError");
      tracks[camera.id] = new Track({ deviceId: camera.id });
      return streamOf(tracks[camera.id] as Track);
    },
    enumerateDevices: async () =>
      plugged.map(({ id }) => ({ kind: "videoinput", deviceId: id, label: id })) as MediaDeviceInfo[],
  });
}

export const failing = (name: string) => ({
  getUserMedia: async () => {
    throw new DOMException("", name);
  },
  enumerateDevices: async () => [],
});

export const picture =
  (value = 200) =>
  () => ({ luma: new Uint8Array(4).fill(value), width: 2, height: 2 });
export const rest = async () => undefined;
