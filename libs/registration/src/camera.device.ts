import { realmOf, type Row } from '@app/inventory';
import { type DeclaredCamera, isReachedByAddress } from './declared.camera.js';

/** How a declared camera is called in the inventory, where names are unique over all buildings. */
export function deviceNameOf({ building, name }: Pick<DeclaredCamera, 'building' | 'name'>): string {
  const rest = name.slice(building.length);
  const isPrefixed = name.toLowerCase().startsWith(building.toLowerCase()) && /^[ ._:/-]/.test(rest);
  return isPrefixed ? name : `${building} ${name}`;
}

/**
 * Which devices the cameras of a declaration are, by row: the one of this name in their building, as declared or as the inventory calls
 * it; else the camera there at their address, unless another one has its name; else a new one. `known`: the devices of the building.
 */
export function deviceNamesOf(cameras: readonly DeclaredCamera[], known: ReadonlyMap<string, Row>): ReadonlyMap<number, string> {
  const byAddress = new Map<string, string>();
  for (const [name, row] of known)
    if (row['role'] === 'CAMERA' && typeof row['address'] === 'string') byAddress.set(`${realmOf(row)} ${row['address']}`, name);
  const named = cameras.map((camera) => [camera.name, deviceNameOf(camera)].find((name) => known.get(name)?.['role'] === 'CAMERA'));
  const claimed = new Set(named);
  const names = cameras.map((camera, i): [number, string] => {
    const there = isReachedByAddress(camera) && camera.address !== null ? byAddress.get(`${camera.realm} ${camera.address}`) : undefined;
    const free = there === undefined || claimed.has(there) ? undefined : there;
    return [camera.row, named[i] ?? free ?? deviceNameOf(camera)];
  });
  return new Map(names);
}

/**
 * The row of the inventory that a declared camera becomes. What only the inventory knows of it (credential, further checks) stays. A
 * camera that is not reached by its own address gets none: it would be another device that answers. One that may not be asked has an
 * address, and no check.
 */
export function toDeviceRow(camera: DeclaredCamera, name: string, known: Row | undefined, mayBeAsked = true): Row {
  const isAsked = isReachedByAddress(camera) && camera.address !== null;
  const checks = new Set([...((known?.['checks'] ?? []) as string[]), ...(mayBeAsked ? ['icmp'] : [])]);
  const { headingDeg, fieldOfViewDeg, streetFacing, recorder, channel, retentionDays, rtspPath } = camera;
  const declared = given({ headingDeg, fieldOfViewDeg, streetFacing, recorder, channel, retentionDays, rtspPath });
  const { address: _address, checks: _checks, ...kept } = known ?? {};
  return {
    ...kept,
    ...given({ vendor: camera.vendor, model: camera.model, lat: camera.lat, lon: camera.lon }),
    name,
    role: 'CAMERA',
    place: camera.building,
    realm: isAsked ? camera.realm : (kept['realm'] ?? undefined),
    ...(isAsked ? { address: camera.address, checks: [...checks] } : {}),
    camera: { ...(known?.['camera'] as object | undefined), ...declared },
  };
}

function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
