import type { AgentVisit, VisitEnd, WalkEnd } from '@app/snmp';
import type { DeviceDocument, DocumentPart } from './device.document.js';
import type { KnownDevice, Learnt, Told } from './known.device.js';
import { Ports } from './mib/ports.js';
import { deviceFacts, filesOf, onusOf, sensorsOf } from './profile/profile.documents.js';
import { getAll, ProfileReading } from './profile/profile.reading.js';

/** The parts that are read often. */
export const REPEATED: readonly DocumentPart[] = ['sensors', 'onus'];
/** What is known of a row says which port it is of. */
const NO_PORTS = new Ports([], null);

/** A reading of values alone; null where the whole has to be read, because too little is known or a row came that is not. */
export async function readAgain(
  visit: AgentVisit,
  told: Told,
  parts: readonly DocumentPart[],
  known: KnownDevice,
): Promise<DeviceDocument | VisitEnd | null> {
  if (parts.some((part) => !REPEATED.includes(part))) return null;
  const learnt = known.learntOf(told);
  if (!learnt) return null;
  const scalars = await getAll(visit, learnt.questions.scalars);
  const values = scalars.kind === 'answered' ? scalars.value : new Map<string, never>();
  const readings = learnt.profiles.map((profile) => ProfileReading.again(profile, visit, values));
  const end = scalars.kind === 'answered' ? await walk(visit, learnt.questions, readings) : scalars;
  if (end.kind === 'out-of-sync') return end;
  if (end.kind !== 'walked') visit.fault(`values: ${reasonOf(end)}`);
  const sensors = parts.includes('sensors') ? sensorsOf(readings, NO_PORTS) : [];
  const onus = parts.includes('onus') ? onusOf(readings, NO_PORTS) : [];
  if (learnt.profiles.some(({ rows }) => rows.isOutdated)) {
    known.forget();
    return null;
  }
  const device = { ...told.system, ...deviceFacts(told.system, readings, null), profiles: filesOf(readings) };
  return { device, interfaces: [], sensors, neighbours: [], onus, inventory: [], faults: visit.faults };
}

function walk(visit: AgentVisit, { columns, owners }: Learnt['questions'], readings: readonly ProfileReading[]) {
  return visit.walk(columns, (place, index, varbind) => {
    const { profile, name } = owners[Number(place)] as Learnt['questions']['owners'][number];
    readings[profile]?.take(name, index, varbind);
  });
}

export function reasonOf(end: Exclude<WalkEnd, { kind: 'walked' } | { kind: 'out-of-sync' }>): string {
  if (end.kind === 'timed-out') return 'the agent fell silent';
  return end.kind === 'ended' ? `ended (${end.reason})` : end.reason;
}
