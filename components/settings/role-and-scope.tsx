"use client";

import { Choices } from "@/components/tokens/choices";
import { WordsField } from "@/components/ui/words-field";
import type { Role } from "@/lib/domain/actor";
import { ROLE_MEANS, ROLE_WORDS } from "@/lib/domain/operator";
import { type Scope, scopeWords } from "@/lib/domain/scope";
import { visibleText } from "@/lib/format/count";

interface RoleAndScopeProps {
  readonly role: Role;
  readonly scope: Scope;
  readonly groups: readonly string[];
  readonly onRole: (role: Role) => void;
  readonly onScope: (scope: Scope) => void;
  readonly errorOf: (field: string) => string | null;
}

const ROLES = (["auditor", "operator", "administrator"] as const).map(
  (role) => [role, ROLE_WORDS[role]] as const,
);

/** What somebody may do, and to whom. */
export function RoleAndScope({ role, scope, groups, onRole, onScope, errorOf }: RoleAndScopeProps) {
  return (
    <>
      <div className="field">
        <span className="label">Role</span>
        <Choices name="Role" options={ROLES} value={role} onPick={onRole} />
        <span className="hint">{ROLE_MEANS[role]}</span>
        {errorOf("role") && <span className="err">{errorOf("role")}</span>}
      </div>
      {role !== "auditor" && (
        <>
          <WordsField
            label="Only on these hosts"
            hint="* stands for any text, ? for one character. Empty: every host."
            placeholder="WS-*, TS-0?"
            endsAtBlank
            words={scope.hosts}
            error={errorOf("scope.hosts")}
            onChange={(hosts) => onScope({ ...scope, hosts })}
          />
          <WordsField
            label="Only associates of these groups"
            hint="Empty: everybody, accounts that are nobody's among them."
            words={scope.groups}
            suggestions={groups}
            error={errorOf("scope.groups")}
            onChange={(chosen) => onScope({ ...scope, groups: chosen })}
          />
          <p className="sentence" aria-live="polite">
            May log off{" "}
            <b>
              {visibleText(scopeWords(scope) === "everything" ? "everyone, everywhere" : scopeWords(scope))}
            </b>
            .
          </p>
        </>
      )}
    </>
  );
}
