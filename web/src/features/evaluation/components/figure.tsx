/** A figure with its 95 % interval below it. */
import { between, type Interval, shown } from "@/features/evaluation/api/figures";

export function Figure({ value, interval }: { value: number | null; interval?: Interval | null }) {
  return (
    <span className="figure">
      <span className={value === null ? "quiet" : undefined}>{shown(value)}</span>
      {value !== null && interval && <span className="quiet">{between(interval)}</span>}
    </span>
  );
}
