import type { InstallStep } from "./install-steps";

interface Installer {
  readonly serverUrl: string;
  /** In hexadecimal; null before the installer was built. */
  readonly sha256: string | null;
}

const FILE = "curfew-agent-x64.msi";
const PROGRAM = '& "$env:ProgramFiles\\Curfew Agent\\curfew-agent.cmd"';

function inPowerShell(steps: readonly Omit<InstallStep, "prompt">[]): InstallStep[] {
  return steps.map((step) => ({ ...step, prompt: "PS>" }));
}

function fetchSteps({ serverUrl, sha256 }: Installer): InstallStep[] {
  if (sha256 === null) return [];
  return [
    {
      label: "Fetch the installer",
      text: `Invoke-WebRequest -UseBasicParsing -OutFile ${FILE} ${serverUrl}/agent/v1/installer`,
      does: ["Downloads one file from the gateway, about 36 MB. Nothing runs yet."],
    },
    {
      label: "Check that it is the one this Curfew was built with",
      text: `(Get-FileHash ${FILE} -Algorithm SHA256).Hash -eq "${sha256.toUpperCase()}"`,
      does: [
        "Compares the file with the fingerprint on this page, which came another way. Nobody has signed it: this is what vouches for it.",
        "Says True, or False: then do not go on.",
      ],
    },
  ];
}

function runInstaller(does: readonly string[], label: string): InstallStep {
  return {
    label,
    text: `Start-Process msiexec -Wait -ArgumentList '/i', '${FILE}', '/qn', '/l*v', 'curfew-agent.log'`,
    does,
  };
}

/** From nothing to an agent that reports, in PowerShell as an administrator. */
export function windowsSteps(installer: Installer): InstallStep[] {
  return inPowerShell([
    ...fetchSteps(installer),
    runInstaller(
      [
        "Writes C:\\Program Files\\Curfew Agent: Node, the program, and koffi, by which it calls Windows. Nothing else need be installed.",
        "Registers the service curfew-agent and starts it, now and at every boot. It runs as LocalSystem: no lesser account may log others off or read the Security log.",
        "The service makes C:\\ProgramData\\Curfew Agent, for administrators and itself alone, and waits there for its enrolment.",
        "Takes no token: what is given to an installer stands in its log and in the list of processes.",
      ],
      "Install and start it",
    ),
    {
      label: "Enrol it; it asks for the token",
      text: `${PROGRAM} enrol --server ${installer.serverUrl}`,
      does: [
        "Makes a key that never leaves this host, sends the token and the public half to the gateway, and keeps the gateway's own key: no other may command this host.",
        "Within seconds the service goes on by itself and reports who is on.",
      ],
    },
    {
      label: "Look whether all is well",
      text: `${PROGRAM} doctor`,
      does: [
        "Looks at service, rights, key, spool, clock, gateway, sessions, audit policy and the size of the logs; changes nothing, and says what to do.",
      ],
    },
  ]);
}

export function windowsUpgradeSteps(installer: Installer): InstallStep[] {
  return inPowerShell([
    ...fetchSteps(installer),
    runInstaller(
      [
        "Stops the service in order, takes the older version's place, starts it, and waits until it has looked at this host.",
        "Keeps the key, the spool and the journal. An older version than the installed one is refused.",
        "When the new version does not come up, Windows Installer puts the one before back by itself and ends with 1603; curfew-agent.log says why.",
      ],
      "Put it in the place of the one that runs",
    ),
  ]);
}

export const WINDOWS_REMOVE_STEPS: readonly InstallStep[] = inPowerShell([
  {
    label: "Remove the agent; in Settings under Apps it is Curfew Agent",
    text: "Get-Package 'Curfew Agent' | Uninstall-Package",
    does: [
      "Stops the service in order and removes it and the program. PowerShell 7 does not know the package: Windows PowerShell does.",
      "Keeps C:\\ProgramData\\Curfew Agent with the key and the events that were not sent yet: another install goes on with it.",
    ],
  },
  {
    label: "Remove its key and what was not sent, too",
    text: 'Remove-Item -Recurse "$env:ProgramData\\Curfew Agent"',
    does: ["Revoke the agent on the Enrolment page afterwards: the gateway does not forget a key by itself."],
  },
]);
