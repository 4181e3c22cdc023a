import type { SensorReading } from '@app/equipment';
import { type IdentityKey, matchByKeys } from './identity.match.js';

/** A sensor, and the port it belongs to: whatever stands for the port, so that a renumbered one is the same. */
export type SensorIdentity = Pick<SensorReading, 'class' | 'kind' | 'oid' | 'descr'> & { readonly port: string | null };

const isSamePort = (known: SensorIdentity, told: SensorIdentity) => known.port === null || told.port === null || known.port === told.port;
const isSameKind = (known: SensorIdentity, told: SensorIdentity) => known.kind === told.kind;

type Key = IdentityKey<SensorIdentity, SensorIdentity>;
const by = (keyOf: (row: SensorIdentity) => string | null, agrees?: Key['agrees']): Key => ({
  known: keyOf,
  told: keyOf,
  ...(agrees ? { agrees } : {}),
});

/**
 * A sensor is known by its object and its description as long as its port is the same. Where an agent renumbered its parts, the object
 * is another one's, and what it is called at which port tells; where only the description was changed, the object still does.
 */
const KEYS: readonly Key[] = [
  by(({ class: kind, oid, descr, port }) => JSON.stringify([kind, oid, descr, port])),
  by(({ class: of, kind, descr, port }) => JSON.stringify([of, kind, descr, port])),
  by(({ class: of, kind, descr }) => JSON.stringify([of, kind, descr]), isSamePort),
  by(
    ({ class: of, oid }) => JSON.stringify([of, oid]),
    (known, told) => known.port === told.port && isSameKind(known, told),
  ),
];

/** Which known sensor each told sensor is, by position, or -1 for a new one. */
export function matchSensors(known: readonly SensorIdentity[], told: readonly SensorIdentity[]): Int32Array {
  return matchByKeys(known, told, KEYS);
}
