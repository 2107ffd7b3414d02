/** What the camera shows now, once the reader has said why he looks. */
import { EyeOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { LookDialog } from "@/components/look-dialog";
import { NoPicture, Picture } from "@/components/picture";
import { useTrouble } from "@/components/trouble";
import { useLive } from "@/features/cameras/api/live";
import { useShortcuts } from "@/lib/keyboard";
import { useCan } from "@/lib/me";
import { useText } from "@/lib/text";

export function CameraPicture({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const can = useCan();
  const sees = can("camera.picture") && can("viewing.create");
  return (
    <div className="camera-picture">
      {sees && camera.last_inferred_at !== null ? (
        <Live key={camera.id} camera={camera} />
      ) : (
        <NoPicture words={sees ? t("cameras.noPicture") : t("cameras.pictureHidden")} />
      )}
    </div>
  );
}

function Live({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const text = useText();
  const trouble = useTrouble();
  const { message } = App.useApp();
  const { url, looking, error, kept, begin } = useLive(camera.id);
  const [asking, setAsking] = useState(false);
  const start = () => {
    if (kept === undefined) setAsking(true);
    else begin(kept).catch((reason: unknown) => void message.error(trouble(reason)));
  };
  useShortcuts({ l: start }, !looking);
  if (looking && url !== undefined) return <Picture src={url} alt={text(camera, "name")} />;
  if (looking) return error === null ? <div className="picture" /> : <NoPicture words={trouble(error)} />;
  return (
    <>
      <NoPicture words={t("looks.liveHint")} />
      <Button className="camera-look" type="primary" icon={<EyeOutlined />} onClick={start}>
        {t("looks.live")} <kbd>l</kbd>
      </Button>
      {asking && <LookDialog title={t("looks.live")} hint={t("looks.liveAsk")} onLook={begin} onClose={() => setAsking(false)} />}
    </>
  );
}
