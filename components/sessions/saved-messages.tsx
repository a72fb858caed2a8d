"use client";

import { useEffect, useState } from "react";
import { Field } from "@/components/ui/field";
import { visibleText } from "@/lib/format/count";
import type { OrderActions, SavedMessage } from "./order-asking";

interface SavedMessagesProps {
  readonly read: OrderActions["templates"];
  /** What people would read now. */
  readonly chosen: string;
  /** Null: one's own words. */
  readonly onChoose: (text: string | null) => void;
  /** Said of the choice that is none of them. */
  readonly ownWords: string;
}

/** Messages that were saved in Settings; nothing where there is none. */
export function SavedMessages({ read, chosen, onChoose, ownWords }: SavedMessagesProps) {
  const [saved, setSaved] = useState<readonly SavedMessage[]>([]);

  useEffect(() => {
    let isHere = true;
    // Without an answer one writes it by hand, as one would without any.
    void read()
      .catch(() => null)
      .then((answer) => isHere && answer?.ok && setSaved(answer.value));
    return () => {
      isHere = false;
    };
  }, [read]);

  if (saved.length === 0) return null;
  const one = saved.find(({ text }) => text === chosen);
  return (
    <Field label="Saved message">
      {(control) => (
        <select
          {...control}
          className="select"
          value={one?.id ?? ""}
          onChange={({ target }) =>
            onChoose(saved.find(({ id }) => String(id) === target.value)?.text ?? null)
          }
        >
          <option value="">{ownWords}</option>
          {saved.map(({ id, name }) => (
            <option key={id} value={id}>
              {visibleText(name)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
