/** Frames of a clip on this machine, taken in the browser: the clip itself is sent nowhere. */
const FRAMES = 8;
const QUALITY = 0.92;
const PATIENCE_MS = 20_000;

/** Evenly spread frames as JPEG files, each named after its second; rejects what the browser cannot play. */
export async function framesOf(clip: File): Promise<File[]> {
  const url = URL.createObjectURL(clip);
  const video = document.createElement("video");
  Object.assign(video, { muted: true, preload: "auto", src: url });
  try {
    await heard(video, "loadeddata");
    const frames: File[] = [];
    for (const second of secondsOf(video.duration)) {
      video.currentTime = second;
      await heard(video, "seeked");
      frames.push(await still(video, `${clip.name} ${second.toFixed(1)} s`));
    }
    return frames;
  } finally {
    video.removeAttribute("src");
    URL.revokeObjectURL(url);
  }
}

/** The middle of each of so many equal parts: neither the black at the beginning nor the end. */
export function secondsOf(duration: number): number[] {
  if (!Number.isFinite(duration) || duration <= 0) return [0];
  return Array.from({ length: FRAMES }, (_, part) => ((part + 0.5) * duration) / FRAMES);
}

function heard(video: HTMLVideoElement, name: "loadeddata" | "seeked"): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error("the browser cannot play this clip"));
    const timer = setTimeout(fail, PATIENCE_MS);
    video.addEventListener(name, () => resolve(), { once: true });
    video.addEventListener("error", fail, { once: true });
    video.addEventListener(name, () => clearTimeout(timer), { once: true });
  });
}

async function still(video: HTMLVideoElement, name: string): Promise<File> {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (blob === null) throw new Error("the browser cannot draw this clip");
  return new File([blob], name, { type: "image/jpeg", lastModified: 0 });
}
