import fc from 'fast-check';
import { finding, port } from '@testing/discovery';
import type { Finding } from './finding.js';
import { identify } from './identify.js';

const addressesOf = (findings: readonly Finding[]) => identify(findings).map(({ addresses }) => addresses);
const mac = (n: number) => `00:1b:21:00:00:${n.toString(16).padStart(2, '0')}`;
const ports = (...numbers: readonly number[]) => numbers.map((n) => port(n, `ge${n}`, { mac: mac(n) }));

describe('one device', () => {
  it('is one at eight addresses', () => {
    const eight = Array.from({ length: 8 }, (_, i) =>
      finding(`10.0.0.${i + 1}`, { sysName: 'r1', engineId: '80aa', ports: ports(1, 2, 3) }),
    );
    const [device, ...others] = identify(eight);
    expect(others).toEqual([]);
    expect(device?.addresses).toHaveLength(8);
    expect(device?.because[0]).toBe('10.0.0.2 is 10.0.0.1: they share 3 hardware addresses');
  });

  it.each([
    ['its serial number', { serial: 'FDO1234X' }, { serial: 'FDO1234X' }],
    ['its chassis', { chassisId: mac(9) }, { chassisId: mac(9).toUpperCase() }],
    ['the hardware addresses of its ports', { ports: ports(1, 2) }, { ports: ports(2, 1) }],
    ['its engine id, where nothing speaks against it', { engineId: '80001F88' }, { engineId: '80001f88' }],
    ['its own list of addresses', { sysName: 'R1', tables: { addresses: ['10.0.0.2'] } }, { sysName: 'r1' }],
  ])('is known by %s', (_, one, other) => {
    expect(addressesOf([finding('10.0.0.1', one), finding('10.0.0.2', other)])).toEqual([['10.0.0.1', '10.0.0.2']]);
  });

  it('stays one where it was renamed between two questions', () => {
    const [one, other] = [finding('10.0.0.1', { sysName: 'old', serial: 'S123' }), finding('10.0.0.2', { sysName: 'new', serial: 'S123' })];
    expect(addressesOf([one, other])).toHaveLength(1);
  });
});

describe('two devices', () => {
  const clone = { engineId: '80001f8804' };

  it.each([
    ['serial numbers', { serial: 'S123' }, { serial: 'S124' }],
    ['hardware addresses', { ports: ports(1) }, { ports: ports(2) }],
    ['names', { sysName: 'cam-1' }, { sysName: 'cam-2' }],
    ['chassis', { chassisId: mac(1) }, { chassisId: mac(2) }],
  ])('with the engine id of one image are told apart by their %s', (_, one, other) => {
    const devices = identify([finding('10.0.0.1', { ...clone, ...one }), finding('10.0.0.2', { ...clone, ...other })]);
    expect(devices.map(({ addresses }) => addresses)).toEqual([['10.0.0.1'], ['10.0.0.2']]);
    expect(devices[0]?.because[0]).toMatch(/^not 10\.0\.0\.2, although both tell engine 80001f8804: /);
    expect(new Set(devices.map(({ key }) => key)).size).toBe(2);
  });

  it.each([
    ['a name', { sysName: 'switch' }, { sysName: 'switch' }],
    ['a serial number that is none', { serial: 'To be filled by O.E.M.' }, { serial: 'To be filled by O.E.M.' }],
    [
      'zeros',
      { serial: '00000000', ports: [port(1, 'a', { mac: '00:00:00:00:00:00' })] },
      { serial: '00000000', ports: [port(1, 'a', { mac: '00:00:00:00:00:00' })] },
    ],
    [
      'the virtual address of a pair of routers',
      { ports: [port(1, 'a', { mac: '00:00:5e:00:01:0a' })] },
      { ports: [port(1, 'a', { mac: '00:00:5e:00:01:0a' })] },
    ],
    ['nothing', {}, {}],
    [
      'the number of another maker',
      { serial: 'A1234', sysObjectID: '1.3.6.1.4.1.9.1' },
      { serial: 'A1234', sysObjectID: '1.3.6.1.4.1.2011.2' },
    ],
  ])('are not joined by %s', (_, one, other) => {
    expect(addressesOf([finding('10.0.0.1', one), finding('10.0.0.2', other)])).toHaveLength(2);
  });

  it('that told nothing stay two addresses', () => {
    expect(addressesOf([finding('10.0.0.1', null), finding('10.0.0.2', null)])).toHaveLength(2);
  });

  it('are not joined by a third that knows only what both share', () => {
    const findings = [
      finding('10.0.0.1', { ...clone, serial: 'S123' }),
      finding('10.0.0.2', { ...clone, serial: 'S124' }),
      finding('10.0.0.3', clone),
    ];
    expect(addressesOf(findings)).toEqual([['10.0.0.1', '10.0.0.3'], ['10.0.0.2']]);
  });
});

const some = fc.record({
  serial: fc.constantFrom(null, 'S123', 'S124', '0000'),
  engineId: fc.constantFrom(null, '80aa', '80bb'),
  chassisId: fc.constantFrom(null, mac(1), mac(2)),
  sysName: fc.constantFrom(null, 'a', 'b'),
  ports: fc.subarray([1, 2, 3, 4]).map((numbers) => ports(...numbers)),
  tables: fc.record({ addresses: fc.subarray(['10.0.0.1', '10.0.0.2', '10.0.0.3']) }),
});
const manyFindings = fc
  .array(fc.option(some, { freq: 6 }), { maxLength: 9 })
  .map((all) => all.map((told, index) => finding(`10.0.0.${index + 1}`, told)));

describe('whatever was found', () => {
  it('gives the same devices in any order', () => {
    fc.assert(
      fc.property(
        manyFindings.chain((findings) => fc.tuple(fc.constant(findings), fc.shuffledSubarray(findings, { minLength: findings.length }))),
        ([findings, shuffled]) => {
          expect(identify(shuffled)).toEqual(identify(findings));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('each address belongs to one device, each device has a key of its own, and nobody in it contradicts another', () => {
    fc.assert(
      fc.property(manyFindings, (findings) => {
        const devices = identify(findings);
        expect(devices.flatMap(({ addresses }) => addresses).sort()).toEqual(findings.map(({ address }) => address).sort());
        expect(new Set(devices.map(({ key }) => key)).size).toBe(devices.length);
        for (const device of devices) {
          const serials = device.findings.flatMap(({ reading }) => (reading?.serial && reading.serial !== '0000' ? [reading.serial] : []));
          expect(new Set(serials).size).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
