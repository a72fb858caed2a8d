"use client";

import Link from "next/link";
import { useState } from "react";
import { Command } from "./command";
import { type InstallStep, linuxSteps } from "./install-steps";
import { sambaSteps } from "./samba-steps";
import { type System, SystemChoice } from "./system-switch";
import { windowsSteps } from "./windows-steps";

interface EnrolCommandsProps {
  readonly serverUrl: string;
  readonly sha256: string | null;
  /** Of the installer for Windows; null where it has not been built. */
  readonly installerSha256: string | null;
}

/** The commands as they are typed. The token is asked for, so it is in none of them. */
export function EnrolCommands({ serverUrl, sha256, installerSha256 }: EnrolCommandsProps) {
  const [system, setSystem] = useState<System>("linux");
  return (
    <>
      <div className="row">
        <SystemChoice chosen={system} onChoose={setSystem} />
        <span className="meta">
          The token is asked for, so it stays out of shell history and process lists
        </span>
      </div>
      {system === "linux" && (
        <>
          <Commands steps={linuxSteps({ serverUrl, sha256 })} />
          <p className="meta">
            Node 20.19 or newer and systemd.{" "}
            <Link className="link" href="/enrolment/install">
              What each of these does
            </Link>
            , and how to upgrade and remove it.
          </p>
        </>
      )}
      {system === "samba" && (
        <>
          <Commands steps={sambaSteps({ serverUrl, sha256 })} />
          <p className="meta">
            Samba 4.17 or newer, Node 20.19 or newer and systemd.{" "}
            <Link className="link" href="/enrolment/install">
              What each of these does
            </Link>
            .
          </p>
        </>
      )}
      {system === "windows" && (
        <>
          <Commands steps={windowsSteps({ serverUrl, sha256: installerSha256 })} />
          <p className="meta">
            {installerSha256 === null && "The installer is not built here yet, so there is none to fetch. "}
            Tested under Wine, not yet on Windows.{" "}
            <Link className="link" href="/enrolment/install">
              What each of these does
            </Link>
            , and how to upgrade and remove it.
          </p>
        </>
      )}
    </>
  );
}

function Commands({ steps }: { readonly steps: readonly InstallStep[] }) {
  return steps.map((step, i) => (
    <Command key={step.text} n={i + 1} label={step.label} text={step.text} prompt={step.prompt ?? "#"} />
  ));
}
