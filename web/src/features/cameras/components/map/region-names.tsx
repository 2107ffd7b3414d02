/** Names of districts, each in the middle of its cameras: with no map below, they say where one is. */
import { memo } from "react";
import type { CameraValues } from "@/api/types";
import { useWords } from "@/lib/text";

type Region = CameraValues["regions"][number];

export const RegionNames = memo(function RegionNames({ regions, zoom }: { regions: readonly Region[]; zoom: number }) {
  const words = useWords();
  return named(regions, zoom).map((region) => (
    <div key={region.code} className="map-at" data-longitude={region.longitude} data-latitude={region.latitude}>
      <span className="map-name">{words(region)}</span>
    </div>
  ));
});

/** Cities from afar, their districts closer by; codes without a name say nothing. */
function named(regions: readonly Region[], zoom: number): Region[] {
  const digits = zoom < 8 ? 4 : zoom < 14 ? 6 : 8;
  return regions.filter(({ code, zh, longitude }) => code.length === digits && zh !== code && longitude !== null);
}
