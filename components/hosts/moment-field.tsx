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
      className="moment"
      action={here.path}
      onSubmit={(event) => {
        event.preventDefault();
        const text = String(new FormData(event.currentTarget).get("at") ?? "").trim();
        // A time alone is of the day that is shown.
        const whole = /^\d{1,2}:\d{2}$/.test(text) ? `${wall.slice(0, 10)} ${text.padStart(5, "0")}` : text;
        const at = parseMoment(whole, 0, zoneClock(timeZone));
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
        aria-describedby={isWrong ? `${id}-wrong` : undefined}
        title={`In ${timeZone}; press Enter`}
        required
      />
      {isWrong && (
        <span className="err" id={`${id}-wrong`} role="alert">
          Write it as 2026-11-19 14:05, or 14:05
        </span>
      )}
    </form>
  );
}
