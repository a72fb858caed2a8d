"use client";

import Link from "next/link";
import { useState } from "react";
import { Command } from "./command";
import { linuxSteps } from "./install-steps";

const SYSTEMS = [
  ["linux", "Linux"],
  ["windows", "Windows"],
] as const;

interface EnrolCommandsProps {
  readonly serverUrl: string;
  readonly sha256: string | null;
}

/** The commands as they are typed. The token is asked for, so it is in none of them. */
export function EnrolCommands({ serverUrl, sha256 }: EnrolCommandsProps) {
  const [system, setSystem] = useState<"linux" | "windows">("linux");
  return (
    <>
      <div className="row">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend for two buttons */}
        <div className="seg" role="group" aria-label="System">
          {SYSTEMS.map(([key, word]) => (
            <button key={key} type="button" aria-pressed={system === key} onClick={() => setSystem(key)}>
              {word}
            </button>
          ))}
        </div>
        <span className="meta">
          The token is asked for, so it stays out of shell history and process lists
        </span>
      </div>
      {system === "linux" ? (
        <>
          {linuxSteps({ serverUrl, sha256 }).map((step, i) => (
            <Command key={step.text} n={i + 1} label={step.label} text={step.text} />
          ))}
          <p className="meta">
            Node 20.19 or newer and systemd. <Link href="/enrolment/install">What each of these does</Link>,
            and how to upgrade and remove it.
          </p>
        </>
      ) : (
        <p className="note">
          <span>
            <b>Not packaged for Windows yet.</b> There is no Windows agent to install in this version, so no
            command is shown here. Windows hosts can be known from imported event logs.
          </span>
        </p>
      )}
    </>
  );
}
