/** Names of districts, each in the middle of its cameras: with no map below, they say where one is. */
import { memo } from "react";
import type { CameraValues } from "@/api/types";
import { pixels } from "@/lib/map-view";
import { useWords } from "@/lib/text";

const NAME_PX = { width: 80, height: 24 };
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
  const told = regions.filter(({ code, zh, longitude }) => code.length === digits && zh !== code && longitude !== null);
  return told.reduce<Region[]>((kept, one) => (kept.some((other) => overlap(one, other, zoom)) ? kept : [...kept, one]), []);
}

/** Whether two names would be written over each other; the first one stays. */
function overlap(one: Region, other: Region, zoom: number): boolean {
  const [a, b] = [one, other].map(({ longitude, latitude }) => pixels({ longitude: longitude ?? 0, latitude: latitude ?? 0 }, zoom));
  return a !== undefined && b !== undefined && Math.abs(a.x - b.x) < NAME_PX.width && Math.abs(a.y - b.y) < NAME_PX.height;
}
