import { EVERYWHERE, type Jurisdiction, NOWHERE } from '@app/kernel';
import type { Role } from './viewer.js';

/** What an account may see, as its rows say it. */
export interface Area {
  readonly kind: 'STATION' | 'OWNER';
  /** The code of a station or an owner; `*` as a station is the whole network. */
  readonly code: string;
}

export const WHOLE_NETWORK: Area = { kind: 'STATION', code: '*' };

/** Roles that see the whole network where nobody narrowed them; any other sees nothing until it is given an area. */
const SEE_EVERYTHING: ReadonlySet<Role> = new Set(['administrator', 'noc', 'engineer', 'registrar', 'trace-officer', 'auditor', 'service']);

export function needsArea(role: Role): boolean {
  return !SEE_EVERYTHING.has(role);
}

export function jurisdictionOf(role: Role, areas: readonly Area[]): Jurisdiction {
  if (areas.some(({ kind, code }) => kind === WHOLE_NETWORK.kind && code === WHOLE_NETWORK.code)) return EVERYWHERE;
  if (areas.length === 0) return needsArea(role) ? NOWHERE : EVERYWHERE;
  const codes = (kind: Area['kind']) => areas.filter((area) => area.kind === kind).map(({ code }) => code);
  return { kind: 'AREAS', stations: codes('STATION'), owners: codes('OWNER') };
}

const CODE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/** What is wrong with the areas that somebody wrote; null: nothing. */
export function faultOfAreas(areas: readonly Area[]): string | null {
  if (areas.length > 1_000) return 'at most 1000 areas';
  for (const { kind, code } of areas)
    if (!CODE.test(code) && !(kind === 'STATION' && code === '*')) return `${JSON.stringify(code.slice(0, 80))} is no code`;
  return null;
}
