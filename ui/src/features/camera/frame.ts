import type { Frame } from "../../lib/host";

/** The longest side of a picture that is looked at, in pixels (`src-tauri/src/features/camera` refuses more). */
export const MAX_SIDE = 1280;
/** Nothing in the picture is brighter than this, of 255: the lens is covered, or it is night. */
const BLACK = 24;

/** As large as a picture of `width` × `height` may be, with the same proportions. */
export function fit(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height, 1));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** One byte of luma a pixel (ITU-R BT.601), of four bytes red, green, blue and alpha. */
export function lumaOf(rgba: Uint8ClampedArray): Uint8Array {
  const luma = new Uint8Array(rgba.length >> 2);
  for (let pixel = 0, at = 0; pixel < luma.length; pixel += 1, at += 4) {
    luma[pixel] = (77 * (rgba[at] ?? 0) + 150 * (rgba[at + 1] ?? 0) + 29 * (rgba[at + 2] ?? 0)) >> 8;
  }
  return luma;
}

export function isBlack(luma: Uint8Array): boolean {
  return luma.every((value) => value < BLACK);
}

/** What the video shows at this moment; null before there is anything. */
export function frameOf(video: HTMLVideoElement, canvas: HTMLCanvasElement): Omit<Frame, "turn"> | null {
  const { width, height } = fit(video.videoWidth, video.videoHeight);
  if (width === 0 || height === 0) return null;
  canvas.width = width;
  canvas.height = height;
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  if (!paper) return null;
  paper.drawImage(video, 0, 0, width, height);
  return { luma: lumaOf(paper.getImageData(0, 0, width, height).data), width, height };
}

/**
 * How many pictures the video has shown. Its time is no measure of that: in WebKitGTK it runs on while the camera stands still. Where pictures
 * are not told of one by one, it has to do.
 */
export function counter(video: HTMLVideoElement): () => number {
  if (!("requestVideoFrameCallback" in video)) return () => (video as HTMLVideoElement).currentTime;
  let pictures = 0;
  const count = () => {
    pictures += 1;
    if (video.srcObject) video.requestVideoFrameCallback(count);
  };
  video.requestVideoFrameCallback(count);
  return () => pictures;
}
