import { realmOf, type Row } from '@app/inventory';
import { type DeclaredCamera, isReachedByAddress } from './declared.camera.js';

/** How a declared camera is called in the inventory, where names are unique over all buildings. */
export function deviceNameOf({ building, name }: Pick<DeclaredCamera, 'building' | 'name'>): string {
  const rest = name.slice(building.length);
  const isPrefixed = name.toLowerCase().startsWith(building.toLowerCase()) && /^[ ._:/-]/.test(rest);
  return isPrefixed ? name : `${building} ${name}`;
}

/**
 * The device of the inventory that a declared camera is already: of this name in its building, as declared or as the inventory calls it,
 * else the camera there at its address. `known`: the devices of the building.
 */
export class KnownCameras {
  private readonly byAddress = new Map<string, string>();

  constructor(private readonly known: ReadonlyMap<string, Row>) {
    for (const [name, row] of known)
      if (row['role'] === 'CAMERA' && typeof row['address'] === 'string') this.byAddress.set(`${realmOf(row)} ${row['address']}`, name);
  }

  nameOf(camera: DeclaredCamera): string {
    for (const name of [camera.name, deviceNameOf(camera)]) if (this.known.get(name)?.['role'] === 'CAMERA') return name;
    const there = camera.address === null ? undefined : this.byAddress.get(`${camera.realm} ${camera.address}`);
    return (isReachedByAddress(camera) ? there : undefined) ?? deviceNameOf(camera);
  }

  rowOf(name: string): Row | undefined {
    return this.known.get(name);
  }
}

/**
 * The row of the inventory that a declared camera becomes. What only the inventory knows of it (credential, further checks) stays. A
 * camera that is not reached by its own address gets none: it would be another device that answers.
 */
export function toDeviceRow(camera: DeclaredCamera, name: string, known: Row | undefined): Row {
  const isAsked = isReachedByAddress(camera) && camera.address !== null;
  const checks = new Set([...((known?.['checks'] ?? []) as string[]), 'icmp']);
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
