import { fetchSteps, type InstallStep, type Program } from "./install-steps";

const INSTALLED = "/opt/curfew-agent-samba/curfew-agent.cjs";

/** The agent's own copy of these is in agent/samba/smb-conf.ts; its test holds the two against each other. */
export const SAMBA_AUDIT_LINES = [
  "vfs objects = full_audit",
  "full_audit:prefix = curfew|%u|%I|%d",
  "full_audit:success = connect disconnect",
  "full_audit:failure = none",
  "full_audit:syslog = true",
] as const;

/** From a file server that audits nothing to one that reports. */
export function sambaSteps(program: Program): InstallStep[] {
  return [
    ...fetchSteps(program),
    {
      label: "Let Samba audit who opens and closes shares: its module, as root",
      text: "apt install samba-vfs-modules",
      does: [
        "Brings full_audit. It is a package of its own on Debian and Ubuntu, and part of Samba elsewhere.",
      ],
    },
    {
      label: "Into [global] of /etc/samba/smb.conf",
      text: SAMBA_AUDIT_LINES.join("\n"),
      prompt: "",
      does: [
        "vfs objects: full_audit sees every share. A share that names objects of its own needs full_audit among them, and Samba calls them in their order.",
        "prefix: who, from where, and which smbd; the agent reads lines that begin with curfew| and no others.",
        "success and failure: only shares that are opened and closed are written, never which files.",
        "syslog: into the journal, where only root’s smbd can write under that name.",
      ],
    },
    {
      label: "Make Samba read it",
      text: "smbcontrol smbd reload-config",
      does: ["Connections that are open stay; they are audited from their next share on."],
    },
    {
      label: "Install, enrol and start the agent, as root; it asks for the token",
      text: `node curfew-agent.cjs install --platform samba --server ${program.serverUrl}`,
      does: [
        "The file server is a host of its own, named like this machine with -smb, with a key of its own: an agent of the machine itself stands beside it.",
        `Writes ${INSTALLED} and /etc/systemd/system/curfew-agent-samba.service, and starts it, now and at every boot.`,
      ],
    },
    {
      label: "Look whether all is well",
      text: `node ${INSTALLED} doctor --platform samba`,
      does: [
        "Looks at smbstatus, the audit module and each of these lines, and at all that the doctor of a host looks at.",
        "upgrade and uninstall take --platform samba too.",
      ],
    },
  ];
}
