"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { DropZone } from "./drop-zone";
import { giveToNew, type StartImport } from "./give-files";
import type { PickedFile } from "./picked-files";

/** The way into an import: its own page opens as soon as it has begun. */
export function NewImport({ startImport }: { readonly startImport: StartImport }) {
  const [refusal, setRefusal] = useState<string | null>(null);
  const router = useRouter();
  const give = async (picked: readonly PickedFile[]) => {
    setRefusal(null);
    const answer = await giveToNew(picked, startImport);
    if (typeof answer === "string") setRefusal(answer);
    else router.push(`/imports/${answer}`);
  };
  return (
    <>
      <DropZone isFirst onFiles={give} />
      {refusal && (
        <p className="err gutter" role="alert">
          {refusal}
        </p>
      )}
    </>
  );
}
