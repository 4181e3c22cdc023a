import type { InterfaceFacts } from '@app/equipment';
import type { InterfaceReading } from '@app/probing';
import { found, missed } from './apply.rows.js';
import { type DeviceMemory, type KnownInterface, portsByNumber } from './device.memory.js';
import { type CountedAt, FrameCounts } from './frame.rates.js';
import { matchInterfaces } from './match.interfaces.js';
import type { ObservedChanges } from './observed.changes.js';

export interface ToldInterfaces {
  readonly interfaces: readonly InterfaceFacts[];
  readonly isWhole: boolean;
  readonly at: number;
  readonly sysUpTimeTicks: number | null;
}

/** Takes in the whole table of a device: each row goes to the port it is, whatever its number. */
export function applyInterfaces(memory: DeviceMemory, told: ToldInterfaces, changes: ObservedChanges): void {
  const known = memory.interfaces.map(({ facts, goneAt }) => ({ ...identityOf(facts), isGone: goneAt !== null }));
  const matched = matchInterfaces(known, told.interfaces);
  const isTold = new Uint8Array(memory.interfaces.length);
  memory.numbered = null;
  // One for all of them: it is kept with each.
  const counted = { atMs: told.at, sysUpTimeTicks: told.sysUpTimeTicks };
  told.interfaces.forEach((facts, at) => {
    const was = matched[at];
    if (was < 0) {
      const fresh = newInterface(facts, counted);
      memory.interfaces.push(fresh);
      changes.interfaces.set(fresh, memory.deviceId);
      return;
    }
    isTold[was] = 1;
    if (nameOf(memory.interfaces[was].facts) !== nameOf(facts)) changes.rename(memory);
    if (update(memory.interfaces[was], facts, counted)) changes.interfaces.set(memory.interfaces[was], memory.deviceId);
  });
  isTold.forEach((flag, at) => {
    const port = memory.interfaces[at];
    if (!flag && missed(port, told.isWhole, told.at)) changes.interfaces.set(port, memory.deviceId);
  });
}

function identityOf({ ifIndex, ifName, ifDescr, ifAlias, ifPhysAddress }: InterfaceFacts) {
  return { ifIndex, ifName, ifDescr, ifAlias, ifPhysAddress };
}

const NO_COUNTERS = { inOctets: null, outOctets: null, inErrors: null, outErrors: null, inDiscards: null, outDiscards: null };

function newInterface(facts: InterfaceFacts, counted: CountedAt): KnownInterface {
  const frames = new FrameCounts();
  frames.note(facts, facts, counted);
  const kept = { ...facts, counters: NO_COUNTERS };
  return { id: null, facts: kept, operSince: counted.atMs, firstSeenAt: counted.atMs, goneAt: null, absences: 0, frames };
}

function update(port: KnownInterface, facts: InterfaceFacts, counted: CountedAt): boolean {
  const before = port.facts;
  port.frames.note(before, facts, counted);
  const wasGone = found(port);
  if (isSame(before, facts)) return wasGone;
  port.facts = { ...facts, counters: NO_COUNTERS };
  if (before.ifOperStatus !== facts.ifOperStatus) port.operSince = counted.atMs;
  return true;
}

/** Whether nothing that is kept differs; counters are not kept. */
function isSame(one: InterfaceFacts, other: InterfaceFacts): boolean {
  return (
    one.ifIndex === other.ifIndex &&
    one.ifName === other.ifName &&
    one.ifDescr === other.ifDescr &&
    one.ifAlias === other.ifAlias &&
    one.ifType === other.ifType &&
    one.ifMtu === other.ifMtu &&
    one.speedBps === other.speedBps &&
    one.ifPhysAddress === other.ifPhysAddress &&
    one.ifAdminStatus === other.ifAdminStatus &&
    one.ifOperStatus === other.ifOperStatus
  );
}

const OPER_STATES = [null, 'up', 'down', 'testing', 'unknown', 'dormant', 'notPresent', 'lowerLayerDown'] as const;

/** What an agent calls a port, as the quick readings have it. */
export function nameOf({ ifName, ifDescr, ifIndex }: Pick<InterfaceFacts, 'ifName' | 'ifDescr' | 'ifIndex'>): string {
  return ifName || ifDescr || String(ifIndex);
}

/**
 * Takes in the states of a quick reading. Answers false where a number names another port than is known: then the whole table is to be
 * read again, and until then nothing is concluded of that port.
 */
export function applyStates(memory: DeviceMemory, readings: readonly InterfaceReading[], at: number, changes: ObservedChanges): boolean {
  const byIndex = portsByNumber(memory);
  let isKnown = true;
  for (const { ifIndex, ifName, adminUp, operStatus } of readings) {
    const port = byIndex.get(ifIndex);
    if (!port || nameOf(port.facts) !== ifName) {
      isKnown = false;
      continue;
    }
    const { ifAdminStatus, ifOperStatus } = port.facts;
    const admin = adminUp ? 'up' : ifAdminStatus === 'testing' ? 'testing' : 'down';
    const oper = OPER_STATES[operStatus] ?? null;
    if (admin === ifAdminStatus && oper === ifOperStatus) continue;
    if (oper !== ifOperStatus) port.operSince = at;
    port.facts = { ...port.facts, ifAdminStatus: admin, ifOperStatus: oper };
    changes.interfaces.set(port, memory.deviceId);
  }
  return isKnown;
}
