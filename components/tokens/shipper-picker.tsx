"use client";

import { useState } from "react";
import { CopyButton } from "@/components/enrolment/copy-button";
import { shipperConfigs } from "./shipper-configs";

interface ShipperPickerProps {
  readonly gatewayUrl: string;
  /** The token that was just made; a place for one where there is none. */
  readonly token: string | null;
}

/** What to write into each shipper's configuration, ready to copy. */
export function ShipperPicker({ gatewayUrl, token }: ShipperPickerProps) {
  const configs = shipperConfigs(gatewayUrl, token ?? "cf_api_…");
  const [name, setName] = useState(configs[0]?.name ?? "");
  const config = configs.find((one) => one.name === name) ?? configs[0];
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend for a row of buttons */}
      <div className="seg shippers" role="group" aria-label="Shipper">
        {configs.map((one) => (
          <button
            key={one.name}
            type="button"
            aria-pressed={one.name === config?.name}
            onClick={() => setName(one.name)}
          >
            {one.name}
          </button>
        ))}
      </div>
      {config && (
        <div className="field">
          <span className="label">
            {config.file}
            {token === null && <span className="meta"> · a token that you make takes its place here</span>}
          </span>
          <div className="cmd config">
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must with the keyboard too */}
            <pre tabIndex={0}>{config.text}</pre>
            <CopyButton text={config.text} what={`configuration of ${config.name}`} />
          </div>
        </div>
      )}
    </>
  );
}
