"use client";

import { useRouter } from "next/navigation";
import { Icon } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";
import { monthName } from "@/lib/format/clock";

interface MonthMenuProps {
  /** `2026-03`, newest first. */
  readonly months: readonly { readonly month: string; readonly href: string }[];
  readonly chosen: string | null;
  readonly latestHref: string;
}

/** The way to a month by its name: what people ask about. */
export function MonthMenu({ months, chosen, latestHref }: MonthMenuProps) {
  const router = useRouter();
  const go = (href: string) => router.push(href, { scroll: false });
  return (
    <Menu
      label={chosen === null ? "Month" : `Month, ${monthName(chosen)}`}
      className="btn sm no-print"
      title="Go to a month"
      trigger={
        <>
          Month <Icon name="down" small />
        </>
      }
      items={[
        { label: "Last 30 days", isChosen: false, onSelect: () => go(latestHref) },
        ...months.map(({ month, href }) => ({
          label: monthName(month),
          isChosen: month === chosen,
          onSelect: () => go(href),
        })),
      ]}
    />
  );
}
