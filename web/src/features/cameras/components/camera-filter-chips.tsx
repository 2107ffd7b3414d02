/** The filters that are set but do not show in the bar, each with a way to take it off. */
import { Button, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { type CameraFilters, type Change, type FilterName, hiddenOf, NO_FILTERS } from "@/features/cameras/api/filters";
import { useValues } from "@/features/cameras/api/overview";
import { useOrganizationNames } from "@/lib/organizations";
import { useWords } from "@/lib/text";

export function CameraFilterChips({ filters, change }: { filters: CameraFilters; change: Change }) {
  const { t } = useTranslation();
  const told = useTold(filters);
  const names = hiddenOf(filters);
  if (names.length === 0) return null;
  return (
    <div className="camera-chips" role="group" aria-label={t("cameraFilters.set")}>
      {names.map((name) => (
        <Tag key={name} closable={{ "aria-label": t("cameraFilters.takeOff", { name: t(`cameraFilters.names.${name}`) }) }} onClose={() => change({ [name]: null })}>
          {t(`cameraFilters.names.${name}`)}
          {name !== "bbox" && `${t("cameraFilters.colon")}${told(name)}`}
        </Tag>
      ))}
      <Button type="link" size="small" onClick={() => change(NO_FILTERS)}>
        {t("cameras.clear")}
      </Button>
    </div>
  );
}

/** Return a function that says what a filter is set to. */
function useTold(filters: CameraFilters): (name: FilterName) => string {
  const { t } = useTranslation();
  const words = useWords();
  const { nameOf } = useOrganizationNames();
  const isCoded = filters.region !== undefined || filters.industry !== undefined || filters.device_type !== undefined;
  const values = useValues(isCoded);
  const coded = (all: readonly { code: string; zh: string; en: string }[] | undefined, code = "") => {
    const found = all?.find((each) => each.code === code);
    return found === undefined ? code : words(found);
  };
  return (name) => {
    if (name === "region") return coded(values?.regions, filters.region ?? "");
    if (name === "industry") return coded(values?.industries, filters.industry ?? "");
    if (name === "device_type") return coded(values?.device_types, filters.device_type ?? "");
    if (name === "owner_id") return nameOf(filters.owner_id ?? null);
    if (name === "source" && filters.source) return t(`cameraFilters.sources.${filters.source}`);
    if (name === "lacks" && filters.lacks) return t(`cameraFilters.lacking.${filters.lacks}`);
    return filters[name] ?? "";
  };
}
