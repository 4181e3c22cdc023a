import type { Varbind } from '@app/snmp';
import { Ports } from '../mib/ports.js';
import { DeviceTables } from './device.tables.js';
import { KnownRows } from './known.rows.js';
import { parseProfile } from './profile.parser.js';
import { readSensors } from './sensor.rules.js';

const TEXT = `vendor: Example
mibs: [EXAMPLE-MIB]
match: any
tables:
  optics: { oid: 1.3.6.1.4.1.99999.1, columns: { rx: 4 } }
  threshold: { oid: 1.3.6.1.4.1.99999.2, columns: { severity: 2, value: 4 } }
sensors:
  - class: dbm
    from: optics
    value: rx
    scale: 0.1
    limits:
      low: [{ in: threshold, value: value, where: { column: severity, is: 30 } }, { in: threshold, value: value, where: { column: severity, is: 20 } }]
      high: { in: threshold, value: value, where: { column: severity, is: 40 } }
`;

function sensorsOf(cells: readonly (readonly [name: string, index: readonly number[], value: number])[]) {
  const parsed = parseProfile('example.yaml', TEXT);
  if (parsed.kind !== 'parsed') throw new Error(parsed.problems[0]?.reason);
  const tables = new DeviceTables(parsed.profile.tables ?? {});
  for (const [name, index, value] of cells) {
    tables.take(name, index, { oid: `1.${index.join('.')}`, type: 2, value } as unknown as Varbind);
  }
  const rules = {
    tables,
    scalars: new Map<string, Varbind>(),
    ports: new Ports([], null),
    known: new KnownRows(),
    source: 'vendor' as const,
  };
  return (parsed.profile.sensors ?? []).flatMap((rule) => readSensors(rule, rules));
}

describe('limits that are rows of their own', () => {
  it('are the first that fits of those below the sensor, by the order of the sources', () => {
    const [first, second] = sensorsOf([
      ['optics.rx', [7], -100],
      ['threshold.severity', [7, 1], 20],
      ['threshold.value', [7, 1], -250],
      ['threshold.severity', [70, 1], 30],
      ['threshold.value', [70, 1], -270],
      ['optics.rx', [8], -110],
    ]);
    expect(first).toMatchObject({ value: -10, limits: { low: -25, lowWarn: null, highWarn: null, high: null } });
    expect(second).toMatchObject({ value: -11, limits: null });
  });

  it('are refused where their table is not declared', () => {
    const parsed = parseProfile('example.yaml', TEXT.replace('high: { in: threshold', 'high: { in: thresholds'));
    expect(parsed).toMatchObject({
      kind: 'refused',
      problems: [{ reason: expect.stringContaining('there is no table "thresholds"') as string }],
    });
  });
});
