import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { type Area, faultOfAreas } from './area.js';
import { type Role, ROLES } from './viewer.js';

const Codes = z.array(z.string()).default([]);
const File = z.strictObject({
  /** Where a provider's token says what somebody is: `groups`, or a way into it: `realm_access.roles`. */
  claim: z.string().min(1),
  roles: z
    .array(z.strictObject({ value: z.string().min(1), role: z.enum(ROLES), stations: Codes, owners: Codes }))
    .min(1)
    .max(10_000),
  /** Claims that hold codes of areas themselves, beside those of the roles. */
  areas: z.strictObject({ stations: z.string().optional(), owners: z.string().optional() }).default({}),
});

/** What the claims of a provider's tokens mean here. */
export type OidcMapping = z.infer<typeof File>;

export type MappingOutcome =
  { readonly kind: 'read'; readonly mapping: OidcMapping } | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** Reads the YAML file of NADI_OIDC_ROLES_FILE. */
export function readOidcMapping(text: string): MappingOutcome {
  let document: unknown;
  try {
    document = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    return { kind: 'refused', problems: [error instanceof YAMLParseError ? error.message.split('\n')[0]! : 'is no YAML'] };
  }
  const read = File.safeParse(document);
  if (!read.success)
    return { kind: 'refused', problems: read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`) };
  const problems = read.data.roles.flatMap(({ stations, owners }, place) => {
    const fault = faultOfAreas(areasOf(stations, owners));
    return fault === null ? [] : [`roles.${place}: ${fault}`];
  });
  return problems.length > 0 ? { kind: 'refused', problems } : { kind: 'read', mapping: read.data };
}

export interface MappedRights {
  readonly role: Role;
  readonly areas: readonly Area[];
}

/**
 * The role of the first entry that the claims hold, with the areas of all entries of that role. Null where there is none: whoever the
 * provider knows is not by that known here.
 */
export function mappedRights(claims: Readonly<Record<string, unknown>>, mapping: OidcMapping): MappedRights | null {
  const held = new Set(textsAt(claims, mapping.claim));
  const found = mapping.roles.filter(({ value }) => held.has(value));
  const role = found[0]?.role;
  if (role === undefined) return null;
  const entries = found.filter((entry) => entry.role === role);
  const { stations, owners } = mapping.areas;
  const areas = [
    ...entries.flatMap((entry) => areasOf(entry.stations, entry.owners)),
    ...areasOf(textsAt(claims, stations).filter(isCode), textsAt(claims, owners).filter(isCode)),
  ];
  const distinct = new Map(areas.map((area) => [`${area.kind} ${area.code}`, area]));
  return distinct.size > 1_000 ? null : { role, areas: [...distinct.values()] };
}

/** A claim never says "everything": only the file does. */
const isCode = (code: string) => code !== '*' && faultOfAreas([{ kind: 'STATION', code }]) === null;

function areasOf(stations: readonly string[], owners: readonly string[]): Area[] {
  return [...stations.map((code) => ({ kind: 'STATION' as const, code })), ...owners.map((code) => ({ kind: 'OWNER' as const, code }))];
}

/** A claim's text or texts. A name with dots in it is looked for as it is before it is taken for a way. */
function textsAt(claims: Readonly<Record<string, unknown>>, name: string | undefined): string[] {
  if (name === undefined) return [];
  let found: unknown = claims;
  for (const step of Object.hasOwn(claims, name) ? [name] : name.split('.'))
    found =
      typeof found === 'object' && found !== null && Object.hasOwn(found, step) ? (found as Record<string, unknown>)[step] : undefined;
  const list = Array.isArray(found) ? (found as unknown[]) : [found];
  return list.filter((each) => typeof each === 'string');
}
