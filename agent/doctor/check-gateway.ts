import https from "node:https";
import type { TLSSocket } from "node:tls";
import { checkAnswerSchema } from "@/lib/protocol/messages";
import { requestText, SIGNATURE_HEADERS, signText } from "@/lib/protocol/signature";
import type { AgentIdentity } from "../agent-state";
import { type Places, verbFor } from "../install/places";
import { connectTo, GatewayRefusal, post } from "../send-signed";
import { bad, type Finding, good, inWords, note } from "./finding";

const CHECK_PATH = "/agent/v1/check";
const PATIENCE_MS = 10_000;
const DAY_MS = 86_400_000;
/** The gateway widens endings from here on, and refuses at five minutes. */
const SKEW_LIMIT_MS = 2_000;
const RENEW_DAYS = 14;
const LOOPBACK = /^(localhost|127\.|\[::1\])/;
const SET_CLOCK = "set the clock: timedatectl set-ntp true";

/** Whether the gateway is there, whether the way to it is protected, and how it sees this host. */
export async function checkGateway(
  identity: AgentIdentity,
  now: () => number,
  places: Places,
): Promise<Finding[]> {
  const url = new URL(identity.serverUrl);
  return [await checkWay(url), ...(await checkStanding(identity, url, now, places))];
}

async function checkWay(url: URL): Promise<Finding> {
  if (url.protocol === "http:") {
    if (LOOPBACK.test(url.host)) return good("way", "http, and it does not leave this host");
    const cure = "put TLS before the gateway (see the README), and enrol with the https address";
    return note("way", "http: who is on can be read on the network; commands are signed all the same", cure);
  }
  try {
    const days = await certificateDays(url);
    const found = `TLS, and its certificate is good for ${days} more days`;
    return days > RENEW_DAYS ? good("way", found) : note("way", found, "renew the gateway's certificate");
  } catch (error) {
    const cure =
      "renew the certificate, or tell Node of its issuer: NODE_EXTRA_CA_CERTS in a drop-in of the unit";
    return bad("way", `TLS to ${url.host}: ${inWords(error)}`, cure);
  }
}

function certificateDays(url: URL): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = https.get(
      new URL("/healthz", url),
      { agent: false, timeout: PATIENCE_MS },
      (response) => {
        const { valid_to } = (response.socket as TLSSocket).getPeerCertificate();
        response.destroy();
        resolve(Math.floor((Date.parse(valid_to) - Date.now()) / DAY_MS));
      },
    );
    request.on("timeout", () => request.destroy(new Error("no answer in time")));
    request.on("error", reject);
  });
}

/** Signed like everything else, and it takes no number from the program that runs. */
async function checkStanding(
  identity: AgentIdentity,
  url: URL,
  now: () => number,
  places: Places,
): Promise<Finding[]> {
  const connection = connectTo(identity.serverUrl);
  const time = Math.round(now());
  const headers = {
    [SIGNATURE_HEADERS.agent]: String(identity.agentId),
    [SIGNATURE_HEADERS.sequence]: "0",
    [SIGNATURE_HEADERS.time]: String(time),
    [SIGNATURE_HEADERS.signature]: signText(
      identity.privateKey,
      requestText("POST", CHECK_PATH, "", time, 0),
    ),
  };
  const startedAt = performance.now();
  try {
    const signal = new AbortController().signal;
    const answer = await post(connection, CHECK_PATH, "", headers, { signal, timeoutMs: PATIENCE_MS });
    const tookMs = performance.now() - startedAt;
    const parsed = checkAnswerSchema.safeParse(answer);
    if (!parsed.success) throw new Error(`${url.host} answers something else than a gateway`);
    const { hostName, alarm } = parsed.data;
    const skewMs = Math.round(time + tookMs / 2 - parsed.data.now);
    return [
      good("gateway", `${url.host} answers in ${Math.round(tookMs)} ms`),
      alarm === null
        ? good("standing", `the gateway knows this key as ${hostName}`)
        : bad("standing", `the gateway has refused somebody in this host's name (${alarm})`, ALARM_CURE),
      checkSkew(skewMs),
    ];
  } catch (error) {
    return [refused(error, url, places)];
  } finally {
    connection.agent.destroy();
  }
}

const ALARM_CURE = "the Enrolment page of Curfew says what was met and what to do";

function checkSkew(skewMs: number): Finding {
  const found = `${skewMs < 0 ? "behind" : "ahead of"} the gateway by ${(Math.abs(skewMs) / 1000).toFixed(1)} s`;
  return Math.abs(skewMs) <= SKEW_LIMIT_MS ? good("clock", found) : note("clock", found, SET_CLOCK);
}

function refused(error: unknown, url: URL, places: Places): Finding {
  const again = `re-enrol: press Re-enrol on the Enrolment page, then ${verbFor(places, "install")} --again`;
  if (!(error instanceof GatewayRefusal)) {
    const cure = `is the gateway up, and does a firewall let this host reach ${url.host}? curl -v ${url.origin}/healthz`;
    return bad("gateway", inWords(error), cure);
  }
  if (error.field === SIGNATURE_HEADERS.time) return bad("clock", error.message, SET_CLOCK);
  if (error.status === 401) return bad("standing", "the gateway does not know this key", again);
  if (error.status === 403) return bad("standing", error.message, again);
  return bad("gateway", error.message, "see the gateway's log for what happened there");
}
