import { onBase } from './profile.base.js';
import { parseProfile } from './profile.parser.js';

const TEXT = `vendor: Example
mibs: [EXAMPLE-MIB]
match:
  - sysObjectID: 1.3.6.1.4.1.99999
base: '^(1\\.3\\.6\\.1\\.4\\.1\\.99999\\.\\d+)'
device:
  serial: { oid: base.1.7.0 }
tables:
  optics: { oid: base.1.2, columns: { rx: 4 } }
sensors:
  - { class: dbm, from: optics, value: rx }
  - { class: percent, oid: base.1.9.0 }
  - { class: percent, oid: 1.3.6.1.4.1.99999.1.1.0 }
`;

describe('the base of a profile', () => {
  const parsed = parseProfile('example.yaml', TEXT);
  const profile = parsed.kind === 'parsed' ? parsed.profile : null;

  it('is what sysObjectID says: each product has its tables below its own number', () => {
    const grounded = profile && onBase(profile, '1.3.6.1.4.1.99999.45.105');
    expect(grounded?.tables?.optics?.oid).toBe('1.3.6.1.4.1.99999.45.1.2');
    expect(grounded?.sensors?.map(({ oid }) => oid)).toEqual([undefined, '1.3.6.1.4.1.99999.45.1.9.0', '1.3.6.1.4.1.99999.1.1.0']);
    expect(grounded?.device?.serial).toEqual([{ oid: '1.3.6.1.4.1.99999.45.1.7.0' }]);
  });

  it('leaves out a device that has no such part', () => {
    expect(profile && onBase(profile, '1.3.6.1.4.1.99999')).toBeNull();
    expect(profile && onBase(profile, null)).toBeNull();
  });

  it('must be told where it is used', () => {
    const without = parseProfile('example.yaml', TEXT.replace(/^base:.*\n/mu, ''));
    expect(without).toMatchObject({
      kind: 'refused',
      problems: [{ line: 8, reason: expect.stringContaining('"base" is used') as string }],
    });
  });
});
