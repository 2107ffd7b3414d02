/** What the camera shows now, once the reader has said why he looks. */
import { EyeOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { LivePicture } from "@/components/live-picture";
import { LookDialog } from "@/components/look-dialog";
import { NoPicture } from "@/components/picture";
import { useTrouble } from "@/components/trouble";
import { useCameraLook } from "@/lib/camera-look";
import { useShortcuts } from "@/lib/keyboard";
import { useCan } from "@/lib/me";

export function CameraPicture({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const can = useCan();
  const sees = can("camera.picture") && can("viewing.create");
  return (
    <div className="camera-picture">
      {sees && camera.enabled ? (
        <Live key={camera.id} camera={camera} />
      ) : (
        <NoPicture words={sees ? t("cameras.switchedOff") : t("cameras.pictureHidden")} />
      )}
    </div>
  );
}

function Live({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const trouble = useTrouble();
  const { message } = App.useApp();
  const { viewing_id, kept, begin } = useCameraLook(camera.id);
  const [asking, setAsking] = useState(false);
  const start = () => {
    if (kept === undefined) setAsking(true);
    else begin(kept).catch((reason: unknown) => void message.error(trouble(reason)));
  };
  useShortcuts({ l: start }, viewing_id === undefined);
  if (viewing_id !== undefined) return <LivePicture key={viewing_id} camera={camera} viewing_id={viewing_id} onLookAgain={start} />;
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
