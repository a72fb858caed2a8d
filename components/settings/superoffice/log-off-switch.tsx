"use client";

import { useAct } from "@/components/ui/use-act";
import type { ActionResult } from "@/lib/domain/action-result";

interface LogOffSwitchProps {
  readonly isOn: boolean;
  readonly switchLogOff: (input: { isOn: boolean }) => Promise<ActionResult<unknown>>;
}

/** Whether LogOffWindowsUsers is called there too. */
export function LogOffSwitch({ isOn, switchLogOff }: LogOffSwitchProps) {
  const { isBusy, run, elsewhere } = useAct();
  return (
    <div className="stack">
      <label className="row so-switch">
        <input
          type="checkbox"
          className="switch"
          checked={isOn}
          disabled={isBusy}
          onChange={(event) => {
            const wanted = event.currentTarget.checked;
            void run(
              () => switchLogOff({ isOn: wanted }),
              wanted
                ? "From the next order on they are logged off there too"
                : "Nobody is logged off there any more",
            );
          }}
        />
        Also call LogOffWindowsUsers there
      </label>
      {elsewhere() && (
        <p className="err" role="alert">
          {elsewhere()}
        </p>
      )}
    </div>
  );
}
