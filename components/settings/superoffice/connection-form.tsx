"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { useAct } from "@/components/ui/use-act";
import type { ActionResult } from "@/lib/domain/action-result";
import { SecretField } from "./secret-field";

export interface ConnectionFacts {
  readonly url: string;
  readonly hasAppToken: boolean;
  readonly version: number;
}

export interface ConnectionActs {
  readonly save: (input: {
    url: string;
    authorization: string;
    appToken: string;
    version: number;
  }) => Promise<ActionResult<unknown>>;
  readonly remove: (input: { version: number }) => Promise<ActionResult<unknown>>;
}

interface ConnectionFormProps extends ConnectionActs {
  /** Null where none is set. */
  readonly connection: ConnectionFacts | null;
}

const FIELDS = ["url", "authorization", "appToken"];
const EMPTY = { authorization: "", appToken: "" };

/** Where the server is, and what it is shown; what is kept of that is never shown again. */
export function ConnectionForm({ connection, save, remove }: ConnectionFormProps) {
  const { isBusy, run, errorOf, elsewhere } = useAct();
  const [url, setUrl] = useState(connection?.url ?? "");
  const [secrets, setSecrets] = useState(EMPTY);
  const [isSure, setSure] = useState(false);
  const isMoved = connection !== null && url.trim() !== connection.url;
  const isSame = connection !== null && !isMoved && secrets.authorization === "" && secrets.appToken === "";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isSame) return;
    const asked = { url: url.trim(), ...secrets, version: connection?.version ?? 0 };
    const answer = await run(() => save(asked), connection ? "Changed the server" : "Set the server");
    if (answer) setSecrets(EMPTY);
  };
  const forget = () => {
    if (!connection) return;
    if (!isSure) return setSure(true);
    setSure(false);
    void run(() => remove({ version: connection.version }), "Forgot the server and its secrets");
  };
  const secretHint = isMoved
    ? "For another address it must be given again."
    : connection
      ? "Set; shown to nobody. Leave it empty to keep it."
      : "The whole header, such as SOTicket 7T:… or Bearer … It is sealed for the gateway, and shown to nobody.";
  return (
    <form className="stack narrow" onSubmit={submit} noValidate autoComplete="off">
      <Field
        label="Address, with its customer"
        error={errorOf("url")}
        hint={
          /^http:/i.test(url) ? "Plain http: whoever is on the way can read the authorization." : undefined
        }
      >
        {(control) => (
          <input
            {...control}
            className="input mono"
            type="url"
            maxLength={1_000}
            placeholder="https://crm.example/Cust1"
            value={url}
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
      </Field>
      <SecretField
        label="Authorization"
        hint={secretHint}
        error={errorOf("authorization")}
        value={secrets.authorization}
        onChange={(authorization) => setSecrets({ ...secrets, authorization })}
      />
      <SecretField
        label="Application token"
        hint={
          connection?.hasAppToken
            ? "Set. Leave it empty to keep it."
            : "SO-AppToken, where the server is SuperOffice online."
        }
        error={errorOf("appToken")}
        value={secrets.appToken}
        onChange={(appToken) => setSecrets({ ...secrets, appToken })}
      />
      {elsewhere(FIELDS) && (
        <p className="err" role="alert">
          {elsewhere(FIELDS)}
        </p>
      )}
      <span className="row">
        <Button
          type="submit"
          look={connection ? "plain" : "primary"}
          isPending={isBusy}
          disabledBecause={isSame ? "Nothing is changed" : null}
        >
          {connection ? "Save" : "Set the server"}
        </Button>
        {connection && (
          <Button
            look={isSure ? "danger" : "ghost"}
            isPending={isBusy}
            onClick={forget}
            onBlur={() => setSure(false)}
          >
            {isSure ? "Really forget it" : "Forget it"}
          </Button>
        )}
      </span>
    </form>
  );
}
