"use client";

import { Icon } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";

const FORMATS = [
  ["csv", "CSV", "for any spreadsheet"],
  ["xlsx", "Excel workbook", "dates as dates"],
  ["ndjson", "NDJSON", "for programs"],
] as const;

interface ExportMenuProps {
  /** What is exported, for the name: `the sessions of these 30 days`. */
  readonly what: string;
  /** The address of the file, ready for `format=…`. */
  readonly href: string;
}

/** Exactly what is shown, to take away. */
export function ExportMenu({ what, href }: ExportMenuProps) {
  return (
    <Menu
      label={`Export ${what}`}
      className="btn sm no-print"
      title="Times in the file are UTC. The export stands on the trail."
      trigger={
        <>
          Export <Icon name="down" small />
        </>
      }
      items={FORMATS.map(([format, label, note]) => ({
        label,
        note,
        onSelect: () => location.assign(`${href}${href.includes("?") ? "&" : "?"}format=${format}`),
      }))}
    />
  );
}
