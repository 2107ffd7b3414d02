/** What stands in the address of a wall: its cameras, how many at once, which page, which one large. */
export const GRIDS = [1, 4, 9, 16] as const;
export type Grid = (typeof GRIDS)[number];
export const CAMERAS_MAX = 16;
export type Layout = { ids: readonly string[]; grid: Grid; page: number; pages: number; large: string | null };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function readLayout(params: URLSearchParams): Layout {
  const told = (params.get("cameras") ?? "").toLowerCase().split(",");
  const ids = [...new Set(told.filter((id) => UUID.test(id)))].slice(0, CAMERAS_MAX);
  const grid = GRIDS.find((each) => String(each) === params.get("grid")) ?? fitting(ids.length);
  const pages = Math.max(1, Math.ceil(ids.length / grid));
  const page = Math.min(pages - 1, Math.max(0, (Number.parseInt(params.get("page") ?? "1", 10) || 1) - 1));
  const large = params.get("large");
  return { ids, grid, page, pages, large: large !== null && ids.includes(large) ? large : null };
}

/** The smallest grid that shows so many cameras at once. */
export function fitting(count: number): Grid {
  return GRIDS.find((grid) => grid >= count) ?? CAMERAS_MAX;
}

/** The cameras on the page that is shown. */
export function onPage({ ids, grid, page }: Layout): readonly string[] {
  return ids.slice(page * grid, (page + 1) * grid);
}

const STEPS: Partial<Record<string, (side: number) => number>> = {
  ArrowLeft: () => -1,
  ArrowRight: () => 1,
  ArrowUp: (side) => -side,
  ArrowDown: (side) => side,
};

/** Where an arrow key leads from a tile; undefined where there is no tile, or for another key. */
export function moved(key: string, index: number, count: number, grid: Grid): number | undefined {
  const step = STEPS[key]?.(Math.sqrt(grid));
  const to = step === undefined ? -1 : index + step;
  return to >= 0 && to < count ? to : undefined;
}
