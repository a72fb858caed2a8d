import type { Metadata } from "next";
import { saveAlertChannelAction } from "@/app/_actions/save-alert-channel";
import { sendAlertAgainAction } from "@/app/_actions/send-alert-again";
import { switchAlertChannelAction } from "@/app/_actions/switch-alert-channel";
import { testAlertChannelAction } from "@/app/_actions/test-alert-channel";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import { ChannelTable } from "@/components/alerts/channel-table";
import { DeliveryTable } from "@/components/alerts/delivery-table";
import { NewChannel } from "@/components/alerts/new-channel";
import { LiveRefresh } from "@/components/live/live-refresh";
import { Page } from "@/components/shell/page";
import { CopyId } from "@/components/ui/copy-id";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { readAlerts } from "@/lib/services/read-alerts";
import "@/app/styles/alerts.css";
import "@/app/styles/records.css";

export const metadata: Metadata = { title: "Alerts" };

interface AlertsPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AlertsPage({ searchParams }: AlertsPageProps) {
  const ctx = await requireContext("alert.read");
  const [read, zone] = await Promise.all([readAlerts(ctx, await searchParams), readZone()]);
  const { channels, deliveries, ways, next, isFirstPage } = read;
  const shown = { now: ctx.now.getTime(), timeZone: zone.timeZone };
  const hasMail = channels.some(({ kind }) => kind === "mail");
  return (
    <Page scope="alerts records" title="Alerts">
      <LiveRefresh on={["alerts"]} />
      <section className="section first flush" aria-labelledby="channels">
        <div className="row gutter head">
          <h2 id="channels">Channels</h2>
          <span className="spring" />
          {channels.length > 0 && <NewChannel saveChannel={saveAlertChannelAction} />}
        </div>
        {channels.length > 0 ? (
          <ChannelTable
            channels={channels}
            {...shown}
            acts={{
              saveChannel: saveAlertChannelAction,
              testChannel: testAlertChannelAction,
              switchChannel: switchAlertChannelAction,
            }}
          />
        ) : (
          <EmptyState title="Nobody is told" actions={<NewChannel saveChannel={saveAlertChannelAction} />}>
            A channel tells a webhook or a mailbox when an order misses somebody, a host falls silent, a ghost
            appears, a key is cloned or a policy acts.
          </EmptyState>
        )}
        {hasMail && ways?.mail === null && (
          <p className="gutter err ways" role="status">
            No mail server is set, so nothing is mailed: start Curfew with CURFEW_SMTP_URL and
            CURFEW_MAIL_FROM.
          </p>
        )}
        {channels.length > 0 && (
          <p className="gutter meta row ways">
            {ways ? (
              <>
                Webhooks are signed as Standard Webhooks has it (v1a, Ed25519).
                {ways.mail && ` Mail leaves by ${ways.mail.server} as ${ways.mail.from}.`} Public key
                <CopyId value={ways.webhookKey} what="public key" />
              </>
            ) : (
              "The gateway has not run yet: it is what sends."
            )}
          </p>
        )}
      </section>
      <section className="section flush" aria-labelledby="deliveries">
        <h2 id="deliveries">Deliveries</h2>
        {deliveries.length > 0 ? (
          <>
            <DeliveryTable deliveries={deliveries} {...shown} sendAgain={sendAlertAgainAction} />
            {(next !== null || !isFirstPage) && (
              <Pagination
                newerHref={isFirstPage ? null : "/alerts"}
                olderHref={next === null ? null : `/alerts?before=${next}`}
              />
            )}
          </>
        ) : (
          <p className="gutter quiet">Nothing has been told yet.</p>
        )}
      </section>
    </Page>
  );
}
