import type { SensorReading } from '@app/equipment';
import { found, missed } from './apply.rows.js';
import { type DeviceMemory, type KnownInterface, type KnownSensor, portsByNumber } from './device.memory.js';
import { matchSensors } from './match.sensors.js';
import type { ObservedChanges } from './observed.changes.js';
import { hourOf, OpticalHistory } from './optical.history.js';
import { nextOptical, type OpticalPolicy, toldLevel, wellSince } from './optical.state.js';

export interface SensorPolicy {
  readonly optical: OpticalPolicy;
  /** What a receiver needs, dBm, where its device names no limit; null: nobody knows. */
  readonly defaultSensitivityDbm: number | null;
}

export interface ToldSensors {
  readonly sensors: readonly SensorReading[];
  readonly isWhole: boolean;
  readonly at: number;
}

/** A value that moved by as much is worth writing down; by class, in its unit. */
const MATERIAL = { dbm: 0.5, temperature: 3, voltage: 0.5, current: 1, percent: 20 } as const;
/** Whatever it does, no value is written more often. */
const SOONEST_MS = 10 * 60_000;
/** A value that moved at all is written so often. */
const LATEST_MS = 60 * 60_000;

/** Takes in what a device measures. `portOf` finds the port of an ifIndex, whatever it was before. */
export function applySensors(memory: DeviceMemory, told: ToldSensors, policy: SensorPolicy, changes: ObservedChanges): void {
  const ports = portsByNumber(memory);
  const marks = new Map(memory.interfaces.map((port, at) => [port, String(at)]));
  const portOf = ({ ifIndex }: SensorReading) => (ifIndex === null ? null : (ports.get(ifIndex) ?? null));
  const mark = (port: KnownInterface | null) => (port === null ? null : (marks.get(port) ?? null));
  const identity = ({ class: of, kind, oid, descr }: SensorReading, port: KnownInterface | null) => ({
    class: of,
    kind,
    oid,
    descr,
    port: mark(port),
  });
  const matched = matchSensors(
    memory.sensors.map(({ reading, port }) => identity(reading, port)),
    told.sensors.map((reading) => identity(reading, portOf(reading))),
  );
  const isTold = new Uint8Array(memory.sensors.length);
  told.sensors.forEach((reading, at) => {
    const was = matched[at];
    if (was < 0) return add(memory, reading, portOf(reading), told.at, policy, changes);
    isTold[was] = 1;
    return update(memory, memory.sensors[was], reading, portOf(reading), told.at, policy, changes);
  });
  isTold.forEach((flag, at) => {
    if (!flag && missed(memory.sensors[at], told.isWhole, told.at)) fellSilent(memory, memory.sensors[at], told.at, changes);
  });
}

function add(
  memory: DeviceMemory,
  reading: SensorReading,
  port: KnownInterface | null,
  at: number,
  policy: SensorPolicy,
  changes: ObservedChanges,
): void {
  const kept = { keptValue: reading.value, keptAt: at };
  const sensor: KnownSensor = {
    id: null,
    port,
    reading,
    value: reading.value,
    readAt: at,
    ...kept,
    firstSeenAt: at,
    goneAt: null,
    absences: 0,
    optics: null,
  };
  memory.sensors.push(sensor);
  changes.sensors.set(sensor, memory.deviceId);
  changes.rename(memory);
  see(memory, sensor, at, policy, changes);
}

function update(
  memory: DeviceMemory,
  sensor: KnownSensor,
  reading: SensorReading,
  port: KnownInterface | null,
  at: number,
  policy: SensorPolicy,
  changes: ObservedChanges,
): void {
  const before = sensor.reading;
  // A limit that was not got this once is the one it was: a margin must not come and go with a lost packet.
  const limits = reading.limits ?? before.limits;
  const isRenamed = before.descr !== reading.descr || before.kind !== reading.kind || sensor.port !== port;
  const isOther = isRenamed || before.oid !== reading.oid || !areSame(before.limits, limits);
  const wasGone = found(sensor);
  if (isOther) sensor.reading = { ...reading, limits };
  sensor.value = reading.value;
  sensor.port = port;
  sensor.readAt = at;
  if (isRenamed || (wasGone && sensor.optics === null)) changes.rename(memory);
  if (isOther || wasGone || isWorthKeeping(sensor, at)) {
    sensor.keptValue = sensor.value;
    sensor.keptAt = at;
    changes.sensors.set(sensor, memory.deviceId);
  }
  see(memory, sensor, at, policy, changes);
}

function areSame(one: SensorReading['limits'], other: SensorReading['limits']): boolean {
  if (one === null || other === null) return one === other;
  return one.low === other.low && one.lowWarn === other.lowWarn && one.highWarn === other.highWarn && one.high === other.high;
}

function isWorthKeeping({ reading, value, keptValue, keptAt }: KnownSensor, at: number): boolean {
  const age = at - keptAt;
  if (age < SOONEST_MS || value === keptValue) return false;
  return age >= LATEST_MS || Math.abs(value - keptValue) >= MATERIAL[reading.class];
}

export function isReceiver({ class: of, kind }: SensorReading): boolean {
  return of === 'dbm' && kind === 'receive';
}

/** What the receiver of this port needs at the least. */
export function sensitivityOf(
  { limits }: SensorReading,
  { defaultSensitivityDbm }: Pick<SensorPolicy, 'defaultSensitivityDbm'>,
): number | null {
  return limits?.low ?? defaultSensitivityDbm;
}

function see(memory: DeviceMemory, sensor: KnownSensor, at: number, policy: SensorPolicy, changes: ObservedChanges): void {
  if (!isReceiver(sensor.reading)) return;
  const hour = hourOf(at);
  sensor.optics ??= { state: wellSince(at), history: OpticalHistory.empty(), medianDbm: null, medianHour: hour };
  const { optics } = sensor;
  const before = optics.state;
  if (optics.history.note(sensor.value, hour)) changes.optics.set(sensor, memory.deviceId);
  if (optics.medianHour !== hour || changes.optics.has(sensor)) {
    optics.medianDbm = optics.history.median(hour);
    optics.medianHour = hour;
  }
  optics.state = nextOptical(
    before,
    { receiveDbm: sensor.value, sensitivityDbm: sensitivityOf(sensor.reading, policy), medianDbm: optics.medianDbm, at },
    policy.optical,
  );
  if (toldLevel(before) !== toldLevel(optics.state) || before.isDrifting !== optics.state.isDrifting || before.level !== optics.state.level)
    changes.optics.set(sensor, memory.deviceId);
}

/** No light at all is no low margin: it is for who says that a link is down. */
function fellSilent(memory: DeviceMemory, sensor: KnownSensor, at: number, changes: ObservedChanges): void {
  changes.sensors.set(sensor, memory.deviceId);
  if (sensor.optics === null) return;
  sensor.optics.state = wellSince(at);
  changes.optics.set(sensor, memory.deviceId);
}
