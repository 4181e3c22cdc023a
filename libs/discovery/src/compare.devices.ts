import type { Row } from '@app/inventory';
import type { DeviceRow } from '@app/topology';
import type { Drift, DriftEdit, DriftKind } from './drift.js';
import type { NetworkMatch, ObservedDevice } from './observed.network.js';
import { isSameHost } from './port.names.js';

/** In what devices differ from what was declared of them. `serials`: what each was known by before. */
export function compareDevices(match: NetworkMatch, links: readonly Drift[], serials: ReadonlyMap<string, string>): Drift[] {
  const found: Drift[] = [];
  for (const device of match.declared.devices) {
    if (!match.isHere(device)) continue;
    const observed = match.observedOf.get(device.name);
    if (observed) found.push(...differences(match, device, observed, serials.get(device.name) ?? null));
  }
  return [...found, ...missingDevices(match, links)];
}

function differences(match: NetworkMatch, device: DeviceRow, { addresses, reading }: ObservedDevice, serial: string | null): Drift[] {
  const found: Drift[] = [];
  const tell = (kind: DriftKind, field: string, declared: string | null, seen: string, edits: readonly DriftEdit[]) =>
    found.push({
      key: `device ${device.name} ${field}`,
      kind,
      list: 'devices',
      subject: device.name,
      declared: declared === null ? null : { [field]: declared },
      observed: { [field]: seen },
      evidence: [`read at ${addresses[0]}`],
      edits,
    });
  const edit = (field: string, value: string): DriftEdit[] => [
    { op: 'upsert', list: 'devices', row: { ...device, [field]: value }, expected: device as unknown as Row },
  ];
  const own = new Set([...addresses, ...reading.tables.addresses]);
  if (device.address !== undefined && !own.has(device.address)) {
    const isFree = (address: string) => !match.declared.devices.some((other) => other.address === address && match.isHere(other));
    const [only, ...more] = addresses.filter(isFree);
    // Of several addresses somebody must choose.
    tell(
      'address-differs',
      'address',
      device.address,
      addresses.join(', '),
      only !== undefined && more.length === 0 ? edit('address', only) : [],
    );
  }
  // A device is known by its name: another one is a new device, which only an import can make of it.
  if (reading.sysName && !isSameHost(reading.sysName, device.name)) tell('name-differs', 'name', device.name, reading.sysName, []);
  for (const field of ['vendor', 'model'] as const) {
    const [declared, seen] = [device[field], reading[field]];
    if (declared !== undefined && seen && !isAlike(declared, seen)) tell(`${field}-differs`, field, declared, seen, edit(field, seen));
  }
  const told = reading.serial?.trim();
  if (serial !== null && told && told !== serial)
    tell('serial-differs', 'serial', serial, told, [{ op: 'know-serial', device: device.name, serial: told }]);
  return found;
}

/** Makers and models are written long and short: one that holds the other means it. */
function isAlike(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')) as [string, string];
  return one === '' || other === '' || one.includes(other) || other.includes(one);
}

/**
 * A device that says nothing is an outage, not a drift; it is missing only if it was asked, and everything it is tied to was read and
 * knows nothing of it.
 */
function missingDevices(match: NetworkMatch, links: readonly Drift[]): Drift[] {
  const silent = new Set(match.observation.silent);
  const goneWith = new Map(links.filter(({ kind }) => kind === 'link-other-device').map((drift) => [drift.subject, drift]));
  return match.declared.devices.flatMap((device): Drift[] => {
    if (!match.isHere(device) || device.address === undefined || !silent.has(device.address) || match.observedOf.has(device.name))
      return [];
    const tied = match.declared.links.filter(({ a, z }) => a.device === device.name || z.device === device.name);
    if (tied.length === 0 || !tied.every(({ code }) => goneWith.has(code))) return [];
    // Where somebody else is seen in its place, the far end of each link is what remains to be settled.
    return [
      {
        key: `device ${device.name} missing`,
        kind: 'device-missing',
        list: 'devices',
        subject: device.name,
        declared: device as unknown as Row,
        observed: null,
        evidence: [`${device.address} was asked and is silent`, ...tied.flatMap(({ code }) => goneWith.get(code)?.evidence ?? [])],
        edits: [{ op: 'retire', list: 'devices', key: device.name, expected: device as unknown as Row }],
      },
    ];
  });
}
