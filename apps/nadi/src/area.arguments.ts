import { type Area, faultOfAreas, isRole, type Role, ROLES, type Viewer, WHOLE_NETWORK } from '@app/access';

/** What `--station` and `--owner` are to node:util's parseArgs. */
export const AREA_OPTIONS = {
  station: { type: 'string', multiple: true },
  owner: { type: 'string', multiple: true },
} as const;

/** The areas of `--station CODE,CODE --station CODE --owner CODE`. */
export function areasOf({ station = [], owner = [] }: { station?: string[] | undefined; owner?: string[] | undefined }): Area[] {
  const codes = (texts: readonly string[]) => texts.flatMap((text) => text.split(',').map((code) => code.trim()));
  return [
    ...codes(station).map((code) => ({ kind: 'STATION' as const, code })),
    ...codes(owner).map((code) => ({ kind: 'OWNER' as const, code })),
  ];
}

/** A role as somebody wrote it, or what is wrong with it or its areas. The `viewer` of old sees the whole network, as it did. */
export function roleAndAreas(role: string | undefined, areas: readonly Area[]): { role: Role; areas: readonly Area[] } | string {
  const fault = faultOfAreas(areas);
  if (fault !== null) return fault;
  if (role === 'viewer') return { role: 'station-viewer', areas: areas.length === 0 ? [WHOLE_NETWORK] : areas };
  return role !== undefined && isRole(role) ? { role, areas } : `--role must be one of ${ROLES.join(', ')}`;
}

export function seesNothing(viewer: Pick<Viewer, 'jurisdiction'> | null): boolean {
  return viewer?.jurisdiction.kind === 'AREAS' && viewer.jurisdiction.stations.length + viewer.jurisdiction.owners.length === 0;
}
