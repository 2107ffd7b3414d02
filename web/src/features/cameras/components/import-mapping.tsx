/** Saying what the file's columns are and which map its positions are of; then it is checked. */
import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CameraImport, ImportPreview, ImportStart } from "@/api/types";
import { useCoordinateSystems } from "@/components/coordinate-systems";
import { Trouble } from "@/components/trouble";
import { assigned, columnsOf, type FileColumn, hasPositions, lackOf, type Mapping } from "@/features/cameras/api/columns";
import { usePreview, useStartImport } from "@/features/cameras/api/imports";
import "@/features/cameras/components/intake.css";
import { useWords } from "@/lib/text";

type System = NonNullable<ImportStart["coordinate_system"]>;

export function ImportMapping({ one, onDone }: { one: CameraImport; onDone: () => void }) {
  const { t } = useTranslation();
  const { data, error, isPending } = usePreview(one.id);
  if (error !== null) return <Trouble error={error} />;
  if (isPending) return <p className="quiet">{t("common.loading")}…</p>;
  return <Assigning one={one} preview={data} onDone={onDone} />;
}

function Assigning({ one, preview, onDone }: { one: CameraImport; preview: ImportPreview; onDone: () => void }) {
  const { t } = useTranslation();
  const systems = useCoordinateSystems();
  const [mapping, setMapping] = useState<Mapping>(preview.mapping);
  const begun = one.started_at !== null || one.state !== "uploaded";
  const [system, setSystem] = useState<System | undefined>(begun ? one.coordinate_system : undefined);
  const start = useStartImport(one.id);
  const lack = lackOf(mapping);
  const asksSystem = hasPositions(mapping);
  const ready = lack === null && (!asksSystem || system !== undefined);
  const check = () => start.mutate({ mapping, coordinate_system: system ?? "wgs84", applies: false }, { onSuccess: onDone });
  return (
    <section className="section">
      <h2>{t("intake.mapping.title")}</h2>
      <p className="quiet">{t("intake.mapping.hint")}</p>
      {start.error !== null && <Trouble error={start.error} />}
      <table className="intake-columns">
        <thead>
          <tr>
            <th>{t("intake.mapping.column")}</th>
            <th>{t("intake.mapping.samples")}</th>
            <th>{t("intake.mapping.field")}</th>
          </tr>
        </thead>
        <tbody>
          {columnsOf(preview.header, preview.rows, mapping).map((column) => (
            <ColumnRow
              key={column.number}
              column={column}
              fields={preview.fields}
              onAssign={(field) => setMapping(assigned(mapping, column.number, field))}
            />
          ))}
        </tbody>
      </table>
      <div className="intake-foot">
        {asksSystem && (
          <label className="intake-owner">
            <span>{t("intake.mapping.system")}</span>
            <Select
              className="filter-wide"
              aria-label={t("intake.mapping.system")}
              placeholder={t("intake.mapping.choose")}
              value={system}
              options={systems}
              onChange={setSystem}
            />
          </label>
        )}
        <Button type="primary" disabled={!ready} loading={start.isPending} onClick={check}>
          {t("intake.mapping.check")}
        </Button>
        <span className="quiet">{lack === null ? (asksSystem && system === undefined ? t("intake.mapping.systemHint") : t("intake.mapping.checkHint")) : t(`intake.mapping.lack.${lack}`)}</span>
      </div>
    </section>
  );
}

type RowProps = { column: FileColumn; fields: ImportPreview["fields"]; onAssign: (field: string | null) => void };

function ColumnRow({ column, fields, onAssign }: RowProps) {
  const { t } = useTranslation();
  const words = useWords();
  const title = column.title || t("intake.mapping.untitled", { number: column.number + 1 });
  return (
    <tr data-used={column.field !== null}>
      <td className="strong">{title}</td>
      <td className="quiet">
        <div className="intake-samples">
          {column.samples.map((sample) => (
            <span key={sample} className="clip">
              {sample}
            </span>
          ))}
        </div>
      </td>
      <td>
        <Select
          className="intake-field"
          aria-label={t("intake.mapping.fieldOf", { title })}
          value={column.field ?? ""}
          showSearch={{ optionFilterProp: "label" }}
          options={[{ value: "", label: t("intake.mapping.none") }, ...fields.map((field) => ({ value: field.name, label: words(field) }))]}
          onChange={(field) => onAssign(field || null)}
        />
      </td>
    </tr>
  );
}
