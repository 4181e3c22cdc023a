import type { AccountId, Jurisdiction } from '@app/kernel';

/** What a viewer may do, within their jurisdiction. */
export const PERMISSIONS = [
  'inventory:read',
  'inventory:write',
  /** What needs the whole network to be told: ways, what if, single points of failure, why an outage is taken for what it is. */
  'topology:read',
  'outage:read',
  'outage:write',
  'probe:request',
  /** Names and contacts of owners: personal data. */
  'owner:read',
  'registration:submit',
  'registration:review',
  'compliance:read',
  'compliance:write',
  'account:manage',
  'audit:read',
  'audit:verify',
  'export:read',
  'metrics:read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = [
  'administrator',
  'noc',
  'engineer',
  'station-viewer',
  'registrar',
  'owner',
  'trace-officer',
  'auditor',
  'service',
] as const;
export type Role = (typeof ROLES)[number];

const SEES = ['inventory:read', 'outage:read'] as const;
const WATCHES = [...SEES, 'topology:read', 'compliance:read', 'export:read', 'metrics:read'] as const;

const GRANTS: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: PERMISSIONS,
  noc: [...WATCHES, 'outage:write', 'probe:request'],
  engineer: [...WATCHES, 'inventory:write', 'outage:write', 'probe:request'],
  'station-viewer': [...SEES, 'compliance:read'],
  registrar: [
    'inventory:read',
    'owner:read',
    'registration:submit',
    'registration:review',
    'compliance:read',
    'compliance:write',
    'export:read',
  ],
  owner: [...SEES, 'owner:read', 'registration:submit', 'compliance:read'],
  'trace-officer': SEES,
  // Who watches the others does not do what they do.
  auditor: ['audit:read', 'audit:verify'],
  service: [...SEES, 'topology:read', 'export:read', 'metrics:read'],
};
/** What is computed on the whole network is told to whoever sees all of it anyway. */
const TOLD_WITH_ALL: readonly Permission[] = ['topology:read'];

/** Who asks, what they may do, and of what they may see it. */
export interface Viewer {
  readonly accountId: AccountId;
  readonly name: string;
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
  readonly jurisdiction: Jurisdiction;
}

export function permissionsOf(role: Role, jurisdiction: Jurisdiction): ReadonlySet<Permission> {
  const granted = isRole(role) ? GRANTS[role] : [];
  const isToldAll = role === 'station-viewer' && jurisdiction.kind === 'ALL';
  return new Set(isToldAll ? [...granted, ...TOLD_WITH_ALL] : granted);
}

export function isRole(text: string): text is Role {
  return Object.hasOwn(GRANTS, text);
}
