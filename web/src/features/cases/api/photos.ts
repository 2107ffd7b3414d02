/** A case's photos: shown as blobs, added from a telephone, taken back. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { Problem } from "@/api/problem";
import type { CasePhoto } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { PICTURES } from "@/lib/picture-urls";

const ONE = [["cases", "one"]];

export function usePhoto(case_id: string, photo_id: string) {
  return useQuery({
    queryKey: [PICTURES, "cases", case_id, photo_id],
    queryFn: async ({ signal }) => {
      const answer = await api.GET("/api/v1/cases/{case_id}/photos/{photo_id}", { params: { path: { case_id, photo_id } }, parseAs: "blob", signal });
      if (!answer.response.ok) throw new Problem(answer.response.status, answer.error);
      return { url: URL.createObjectURL(answer.data as Blob) };
    },
    staleTime: Infinity,
  });
}

export function useAddPhoto(case_id: string) {
  return useChanging(ONE, ({ kind, file }: { kind: CasePhoto["kind"]; file: File }) =>
    take(
      api.POST("/api/v1/cases/{case_id}/photos", {
        params: { path: { case_id }, query: { kind } },
        body: file as unknown as string,
        bodySerializer: (body) => body as unknown as BodyInit,
        headers: { "Content-Type": file.type },
      }),
    ),
  );
}

export function useRemovePhoto(case_id: string) {
  return useChanging(ONE, (photo_id: string) => take(api.DELETE("/api/v1/cases/{case_id}/photos/{photo_id}", { params: { path: { case_id, photo_id } } })));
}
