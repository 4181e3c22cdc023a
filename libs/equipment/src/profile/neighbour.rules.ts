import type { Neighbour } from '../device.document.js';
import type { NeighbourRule } from './profile.schema.js';
import { parseReference, type Reference } from './reference.js';
import { isWanted } from './row.conditions.js';
import { portOf, type Rules } from './sensor.rules.js';

/** Neighbours from a vendor's own table, where it fills none of the standard. */
export function readNeighbours(rule: NeighbourRule, rules: Rules): Neighbour[] {
  const { tables } = rules;
  return tables.rows(rule.from).flatMap((row) => {
    if (!isWanted(rule.where, tables, row)) return [];
    const text = (field: string | undefined) => (field === undefined ? null : tables.text(parseReference(field) as Reference, row) || null);
    const first = (fields: readonly string[]) => fields.map(text).find((found) => found !== null) ?? null;
    const remoteHostname = first(rule.remoteHostname);
    if (remoteHostname === null) return [];
    const port = portOf(rule, row, rules);
    return {
      protocol: rule.protocol,
      localIfIndex: port.ifIndex,
      localIfName: port.ifName,
      remoteHostname,
      remotePort: first(rule.remotePort) ?? '',
      remotePortDescr: text(rule.remotePortDescr),
      remoteChassisId: text(rule.remoteChassisId),
      remoteMgmtAddr: text(rule.remoteMgmtAddr),
      remoteSysDescr: text(rule.remoteSysDescr),
    };
  });
}
