/** Confirming the sure events of a version automatically: what it takes, whether it is on, and its end. */
import { CheckCircleFilled, MinusCircleOutlined } from "@ant-design/icons";
import { App, Button, InputNumber, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AutoConfirm, AutoConfirmBounds } from "@/api/types";
import { StateTag } from "@/components/state-tag";
import { useTold } from "@/components/told";
import { Trouble } from "@/components/trouble";
import { When } from "@/components/when";
import { useAutoConfirms, useBounds, useSwitchOff, useSwitchOn } from "@/lib/auto-confirms";
import { useCan, useMe } from "@/lib/me";
import { useText, useWords } from "@/lib/text";

const THRESHOLD = 0.8;
type Measured = NonNullable<AutoConfirm["measured"]>;

export function AutoConfirmSection({ algorithm }: { algorithm: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const own = useMe().organization.id;
  const { data, error, refetch } = useAutoConfirms(algorithm);
  if (!can("auto_confirm.read")) return null;
  const rows = data?.items ?? [];
  const on = rows.some((row) => row.off_at === null && row.owner_id === own);
  return (
    <section className="section">
      <h2>{t("autoConfirm.title")}</h2>
      <p className="quiet">{t("autoConfirm.hint")}</p>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {rows.length > 0 && (
        <ul className="plain-list">
          {rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </ul>
      )}
      {data !== undefined && !on && can("auto_confirm.create") && <SwitchOn algorithm={algorithm} />}
    </section>
  );
}

function Row({ row }: { row: AutoConfirm }) {
  const { t } = useTranslation();
  const text = useText();
  const words = useWords();
  const can = useCan();
  const off = useSwitchOff();
  const told = useTold(t("autoConfirm.switchedOff"));
  const on = row.off_at === null;
  return (
    <li className="auto-confirm">
      <StateTag tone={on ? "good" : "off"} icon={on ? <CheckCircleFilled /> : <MinusCircleOutlined />}>
        {t(on ? "autoConfirm.on" : "autoConfirm.off")}
      </StateTag>
      <span>{t("autoConfirm.terms", { version: row.version, threshold: row.threshold, share: Math.round(row.sample_share * 100) })}</span>
      {on && can("auto_confirm.delete") && (
        <Popconfirm title={t("autoConfirm.offQuestion")} okText={t("autoConfirm.switchOff")} cancelText={t("common.cancel")} onConfirm={() => off.mutate(row.id, told)}>
          <Button size="small" loading={off.isPending}>
            {t("autoConfirm.switchOff")}
          </Button>
        </Popconfirm>
      )}
      <span className="quiet algorithm-wide">
        {text(row, "department")} · <When at={row.off_at ?? row.on_at} />
      </span>
      {row.measured !== null && (
        <span className="quiet algorithm-wide">
          <Stands measured={row.measured} />
        </span>
      )}
      {row.off_reason !== null && <span className="quiet algorithm-wide">{words(row.off_reason)}</span>}
    </li>
  );
}

function SwitchOn({ algorithm }: { algorithm: string }) {
  const { t } = useTranslation();
  const [threshold, setThreshold] = useState(THRESHOLD);
  const [share, setShare] = useState<number>();
  const { data, error, refetch } = useBounds(threshold);
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  const least = Math.round(data.sample_share * 100);
  const versions = data.versions.filter((one) => one.algorithm_id === algorithm);
  return (
    <>
      <p className="quiet">{t("autoConfirm.takes", { days: data.days, verdicts: data.verdicts, precision: (data.precision * 100).toFixed(0) })}</p>
      <div className="auto-confirm-terms">
        <span>{t("autoConfirm.threshold")}</span>
        <InputNumber aria-label={t("autoConfirm.threshold")} min={0.05} max={1} step={0.05} value={threshold} onChange={(value) => value !== null && setThreshold(value)} />
        <span>{t("autoConfirm.share")}</span>
        <InputNumber aria-label={t("autoConfirm.share")} min={least} max={100} step={5} suffix="%" value={share ?? Math.max(least, 10)} onChange={(value) => setShare(value ?? undefined)} />
      </div>
      {versions.length === 0 && <p>{t("autoConfirm.nothing")}</p>}
      <ul className="plain-list">
        {versions.map((one) => (
          <Choice key={one.version_id} one={one} threshold={threshold} share={(share ?? Math.max(least, 10)) / 100} />
        ))}
      </ul>
    </>
  );
}

function Choice({ one, threshold, share }: { one: AutoConfirmBounds["versions"][number]; threshold: number; share: number }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const on = useSwitchOn();
  const told = useTold(t("autoConfirm.switchedOn"));
  const ask = () =>
    void modal.confirm({
      title: t("autoConfirm.onQuestion", { version: one.version, threshold }),
      content: t("autoConfirm.onHint", { share: Math.round(share * 100) }),
      okText: t("autoConfirm.switchOn"),
      cancelText: t("common.cancel"),
      onOk: () => on.mutate({ version_id: one.version_id, threshold, sample_share: share }, told),
    });
  return (
    <li className="auto-confirm">
      <span className="strong">{one.version}</span>
      <Stands measured={one} />
      <Button size="small" type="primary" disabled={!one.enough} loading={on.isPending} onClick={ask}>
        {t("autoConfirm.switchOn")}
      </Button>
    </li>
  );
}

function Stands({ measured }: { measured: Measured }) {
  const { t } = useTranslation();
  const from = measured.precision_from === null ? "–" : `${(measured.precision_from * 100).toFixed(1)}%`;
  return (
    <span>
      {t("autoConfirm.stands", { judged: measured.judged.toLocaleString("en"), from })}
      {!measured.enough && <span className="quiet"> · {t("autoConfirm.notYet")}</span>}
    </span>
  );
}
