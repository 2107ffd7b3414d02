/** What the catalogue says of a camera, and its fields in a form. */
import { AutoComplete, Form, Input, InputNumber, Select, Tag } from "antd";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Camera } from "@/api/types";
import { useValues } from "@/features/cameras/api/overview";
import "@/features/cameras/components/camera-overview.css";
import { useWords } from "@/lib/text";

export const CATALOGUE_FIELDS = ["gb_id", "tags", "group", "height_m", "pitch_deg", "smallest_px", "night"] as const;
export type CatalogueValues = { gb_id?: string | null; tags?: string[]; group?: string } & Mounting;
type Mounting = Partial<Pick<Camera, "height_m" | "pitch_deg" | "smallest_px" | "night">>;

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
        <dt>{t("cameraCatalogue.mounting")}</dt>
        <dd>{mounted(t, camera).join(" · ") || "–"}</dd>
        <dt>{t("cameraCatalogue.source")}</dt>
        <dd>{t(`cameraFilters.sources.${camera.source}`)}</dd>
      </dl>
    </section>
  );
}

/** How it is mounted and what it can see, as far as that is known. */
function mounted(t: TFunction, { height_m, pitch_deg, smallest_px, night }: Camera): string[] {
  return [
    ...(height_m === null ? [] : [t("cameraCatalogue.height", { value: height_m })]),
    ...(pitch_deg === null ? [] : [t("cameraCatalogue.pitch", { value: pitch_deg })]),
    ...(smallest_px === null ? [] : [t("cameraCatalogue.smallest", { value: smallest_px })]),
    ...(night === null ? [] : [t(`cameraCatalogue.nights.${night}`)]),
  ];
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
      <div className="form-row">
        <Form.Item name="height_m" label={t("cameraCatalogue.heightField")}>
          <InputNumber className="wide" min={0} max={1000} step={0.5} controls={false} />
        </Form.Item>
        <Form.Item name="pitch_deg" label={t("cameraCatalogue.pitchField")} tooltip={t("cameraCatalogue.pitchHint")}>
          <InputNumber className="wide" min={0} max={90} controls={false} />
        </Form.Item>
        <Form.Item name="smallest_px" label={t("cameraCatalogue.smallestField")} tooltip={t("cameraCatalogue.smallestHint")}>
          <InputNumber className="wide" min={1} max={10_000} precision={0} controls={false} />
        </Form.Item>
        <Form.Item name="night" label={t("cameraCatalogue.nightField")}>
          <Select allowClear options={NIGHTS.map((value) => ({ value, label: t(`cameraCatalogue.nights.${value}`) }))} />
        </Form.Item>
      </div>
    </>
  );
}

const NIGHTS = ["sees", "blind"] as const;

/** The fields of a camera as the form begins with them. */
export function catalogueOf(camera: Camera | undefined): CatalogueValues {
  const { height_m = null, pitch_deg = null, smallest_px = null, night = null } = camera ?? {};
  return { gb_id: camera?.gb_id ?? "", tags: camera?.tags ?? [], group: camera?.group ?? "", height_m, pitch_deg, smallest_px, night };
}

/** Only what is different: an id sent again would take its region back too. */
export function catalogueChange(values: CatalogueValues, camera: Camera | undefined): CatalogueValues {
  const { gb_id, tags = [], group = "", height_m = null, pitch_deg = null, smallest_px = null, night = null } = values;
  const id = gb_id || null;
  return { tags, group, height_m, pitch_deg, smallest_px, night, ...(id !== (camera?.gb_id ?? null) && { gb_id: id }) };
}
