import type { InterfaceFacts, OnuReading, SensorReading } from '@app/equipment';
import type { DeviceId } from '@app/kernel';
import type { KeptFacts, ToldNeighbours, ToldParts } from './device.facts.js';
import type { FrameCounts } from './frame.rates.js';
import type { OpticalHistory } from './optical.history.js';
import type { OpticalState } from './optical.state.js';

// What is known of devices while they are watched: rows of the tables, with what changes too often to be written. Instants are
// milliseconds since the epoch; an id is null until the row is written for the first time.

export interface KnownFacts {
  facts: KeptFacts;
  profiles: readonly string[];
  faults: readonly string[];
  uptimeTicks: number | null;
  engineBoots: number | null;
  uptimeAt: number | null;
  restartedAt: number | null;
  firstSeenAt: number;
  lastSeenAt: number;
  /** When it was written last. */
  keptAt: number;
  neighbours: ToldNeighbours;
  neighboursAt: number | null;
  /** Readings in a row that told of fewer neighbours or parts, and were not whole. */
  doubts: number;
  parts: ToldParts;
  partsAt: number | null;
}

export interface KnownInterface {
  id: number | null;
  /** What is kept of it; the counters are those of `frames`, and of who reads more often. */
  facts: InterfaceFacts;
  operSince: number;
  firstSeenAt: number;
  goneAt: number | null;
  absences: number;
  readonly frames: FrameCounts;
}

export interface KnownSensor {
  id: number | null;
  port: KnownInterface | null;
  /** What it was when something but its value changed last: whatever lives from one reading to the next costs, a million times a minute. */
  reading: SensorReading;
  value: number;
  readAt: number;
  keptValue: number;
  keptAt: number;
  firstSeenAt: number;
  goneAt: number | null;
  absences: number;
  /** For a receiver of light alone. */
  optics: KnownOptics | null;
}

export interface KnownOptics {
  state: OpticalState;
  history: OpticalHistory;
  medianDbm: number | null;
  /** The hour for which the median holds. */
  medianHour: number;
}

export interface KnownOnu {
  id: number | null;
  port: KnownInterface | null;
  reading: OnuReading;
  stateSince: number;
  firstSeenAt: number;
  readAt: number;
  goneAt: number | null;
  absences: number;
}

export interface DeviceMemory {
  readonly deviceId: DeviceId;
  /** Its numbers may mean something else by now: what hangs on them waits until its interfaces are read again. */
  isStale: boolean;
  /** Another number: what is told of it has other names than before. */
  revision: number;
  known: KnownFacts | null;
  interfaces: KnownInterface[];
  /** Those that the device has now, by the numbers it gives them; null: to be made anew. */
  numbered: ReadonlyMap<number, KnownInterface> | null;
  sensors: KnownSensor[];
  onus: Map<string, KnownOnu>;
}

export function emptyMemory(deviceId: DeviceId): DeviceMemory {
  return { deviceId, isStale: false, revision: 0, known: null, interfaces: [], numbered: null, sensors: [], onus: new Map() };
}

/** The ports of a device by their numbers, made once after each whole reading: quick ones come often. */
export function portsByNumber(memory: DeviceMemory): ReadonlyMap<number, KnownInterface> {
  memory.numbered ??= new Map(memory.interfaces.filter(({ goneAt }) => goneAt === null).map((port) => [port.facts.ifIndex, port]));
  return memory.numbered;
}
