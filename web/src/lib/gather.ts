/** Gather what changed and hand it on in bundles: one at a time, again after a failure. */
const GATHER_MS = 150;
const AGAIN_MS = 2000;

export type Gatherer = { note: (id: string) => void; miss: () => void; stop: () => void };

export function gather(follow: (ids: string[], missed: boolean) => Promise<void>, pauseMs = GATHER_MS): Gatherer {
  const ids = new Set<string>();
  let missed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const due = () => ids.size > 0 || missed;
  const schedule = (pause: number) => {
    if (!stopped) timer ??= setTimeout(() => void run(), pause);
  };
  const run = async () => {
    const [bundle, lost] = [[...ids], missed];
    ids.clear();
    missed = false;
    const pause = await follow(bundle, lost).then(
      () => pauseMs,
      () => {
        for (const id of bundle) ids.add(id);
        missed ||= lost;
        return AGAIN_MS;
      },
    );
    timer = undefined;
    if (due()) schedule(pause);
  };
  return {
    note: (id) => {
      ids.add(id);
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
