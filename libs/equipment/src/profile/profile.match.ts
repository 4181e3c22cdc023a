import type { Match } from './profile.schema.js';

export interface Identity {
  readonly sysObjectID: string | null;
  readonly sysDescr: string | null;
}

/** `answers`: it is one if the agent has this object. */
export type Matching = { readonly kind: 'yes' } | { readonly kind: 'no' } | { readonly kind: 'answers'; readonly oids: readonly string[] };

/** Whether a profile is for a device, as far as its system group tells. */
export function matchOf(matches: 'any' | readonly Match[], identity: Identity): Matching {
  if (matches === 'any') return { kind: 'yes' };
  const fitting = matches.filter((match) => fits(match, identity));
  if (fitting.some(({ answers }) => answers === undefined)) return { kind: 'yes' };
  const oids = fitting.flatMap(({ answers }) => answers ?? []);
  return oids.length > 0 ? { kind: 'answers', oids } : { kind: 'no' };
}

function fits({ sysObjectID, sysDescr, notSysDescr }: Match, identity: Identity): boolean {
  if (sysObjectID !== undefined && !isBelow(identity.sysObjectID, sysObjectID)) return false;
  if (sysDescr && !sysDescr.test(identity.sysDescr ?? '')) return false;
  return !notSysDescr?.test(identity.sysDescr ?? '');
}

function isBelow(oid: string | null, prefix: string): boolean {
  return oid !== null && (oid === prefix || oid.startsWith(`${prefix}.`));
}
