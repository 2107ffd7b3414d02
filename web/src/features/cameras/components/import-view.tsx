/** One import, whichever step it is at: columns, check, confirmation, progress, what it came to. */
import { App, Alert, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CameraImport } from "@/api/types";
import { Loading } from "@/components/loading";
import { Trouble, useTrouble } from "@/components/trouble";
import { When } from "@/components/when";
import { isWorking, useCancelImport, useImport, useStartImport } from "@/features/cameras/api/imports";
import { ImportFaults } from "@/features/cameras/components/import-faults";
import { ImportFigures } from "@/features/cameras/components/import-figures";
import { ImportMapping } from "@/features/cameras/components/import-mapping";
import { ImportProgress } from "@/features/cameras/components/import-progress";
import { ImportState } from "@/features/cameras/components/import-state";
import "@/features/cameras/components/intake.css";
import { useOrganizationNames } from "@/lib/organizations";
import { capital, useWords } from "@/lib/text";

export function ImportView({ id }: { id: string }) {
  const { data: one, error, refetch } = useImport(id);
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (one === undefined) return <Loading />;
  return (
    <div className="intake-one">
      <Head one={one} />
      <Step key={one.state} one={one} />
    </div>
  );
}

function Head({ one }: { one: CameraImport }) {
  const { nameOf } = useOrganizationNames();
  return (
    <div className="intake-head">
      <h2 className="clip">{one.filename}</h2>
      <ImportState one={one} filled />
      <span className="quiet">{nameOf(one.owner_id)}</span>
      <When at={one.finished_at ?? one.created_at} />
    </div>
  );
}

/** Keyed by the state: a step is begun anew when the import moves on. */
function Step({ one }: { one: CameraImport }) {
  const { t } = useTranslation();
  const [reassigns, setReassigns] = useState(false);
  if (isWorking(one)) return <ImportProgress one={one} />;
  if (one.state === "waiting") return <p>{t("intake.imports.noFile")}</p>;
  if (one.state === "uploaded" || reassigns) return <ImportMapping one={one} onDone={() => setReassigns(false)} />;
  return <Result one={one} onReassign={() => setReassigns(true)} />;
}

function Result({ one, onReassign }: { one: CameraImport; onReassign: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <>
      {one.failure !== null && <Alert type="error" showIcon title={capital(words(one.failure))} />}
      {one.state === "cancelled" && <p>{one.applies ? t("intake.imports.cancelledHint") : t("intake.imports.nothingYet")}</p>}
      <ImportFigures one={one} />
      {one.state === "checked" && <Confirm one={one} onReassign={onReassign} />}
      {(one.state === "failed" || one.state === "cancelled") && (
        <div className="actions">
          <Button onClick={onReassign}>{t("intake.imports.again")}</Button>
        </div>
      )}
      {one.state === "done" && <Link to="/cameras">{t("intake.imports.toCameras")}</Link>}
      {one.refused > 0 && <ImportFaults one={one} />}
    </>
  );
}

function Confirm({ one, onReassign }: { one: CameraImport; onReassign: () => void }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const trouble = useTrouble();
  const start = useStartImport(one.id);
  const cancel = useCancelImport(one.id);
  const onError = (error: unknown) => void message.error(trouble(error));
  const touched = one.added + one.changed;
  const apply = () => start.mutate({ mapping: one.mapping, coordinate_system: one.coordinate_system, applies: true }, { onError });
  return (
    <>
      <p className="quiet">
        {touched === 0 ? t("intake.imports.nothingToDo") : t("intake.imports.confirmHint")} {one.refused > 0 && t("intake.imports.wrongHint")}
      </p>
      <div className="actions">
        <Button type="primary" disabled={touched === 0} loading={start.isPending} onClick={apply}>
          {t("intake.imports.confirm", { count: touched, figure: touched.toLocaleString(i18n.language) })}
        </Button>
        <Button onClick={onReassign}>{t("intake.imports.reassign")}</Button>
        <Button loading={cancel.isPending} onClick={() => cancel.mutate(null, { onError })}>
          {t("intake.imports.discard")}
        </Button>
      </div>
    </>
  );
}
