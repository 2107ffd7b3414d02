/** A wall's look: begun once a reason is stated, begun anew when its cameras change, ended on leaving. */
import { useEffect, useState } from "react";
import { type Problem, problemOf } from "@/api/problem";
import { eventReader } from "@/lib/frames";
import { type LivePhase, useLivePictures } from "@/lib/live-pictures";
import { beginLook, CAMERA_SIGHT, endLook, type Look } from "@/lib/looks";
import type { ShownPictures } from "@/lib/shown-pictures";

export type WallPhase = LivePhase | "asking" | "refused";
export type Wall = {
  phase: WallPhase;
  pictures: ShownPictures;
  viewing_id: string | undefined;
  refused: Problem | undefined;
  /** Whether the reason is stated, so that looking again needs none. */
  stated: boolean;
  look: (look: Look) => Promise<void>;
  again: () => void;
  stop: () => void;
};

/** `all` cameras of the wall, and those of them that are looked through: this reader may see them. */
export function useWall(all: readonly string[], ours: readonly string[]): Wall {
  const [stated, setStated] = useState<Look>();
  const [round, setRound] = useState(0);
  const [open, setOpen] = useState<{ key: string; viewing_id: string }>();
  const [refusal, setRefusal] = useState<{ key: string; problem: Problem }>();
  const set = [...ours].sort().join(",");
  const kept = all.join(",");
  const key = `${round} ${set}`;
  const again = () => setRound((before) => before + 1);

  useEffect(() => {
    if (stated === undefined || set === "") return;
    let left = false;
    let begun: string | undefined;
    beginLook(CAMERA_SIGHT, set.split(","), stated).then(
      ({ id }) => {
        begun = id;
        if (left) void endLook(id);
        else setOpen({ key, viewing_id: id });
      },
      (error: unknown) => setRefusal({ key, problem: problemOf(error) }),
    );
    return () => {
      left = true;
      if (begun !== undefined) void endLook(begun);
      setOpen(undefined);
    };
  }, [stated, set, key]);

  const viewing_id = stated !== undefined && open?.key === key ? open.viewing_id : undefined;
  const refused = refusal?.key === key ? refusal.problem : undefined;
  const { pictures, phase } = useLivePictures({
    url: viewing_id === undefined || refused !== undefined ? undefined : `/api/v1/live?viewing_id=${viewing_id}`,
    reader: eventReader,
    onRefused: (problem, resumed) => {
      if (resumed && problem.code === "viewing_required") again();
      else setRefusal({ key, problem });
    },
  });
  useEffect(() => pictures.keep(kept.split(",")), [pictures, kept]);
  return {
    phase: stated === undefined ? "asking" : refused !== undefined ? "refused" : viewing_id === undefined ? "connecting" : phase,
    pictures,
    viewing_id,
    refused,
    stated: stated !== undefined,
    look: (look) => {
      setStated(look);
      again();
      return Promise.resolve();
    },
    again,
    stop: () => {
      setStated(undefined);
      pictures.keep([]);
    },
  };
}
