import { isDeepStrictEqual } from 'node:util';
import type { DeviceDocument, DeviceFacts, DocumentPart } from '@app/equipment';
import { uptimeRestart } from '@app/snmp';
import { ABSENCES_WITH_FAULTS } from './apply.rows.js';
import { applyInterfaces } from './apply.interfaces.js';
import { applyOnus } from './apply.onus.js';
import { applySensors, type SensorPolicy } from './apply.sensors.js';
import { factChanges, type KeptFacts, mergedFacts } from './device.facts.js';
import type { DeviceMemory, KnownFacts } from './device.memory.js';
import type { ObservedChanges } from './observed.changes.js';

/** One document, which parts of it were asked for, and when the device told it. */
export interface ToldDocument {
  readonly document: DeviceDocument;
  readonly parts: readonly DocumentPart[];
  readonly at: number;
}

/** 'again': its numbers may mean something else since a restart, so what hangs on them waits for the whole to be read. */
export type Applied = 'whole' | 'again';

/** That it was seen is written so often, milliseconds. */
const SEEN_MS = 15 * 60_000;

/** Takes in what a device told: memory follows it, and what is to be written is added to `changes`. */
export function applyDocument(memory: DeviceMemory, told: ToldDocument, policy: SensorPolicy, changes: ObservedChanges): Applied {
  const { document, parts, at } = told;
  if (applyFacts(memory, told, changes)) memory.isStale = true;
  const isWhole = document.faults.length === 0;
  if (parts.includes('interfaces')) {
    applyInterfaces(memory, { interfaces: document.interfaces, isWhole, at, sysUpTimeTicks: document.device.sysUpTimeTicks }, changes);
    memory.isStale = false;
  }
  if (memory.isStale) return 'again';
  if (parts.includes('sensors')) applySensors(memory, { sensors: document.sensors, isWhole, at }, policy, changes);
  if (parts.includes('onus')) applyOnus(memory, { onus: document.onus, isWhole, at }, changes);
  return 'whole';
}

/** Answers whether its numbers may mean something else than when it was read the last time: it restarted, or is another device. */
function applyFacts(memory: DeviceMemory, told: ToldDocument, changes: ObservedChanges): boolean {
  const { document, parts, at } = told;
  const { device } = document;
  const known = memory.known ?? newlyKnown(device, at);
  const isNew = memory.known === null;
  memory.known = known;
  const facts = mergedFacts(known.facts, told.document.device);
  const changed = factChanges(memory.deviceId, known.facts, facts, new Date(at));
  const isRestarted = !isNew && hasRestarted(known, device, at);
  const isRenumbered = isRestarted || (!isNew && isSetBack(known, device)) || changed.some(({ fact }) => fact === 'serial');
  if (isRestarted) {
    known.restartedAt = at;
    changes.factChanges.push({ deviceId: memory.deviceId, at: new Date(at), fact: 'restart', before: null, after: null });
  }
  changes.factChanges.push(...changed);
  const isSame = !isNew && !isRestarted && areSame(known.facts, facts) && isSameList(known.faults, document.faults);
  if (isNew || known.facts.vendor !== facts.vendor || known.facts.model !== facts.model) changes.rename(memory);
  known.facts = facts;
  known.profiles = device.profiles;
  known.faults = document.faults;
  noteUptime(known, device, at);
  const isMoved = applyLists(known, document, parts, at);
  known.lastSeenAt = at;
  if (!isSame || isMoved || at - known.keptAt >= SEEN_MS) {
    known.keptAt = at;
    changes.facts.set(memory.deviceId, memory);
  }
  return isRenumbered;
}

function newlyKnown(device: DeviceFacts, at: number): KnownFacts {
  return {
    facts: mergedFacts(null, device),
    profiles: device.profiles,
    faults: [],
    uptimeTicks: null,
    engineBoots: null,
    uptimeAt: null,
    restartedAt: null,
    firstSeenAt: at,
    lastSeenAt: at,
    keptAt: at,
    neighbours: [],
    neighboursAt: null,
    doubts: 0,
    parts: [],
    partsAt: null,
  };
}

function hasRestarted(
  { uptimeTicks, engineBoots, uptimeAt }: KnownFacts,
  { sysUpTimeTicks, snmpEngineBoots }: DeviceFacts,
  at: number,
): boolean {
  if (uptimeAt === null) return false;
  const before = { atMs: uptimeAt, sysUpTimeTicks: uptimeTicks, engineBoots };
  return uptimeRestart(before, { atMs: at, sysUpTimeTicks, engineBoots: snmpEngineBoots }) === 'restarted';
}

/**
 * A clock that runs for less time than before. It is no restart by itself, since agents set their clocks, but a young agent that began
 * anew looks like this, and what its numbers mean is read again.
 */
function isSetBack({ uptimeTicks }: KnownFacts, { sysUpTimeTicks }: DeviceFacts): boolean {
  if (uptimeTicks === null || sysUpTimeTicks === null) return false;
  const fell = uptimeTicks - sysUpTimeTicks;
  return fell > 0 && fell < 2 ** 31;
}

function noteUptime(known: KnownFacts, { sysUpTimeTicks, snmpEngineBoots }: DeviceFacts, at: number): void {
  if (sysUpTimeTicks === null) return;
  known.uptimeTicks = sysUpTimeTicks;
  known.uptimeAt = at;
  known.engineBoots = snmpEngineBoots ?? known.engineBoots;
}

/** Neighbours and parts. Answers whether they are others than before. */
function applyLists(known: KnownFacts, document: DeviceDocument, parts: readonly DocumentPart[], at: number): boolean {
  const isFirst = (partsAt: number | null, part: DocumentPart) => partsAt === null && parts.includes(part);
  const isNew = isFirst(known.neighboursAt, 'neighbours') || isFirst(known.partsAt, 'inventory');
  let isMoved = false;
  if (parts.includes('neighbours')) {
    known.neighboursAt = at;
    const isDoubtful = document.faults.length > 0 && document.neighbours.length < known.neighbours.length;
    known.doubts = isDoubtful ? known.doubts + 1 : 0;
    if ((!isDoubtful || known.doubts >= ABSENCES_WITH_FAULTS) && !isDeepStrictEqual(known.neighbours, document.neighbours)) {
      known.neighbours = document.neighbours;
      isMoved = true;
    }
  }
  if (parts.includes('inventory')) {
    known.partsAt = at;
    const isDoubtful = document.faults.length > 0 && document.inventory.length < known.parts.length;
    if (!isDoubtful && !isDeepStrictEqual(known.parts, document.inventory)) {
      known.parts = document.inventory;
      isMoved = true;
    }
  }
  return isNew || isMoved;
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, at) => text === other[at]);
}

function areSame(one: KeptFacts, other: KeptFacts): boolean {
  return (Object.keys(one) as (keyof KeptFacts)[]).every((name) => one[name] === other[name]);
}
