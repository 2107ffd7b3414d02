/** Choosing an organization from the tree, by typing a part of its name. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Organization } from "@/api/types";
import "@/components/organization-select.css";
import { useTree } from "@/lib/organizations";
import { useText } from "@/lib/text";

type Props = {
  id?: string;
  value?: string | null;
  onChange?: (id: string | null) => void;
  /** Which organizations are offered; without it all. */
  fits?: (organization: Organization) => boolean;
  /** What stands there when none is chosen; with it one may choose none. */
  none?: string;
  className?: string;
};

export function OrganizationSelect({ id, value, onChange, fits, none, className }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const { lines, pending } = useTree();
  const offered = lines.filter(({ row }) => fits === undefined || fits(row));
  const top = Math.min(...offered.map(({ level }) => level));
  return (
    <Select
      {...(id !== undefined && { id })}
      {...(className !== undefined && { className })}
      aria-label={t("users.form.organization")}
      loading={pending}
      value={value ?? (none === undefined ? undefined : "")}
      showSearch={{ filterOption: (typed, option) => option !== undefined && option.search.includes(typed.trim().toLowerCase()) }}
      popupMatchSelectWidth={false}
      options={[
        ...(none === undefined ? [] : [{ value: "", label: none, level: 0, search: none.toLowerCase() }]),
        ...offered.map(({ row, level }) => ({
          value: row.id,
          label: text(row, "name"),
          level: level - top,
          search: `${row.name_zh} ${row.name_en}`.toLowerCase(),
        })),
      ]}
      optionRender={({ data }) => (
        <span className="organization-option" style={{ paddingInlineStart: data.level * 16 }}>
          {data.label}
        </span>
      )}
      onChange={(chosen) => onChange?.(chosen || null)}
    />
  );
}
