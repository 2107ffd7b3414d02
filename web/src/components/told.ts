/** Saying briefly that a change is done, or why it is not. */
import { App } from "antd";
import { useTrouble } from "@/components/trouble";

export function useTold(done: string) {
  const { message } = App.useApp();
  const trouble = useTrouble();
  return { onSuccess: () => void message.success(done), onError: (error: unknown) => void message.error(trouble(error)) };
}
