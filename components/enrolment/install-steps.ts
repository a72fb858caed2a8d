export interface InstallStep {
  readonly label: string;
  readonly text: string;
  /** What a shell shows before it; empty for lines of a file. */
  readonly prompt?: string;
  /** What it will do, before it is typed. */
  readonly does: readonly string[];
}

export interface Program {
  readonly serverUrl: string;
  /** Of the agent's one file, in hexadecimal; null before it was built. */
  readonly sha256: string | null;
}

const INSTALLED = "/opt/curfew-agent/curfew-agent.cjs";

export function fetchSteps({ serverUrl, sha256 }: Program): InstallStep[] {
  const fetched: InstallStep = {
    label: "Fetch the agent",
    text: `curl -fsSo curfew-agent.cjs ${serverUrl}/agent/v1/program`,
    does: ["Downloads one file from the gateway. Nothing runs yet."],
  };
  if (sha256 === null) return [fetched];
  const checked: InstallStep = {
    label: "Check that it is the one this Curfew was built with",
    text: `echo "${sha256}  curfew-agent.cjs" | sha256sum -c`,
    does: [
      "Compares the file with the fingerprint on this page, which came another way.",
      "Says OK, or FAILED: then do not go on.",
    ],
  };
  return [fetched, checked];
}

/** From nothing to an agent that reports. */
export function linuxSteps(program: Program): InstallStep[] {
  return [
    ...fetchSteps(program),
    {
      label: "Install, enrol and start it, as root; it asks for the token",
      text: `node curfew-agent.cjs install --server ${program.serverUrl}`,
      does: [
        "Makes /var/lib/curfew-agent, for root alone, and in it a key that never leaves this host.",
        "Sends the token and the public half of the key to the gateway, and keeps the gateway's own key: no other may command this host.",
        `Writes ${INSTALLED} and /etc/systemd/system/curfew-agent.service.`,
        "Starts the service, now and at every boot. It runs without capabilities, sees the file system read-only, and may read the journal and write to terminals.",
        "Waits until the gateway answers it. Done twice it changes nothing.",
      ],
    },
    {
      label: "Look whether all is well",
      text: `node ${INSTALLED} doctor`,
      does: [
        "Looks at clock, gateway, key, audit log, spool, permissions and service; changes nothing, and says what to do.",
      ],
    },
  ];
}

export function linuxUpgradeSteps(program: Program): InstallStep[] {
  return [
    ...fetchSteps(program),
    {
      label: "Put it in the place of the one that runs, as root",
      text: "node curfew-agent.cjs upgrade",
      does: [
        "Keeps the key, the spool and the journal, and the version before beside the new one.",
        "Goes back to that version by itself when the new one does not come up.",
      ],
    },
  ];
}

export const LINUX_REMOVE_STEPS: readonly InstallStep[] = [
  {
    label: "Remove the agent, as root",
    text: `node ${INSTALLED} uninstall`,
    does: [
      "Stops the service and removes it and the program.",
      "Asks whether the key and the events that were not sent yet go too; --purge answers yes.",
      "Revoke the agent on the Enrolment page afterwards: the gateway does not forget a key by itself.",
    ],
  },
];
