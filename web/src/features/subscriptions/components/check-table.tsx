/** The cameras of a wish, those that do not fit first: what is wrong with each, and leaving some out. */
import { CheckCircleFilled, EyeOutlined, QuestionCircleOutlined, SolutionOutlined, WarningFilled } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataList } from "@/components/data-list";
import { StateTag } from "@/components/state-tag";
import { type Checked, isFresh } from "@/features/subscriptions/api/subscribing";
import { useText, useWords } from "@/lib/text";

const ROW_PX = 52;
const SHOWN = ["all", "misfit", "unknown", "consent", "see", "subscribed"] as const;
type Shown = (typeof SHOWN)[number];
type Props = { cameras: readonly Checked[]; dropped: ReadonlySet<string>; onDrop: (dropped: ReadonlySet<string>) => void };

/** Shown even where there is none of them. */
const KEPT: ReadonlySet<Shown> = new Set<Shown>(["all", "misfit", "unknown", "subscribed"]);
const IS: Record<Shown, (camera: Checked) => boolean> = {
  all: () => true,
  misfit: (camera) => camera.misfits.length > 0 && isFresh(camera),
  unknown: (camera) => camera.unknown.length > 0 && camera.misfits.length === 0 && isFresh(camera),
  consent: (camera) => camera.terms === "consent" && isFresh(camera),
  see: ({ terms, subscribed }) => terms === "see" && !subscribed,
  subscribed: ({ subscribed }) => subscribed,
};

export function CheckTable({ cameras, dropped, onDrop }: Props) {
  const { t, i18n } = useTranslation();
  const [shown, setShown] = useState<Shown>("all");
  const drop = (id: string) => {
    const next = new Set(dropped);
    if (!next.delete(id)) next.add(id);
    onDrop(next);
  };
  const misfits = cameras.filter(IS.misfit).map(({ id }) => id);
  const consents = cameras.filter(IS.consent).map(({ id }) => id);
  const rows = [...cameras.filter(IS[shown])].sort((one, other) => other.misfits.length - one.misfits.length);
  const columns = useColumns(dropped, drop);
  const count = (of: Shown) => cameras.filter(IS[of]).length.toLocaleString(i18n.language);
  return (
    <section className="subscribe-find" aria-label={t("subscribe.checked")}>
      <div className="subscribe-bar">
        <Segmented<Shown> aria-label={t("subscribe.checked")} value={shown} options={SHOWN.filter((value) => KEPT.has(value) || cameras.some(IS[value])).map((value) => ({ value, label: `${t(`subscribe.show.${value}`)} ${count(value)}` }))} onChange={setShown} />
        {misfits.some((id) => !dropped.has(id)) && (
          <Button size="small" onClick={() => onDrop(new Set([...dropped, ...misfits]))}>
            {t("subscribe.dropMisfits", { count: misfits.length })}
          </Button>
        )}
        {consents.some((id) => !dropped.has(id)) && (
          <Button size="small" onClick={() => onDrop(new Set([...dropped, ...consents]))}>
            {t("subscribe.dropConsents", { count: consents.length })}
          </Button>
        )}
        {dropped.size > 0 && (
          <Button size="small" type="link" onClick={() => onDrop(new Set())}>
            {t("subscribe.takeBack", { count: dropped.size })}
          </Button>
        )}
      </div>
      <DataList<Checked> label={t("subscribe.checked")} rows={rows} columns={columns} rowHeight={ROW_PX} onTick={drop} pending={false} empty={<p className="quiet">{t("subscribe.noneHere")}</p>} />
    </section>
  );
}

function useColumns(dropped: ReadonlySet<string>, drop: (id: string) => void): Column<Checked>[] {
  const { t } = useTranslation();
  const text = useText();
  return [
    {
      key: "tick",
      title: "",
      width: "24px",
      render: (camera) => (
        <input type="checkbox" className="subscribe-tick" aria-label={t("cameraBulk.tick", { name: text(camera, "name") })} disabled={!isFresh(camera)} checked={isFresh(camera) && !dropped.has(camera.id)} onChange={() => drop(camera.id)} />
      ),
    },
    {
      key: "name",
      title: t("cameras.columns.name"),
      width: "minmax(140px, 2fr)",
      render: (camera) => (
        <div className="two">
          <span className="strong">{text(camera, "name")}</span>
          <span className="quiet">{camera.place}</span>
        </div>
      ),
    },
    { key: "fits", title: t("subscribe.fits"), width: "minmax(220px, 4fr)", render: (camera) => <Fits camera={camera} /> },
  ];
}

function Fits({ camera }: { camera: Checked }) {
  const { t } = useTranslation();
  if (camera.subscribed) return <span className="quiet">{t("subscribe.before")}</span>;
  if (camera.terms === "see") {
    return (
      <StateTag tone="off" icon={<EyeOutlined />}>
        {t("subscribe.seeOnly")}
      </StateTag>
    );
  }
  return (
    <div className="two">
      <Fitness camera={camera} />
      {camera.terms === "consent" && (
        <StateTag tone="plain" icon={<SolutionOutlined />}>
          {t("subscribe.takesConsent")}
        </StateTag>
      )}
    </div>
  );
}

function Fitness({ camera: { misfits, unknown } }: { camera: Checked }) {
  const { t } = useTranslation();
  const words = useWords();
  if (misfits.length > 0) {
    const told = misfits.map(words).join(t("subscribe.semicolon"));
    return (
      <div className="subscribe-fits" title={told}>
        <StateTag tone="risk" icon={<WarningFilled />}>
          {told}
        </StateTag>
      </div>
    );
  }
  if (unknown.length > 0) {
    const lacking = unknown.map((each) => t(`subscribe.lacks.${each as "height"}`)).join(t("subscribe.comma"));
    return (
      <div className="subscribe-fits" title={lacking}>
        <StateTag tone="plain" icon={<QuestionCircleOutlined />}>
          {t("subscribe.notKnown", { what: lacking })}
        </StateTag>
      </div>
    );
  }
  return (
    <StateTag tone="good" icon={<CheckCircleFilled />}>
      {t("subscribe.fit")}
    </StateTag>
  );
}
