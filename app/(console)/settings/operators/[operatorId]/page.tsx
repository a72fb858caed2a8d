import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { changeOperatorAction } from "@/app/_actions/change-operator";
import { issuePasswordLinkAction } from "@/app/_actions/issue-password-link";
import { revokeSignInAction } from "@/app/_actions/revoke-sign-in";
import { switchOperatorAction } from "@/app/_actions/switch-operator";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import { NewLink, SwitchOperator } from "@/components/settings/operator-access";
import { OperatorForm } from "@/components/settings/operator-form";
import { OperatorStateMark } from "@/components/settings/operator-table";
import { Setting } from "@/components/settings/setting";
import { SignInTable } from "@/components/settings/sign-in-table";
import { Page } from "@/components/shell/page";
import { DomainError } from "@/lib/domain/errors";
import { operatorState, ROLE_WORDS } from "@/lib/domain/operator";
import { scopeWords } from "@/lib/domain/scope";
import { clockOrDay } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { readOperator } from "@/lib/services/read-operators";
import "@/app/styles/records.css";
import "@/app/styles/settings.css";

export const metadata: Metadata = { title: "Operator" };

interface OperatorPageProps {
  readonly params: Promise<{ operatorId: string }>;
}

export default async function OperatorPage({ params }: OperatorPageProps) {
  const ctx = await requireContext("operator.read");
  const { operatorId } = await params;
  const [{ operator, signIns, groups }, zone] = await Promise.all([
    readOperator(ctx, /^\d{1,10}$/.test(operatorId) ? Number(operatorId) : 0).catch(orNotFound),
    readZone(),
  ]);
  const { id, role, scope, disabledAt, hasPassword } = operator;
  const [name, displayName] = [visibleText(operator.name), visibleText(operator.displayName)];
  const isSelf = ctx.actor.kind === "operator" && ctx.actor.operatorId === id;
  const now = ctx.now.getTime();
  const isEnabled = disabledAt === null;
  return (
    <Page
      scope="settings records"
      crumbs={[
        { label: "Settings", href: "/settings" },
        { label: "Operators", href: "/settings/operators" },
      ]}
      title={displayName}
    >
      <div className="set-head who">
        <p>
          Signs in as <b className="mono">{name}</b>
        </p>
        <OperatorStateMark state={operatorState(operator, now)} />
        <p>
          {operator.lastSignInAt ? (
            <>
              last signed in{" "}
              <time className="mono" dateTime={operator.lastSignInAt.toISOString()}>
                {clockOrDay(operator.lastSignInAt.getTime(), now, zone.timeZone)}
              </time>
            </>
          ) : (
            "has not signed in yet"
          )}
        </p>
      </div>
      <Setting
        id="may"
        title="Role and scope"
        lead="Holds from the next request on, in pages that are open too. Every order is judged by it again when it is made."
      >
        {isSelf ? (
          <p className="quiet">
            {ROLE_WORDS[role]}, {visibleText(scopeWords(scope))}. This is you: nobody changes their own role
            and scope, another administrator must.
          </p>
        ) : (
          <OperatorForm
            key={`${role} ${JSON.stringify(scope)} ${operator.displayName}`}
            operatorId={id}
            name={name}
            displayName={operator.displayName}
            role={role}
            scope={scope}
            groups={groups}
            change={changeOperatorAction}
          />
        )}
      </Setting>
      <Setting
        id="link"
        title={hasPassword ? "New password" : "First sign-in"}
        lead="A link by which they set a password themselves. It works once, for a day; no mail is sent."
      >
        {isSelf && (
          <p>
            Change your own under <Link href="/settings/account">Your account</Link>.
          </p>
        )}
        {!isSelf && !isEnabled && <p className="quiet">{name} is disabled: enable them first.</p>}
        {!isSelf && isEnabled && (
          <NewLink
            operatorId={id}
            hasPassword={hasPassword}
            timeZone={zone.timeZone}
            issueLink={issuePasswordLinkAction}
          />
        )}
      </Setting>
      <Setting
        id="sign-ins"
        title="Sign-ins"
        lead="Where somebody is signed in with this name now. One that is ended is out with the next request."
      >
        <SignInTable
          signIns={signIns}
          ownId={null}
          now={now}
          timeZone={zone.timeZone}
          revoke={revokeSignInAction}
        />
      </Setting>
      {!isSelf && (
        <Setting
          id="access"
          title={isEnabled ? "Keep out" : "Let in again"}
          lead={
            isEnabled
              ? "Ends every sign-in at once and refuses new ones. Nothing that they did is lost."
              : "They sign in with the password that they had."
          }
        >
          <SwitchOperator
            operatorId={id}
            name={name}
            isEnabled={isEnabled}
            signIns={signIns.length}
            switchOperator={switchOperatorAction}
          />
        </Setting>
      )}
    </Page>
  );
}

function orNotFound(error: unknown): never {
  if (error instanceof DomainError && error.code === "not_found") notFound();
  throw error;
}
