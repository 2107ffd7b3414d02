/** What a subscription of an algorithm may run: an alias to follow, or a version to be pinned to. */
import { useTranslation } from "react-i18next";
import type { Subscription } from "@/api/types";
import { useVersions } from "@/features/subscriptions/api/subscriptions";

export function useMeanings(algorithm: string | undefined, now: Subscription | undefined): { value: string; label: string }[] {
  const { t } = useTranslation();
  const found = useVersions(algorithm);
  const follow = (["stable", "trial"] as const).flatMap((name) => {
    const means = found?.aliases.find((alias) => alias.name === name)?.version ?? null;
    if (means === null && name !== "stable" && name !== now?.alias) return [];
    return [{ value: name, label: t("subscriptions.form.follow", { alias: t(`algorithms.alias.${name}`), version: means ?? "–" }) }];
  });
  const served = found?.versions.filter(({ id, state }) => state === "published" || state === "deprecated" || id === now?.version_id) ?? [];
  const pins = served.map(({ id, version, state }) => ({
    value: id,
    label: `${t("subscriptions.form.pin", { version })}${state === "published" ? "" : ` · ${t(`algorithms.state.${state as "deprecated"}`)}`}`,
  }));
  return [...follow, ...pins];
}
