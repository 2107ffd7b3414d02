/** An import while the server is at it, and the way to stop it. */
import { App, Button, Progress } from "antd";
import { useTranslation } from "react-i18next";
import type { CameraImport } from "@/api/types";
import { useTrouble } from "@/components/trouble";
import { useCancelImport } from "@/features/cameras/api/imports";
import { ImportFigures } from "@/features/cameras/components/import-figures";

export function ImportProgress({ one }: { one: CameraImport }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const trouble = useTrouble();
  const cancel = useCancelImport(one.id);
  const figure = (value: number) => value.toLocaleString(i18n.language);
  const begun = one.state === "running" && one.total > 0;
  const words = begun ? t("intake.imports.rows", { done: figure(one.done), total: figure(one.total) }) : t("intake.imports.counting");
  return (
    <section className="section" aria-busy="true">
      <h2>{one.applies ? t("intake.imports.applying") : t("intake.imports.looking")}</h2>
      <div className="intake-sending">
        <span>{words}</span>
        <Progress percent={begun ? Math.floor((one.done / one.total) * 100) : 0} status="normal" aria-label={words} />
        <Button loading={cancel.isPending} onClick={() => cancel.mutate(null, { onError: (error) => void message.error(trouble(error)) })}>
          {t("common.cancel")}
        </Button>
      </div>
      <p className="quiet">{one.applies ? t("intake.imports.cancelHint") : t("intake.imports.nothingYet")}</p>
      <ImportFigures one={one} />
    </section>
  );
}
