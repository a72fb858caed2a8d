import type { HookEvent } from "@/lib/domain/hook-event";
import { ScriptCard, type ScriptFacts } from "./script-card";
import type { SwitchAction } from "./switch-script";

interface CallLineProps {
  readonly scripts: readonly ScriptFacts[];
  readonly selected: string | null;
  readonly hrefOf: (script: string) => string;
  readonly switchScript: SwitchAction | null;
}

/** One call, left to right: what stands on the solid line holds the caller up, what stands on the dashed line does not. */
export function CallLine({ scripts, selected, hrefOf, switchScript }: CallLineProps) {
  const lane = (event: HookEvent | null) => {
    const subscribed = scripts.filter(({ events }) =>
      event === null ? events.length === 0 : events.includes(event),
    );
    return subscribed.map((script) => (
      <ScriptCard
        key={script.name}
        script={script}
        event={event}
        isSelected={script.name === selected}
        href={hrefOf(script.name)}
        switchScript={switchScript}
      />
    ));
  };
  const idle = lane(null);
  return (
    <section className="call" aria-label="One call of LogOffWindowsUsersAsync">
      <div>
        <h2 className="over">
          <b>Before</b> <span className="meta">cannot change the outcome</span>
        </h2>
        {lane("before")}
        {idle.length > 0 && <h3 className="meta idle">In no event</h3>}
        {idle}
      </div>
      <div className="mid">
        <span className="over meta">the call</span>
        <span className="node" />
        <span className="strong">LogOffWindowsUsers</span>
        <span className="meta">if it throws, no After runs</span>
      </div>
      <div>
        <h2 className="over">
          <b>After</b> <span className="meta">the caller waits, 20 s a script</span>
        </h2>
        {lane("after")}
      </div>
      <div className="mid">
        <span className="over meta">answer</span>
        <span className="node sq" />
        <span className="mono strong">204</span>
      </div>
      <div className="async">
        <h2 className="over">
          <b>AfterAsync</b> <span className="meta">nobody waits, no time limit</span>
        </h2>
        {lane("after_async")}
      </div>
    </section>
  );
}
