import type { AgentVisit, VisitEnd } from './agent.visit.js';
import type { InterfaceRow } from './interface.row.js';
import { readNumber, readText } from './varbind.value.js';

export interface InterfaceReadingResult {
  readonly kind: 'read';
  /** sysUpTime in hundredths of a second, mod 2^32; 0 where the agent has none. */
  readonly sysUpTimeTicks: number;
  readonly sysName: string | null;
  readonly interfaces: readonly InterfaceRow[];
  /** What of the answer was wrong and did not prevent reading it. */
  readonly faults: readonly string[];
  /** How long ago sysUpTime was answered. */
  readonly ageMs: number;
}

const SYS_UP_TIME = '1.3.6.1.2.1.1.3.0';
const SYS_NAME = '1.3.6.1.2.1.1.5.0';

/** Reads the system's clock and the interface tables. */
export async function readInterfaces(visit: AgentVisit, monotonicMs: () => number): Promise<InterfaceReadingResult | VisitEnd> {
  const system = await visit.get([SYS_UP_TIME, SYS_NAME]);
  if (system.kind !== 'answered') return system;
  const answeredAtMs = monotonicMs();
  const upTime = system.value.get(SYS_UP_TIME);
  const ticks = upTime ? readNumber(upTime) : null;
  if (ticks?.kind !== 'value') visit.fault('sysUpTime: the agent has none');
  const name = system.value.get(SYS_NAME);
  const text = name ? readText(name) : null;
  const { end, rows } = await visit.walkInterfaces();
  if (end.kind !== 'walked') return end;
  return {
    kind: 'read',
    sysUpTimeTicks: ticks?.kind === 'value' ? ticks.value >>> 0 : 0,
    sysName: text?.kind === 'value' ? text.value : null,
    interfaces: rows,
    faults: visit.faults,
    ageMs: monotonicMs() - answeredAtMs,
  };
}
