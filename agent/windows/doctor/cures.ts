import type { Finding } from "../../doctor/finding";

const ENROL = "curfew-agent enrol --server URL, as an administrator; the service goes on by itself";
const RE_ENROL = `press Re-enrol on the Enrolment page, then ${ENROL.replace("enrol ", "enrol --again ")}`;
const EXTRA_ISSUER =
  "renew the certificate, or tell Node of its issuer: setx /M NODE_EXTRA_CA_CERTS FILE; Restart-Service curfew-agent";

/** What differs from the cure on Linux, by what the finding is about. */
const CURES: Record<string, (finding: Finding) => string | null> = {
  state: ({ found }) =>
    found.startsWith("there is no")
      ? "install the agent: the page Install agents of Curfew shows how"
      : "run the doctor as an administrator",
  key: ({ found }) =>
    found === "this host is not enrolled" ? `make a token on the Enrolment page, then ${ENROL}` : RE_ENROL,
  standing: ({ cure }) => (cure?.startsWith("re-enrol") ? RE_ENROL : null),
  way: ({ state }) => (state === "bad" ? EXTRA_ISSUER : null),
  clock: () => "set the clock: Start-Service w32time; w32tm /resync /force",
  gateway: ({ cure }) => cure?.replace("? curl -v", "? curl.exe -v") ?? null,
  sessions: () => "Start-Service TermService, and run the doctor as an administrator",
  "audit log": ({ state }) =>
    state === "bad"
      ? "run the doctor as an administrator; Get-Service EventLog must run"
      : "nobody logged on since the log was cleared, or nothing is audited: see the audit policy",
};

/** The cures of the findings that every system has, as one types them on Windows. */
export function onWindows(finding: Finding): Finding {
  if (finding.cure === undefined) return finding;
  const cure = CURES[finding.about]?.(finding);
  return cure ? { ...finding, cure } : finding;
}
