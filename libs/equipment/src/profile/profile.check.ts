import type { ProfileContent } from './profile.schema.js';
import { lacksBase } from './profile.base.js';
import { parseReference, parseTemplate, type Reference } from './reference.js';

interface Dangling {
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

/** Fields that hold one reference, by the kind of rule they stand in; templates may hold several. */
const REFERENCES = new Set([
  'value',
  'of',
  'type',
  'scale',
  'precision',
  'status',
  'serial',
  'description',
  'distanceMetres',
  'column',
  'low',
  'lowWarn',
  'highWarn',
  'high',
]);
const REMOTE = /^remote/u;
const TEMPLATES = new Set(['descr', 'id', 'ifIndex', 'entPhysicalIndex', 'ifName']);

/** References to tables and columns that the profile does not declare. */
export function checkReferences(profile: ProfileContent): Dangling[] {
  const tables = profile.tables ?? {};
  const found: Dangling[] = [];
  if (lacksBase(profile)) found.push({ path: ['tables'], reason: '"base" is used, but the profile does not say what it is' });
  const lists = { sensors: profile.sensors, entitySensors: profile.entitySensors, onus: profile.onus, neighbours: profile.neighbours };
  for (const [list, rules] of Object.entries(lists)) {
    rules?.forEach((rule, i) => {
      const from = (rule as { from?: string }).from;
      if (from !== undefined && !Object.hasOwn(tables, from)) {
        found.push({ path: [list, i, 'from'], reason: `there is no table "${from}"` });
        return;
      }
      checkRule(rule as Record<string, unknown>, [list, i], from ?? null, tables, found);
    });
  }
  for (const [field, sources] of Object.entries(profile.device ?? {})) {
    sources?.forEach((source, i) => {
      const path = ['device', field, i];
      if (!('table' in source)) return;
      if (!Object.hasOwn(tables, source.table)) found.push({ path, reason: `there is no table "${source.table}"` });
      else checkRule({ value: source.value, where: source.where }, path, source.table, tables, found);
    });
  }
  return found;
}

type Tables = NonNullable<ProfileContent['tables']>;

function checkRule(rule: object, path: readonly (string | number)[], outer: string | null, tables: Tables, found: Dangling[]): void {
  const inner = 'in' in rule && typeof rule.in === 'string' ? rule.in : null;
  if (inner !== null && !Object.hasOwn(tables, inner)) {
    found.push({ path: [...path, 'in'], reason: `there is no table "${inner}"` });
    return;
  }
  const from = inner ?? outer;
  for (const [field, value] of Object.entries(rule)) {
    const at = [...path, field];
    if (value === null || typeof value === 'number' || typeof value === 'boolean' || value instanceof RegExp) continue;
    if (typeof value === 'string') {
      if (field === 'unless' && !Object.hasOwn(tables, value)) found.push({ path: at, reason: `there is no table "${value}"` });
      for (const reference of referencesIn(field, value)) {
        const reason = problemOf(reference, from, tables);
        if (reason) found.push({ path: at, reason });
      }
    } else if (Array.isArray(value)) {
      value.forEach((item: unknown, i) => checkRule({ [field]: item }, [...at.slice(0, -1), field, i].slice(0, -1), from, tables, found));
    } else if (typeof value === 'object' && field !== 'map') checkRule(value, at, from, tables, found);
  }
}

function referencesIn(field: string, value: string): Reference[] {
  if (TEMPLATES.has(field)) {
    return (parseTemplate(value) ?? []).flatMap((part) => (part.kind === 'reference' ? [part.reference] : []));
  }
  const reference = REFERENCES.has(field) || REMOTE.test(field) ? parseReference(value) : null;
  return reference ? [reference] : [];
}

function problemOf({ table, key, column }: Reference, from: string | null, tables: Tables): string | null {
  const home = table ?? from;
  if (home === null) return `"${column}" is a column, but no table is named`;
  if (!Object.hasOwn(tables, home)) return `there is no table "${home}"`;
  if (!Object.hasOwn((tables[home] as Tables[string]).columns, column)) return `table "${home}" has no column "${column}"`;
  for (const part of key ?? []) {
    if (part.kind !== 'column') continue;
    if (from === null || !Object.hasOwn((tables[from] as Tables[string]).columns, part.name))
      return `there is no column "${part.name}" to look up by`;
  }
  return null;
}
