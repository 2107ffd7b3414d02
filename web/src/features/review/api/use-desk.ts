/** At the desk: a few events are claimed ahead, kept while somebody is there, and let go when he leaves. */
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { Taken } from "@/api/types";
import { useTrouble } from "@/components/trouble";
import { claimNext, claimOne, keepClaims, releaseAll } from "@/features/review/api/claims";
import type { DeskFilters } from "@/features/review/api/filters";
import { ahead, current, type Hand, NOTHING, renewed, settled, step, withFirst, withMore, without } from "@/features/review/api/hand";
import { forgetMasked } from "@/lib/evidence";
import { eventQuery } from "@/lib/events";
import { onBack } from "@/lib/fleeting";
import { useMe } from "@/lib/me";

/** Claimed and ready behind the one looked at: a verdict a second, and the next picture is still there. */
const AHEAD = 2;
/** Nobody touched anything for so long: somebody else may have the events. */
const AWAY_MS = 5 * 60_000;
/** Judged ones that are remembered: more cannot be taken back in time. */
const RECENT = 50;
const INPUTS = ["keydown", "pointermove", "pointerdown", "wheel"] as const;

export function useDesk(filters: DeskFilters) {
  const [hand, setHand] = useState(NOTHING);
  const [exhausted, setExhausted] = useState(false);
  const [away, setAway] = useState(false);
  // Beside the mutation's own flag: this one changes together with the hand, so that none is asked for twice.
  const [asking, setAsking] = useState(false);
  const { message } = App.useApp();
  const trouble = useTrouble();
  const client = useQueryClient();
  const gone = useHeld(hand);
  const judged = useRef<readonly Taken[]>([]);

  const taking = useMutation({
    mutationFn: (count: number) => claimNext(filters, count),
    onMutate: () => setAsking(true),
    onSettled: () => setAsking(false),
    onSuccess: (found, count) => {
      if (gone.current) {
        releaseAll(found);
        return;
      }
      renew(client, found);
      setHand((now) => (found.length < count ? settled(withMore(now, found)) : withMore(now, found)));
      setExhausted(found.length < count);
    },
  });
  const { mutate: takeMore, isPending, error, reset } = taking;
  const missing = AHEAD - ahead(hand);
  const wants = missing > 0 && !isPending && !asking && !exhausted && !away && error === null;
  useEffect(() => {
    if (wants) takeMore(missing);
  }, [wants, missing, takeMore]);

  /** Have a certain event before the eyes; another's claim is said in words. */
  const bring = async (id: string) => {
    try {
      const one = await claimOne(id);
      if (one === undefined) return;
      if (gone.current) {
        releaseAll([one]);
        return;
      }
      renew(client, [one]);
      setAway(false);
      setHand((now) => withFirst(now, one));
    } catch (refused) {
      void message.warning(trouble(refused));
    }
  };
  /** What is taken back is looked at again at once; the server gives it back with a claim of its own. */
  const takeBack = useEffectEvent(async (id: string, done: Promise<boolean>) => {
    const known = judged.current.findLast(({ event }) => event.id === id);
    if (known !== undefined) setHand((now) => withFirst(now, known));
    const agreed = await done;
    if (known === undefined) return bring(id);
    const one = agreed ? await claimOne(id).catch(() => undefined) : undefined;
    if (one !== undefined && gone.current) releaseAll([one]);
    else setHand((now) => (one === undefined ? without(now, [id]) : renewed(now, [one.claim])));
  });
  useEffect(() => onBack((event, done) => void takeBack(event.id, done)), []);

  useKept(hand, {
    onKept: (claims, over) => setHand((now) => without(renewed(now, claims), over)),
    onAway: () => {
      releaseAll(hand.held);
      setHand(NOTHING);
      setAway(true);
    },
  });

  return {
    one: current(hand),
    held: hand.held,
    at: hand.at,
    next: hand.held.slice(hand.at + 1, hand.at + 1 + AHEAD),
    state: away ? ("away" as const) : current(hand) !== undefined ? ("ready" as const) : exhausted ? ("empty" as const) : ("taking" as const),
    error,
    bring: (id: string) => void bring(id),
    drop: (ids: readonly string[]) => {
      judged.current = [...judged.current, ...hand.held.filter(({ event }) => ids.includes(event.id))].slice(-RECENT);
      setHand((now) => (exhausted ? settled(without(now, ids)) : without(now, ids)));
    },
    walk: (by: 1 | -1) => setHand((now) => step(now, by)),
    /** Look again whether something is free: the queue has changed, or the reviewer is back. */
    stir: () => setExhausted(false),
    resume: () => {
      setAway(false);
      setExhausted(false);
      reset();
    },
  };
}

export type Desk = ReturnType<typeof useDesk>;

/** What was read of events before they were claimed: masked pictures, and what whoever checks must not see. */
function renew(client: QueryClient, taken: readonly Taken[]): void {
  for (const { event } of taken) {
    void forgetMasked(client, event.id);
    void client.invalidateQueries({ queryKey: eventQuery(event.id).queryKey });
  }
}

/** Let everything held go when the desk or the whole page is left; say whether it was. */
function useHeld(hand: Hand) {
  const gone = useRef(false);
  const leave = useEffectEvent(() => releaseAll(hand.held));
  useEffect(() => {
    gone.current = false;
    const hide = () => leave();
    window.addEventListener("pagehide", hide);
    return () => {
      window.removeEventListener("pagehide", hide);
      gone.current = true;
      leave();
    };
  }, []);
  return gone;
}

type Keeping = { onKept: (claims: Taken["claim"][], over: readonly string[]) => void; onAway: () => void };

/** Renew the claims thrice in a lease, for as long as somebody is there. */
function useKept(hand: Hand, { onKept, onAway }: Keeping): void {
  const { settings } = useMe();
  const last = useRef(0);
  useEffect(() => {
    const note = () => {
      last.current = performance.now();
    };
    note();
    for (const input of INPUTS) window.addEventListener(input, note, { passive: true });
    return () => {
      for (const input of INPUTS) window.removeEventListener(input, note);
    };
  }, []);
  const keep = useEffectEvent(async () => {
    if (hand.held.length === 0) return;
    if (performance.now() - last.current > AWAY_MS) {
      onAway();
      return;
    }
    const { kept, over } = await keepClaims(hand.held.map(({ claim }) => claim.id));
    const lost = hand.held.filter(({ claim }) => over.includes(claim.id)).map(({ event }) => event.id);
    onKept(kept, lost);
  });
  useEffect(() => {
    const timer = setInterval(() => void keep().catch(() => undefined), (settings.claim_lease_s * 1000) / 3);
    return () => clearInterval(timer);
  }, [settings.claim_lease_s]);
}
