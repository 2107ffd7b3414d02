/** Claiming an event: nobody else judges it meanwhile, and its pictures are clear. */
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { api, take } from "@/api/client";
import type { Event } from "@/api/types";
import { useTrouble } from "@/components/trouble";
import { eventQuery } from "@/lib/events";
import { forgetEvidence } from "@/lib/evidence";

export function useClaim(event: Event): () => void {
  const client = useQueryClient();
  const { message } = App.useApp();
  const trouble = useTrouble();
  const claim = async () => {
    try {
      await take(api.POST("/api/v1/review/claims", { body: { event_id: event.id } }));
      await client.invalidateQueries({ queryKey: eventQuery(event.id).queryKey });
      await forgetEvidence(client, event.id);
    } catch (error) {
      void message.error(trouble(error));
    }
  };
  return () => void claim();
}
