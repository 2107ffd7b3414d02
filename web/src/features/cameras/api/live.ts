/** Looking through a camera: one stated look, kept open by fetching, ended on leaving. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "@/api/client";
import { Problem } from "@/api/problem";
import { beginLook, CAMERA_SIGHT, endLook, type Look } from "@/lib/looks";
import { type FetchedPicture, PICTURES } from "@/lib/picture-urls";

const FRAME_MS = 2000;

/** The live picture while a look is open; the reason is asked once per camera and session. */
export function useLive(camera_id: string) {
  const client = useQueryClient();
  const reasonKey = ["looks", "cameras", camera_id];
  const [viewing, setViewing] = useState<string>();
  const frame = useQuery({
    queryKey: [PICTURES, "cameras", camera_id, viewing],
    enabled: viewing !== undefined,
    queryFn: ({ signal }) => fetchFrame(camera_id, signal),
    refetchInterval: ({ state }) => (isOver(state.error) ? false : FRAME_MS),
    gcTime: 0,
    retry: false,
  });
  const over = isOver(frame.error);
  const begin = async (look: Look) => {
    setViewing((await beginLook(CAMERA_SIGHT, camera_id, look)).id);
    client.setQueryDefaults(["looks"], { gcTime: Infinity });
    client.setQueryData(reasonKey, look);
  };
  useEffect(() => {
    if (viewing !== undefined) return () => void endLook(viewing);
  }, [viewing]);
  return {
    url: over || viewing === undefined ? undefined : frame.data?.url,
    looking: viewing !== undefined && !over,
    error: frame.error,
    kept: client.getQueryData<Look>(reasonKey),
    begin,
  };
}

/** Nobody fetched for a while: the look has ended by itself. */
function isOver(error: unknown): boolean {
  return error instanceof Problem && error.code === "viewing_required";
}

async function fetchFrame(camera_id: string, signal: AbortSignal): Promise<FetchedPicture> {
  const answer = await api.GET("/api/v1/cameras/{camera_id}/picture", { params: { path: { camera_id } }, parseAs: "blob", signal });
  if (!answer.response.ok) throw new Problem(answer.response.status, answer.error);
  return { url: URL.createObjectURL(answer.data as Blob) };
}
