/** Asking before what somebody typed is lost: on leaving the page, on closing the tab, on closing a form. */
import { App } from "antd";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import { type Location, useBlocker } from "react-router";

/**
 * Watch over changes that are not saved; what is returned goes on with something that would lose them, once that is meant.
 *
 * `about` names the parts of the address that say what is edited: another value of one is another object.
 */
export function useUnsaved(changed: () => boolean, about: readonly string[] = []): (go: () => void) => void {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const blocker = useBlocker(({ currentLocation: from, nextLocation: to }) => leaves(from, to, about) && changed());
  const ask = (onOk: () => void, onCancel?: () => void) =>
    modal.confirm({
      title: t("unsaved.title"),
      content: t("unsaved.hint"),
      okText: t("unsaved.leave"),
      okButtonProps: { danger: true },
      cancelText: t("unsaved.stay"),
      focusable: { autoFocusButton: "cancel" },
      onOk,
      ...(onCancel !== undefined && { onCancel }),
    });
  const askToLeave = useEffectEvent(() => {
    if (blocker.state === "blocked") ask(blocker.proceed, blocker.reset);
  });
  useEffect(() => askToLeave(), [blocker.state]);
  const hold = useEffectEvent((event: BeforeUnloadEvent) => {
    if (changed()) event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: BeforeUnloadEvent) => hold(event);
    window.addEventListener("beforeunload", listener);
    return () => window.removeEventListener("beforeunload", listener);
  }, []);
  return (go) => (changed() ? void ask(go) : go());
}

function leaves(from: Location, to: Location, about: readonly string[]): boolean {
  const [before, after] = [new URLSearchParams(from.search), new URLSearchParams(to.search)];
  return from.pathname !== to.pathname || about.some((name) => before.get(name) !== after.get(name));
}
