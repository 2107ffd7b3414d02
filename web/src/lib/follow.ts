/** Follow a stream of live pictures: again after a loss, until it is refused or nobody looks. */
import { Problem } from "@/api/problem";
import type { Frame, Reader } from "@/lib/frames";

export type Line = "connecting" | "live" | "lost";
export type Followed = { onFrame: (frame: Frame) => void; onLine: (line: Line) => void; onRefused: (problem: Problem) => void };

/** A stream may be silent because its cameras are; one that is silent for longer is connected anew. */
const STILL_MS = 30_000;
const BACK_OFF_MS = [500, 1000, 2000, 5000];
const BUSY = 429;
const BROKEN = 500;

export async function follow(url: string, reader: () => Reader, { onFrame, onLine, onRefused }: Followed, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!isOver(signal)) {
    const line = new Watched(signal);
    try {
      const answer = await fetch(url, { signal: line.signal, headers: { "Accept-Language": document.documentElement.lang } });
      if (!answer.ok) {
        const problem = new Problem(answer.status, await answer.json().catch(() => null));
        if (answer.status === BUSY || answer.status >= BROKEN) throw problem;
        onRefused(problem);
        return;
      }
      onLine("live");
      await readAll(answer, reader(), line, (frame) => {
        failures = 0;
        onFrame(frame);
      });
      onLine("connecting"); // the server ends a stream now and then; a refusal says if it was more than that
    } catch {
      if (!isOver(signal)) onLine("lost");
    } finally {
      line.end();
    }
    await pause(BACK_OFF_MS[Math.min(failures++, BACK_OFF_MS.length - 1)] ?? 0, signal);
  }
}

async function readAll(answer: Response, read: Reader, line: Watched, onFrame: (frame: Frame) => void): Promise<void> {
  const body = answer.body?.getReader();
  for (let chunk = await body?.read(); chunk?.value !== undefined; chunk = await body?.read()) {
    line.heard();
    read(chunk.value).forEach(onFrame);
  }
}

/** One connection, given up when nothing has come for long or when nobody follows any more. */
class Watched {
  private readonly control = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  readonly signal = this.control.signal;

  constructor(private readonly outer: AbortSignal) {
    outer.addEventListener("abort", this.end);
    this.heard();
  }

  heard(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.end, STILL_MS);
  }

  readonly end = (): void => {
    clearTimeout(this.timer);
    this.outer.removeEventListener("abort", this.end);
    this.control.abort();
  };
}

/** While one waited it may have come to pass. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
