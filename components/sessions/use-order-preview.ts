"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { OrderPreview } from "@/lib/domain/order-preview";
import type { OrderVerb } from "@/lib/domain/order-verb";
import type { AskedTargets, OrderActions } from "./order-asking";

export interface PreviewState {
  readonly preview: OrderPreview | null;
  readonly refusal: string | null;
  readonly isLooking: boolean;
  /** Looks again at the same targets. */
  readonly look: () => Promise<void>;
}

/** What the server says would be hit; asked again whenever that may have become something else. */
export function useOrderPreview(
  ask: OrderActions["preview"],
  targets: AskedTargets,
  verb: OrderVerb,
  includeProtected: boolean,
): PreviewState {
  const [preview, setPreview] = useState<OrderPreview | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isLooking, setLooking] = useState(true);
  const turn = useRef(0);

  const look = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    setLooking(true);
    const answer = await ask({ verb, targets, includeProtected }).catch(() => null);
    if (mine !== turn.current) return;
    setLooking(false);
    setRefusal(answer === null ? "Curfew did not answer. Nothing was asked of any host." : null);
    if (answer?.ok) setPreview(answer.value);
    else if (answer) setRefusal(answer.message);
  }, [ask, verb, targets, includeProtected]);

  useEffect(() => {
    void look();
  }, [look]);

  return { preview, refusal, isLooking, look };
}
