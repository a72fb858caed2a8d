import type { Metadata } from "next";
import Link from "next/link";
import { gatewayAddress } from "@/app/_edge/gateway-address";
import { requireContext } from "@/app/_edge/require-context";
import { InstallStepList } from "@/components/enrolment/install-step-list";
import { LINUX_REMOVE_STEPS, linuxSteps, linuxUpgradeSteps } from "@/components/enrolment/install-steps";
import { sambaSteps } from "@/components/enrolment/samba-steps";
import { SystemSwitch } from "@/components/enrolment/system-switch";
import { WindowsInstall } from "@/components/enrolment/windows-install";
import { Page } from "@/components/shell/page";
import { fingerprintInstaller } from "@/lib/services/read-agent-installer";
import { readAgentProgram } from "@/lib/services/read-agent-program";
import "@/app/styles/enrolment.css";
import "@/app/styles/records.css";

export const metadata: Metadata = { title: "Install agents" };

/** The same for everybody: no byte of it comes from a request. */
export default async function InstallPage() {
  await requireContext("enrolment.read");
  const [found, installerSha256] = await Promise.all([readAgentProgram(), fingerprintInstaller()]);
  const program = { serverUrl: gatewayAddress(), sha256: found?.sha256 ?? null };
  return (
    <Page
      scope="enrolment records"
      title="Install agents"
      crumbs={[{ label: "Enrolment", href: "/enrolment" }]}
    >
      <div className="install">
        <SystemSwitch
          linux={
            <>
              <section className="section first" aria-labelledby="install-linux">
                <h2 id="install-linux">Linux</h2>
                <p className="lead">
                  Node 20.19 or newer for the whole machine, systemd with logind.{" "}
                  <Link className="link" href="/enrolment">
                    Make a token
                  </Link>{" "}
                  first: it is asked for, never typed into a command.
                </p>
                {!found && (
                  <p className="note">
                    The agent is not built here yet: <span className="mono">node scripts/build.mjs</span> on
                    the machine of Curfew.
                  </p>
                )}
                <InstallStepList steps={linuxSteps(program)} />
                <p className="meta">
                  The gateway&apos;s address is <span className="mono">{program.serverUrl}</span>, as this
                  Curfew is set up; GATEWAY_ORIGIN sets another.
                </p>
              </section>
              <section className="section" aria-labelledby="upgrade-linux">
                <h2 id="upgrade-linux">Upgrade in place</h2>
                <InstallStepList steps={linuxUpgradeSteps(program)} />
              </section>
              <section className="section" aria-labelledby="remove-linux">
                <h2 id="remove-linux">Remove</h2>
                <InstallStepList steps={LINUX_REMOVE_STEPS} />
              </section>
            </>
          }
          samba={
            <section className="section first" aria-labelledby="install-samba">
              <h2 id="install-samba">Samba file server</h2>
              <p className="lead">
                Samba 4.17 or newer on Linux, with Node 20.19 or newer.{" "}
                <Link className="link" href="/enrolment">
                  Make a token
                </Link>{" "}
                of its own first: an agent of the machine itself does not share it.
              </p>
              <InstallStepList steps={sambaSteps(program)} />
            </section>
          }
          windows={<WindowsInstall serverUrl={program.serverUrl} sha256={installerSha256} />}
        />
      </div>
    </Page>
  );
}
