import type { Profile } from './profile.js';
import type { Source } from './profile.schema.js';

const BASED = 'base.';

/** The profile with the identifiers of this very product; null where its sysObjectID has no such part. */
export function onBase(profile: Profile, sysObjectID: string | null): Profile | null {
  if (!profile.base) return profile;
  const base = profile.base.exec(sysObjectID ?? '')?.[1];
  if (!base) return null;
  const ground = (oid: string) => (oid.startsWith(BASED) ? `${base}.${oid.slice(BASED.length)}` : oid);
  const groundSource = (source: Source): Source => ('oid' in source ? { ...source, oid: ground(source.oid) } : source);
  const { tables = {}, sensors = [], device = {} } = profile;
  return {
    ...profile,
    tables: Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, { ...table, oid: ground(table.oid) }])),
    sensors: sensors.map((rule) => (rule.oid === undefined ? rule : { ...rule, oid: ground(rule.oid) })),
    device: Object.fromEntries(Object.entries(device).map(([field, sources]) => [field, sources?.map(groundSource)])),
  };
}

/** Whether the profile uses `base` without saying what it is. */
export function lacksBase({ base, tables = {}, sensors = [], device = {} }: Omit<Profile, 'file'>): boolean {
  const sources = Object.values(device).flatMap((found) => found ?? []);
  const oids = [
    ...Object.values(tables).map(({ oid }) => oid),
    ...sensors.flatMap(({ oid }) => oid ?? []),
    ...sources.flatMap((source) => ('oid' in source ? source.oid : [])),
  ];
  return !base && oids.some((oid) => oid.startsWith(BASED));
}
