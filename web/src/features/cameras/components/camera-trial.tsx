/** Trying a camera: what its stream is like, or in words why there is none; a picture for who says why. */
import { ApiOutlined, CheckCircleFilled, EyeOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CameraTrial as Outcome } from "@/api/types";
import { LookDialog } from "@/components/look-dialog";
import { StateTag } from "@/components/state-tag";
import { Trouble } from "@/components/trouble";
import { type Target, useTrial } from "@/features/cameras/api/trial";
import { codecName } from "@/features/cameras/components/camera-stream";
import "@/features/cameras/components/intake.css";
import { useCan } from "@/lib/me";
import { capital, useWords } from "@/lib/text";

/** `target` is asked for when the button is pressed: what is typed in a form changes until then. */
export function CameraTrial({ target }: { target: () => Target | null }) {
  const { t } = useTranslation();
  const can = useCan();
  const [asking, setAsking] = useState(false);
  const { mutate, mutateAsync, data, error, isPending } = useTrial();
  if (!can("camera.test")) return null;
  const sees = can("camera.picture") && can("viewing.create");
  const measure = () => {
    const wanted = target();
    if (wanted !== null) mutate({ target: wanted, look: null });
  };
  return (
    <div className="trial">
      <div className="actions">
        <Button icon={<ApiOutlined />} loading={isPending} onClick={measure}>
          {t("intake.trial.test")}
        </Button>
        {sees && (
          <Button icon={<EyeOutlined />} disabled={isPending} onClick={() => target() !== null && setAsking(true)}>
            {t("intake.trial.look")}
          </Button>
        )}
      </div>
      {isPending && (
        <p className="quiet" role="status">
          {t("intake.trial.pending")}
        </p>
      )}
      {!isPending && error !== null && <Trouble error={error} />}
      {!isPending && data !== undefined && <Found outcome={data} />}
      {asking && (
        <LookDialog
          title={t("intake.trial.look")}
          hint={t("intake.trial.lookHint")}
          onLook={async (look) => {
            const wanted = target();
            setAsking(false);
            if (wanted !== null) await mutateAsync({ target: wanted, look }).catch(() => undefined);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

function Found({ outcome: { reason, facts, readings, picture } }: { outcome: Outcome }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <>
      {picture !== null && <img src={`data:image/jpeg;base64,${picture}`} alt={t("intake.trial.picture")} />}
      {reason === null ? (
        <StateTag tone="good" icon={<CheckCircleFilled />}>
          {t("intake.trial.good")}
        </StateTag>
      ) : (
        <Alert type="error" showIcon title={capital(words(reason))} />
      )}
      {facts !== null && <Facts facts={facts} readings={readings} />}
    </>
  );
}

function Facts({ facts, readings }: { facts: NonNullable<Outcome["facts"]>; readings: Outcome["readings"] }) {
  const { t } = useTranslation();
  const seconds = (value: number | null) => (value === null ? "–" : t("common.seconds", { value }));
  const told = [
    [t("cameras.stream.codec"), codecName(facts.codec)],
    [t("cameras.stream.size"), `${facts.width} × ${facts.height}`],
    [t("intake.trial.fps"), facts.fps === null ? "–" : t("intake.trial.fpsValue", { value: facts.fps })],
    [t("cameras.stream.keyGap"), seconds(facts.keyframe_gap_s)],
    [t("intake.trial.bitrate"), facts.bitrate_kbps === null ? "–" : `${Math.round(facts.bitrate_kbps)} kbit/s`],
    [t("intake.trial.first"), seconds(facts.first_picture_s)],
    [t("intake.trial.errors"), String(facts.decode_errors)],
  ] as const;
  return (
    <dl className="facts">
      {told.map(([word, value]) => (
        <Fact key={word} word={word} value={value} />
      ))}
      <dt>{t("intake.trial.readings")}</dt>
      <dd>
        {readings.map(({ interval_s, mode }) => (
          <div key={interval_s}>
            {t("intake.trial.every", { value: interval_s })} {t(`cameras.mode.${mode}`)} <span className="quiet">{t(`cameras.stream.modeHint.${mode}`)}</span>
          </div>
        ))}
      </dd>
    </dl>
  );
}

function Fact({ word, value }: { word: string; value: string }) {
  return (
    <>
      <dt>{word}</dt>
      <dd>{value}</dd>
    </>
  );
}
