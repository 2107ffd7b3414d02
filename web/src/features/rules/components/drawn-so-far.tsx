/** What is being drawn: the points set, the line to the cursor, the cursor. */
import type { Drawing } from "@/features/rules/api/drawing";
import { near } from "@/features/rules/api/geometry";
import { percent, pointsOf } from "@/features/rules/components/shape-drawn";

export function DrawnSoFar({ drawing: { kind, points, cursor } }: { drawing: Drawing }) {
  const [first] = points;
  const closes = kind !== "tripwires" && points.length >= 3 && first !== undefined && near(first, cursor);
  return (
    <g className="rule-draft" data-kind={kind} aria-hidden="true">
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" width="100%" height="100%">
        <polyline points={pointsOf([...points, cursor])} />
      </svg>
      {points.map(([x, y], index) => (
        <circle key={index} cx={percent(x)} cy={percent(y)} r={index === 0 && closes ? 8 : 4} />
      ))}
      <svg x={percent(cursor[0])} y={percent(cursor[1])} overflow="visible">
        <path className="rule-cross" d="M-10 0H10M0 -10V10" />
      </svg>
    </g>
  );
}
