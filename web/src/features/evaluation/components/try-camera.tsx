/** Which camera's picture a version is tried on; the reason is asked as before every look. */
import { Modal, type RefSelectProps, Select } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { LookDialog } from "@/components/look-dialog";
import { pictureOf, useCamerasFound } from "@/features/evaluation/api/try-camera";
import type { Look } from "@/lib/looks";
import { useText } from "@/lib/text";

type Props = { onPicture: (file: File) => void; onClose: () => void };

export function TryCamera({ onPicture, onClose }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const field = useRef<RefSelectProps>(null);
  const [q, setQ] = useState("");
  const [camera, setCamera] = useState<Camera>();
  const { data, isFetching } = useCamerasFound(q);
  const cameras = data?.items ?? [];
  if (camera !== undefined) {
    const name = text(camera, "name");
    const look = async (why: Look) => onPicture(await pictureOf(camera, name, why));
    return <LookDialog title={name} hint={t("compare.cameraHint")} onLook={look} onClose={onClose} />;
  }
  return (
    <Modal open title={t("compare.ofCamera")} footer={null} onCancel={onClose} afterOpenChange={(open) => open && field.current?.focus()}>
      <Select
        ref={field}
        className="try-camera"
        aria-label={t("compare.whichCamera")}
        placeholder={t("compare.cameraSearch")}
        showSearch={{ filterOption: false, onSearch: setQ }}
        loading={isFetching}
        notFoundContent={isFetching ? null : t("compare.noCamera")}
        options={cameras.map((one) => ({ value: one.id, label: text(one, "name") }))}
        onChange={(id: string) => setCamera(cameras.find((one) => one.id === id))}
      />
    </Modal>
  );
}
