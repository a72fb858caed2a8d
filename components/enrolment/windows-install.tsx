import Link from "next/link";
import { InstallStepList } from "./install-step-list";
import { WINDOWS_REMOVE_STEPS, windowsSteps, windowsUpgradeSteps } from "./windows-steps";

interface WindowsInstallProps {
  readonly serverUrl: string;
  /** Of the installer; null where it has not been built. */
  readonly sha256: string | null;
}

/** The page's half for Windows, with what is known of it and what is not. */
export function WindowsInstall(installer: WindowsInstallProps) {
  return (
    <>
      <section className="section first" aria-labelledby="install-windows">
        <h2 id="install-windows">Windows</h2>
        <p className="lead">
          Windows 10 or Server 2016 and newer, 64 bit, in PowerShell as an administrator.{" "}
          <Link className="link" href="/enrolment">
            Make a token
          </Link>{" "}
          first: it is asked for, never typed into a command.
        </p>
        <p className="note">
          <span>
            <b>Tested under Wine, not yet on Windows.</b> The installer, the service and every call into the
            system ran under Wine, with stand-ins for what Wine lacks. Begin with a machine that may be
            harmed; <span className="mono">docs/windows-verification.md</span> lists what to try there, and
            what to expect.
          </span>
        </p>
        {installer.sha256 === null && (
          <p className="note">
            <span>
              <b>The installer is not built here yet</b>, so there is no fingerprint to show and nothing to
              fetch: <span className="mono">node scripts/build-msi.mjs</span> on the machine of Curfew, which
              must be Linux with wixl and msitools.
            </span>
          </p>
        )}
        <InstallStepList steps={windowsSteps(installer)} />
      </section>
      <section className="section" aria-labelledby="upgrade-windows">
        <h2 id="upgrade-windows">Upgrade in place</h2>
        <InstallStepList steps={windowsUpgradeSteps(installer)} />
      </section>
      <section className="section" aria-labelledby="remove-windows">
        <h2 id="remove-windows">Remove</h2>
        <InstallStepList steps={WINDOWS_REMOVE_STEPS} />
      </section>
    </>
  );
}
