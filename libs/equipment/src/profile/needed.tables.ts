import type { DocumentPart } from '../device.document.js';
import type { EntitySensorRule, OnuRule, ProfileContent } from './profile.schema.js';
import { parseReference, parseTemplate, type Reference } from './reference.js';

type Tables = NonNullable<ProfileContent['tables']>;

/** Tables and scalars of a profile that are to be read. */
export interface NeededTables {
  readonly tables: Tables;
  readonly scalars: readonly string[];
}

const changing = new WeakMap<ProfileContent, NeededTables>();

/** What changes from one reading to the next: values, and what says whether they count. Names, ports and limits are no part of it. */
export function changingTables(profile: ProfileContent): NeededTables {
  const known = changing.get(profile);
  if (known) return known;
  const needed = neededTables(withoutNames(profile), new Set(['sensors', 'onus']));
  changing.set(profile, needed);
  return needed;
}

function withoutNames(profile: ProfileContent): ProfileContent {
  const { sensors = [], entitySensors = [], onus = [] } = profile;
  return {
    ...profile,
    sensors: sensors.map(({ class: kind, oid, from, value, of, where, unless }) => ({ class: kind, oid, from, value, of, where, unless })),
    entitySensors: entitySensors.map(({ from, value, status }) => ({ from, value, status }) as EntitySensorRule),
    onus: onus.map(({ from, state, cause, where, unless }) => ({ from, state, cause, where, unless }) as OnuRule),
  };
}

/** The tables with only those columns, and the scalars, that the wanted parts of a profile refer to. */
export function neededTables(profile: ProfileContent, parts: ReadonlySet<DocumentPart>): NeededTables {
  const columns = new Map<string, Set<string>>();
  const scalars = new Set<string>();
  const { sensors = [], entitySensors = [], onus = [], neighbours = [], device = {}, tables = {} } = profile;
  const wanted = [
    ...(parts.has('sensors') ? [...sensors, ...entitySensors] : []),
    ...(parts.has('onus') ? onus : []),
    ...(parts.has('neighbours') ? neighbours : []),
  ];
  const add = (table: string, column: string) => {
    const known = columns.get(table);
    if (known) known.add(column);
    else columns.set(table, new Set([column]));
  };
  for (const rule of wanted) {
    if ('oid' in rule && rule.oid !== undefined) scalars.add(rule.oid);
    if ('unless' in rule && rule.unless !== undefined) add(rule.unless, Object.keys(tables[rule.unless]?.columns ?? {})[0] as string);
    collect(rule, rule.from ?? null, add);
  }
  if (parts.has('inventory')) {
    for (const source of Object.values(device).flatMap((sources) => sources ?? [])) {
      if ('oid' in source) scalars.add(source.oid);
      if ('table' in source) collect(source, source.table, add);
    }
  }
  const needed = Object.entries(tables).flatMap(([table, { oid, columns: all }]) => {
    const used = columns.get(table);
    return used ? [[table, { oid, columns: Object.fromEntries(Object.entries(all).filter(([column]) => used.has(column))) }] as const] : [];
  });
  return { tables: Object.fromEntries(needed), scalars: [...scalars] };
}

/** Every reference in a rule, wherever it stands: what only looks like one adds a column that is not there, hence nothing. */
function collect(value: unknown, from: string | null, add: (table: string, column: string) => void): void {
  if (value instanceof RegExp || value === null) return;
  if (Array.isArray(value) || typeof value === 'object') {
    const home = 'in' in value && typeof value.in === 'string' ? value.in : from;
    for (const item of Object.values(value as object)) collect(item, home, add);
    return;
  }
  if (typeof value !== 'string') return;
  const found = parseReference(value) ?? null;
  const inTemplate = (parseTemplate(value) ?? []).flatMap((part) => (part.kind === 'reference' ? [part.reference] : []));
  for (const reference of found ? [found, ...inTemplate] : inTemplate) addReference(reference, from, add);
}

function addReference({ table, key, column }: Reference, from: string | null, add: (table: string, column: string) => void): void {
  const home = table ?? from;
  if (home !== null) add(home, column);
  for (const part of key ?? []) if (part.kind === 'column' && from !== null) add(from, part.name);
}
