"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { momentText, parseMoment } from "@/components/timeline/history-window";
import { hrefWith } from "@/components/timeline/href-with";
import { zoneClock } from "@/lib/domain/zone-clock";

interface MomentFieldProps {
  readonly id: string;
  readonly wall: string;
  readonly timeZone: string;
  readonly here: { readonly path: string; readonly query: Readonly<Record<string, string>> };
}

/** A wall clock reading in the reader's zone; the address holds it absolute. */
export function MomentField({ id, wall, timeZone, here }: MomentFieldProps) {
  const router = useRouter();
  const [isWrong, setWrong] = useState(false);
  return (
    <form
      action={here.path}
      onSubmit={(event) => {
        event.preventDefault();
        const text = new FormData(event.currentTarget).get("at");
        const at = parseMoment(typeof text === "string" ? text : "", 0, zoneClock(timeZone));
        setWrong(at === null);
        if (at !== null)
          router.push(hrefWith(here.path, here.query, { at: momentText(at) }), { scroll: false });
      }}
    >
      {Object.entries(here.query).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <input
        key={wall}
        id={id}
        name="at"
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        placeholder="2026-11-19 14:05"
        className="input"
        defaultValue={wall}
        aria-invalid={isWrong || undefined}
        title={`In ${timeZone}; press Enter`}
        required
      />
    </form>
  );
}
