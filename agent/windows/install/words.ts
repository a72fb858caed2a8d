const PAGE = "the page Install agents of Curfew shows each command and what it does";

/** Windows' own installer puts programs there and takes them away; what is to be typed instead of our verb. */
export function sayHowOnWindows(verb: "install" | "upgrade" | "uninstall", stateDir: string): string {
  switch (verb) {
    case "install":
      return [
        "on Windows the installer does this: msiexec /i curfew-agent-x64.msi /qn, as an administrator,",
        `then curfew-agent enrol --server URL; ${PAGE}`,
      ].join(" ");
    case "upgrade":
      return [
        "on Windows the newer installer does this: msiexec /i curfew-agent-x64.msi /qn, as an administrator;",
        "the key, the spool and the journal stay, and a version that does not come up gives way to the one before",
      ].join(" ");
    case "uninstall":
      return [
        "on Windows the installer does this: msiexec /x curfew-agent-x64.msi /qn, or Settings, Apps, Curfew Agent.",
        `${stateDir} stays, with the key and what was not sent: remove it by hand,`,
        "and revoke the agent on the Enrolment page",
      ].join(" ");
  }
}
