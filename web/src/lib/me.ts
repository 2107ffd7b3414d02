/** Who is signed in and what they may do. */
import { createContext, use } from "react";
import type { Me } from "@/api/types";

/** Where the answer of who is signed in is kept. */
export const ME = ["session"] as const;

export const MeContext = createContext<Me | null>(null);

export function useMe(): Me {
  const me = use(MeContext);
  if (me === null) throw new Error("useMe outside of the signed-in console");
  return me;
}

export function useCan(): (action: string) => boolean {
  const { actions } = useMe();
  return (action) => actions.includes(action);
}

export function useZone(): string {
  return useMe().settings.timezone;
}
