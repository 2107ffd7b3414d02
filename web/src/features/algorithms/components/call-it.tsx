/** How an algorithm is called from outside: the address, the model's name, its version. */
import { Typography } from "antd";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { AlgorithmDetail } from "@/api/types";
import { useCan } from "@/lib/me";

export function CallIt({ algorithm }: { algorithm: AlgorithmDetail }) {
  const { t } = useTranslation();
  const can = useCan();
  if (algorithm.stable === null || !can("algorithm.infer")) return null;
  if (algorithm.remote !== null) {
    return (
      <section className="section">
        <h2>{t("algorithms.call.title")}</h2>
        <p className="quiet">{t("leaves.notCalled")}</p>
      </section>
    );
  }
  const { origin } = window.location;
  const facts = {
    tensors: `${origin}/v2`,
    model: algorithm.slug,
    version: algorithm.stable.version,
    picture: `POST ${origin}/api/v1/algorithms/${algorithm.id}/infer`,
  };
  return (
    <section className="section">
      <h2>{t("algorithms.call.title")}</h2>
      <p className="quiet">{t("algorithms.call.hint")}</p>
      <dl className="facts">
        {Object.entries(facts).map(([name, value]) => (
          <Fragment key={name}>
            <dt>{t(`algorithms.call.${name as keyof typeof facts}`)}</dt>
            <dd>
              <Typography.Text className="mono" copyable={{ text: value, tooltips: [t("common.copy"), t("common.copied")] }}>
                {value}
              </Typography.Text>
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
