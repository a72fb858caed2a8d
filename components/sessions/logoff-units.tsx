import { StateGlyph } from "@/components/ui/state";
import type { OrderPreview } from "@/lib/domain/order-preview";
import { count } from "@/lib/format/count";
import { type LogoffUnit, logoffUnits } from "./logoff-plan";

const NAMES: Record<LogoffUnit["look"], string> = {
  active: "active",
  idle: "idle",
  locked: "locked",
  disconnected: "disconnected",
  offline: "on a host that does not report",
  out: "left out",
};

/** Where there are more targets, one bar stands for several. */
const MOST_BARS = 100;

interface LogoffUnitsProps {
  readonly preview: OrderPreview;
  readonly dropped: ReadonlySet<string>;
}

/** A bar per target, in the form of its state, counted again with each drop. */
export function LogoffUnits({ preview, dropped }: LogoffUnitsProps) {
  const units = logoffUnits(preview, dropped);
  const all = units.reduce((sum, unit) => sum + unit.count, 0);
  const each = Math.max(1, Math.ceil(all / MOST_BARS));
  return (
    <>
      <div className="units" aria-hidden="true">
        {units.flatMap(({ look, count: n }) => [
          look === "out" && n > 0 ? <span key="gap" className="gap" /> : null,
          ...Array.from({ length: Math.ceil(n / each) }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: bars of one look are the same
            <i key={`${look} ${i}`} className={look} data-s={look} />
          )),
        ])}
      </div>
      <div className="unit-names">
        {units
          .filter(({ look, count: n }) => n > 0 || look === "out")
          .map(({ look, count: n }) => (
            <span key={look} className="st">
              {look !== "out" && <StateGlyph state={look === "offline" ? "nodata" : look} />}
              <span>
                <b>{count(n)}</b> {NAMES[look]}
              </span>
            </span>
          ))}
      </div>
    </>
  );
}

/** As high as they will be: what comes must not move the button that somebody is about to press. */
export function NoUnitsYet() {
  return (
    <>
      <div className="units" aria-hidden="true" />
      <div className="unit-names" aria-hidden="true">
        <span className="st">&nbsp;</span>
      </div>
    </>
  );
}
