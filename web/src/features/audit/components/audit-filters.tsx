/** The filters above the trail; all of them stand in the address. */
import { CloseOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { RangeFilter } from "@/components/range-filter";
import { SearchField } from "@/components/search-field";
import "@/features/audit/components/audit.css";
import type { AuditFilters, useAuditFilters } from "@/features/audit/api/filters";
import { OBJECTS, useActionNames } from "@/features/audit/components/audit-words";

type Change = ReturnType<typeof useAuditFilters>["change"];
const PAUSE_MS = 400;

export function AuditFilterBar({ filters, change }: { filters: AuditFilters; change: Change }) {
  const { t } = useTranslation();
  const actions = useActionNames();
  return (
    <>
      <SearchField value={filters.login} placeholder={t("audit.filter.login")} onSearch={(login) => change({ login })} />
      <RangeFilter filters={filters} change={change} />
      <Select
        aria-label={t("audit.columns.action")}
        className="filter audit-action"
        popupMatchSelectWidth={false}
        showSearch={{ optionFilterProp: "label" }}
        value={filters.action ?? ""}
        options={[{ value: "", label: t("audit.filter.anyAction") }, ...actions.known.map((value) => ({ value, label: actions.nameOf(value) }))]}
        onChange={(action) => change({ action })}
      />
      <Select
        aria-label={t("audit.columns.object")}
        className="filter"
        value={filters.object ?? ""}
        options={[{ value: "", label: t("audit.filter.anyObject") }, ...OBJECTS.map((value) => ({ value, label: t(`audit.object.${value}`) }))]}
        onChange={(object) => change({ object, id: null })}
      />
      <TextFilter value={filters.from} words={t("audit.filter.address")} onChange={(from) => change({ from })} />
      <Select
        aria-label={t("audit.columns.seal")}
        className="filter filter-narrow"
        value={filters.sealed === null ? "" : filters.sealed ? "yes" : "no"}
        options={[
          { value: "", label: t("audit.filter.anySeal") },
          { value: "yes", label: t("audit.sealed") },
          { value: "no", label: t("audit.unsealed") },
        ]}
        onChange={(sealed) => change({ sealed })}
      />
      {filters.id !== null && (
        <Button icon={<CloseOutlined />} iconPlacement="end" onClick={() => change({ id: null })}>
          {t("audit.filter.oneObject")}
        </Button>
      )}
    </>
  );
}

/** A field whose filter follows the typing. */
function TextFilter({ value, words, onChange }: { value: string | null; words: string; onChange: (text: string | null) => void }) {
  const [text, setText] = useState(value ?? "");
  const tell = useEffectEvent(() => {
    if (text.trim() !== (value ?? "")) onChange(text.trim() || null);
  });
  useEffect(() => {
    const timer = setTimeout(() => tell(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return <Input className="audit-address" aria-label={words} placeholder={words} allowClear value={text} onChange={(event) => setText(event.target.value)} />;
}
