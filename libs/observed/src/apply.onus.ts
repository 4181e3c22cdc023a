import type { OnuReading } from '@app/equipment';
import { found, missed } from './apply.rows.js';
import { textOf } from './column.values.js';
import { type DeviceMemory, type KnownOnu, portsByNumber } from './device.memory.js';
import type { ObservedChanges } from './observed.changes.js';

export interface ToldOnus {
  readonly onus: readonly OnuReading[];
  readonly isWhole: boolean;
  readonly at: number;
}

/** Takes in the ONUs of an OLT. What is kept is what changed: where it was, its state and why it left. */
export function applyOnus(memory: DeviceMemory, told: ToldOnus, changes: ObservedChanges): void {
  const ports = portsByNumber(memory);
  const isTold = new Set<string>();
  for (const { id, ...rest } of told.onus) {
    // As it will be written: two places that the database holds for one are one.
    const reading = { ...rest, id: textOf(id) };
    // A place that is told twice is one ONU: the first counts.
    if (isTold.has(reading.id)) continue;
    isTold.add(reading.id);
    const port = reading.ifIndex === null ? null : (ports.get(reading.ifIndex) ?? null);
    const onu = memory.onus.get(reading.id);
    if (onu) update(memory, onu, reading, port, told.at, changes);
    else add(memory, reading, port, told.at, changes);
  }
  for (const [id, onu] of memory.onus) if (!isTold.has(id) && missed(onu, told.isWhole, told.at)) changes.onus.set(onu, memory.deviceId);
}

function add(memory: DeviceMemory, reading: OnuReading, port: KnownOnu['port'], at: number, changes: ObservedChanges): void {
  const onu: KnownOnu = { id: null, port, reading, stateSince: at, firstSeenAt: at, readAt: at, goneAt: null, absences: 0 };
  memory.onus.set(reading.id, onu);
  changes.onus.set(onu, memory.deviceId);
  changes.transitions.push({ onu, at, state: reading.state, downCause: reading.downCause });
  changes.rename(memory);
}

function update(
  memory: DeviceMemory,
  onu: KnownOnu,
  reading: OnuReading,
  port: KnownOnu['port'],
  at: number,
  changes: ObservedChanges,
): void {
  const before = onu.reading;
  const isMoved = before.state !== reading.state || (reading.state !== 'online' && before.downCause !== reading.downCause);
  const wasGone = found(onu);
  const isSame =
    before.serial === reading.serial &&
    before.description === reading.description &&
    before.downCause === reading.downCause &&
    before.downCauseRaw === reading.downCauseRaw &&
    isNear(before.distanceMetres, reading.distanceMetres) &&
    onu.port === port;
  if (isMoved || !isSame) onu.reading = reading;
  onu.port = port;
  onu.readAt = at;
  if (before.state !== reading.state) onu.stateSince = at;
  if (isMoved) changes.transitions.push({ onu, at, state: reading.state, downCause: reading.downCause });
  if (isMoved || wasGone || !isSame) changes.onus.set(onu, memory.deviceId);
}

/** Ranging gives a few metres more or less each time. */
function isNear(one: number | null, other: number | null): boolean {
  return one === null || other === null ? one === other : Math.abs(one - other) < 20;
}
