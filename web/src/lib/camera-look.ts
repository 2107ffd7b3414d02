/** Looking through a camera: one stated look, open while its stream is followed, ended on leaving. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { beginLook, CAMERA_SIGHT, endLook, type Look } from "@/lib/looks";

/** The look through a camera; its reason is asked once per camera and session. */
export function useCameraLook(camera_id: string) {
  const { kept, keep } = useLookReason(camera_id);
  const [viewing_id, setViewing] = useState<string>();
  const begin = async (look: Look) => {
    setViewing((await beginLook(CAMERA_SIGHT, [camera_id], look)).id);
    keep(look);
  };
  useEffect(() => {
    if (viewing_id !== undefined) return () => void endLook(viewing_id);
  }, [viewing_id]);
  return { viewing_id, kept, begin };
}

/** Why somebody looks through a camera, as he said before. */
export function useLookReason(camera_id: string) {
  const client = useQueryClient();
  const key = ["looks", "cameras", camera_id];
  const keep = (look: Look) => {
    client.setQueryDefaults(["looks"], { gcTime: Infinity });
    client.setQueryData(key, look);
  };
  return { kept: client.getQueryData<Look>(key), keep };
}
