/** The systems of coordinates in which people know a position: it is kept in WGS-84, whichever they choose. */
import { useTranslation } from "react-i18next";
import type { CameraNew } from "@/api/types";

type System = NonNullable<CameraNew["coordinate_system"]>;
const SYSTEMS: readonly System[] = ["wgs84", "gcj02", "bd09"];

export function useCoordinateSystems(): { value: System; label: string }[] {
  const { t } = useTranslation();
  return SYSTEMS.map((value) => ({ value, label: t(`coordinates.${value}`) }));
}
