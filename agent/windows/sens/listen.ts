import { randomUUID } from "node:crypto";
import type { Koffi } from "../load-koffi";
import type { SessionHints } from "../session-hints";
import { Com, type ComReference } from "./com";
import { SENS_INTERFACES, SENS_PUBLISHER, type SensInterface } from "./interfaces";
import { makeSubscriber } from "./subscriber";

const CLSID_EVENT_SYSTEM = "{4e14fba2-2e22-11d1-9964-00c04fbbb345}";
const IID_EVENT_SYSTEM = "{4e14fb9f-2e22-11d1-9964-00c04fbbb345}";
const CLSID_EVENT_SUBSCRIPTION = "{7542e960-79c7-11d1-88f9-0080c7d771bf}";
const IID_EVENT_SUBSCRIPTION = "{4a6b0e15-2e38-11d1-9965-00c04fbbb345}";
const PROGID_EVENT_SUBSCRIPTION = "EventSystem.EventSubscription";
/** Places in the tables of IEventSystem and IEventSubscription (eventsys.h), after the seven of IDispatch. */
const SYSTEM = { store: 8, remove: 9 } as const;
const SUBSCRIPTION = {
  putSubscriptionId: 8,
  putSubscriptionName: 10,
  putPublisherId: 12,
  putEventClassId: 14,
  putSubscriberInterface: 20,
  putEnabled: 26,
  putInterfaceId: 40,
} as const;
const VARIANT_TRUE = -1;

interface Options {
  readonly koffi: Koffi;
  readonly hints: SessionHints;
  readonly log: (line: string) => void;
  readonly now: () => number;
}

/**
 * Subscribes to what SENS tells of logons, for as long as this program runs. A source of hints and nothing more: where it is
 * missing the agent says so and goes on, since the manager of services and the event log tell the same. Answers with what
 * ends it.
 */
export async function listenToSens({ koffi, hints, log, now }: Options): Promise<() => Promise<void>> {
  const kept: { system: ComReference; id: string }[] = [];
  try {
    const com = new Com(koffi);
    const system = await com.create(CLSID_EVENT_SYSTEM, IID_EVENT_SYSTEM);
    for (const told of SENS_INTERFACES) {
      // A name that several sessions bear is nobody's in particular: what ISensLogon does not say stays unsaid.
      const subscriber = makeSubscriber(koffi, told, (code, userName, sessionId) =>
        hints.note({ source: "SENS", code, userName, sessionId, at: now() }),
      );
      kept.push({ system, id: await subscribe(com, system, told, subscriber) });
    }
    log("SENS tells of logons, locks and screen savers too");
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    log(
      `SENS is not heard (${words}): the agent goes on with what the manager of services and the logs tell`,
    );
  }
  return async () => {
    for (const { system, id } of kept) await unsubscribe(system, id).catch(() => {});
  };
}

async function subscribe(
  com: Com,
  system: ComReference,
  told: SensInterface,
  subscriber: bigint,
): Promise<string> {
  const id = `{${randomUUID()}}`;
  const subscription = await com.create(CLSID_EVENT_SUBSCRIPTION, IID_EVENT_SUBSCRIPTION);
  try {
    await subscription.put("put_SubscriptionID", SUBSCRIPTION.putSubscriptionId, id);
    await subscription.put(
      "put_SubscriptionName",
      SUBSCRIPTION.putSubscriptionName,
      `Curfew Agent ${told.name}`,
    );
    await subscription.put("put_PublisherID", SUBSCRIPTION.putPublisherId, SENS_PUBLISHER);
    await subscription.put("put_EventClassID", SUBSCRIPTION.putEventClassId, told.eventClass);
    await subscription.put("put_InterfaceID", SUBSCRIPTION.putInterfaceId, told.iid);
    await subscription.call("put_Enabled", SUBSCRIPTION.putEnabled, [{ type: "int32", value: VARIANT_TRUE }]);
    const given = [{ type: "void *", value: subscriber }];
    await subscription.call("put_SubscriberInterface", SUBSCRIPTION.putSubscriberInterface, given);
    await com.withText(PROGID_EVENT_SUBSCRIPTION, (progId) =>
      system.call("Store", SYSTEM.store, [
        { type: "void *", value: progId },
        { type: "void *", value: subscription.pointer },
      ]),
    );
    return id;
  } finally {
    await subscription.release();
  }
}

async function unsubscribe(system: ComReference, id: string): Promise<void> {
  await system.remove(PROGID_EVENT_SUBSCRIPTION, `SubscriptionID == ${id}`, SYSTEM.remove);
}
