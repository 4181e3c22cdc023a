import type { AccountId } from '@app/kernel';

/** What a viewer may do. Rights by area come with accounts and sign-on. */
export const PERMISSIONS = ['inventory:read', 'inventory:write', 'outage:read', 'outage:write', 'probe:request', 'owner:read'] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = ['administrator', 'engineer', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

const GRANTS: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: PERMISSIONS,
  engineer: ['inventory:read', 'inventory:write', 'outage:read', 'outage:write', 'probe:request'],
  viewer: ['inventory:read', 'outage:read'],
};

/** Who asks, and what they may do. */
export interface Viewer {
  readonly accountId: AccountId;
  readonly name: string;
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
}

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return new Set(GRANTS[role]);
}
