/** The algorithm versions that are kept ready, and how well they are confined. */
import { CheckCircleFilled, HourglassOutlined, WarningFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { System } from "@/api/types";
import { StateTag } from "@/components/state-tag";
import { useFigure } from "@/features/system/components/counts";
import { useText, useWords } from "@/lib/text";

type Model = System["models"][number];
const COLUMNS = ["algorithm", "state", "inferred", "failures"] as const;
const END: readonly string[] = ["inferred", "failures"];

export function Models({ models }: { models: readonly Model[] }) {
  const { t } = useTranslation();
  return (
    <section className="section">
      <h2>{t("system.models")}</h2>
      {models.length === 0 ? (
        <p className="quiet">{t("system.noModels")}</p>
      ) : (
        <table className="table table-narrow">
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col" className={END.includes(column) ? "end" : undefined}>
                  {t(`system.columns.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {models.map((model) => (
              <ModelRow key={model.version_id} model={model} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function ModelRow({ model }: { model: Model }) {
  const { t } = useTranslation();
  const text = useText();
  const figure = useFigure();
  const name = text(model, "title");
  return (
    <tr>
      <td>{name === "" ? <code>{model.version_id}</code> : `${name} ${model.version}`}</td>
      <td>
        {model.pids.length === 0 ? (
          <StateTag tone="plain" icon={<HourglassOutlined />}>{t("system.model.resting")}</StateTag>
        ) : (
          <StateTag tone="good" icon={<CheckCircleFilled />}>{t("system.model.running")}</StateTag>
        )}
      </td>
      <td className="end">{figure(model.inferred)}</td>
      <td className="end" data-risk={model.failures > 0}>{figure(model.failures)}</td>
    </tr>
  );
}

export function Sandbox({ sandbox }: { sandbox: System["sandbox"] }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <section className="section">
      <h2>{t("system.sandbox")}</h2>
      <div className="sandbox">
        <StateTag tone={sandbox.sufficient ? "good" : "risk"} icon={sandbox.sufficient ? <CheckCircleFilled /> : <WarningFilled />}>
          {sandbox.sufficient ? t("system.confined") : t("system.unconfined")}
        </StateTag>
        <span>{words(sandbox)}</span>
      </div>
    </section>
  );
}
