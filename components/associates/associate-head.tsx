import { Badge } from "@/components/ui/badge";
import { CopyId } from "@/components/ui/copy-id";
import { middleTruncated, visibleText } from "@/lib/format/count";

interface AssociateHeadProps {
  readonly id: number;
  readonly name: string;
  readonly fullName: string;
  readonly group: string;
  readonly isProtected: boolean;
  readonly isRetired: boolean;
  readonly accounts: readonly { readonly key: string; readonly domain: string; readonly name: string }[];
}

/** Who this is: names that people know, and ids that logs know. */
export function AssociateHead(props: AssociateHeadProps) {
  const [first, ...more] = props.accounts;
  return (
    <header className="who">
      <div>
        <h2 className="who-name">
          {visibleText(props.fullName || props.name)}{" "}
          {props.isProtected && (
            <Badge look="dashed" title="Never logged off by an order without a second operator">
              protected
            </Badge>
          )}{" "}
          {props.isRetired && <Badge>retired</Badge>}
        </h2>
        <div className="who-sub">
          Associate {props.id} · <span className="mono">{visibleText(props.name)}</span>
        </div>
      </div>
      <dl className="who-ids m-0">
        {first && (
          <div>
            <dt>{more.length > 0 ? `Accounts, ${props.accounts.length}` : "Account"}</dt>
            <dd>
              <CopyId value={accountName(first)} what="account" />
              {more.length > 0 && (
                <span className="badge" title={more.map(accountName).join("\n")}>
                  +{more.length}
                </span>
              )}
            </dd>
          </div>
        )}
        {first && (
          <div>
            <dt>{first.key.startsWith("S-1-") ? "SID" : "Account key"}</dt>
            <dd>
              <CopyId
                value={first.key}
                shown={middleTruncated(first.key, 30)}
                what={first.key.startsWith("S-1-") ? "SID" : "account key"}
              />
            </dd>
          </div>
        )}
        <div>
          <dt>Group</dt>
          <dd>
            {props.group ? (
              <span className="badge">{visibleText(props.group)}</span>
            ) : (
              <span className="quiet">none</span>
            )}
          </dd>
        </div>
      </dl>
    </header>
  );
}

function accountName(account: { readonly domain: string; readonly name: string }): string {
  return visibleText(account.domain ? `${account.domain}\\${account.name}` : account.name);
}
