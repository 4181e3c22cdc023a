import { DeviceTables } from './device.tables.js';
import { parseReference, parseTemplate } from './reference.js';

const integer = (oid: string, value: number) => ({ oid, type: 2, value });
const octets = (oid: string, value: string) => ({ oid, type: 4, value: Buffer.from(value) });

describe('references and templates', () => {
  const tables = new DeviceTables({
    port: { oid: '1.2', columns: { rx: 1, module: 2 } },
    module: { oid: '1.3', columns: { name: 1 } },
  });
  tables.take('port.rx', [7, 3], integer('1.2.1.7.3', -5));
  tables.take('port.module', [7, 3], integer('1.2.2.7.3', 12));
  tables.take('module.name', [7], octets('1.3.1.7', 'seven'));
  tables.take('module.name', [12], octets('1.3.1.12', 'twelve\u001b[2J'));
  tables.take('module.name', [0, 12], octets('1.3.1.0.12', 'nought'));
  const [row] = tables.rows('port');
  const text = (reference: string) => tables.text(parseReference(reference) ?? { table: null, key: null, column: '' }, row ?? null);

  it('lead to cells of the same row and of others', () => {
    expect(text('rx')).toBe('-5');
    expect(text('port.rx')).toBe('-5');
    expect(text('module[1].name')).toBe('seven');
    expect(text('module[module].name')).toBe('twelve[2J');
    expect(text('module[=0,module].name')).toBe('nought');
    expect(text('module[-1].name')).toBeNull();
    expect(text('module[5].name')).toBeNull();
    expect(text('module.name')).toBeNull();
  });

  it('fill templates; what leads nowhere leaves nothing', () => {
    expect(
      tables.fill('{index} {1}/{-1} {rx} {module[1].name} {module[5].name} {ifName}#{lane}', row ?? null, { ifName: 'Gi0/1', lane: 2 }),
    ).toBe('7.3 7/3 -5 seven Gi0/1#2');
  });

  it('are null where they are none', () => {
    for (const bad of ['', 'a b', 'a[.b', 'a[].b', 'a[0].b', '1', 'a.b.c', 'a[x y].b']) expect(parseReference(bad)).toBeNull();
    for (const bad of ['{', '}', '{}', 'a {b', '{0}', '{a b}', '{{a}}']) expect(parseTemplate(bad)).toBeNull();
  });
});
