/** A small picture in a row: whole, never cropped, decorative (the row's words say what it is). */
import { PictureOutlined } from "@ant-design/icons";
import { useState } from "react";
import "@/components/thumbnail.css";

export function Thumbnail({ src }: { src: string | null }) {
  const [failed, setFailed] = useState<string | null>(null);
  return (
    <div className="thumb">
      {src === null || failed === src ? (
        <PictureOutlined aria-hidden="true" />
      ) : (
        <img src={src} alt="" decoding="async" fetchPriority="low" onError={() => setFailed(src)} />
      )}
    </div>
  );
}
