/** The rarer filters, unfolded below the bar. */
import { Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { OrganizationSelect } from "@/components/organization-select";
import { type CameraFilters, type Change, type FilterName, MARKS, SOURCES } from "@/features/cameras/api/filters";
import { useValues } from "@/features/cameras/api/overview";
import { useNumber } from "@/features/cameras/components/number";
import { useWords } from "@/lib/text";

type Option = { value: string; label: string; count?: number; level?: number };

export function CameraFilterFields({ filters, change }: { filters: CameraFilters; change: Change }) {
  const { t } = useTranslation();
  const words = useWords();
  const values = useValues();
  const coded = (all: readonly { code: string; zh: string; en: string; count: number }[] = []) =>
    all.map(({ code, count, ...name }) => ({ value: code, label: words(name) === code ? code : `${words(name)} ${code}`, count }));
  const plain = (all: readonly { value: string; count: number }[] = []) => all.map(({ value, count }) => ({ value, label: value, count }));
  const fields: [FilterName, readonly Option[]][] = [
    ["tag", plain(values?.tags)],
    ["group", plain(values?.groups).map((each) => ({ ...each, level: each.value.split("/").length - 1 }))],
    ["region", coded(values?.regions).map((each) => ({ ...each, level: each.value.length / 2 - 1 }))],
    ["industry", coded(values?.industries)],
    ["device_type", coded(values?.device_types)],
    ["source", SOURCES.map((value) => ({ value, label: t(`cameraFilters.sources.${value}`) }))],
    ["lacks", MARKS.map((value) => ({ value, label: t(`cameraFilters.lacking.${value}`) }))],
  ];
  return (
    <div id="camera-filters" className="camera-filters">
      <Field name="owner_id">
        <OrganizationSelect id="filter-owner_id" none={t("cameraFilters.any")} value={filters.owner_id ?? null} onChange={(owner_id) => change({ owner_id })} />
      </Field>
      {fields.map(([name, options]) => (
        <Field key={name} name={name}>
          <Choice name={name} value={filters[name]} options={options} onChange={(value) => change({ [name]: value })} />
        </Field>
      ))}
    </div>
  );
}

function Field({ name, children }: { name: FilterName; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="camera-filter">
      <label htmlFor={`filter-${name}`} className="quiet">
        {t(`cameraFilters.names.${name}`)}
      </label>
      {children}
    </div>
  );
}

function Choice({ name, value, options, onChange }: { name: FilterName; value: string | undefined; options: readonly Option[]; onChange: (value: string | null) => void }) {
  const { t } = useTranslation();
  const number = useNumber();
  const known = value === undefined || options.some((option) => option.value === value) ? options : [...options, { value, label: value }];
  return (
    <Select<string, Option>
      id={`filter-${name}`}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      popupMatchSelectWidth={false}
      placeholder={t("cameraFilters.any")}
      value={value}
      options={[...known]}
      optionRender={({ data }) => (
        <span className="camera-option" style={{ paddingInlineStart: (data.level ?? 0) * 16 }}>
          <span>{data.label}</span>
          {data.count !== undefined && <span className="quiet">{number(data.count)}</span>}
        </span>
      )}
      onChange={(chosen: string | undefined) => onChange(chosen ?? null)}
    />
  );
}
