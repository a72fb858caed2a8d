import Link from "next/link";
import { Icon } from "@/components/ui/icon";
import type { TargetFilter } from "@/lib/domain/target-stage";
import { count } from "@/lib/format/count";
import type { Standing } from "./standing";

interface TargetTabsProps {
  readonly standing: Standing;
  readonly filter: TargetFilter;
  readonly hrefOf: (filter: TargetFilter) => string;
}

export function TargetTabs({ standing, filter, hrefOf }: TargetTabsProps) {
  const tabs = [
    ["all", "All", standing.targets],
    ["moving", "Moving", standing.moving],
    ["look", "To look at", standing.lookAt],
    standing.done > 0
      ? (["done", "Done", standing.done] as const)
      : (["proved", "Proved", standing.proved] as const),
  ] as const;
  const isTab = tabs.some(([tab]) => tab === filter);
  const [name, value] = filter.startsWith("reached:") ? ["reached", filter.slice(8)] : ["state", filter];
  return (
    <div className="o-bar">
      <nav className="tabs" aria-label="Which targets">
        {tabs.map(([tab, word, n]) => (
          <Link
            key={tab}
            className="tab"
            href={hrefOf(tab)}
            aria-current={filter === tab ? "page" : undefined}
            scroll={false}
          >
            {word} <span className="n">{count(n)}</span>
          </Link>
        ))}
      </nav>
      {!isTab && (
        <span className="chip">
          <span className="k">{name}</span>
          <span className="op">:</span>
          <span className="v">{value}</span>
          <Link className="x" href={hrefOf("all")} aria-label={`Clear ${name}:${value}`} scroll={false}>
            <Icon name="x" />
          </Link>
        </span>
      )}
      <span className="spring" />
      {standing.moving > 0 && <span className="meta">rows change in place, order kept</span>}
    </div>
  );
}
