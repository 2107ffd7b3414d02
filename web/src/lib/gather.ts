/** Gather what changed and hand it on in bundles: one at a time, again after a failure. */
const GATHER_MS = 150;
const AGAIN_MS = 2000;

/** What changed, by its id: its row if that came along. */
export type Noted = ReadonlyMap<string, unknown>;
export type Gatherer = { note: (id: string, row?: unknown) => void; miss: () => void; stop: () => void };

export function gather(follow: (noted: Noted, missed: boolean) => Promise<void>, pauseMs = GATHER_MS): Gatherer {
  const noted = new Map<string, unknown>();
  let missed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const due = () => noted.size > 0 || missed;
  const schedule = (pause: number) => {
    if (!stopped) timer ??= setTimeout(() => void run(), pause);
  };
  const run = async () => {
    const [bundle, lost] = [new Map(noted), missed];
    noted.clear();
    missed = false;
    const pause = await follow(bundle, lost).then(
      () => pauseMs,
      () => {
        for (const [id, row] of bundle) if (!noted.has(id)) noted.set(id, row);
        missed ||= lost;
        return AGAIN_MS;
      },
    );
    timer = undefined;
    if (due()) schedule(pause);
  };
  return {
    note: (id, row) => {
      noted.set(id, row);
      schedule(pauseMs);
    },
    miss: () => {
      missed = true;
      schedule(pauseMs);
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
