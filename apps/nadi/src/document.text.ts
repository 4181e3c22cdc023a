import { SENSOR_UNITS, type DeviceDocument, type InterfaceFacts } from '@app/equipment';

/** A device document for people: one line an interface, a sensor, a neighbour, an ONU. */
export function readableDocument({ device, interfaces, sensors, neighbours, onus, inventory }: DeviceDocument): string {
  const name = new Map(interfaces.map((row) => [row.ifIndex, row.ifName || row.ifDescr || String(row.ifIndex)]));
  const port = (ifIndex: number | null) => (ifIndex === null ? '-' : (name.get(ifIndex) ?? String(ifIndex)));
  const blocks: [string, readonly (readonly string[])[]][] = [
    [
      'device',
      Object.entries({
        name: device.sysName,
        vendor: device.vendor,
        model: device.model,
        serial: device.serial,
        software: device.software,
        description: device.sysDescr,
        sysObjectID: device.sysObjectID,
        location: device.sysLocation,
        profiles: device.profiles.join(' '),
      }).map(([field, value]) => [field, value ?? '-']),
    ],
    [
      'interfaces',
      interfaces.map((row) => [port(row.ifIndex), stateOf(row), speed(row.speedBps), row.ifPhysAddress ?? '-', row.ifAlias ?? '']),
    ],
    [
      'sensors',
      sensors.map(({ descr, value, class: kind, ifIndex }) => [descr, `${Number(value.toFixed(3))} ${SENSOR_UNITS[kind]}`, port(ifIndex)]),
    ],
    [
      'neighbours',
      neighbours.map((row) => [port(row.localIfIndex), row.protocol, row.remoteHostname, row.remotePort, row.remoteMgmtAddr ?? '-']),
    ],
    ['ONUs', onus.map((row) => [row.id, row.state, row.downCause ?? '-', row.serial ?? '-', row.description ?? ''])],
    [
      'inventory',
      inventory.map((part) => [part.name ?? part.descr ?? String(part.entPhysicalIndex), part.model ?? '-', part.serial ?? '-']),
    ],
  ];
  return blocks
    .filter(([, rows]) => rows.length > 0)
    .map(([title, rows]) => `${title} (${rows.length})\n${columns(rows)}`)
    .join('\n')
    .replace(/^device \(\d+\)/u, 'device');
}

function stateOf({ ifAdminStatus, ifOperStatus }: InterfaceFacts): string {
  return ifAdminStatus === 'down' ? 'admin down' : (ifOperStatus ?? 'unknown');
}

function speed(bitsPerSecond: number | null): string {
  if (!bitsPerSecond) return '-';
  return bitsPerSecond >= 1e9 ? `${bitsPerSecond / 1e9} Gbit/s` : `${bitsPerSecond / 1e6} Mbit/s`;
}

const MAX_WIDTH = 48;

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.min(MAX_WIDTH, Math.max(...rows.map((row) => row[i]?.length ?? 0))));
  return rows
    .map(
      (row) =>
        `  ${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
