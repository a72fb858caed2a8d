import type { Metadata } from "next";
import { createApiTokenAction } from "@/app/_actions/create-api-token";
import { revokeApiTokenAction } from "@/app/_actions/revoke-api-token";
import { gatewayAddress } from "@/app/_edge/gateway-address";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import { Page } from "@/components/shell/page";
import { ApiTokenForm } from "@/components/tokens/api-token-form";
import { ApiTokenTable } from "@/components/tokens/api-token-table";
import { CameIn } from "@/components/tokens/came-in";
import { readApiTokens } from "@/lib/services/read-api-tokens";
import "@/app/styles/enrolment.css";
import "@/app/styles/records.css";
import "@/app/styles/api-tokens.css";

export const metadata: Metadata = { title: "API tokens" };

export default async function TokensPage() {
  const ctx = await requireContext("api-token.read");
  const [tokens, zone] = await Promise.all([readApiTokens(ctx), readZone()]);
  const shown = { now: ctx.now.getTime(), timeZone: zone.timeZone };
  const shippers = tokens.filter(({ scopes }) => scopes.includes("ingest"));
  return (
    <Page scope="enrolment records" title="API tokens">
      <section className="section first" aria-labelledby="make-token">
        <h2 id="make-token">Make a token</h2>
        <p className="lead">
          Programs show it in place of an operator: shippers of logs, scripts, WebAPI clients. It may do what
          it is for, within its role.
        </p>
        <ApiTokenForm
          gatewayUrl={gatewayAddress()}
          timeZone={zone.timeZone}
          createToken={createApiTokenAction}
        />
      </section>
      <section className="section flush" aria-labelledby="tokens">
        <h2 id="tokens">Tokens</h2>
        {tokens.length > 0 ? (
          <ApiTokenTable tokens={tokens} {...shown} revokeToken={revokeApiTokenAction} />
        ) : (
          <p className="gutter quiet">No token has been made yet.</p>
        )}
      </section>
      {shippers.length > 0 && (
        <section className="section flush" aria-labelledby="came-in">
          <h2 id="came-in">What came in</h2>
          <CameIn rows={shippers} {...shown} />
        </section>
      )}
    </Page>
  );
}
