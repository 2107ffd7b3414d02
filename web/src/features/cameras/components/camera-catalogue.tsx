/** What the catalogue says of a camera, and its fields in a form. */
import { AutoComplete, Form, Input, Select, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Camera } from "@/api/types";
import { useValues } from "@/features/cameras/api/overview";
import "@/features/cameras/components/camera-overview.css";
import { useWords } from "@/lib/text";

export const CATALOGUE_FIELDS = ["gb_id", "tags", "group"] as const;
export type CatalogueValues = { gb_id?: string | null; tags?: string[]; group?: string };

export function CameraCatalogue({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const words = useWords();
  const { gb, region } = camera;
  const device = [camera.manufacturer, camera.model, camera.resolution].filter(Boolean).join(" · ");
  return (
    <section className="section">
      <h2>{t("cameraCatalogue.title")}</h2>
      <dl className="facts">
        <dt>{t("cameraCatalogue.tag")}</dt>
        <dd className="catalogue-tags">
          {camera.tags.length === 0
            ? "–"
            : camera.tags.map((tag) => (
                <Link key={tag} to={`/cameras?tag=${encodeURIComponent(tag)}`}>
                  <Tag>{tag}</Tag>
                </Link>
              ))}
        </dd>
        <dt>{t("cameraCatalogue.group")}</dt>
        <dd>{camera.group === "" ? "–" : <Link to={`/cameras?group=${encodeURIComponent(camera.group)}`}>{camera.group}</Link>}</dd>
        <dt>{t("cameraCatalogue.gbId")}</dt>
        <dd>
          {camera.gb_id === null ? "–" : <code>{camera.gb_id}</code>}
          {gb !== null && <div className="quiet">{`${words(gb.type)} · ${words(gb.industry)} · ${words(gb.network)}`}</div>}
        </dd>
        <dt>{t("cameraCatalogue.region")}</dt>
        <dd>{region === null ? "–" : words(region)}</dd>
        <dt>{t("cameraCatalogue.device")}</dt>
        <dd>{device || "–"}</dd>
        <dt>{t("cameraCatalogue.source")}</dt>
        <dd>{t(`cameraFilters.sources.${camera.source}`)}</dd>
      </dl>
    </section>
  );
}

export function CatalogueFields() {
  const { t } = useTranslation();
  const values = useValues();
  return (
    <>
      <Form.Item name="gb_id" label={t("cameraCatalogue.gbId")} rules={[{ pattern: /^[0-9]{20}$/, message: t("cameraCatalogue.gbIdRule") }]}>
        <Input className="mono" autoComplete="off" maxLength={20} />
      </Form.Item>
      <div className="form-row">
        <Form.Item name="tags" label={t("cameraCatalogue.tag")}>
          <Select mode="tags" maxCount={20} tokenSeparators={[",", ";", "，", "；", "、"]} options={values?.tags.map(({ value }) => ({ value, label: value })) ?? []} />
        </Form.Item>
        <Form.Item name="group" label={t("cameraCatalogue.group")} extra={t("cameraCatalogue.groupHint")}>
          <AutoComplete
            showSearch={{ filterOption: (typed, option) => option?.value.includes(typed.trim()) === true }}
            options={values?.groups.map(({ value }) => ({ value })) ?? []}
          />
        </Form.Item>
      </div>
    </>
  );
}

/** The fields of a camera as the form begins with them. */
export function catalogueOf(camera: Camera | undefined): CatalogueValues {
  return { gb_id: camera?.gb_id ?? "", tags: camera?.tags ?? [], group: camera?.group ?? "" };
}

/** Only what is different: an id sent again would take its region back too. */
export function catalogueChange(values: CatalogueValues, camera: Camera | undefined): CatalogueValues {
  const { gb_id, tags = [], group = "" } = values;
  const id = gb_id || null;
  return { tags, group, ...(id !== (camera?.gb_id ?? null) && { gb_id: id }) };
}
