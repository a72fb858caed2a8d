"use client";

import { Button } from "@/components/ui/button";
import { useAct } from "@/components/ui/use-act";
import type { ActionResult } from "@/lib/domain/action-result";

interface ReadNowProps {
  readonly isReading: boolean;
  readonly ask: () => Promise<ActionResult<unknown>>;
}

export function ReadNow({ isReading, ask }: ReadNowProps) {
  const { isBusy, run, elsewhere } = useAct();
  return (
    <span className="row">
      <Button
        isPending={isBusy}
        disabledBecause={isReading ? "Its users are being read" : null}
        onClick={() => void run(ask, null)}
      >
        Read its users now
      </Button>
      {elsewhere() && (
        <span className="err" role="alert">
          {elsewhere()}
        </span>
      )}
    </span>
  );
}
