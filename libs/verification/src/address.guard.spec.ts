import { isIP } from 'node:net';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { checkNetwork, guardAddress, type RealmPolicy } from './address.guard.js';

const BUILDING: RealmPolicy = {
  realm: 'GD-1',
  allowed: ['192.168.0.0/16', '10.20.0.0/16', '2400:1234:5678::/48', 'fd12:3456::/32'],
  forbidden: ['10.20.255.0/24', '192.168.9.9/32', 'fd12:3456:ffff::/48'],
};
/** Everything is allowed but what never is. */
const OPEN: RealmPolicy = { realm: 'open', allowed: ['0.0.0.0/0', '::/0'], forbidden: ['10.0.0.5/32'] };

/** What an owner may try, whatever the notation. */
const REFUSED: readonly string[] = [
  '127.0.0.1',
  '127.0.0.2',
  '127.255.255.254',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0x7f.1',
  '017700000001',
  '0177.0.0.1',
  '127.000.000.001',
  '::1',
  '0:0:0:0:0:0:0:1',
  '[::1]',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '0:0:0:0:0:ffff:7f00:1',
  '::127.0.0.1',
  '::7f00:1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::7f00:1',
  '2002:7f00:1::',
  '2002:7f00:0001::1',
  '::ffff:0:7f00:1',
  '127.0.0.1.',
  '127.0.0.1 ',
  ' 127.0.0.1',
  '127.0.0.1\n',
  '127.0.0.1\0',
  '127.0.0.1%lo',
  '127.0.0.1/8',
  '127.0.0.1:80',
  'localhost',
  '１２７.０.０.１',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '127.0.0.1#10.20.0.1',
  '10.20.0.1@127.0.0.1',
  'localhost.localdomain',
  'ip6-localhost',
  '0.0.0.0',
  '0',
  '0.1.2.3',
  '::',
  '169.254.0.1',
  '169.254.169.254',
  '169.254.169.254.nip.io',
  '0xa9fea9fe',
  '2852039166',
  '0251.0376.0251.0376',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '64:ff9b::a9fe:a9fe',
  '2002:a9fe:a9fe::',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fe80::1%25eth0',
  '100.100.100.200',
  '192.0.0.192',
  'metadata.google.internal',
  'instance-data',
  '224.0.0.1',
  '239.255.255.250',
  '255.255.255.255',
  '240.0.0.1',
  'ff02::1',
  'ff05::2',
  '198.18.0.1',
  '192.0.2.1',
  '198.51.100.7',
  '203.0.113.9',
  '192.88.99.1',
  '2001:db8::1',
  '2001::1',
  '2001:0:4136:e378::1',
  '100::1',
  '3fff::1',
  '5f00::1',
  'fec0::1',
  '168.63.129.16',
  'fd20:ce::254',
  '192.31.196.1',
  '192.175.48.6',
  '192.52.193.1',
  '2620:4f:8000::1',
  '4000::1',
  '1::1',
  '2400:1234:5678::5efe:7f00:1',
  '2400:1234:5678::200:5efe:a9fe:a9fe',
  'fd12:3456::5efe:10.20.0.1',
  '',
  ' ',
  '.',
  '10.20.0',
  '10.20.0.1.2',
  '10.20.0.256',
  '10.20.0.-1',
  '10.20.0.1e0',
  '1e9',
  '10.20.0.1;id',
  '10.20.0.1,10.20.0.2',
  '10.20.0.0/16',
  '010.020.000.001',
  '10.20.0.01',
  'http://10.20.0.1',
  '10.20.0.1/',
  '..\\10.20.0.1',
  '1:2:3:4:5:6:7:8:9',
  ':::1',
  '[2400:1234:5678::1]',
  'camera.example.org',
];

describe('the guard of declared addresses', () => {
  it(`refuses ${REFUSED.length} addresses that no camera has, even where every network is allowed`, () => {
    expect(REFUSED.length).toBeGreaterThanOrEqual(60);
    expect(new Set(REFUSED).size).toBe(REFUSED.length);
    expect(REFUSED.filter((text) => guardAddress(text, OPEN).kind !== 'refused')).toEqual([]);
    expect(REFUSED.filter((text) => guardAddress(text, BUILDING).kind !== 'refused')).toEqual([]);
  });

  it.each([
    ['192.168.1.64', '192.168.1.64'],
    ['10.20.0.1', '10.20.0.1'],
    ['2400:1234:5678::1', '2400:1234:5678::1'],
    ['2400:1234:5678:0:0:0:0:1', '2400:1234:5678::1'],
    ['FD12:3456::A', 'fd12:3456::a'],
  ])('lets %s of the realm through, as %s', (text, address) => {
    expect(guardAddress(text, BUILDING)).toEqual({ kind: 'allowed', address });
  });

  it.each([
    ['10.21.0.1', 'lies in no network of the realm "GD-1"'],
    ['192.169.0.1', 'lies in no network'],
    ['8.8.8.8', 'lies in no network'],
    ['2400:1234:5679::1', 'lies in no network'],
    ['10.20.255.7', "is one of the service's own"],
    ['192.168.9.9', "is one of the service's own"],
    ['fd12:3456:ffff::1', "is one of the service's own"],
    ['10.20.0.0', "the network's own"],
    ['10.20.255.255', "is one of the service's own"],
    ['192.168.255.255', 'its broadcast address'],
    ['127.0.0.1', 'is loopback'],
    ['169.254.169.254', 'link-local'],
    ['2002:a9fe:a9fe::', 'an IPv4 address inside'],
    ['2400:1234:5678::5efe:a9fe:a9fe', 'ISATAP'],
    ['9000::1', 'neither global nor unique local'],
    ['camera.example.org', 'usual spelling'],
    ['fe80::1%eth0', 'names a zone'],
  ])('says why not: %s %s', (text, reason) => {
    expect(guardAddress(text, BUILDING)).toEqual({ kind: 'refused', reason: expect.stringContaining(reason) as string });
  });

  it('allows nothing of a realm that has no networks', () => {
    expect(guardAddress('192.168.1.64', { realm: 'x', allowed: [], forbidden: [] }).kind).toBe('refused');
  });

  it("asks on loopback the lab's simulated hosts alone", () => {
    const lab: RealmPolicy = { realm: 'city', allowed: ['127.16.0.0/12'], forbidden: ['127.0.0.0/16'], isLab: true };
    expect(guardAddress('127.16.5.54', lab)).toEqual({ kind: 'allowed', address: '127.16.5.54' });
    for (const text of ['127.0.0.1', '127.0.5.5', '127.32.0.1', '::1', '169.254.169.254'])
      expect(guardAddress(text, lab).kind).toBe('refused');
  });

  it('lets an address through only if it lies where it may, as numbers tell', () => {
    const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    const inside = (address: number, base: string, bits: number) =>
      Math.floor(address / 2 ** (32 - bits)) === Math.floor(number(base) / 2 ** (32 - bits));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.ipV4(),
          fc.constantFrom(10, 192).chain((a) => fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)).map((r) => [a, ...r].join('.'))),
        ),
        (text) => {
          const address = number(text);
          const isEdge = ['192.168.0.0', '192.168.255.255', '10.20.0.0', '10.20.255.255'].includes(text);
          const may =
            (inside(address, '192.168.0.0', 16) || inside(address, '10.20.0.0', 16)) &&
            !inside(address, '10.20.255.0', 24) &&
            text !== '192.168.9.9' &&
            !isEdge;
          expect(guardAddress(text, BUILDING).kind).toBe(may ? 'allowed' : 'refused');
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('takes no text that a URL parser would send elsewhere', () => {
    const pieces = [
      '127',
      '0x7f',
      '0177',
      '1',
      '0',
      '::',
      'ffff',
      ':',
      '.',
      '%',
      '[',
      ']',
      '169.254.169.254',
      'localhost',
      '/',
      '@',
      '10.20.0.1',
      '\t',
      '０',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        const guarded = guardAddress(text, OPEN);
        if (guarded.kind === 'refused') return;
        const { hostname } = new URL(`http://${guarded.address.includes(':') ? `[${guarded.address}]` : guarded.address}/`);
        expect(hostname.replaceAll(/[[\]]/g, '')).toBe(guarded.address);
        expect(hostname.startsWith('127.') || hostname.startsWith('169.254.') || hostname === '[::1]').toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });

  it('takes no text that any program reads as an address where none may be asked', () => {
    // Loopback, link-local with the metadata, this network, multicast, and what the policy keeps for the service.
    const forbidden = [[127], [169, 254], [0], [224], [240], [10, 20, 255]];
    const address = fc
      .tuple(fc.constantFrom(...forbidden), fc.array(fc.nat(255), { minLength: 4, maxLength: 4 }))
      .map(([start, rest]) => [...start, ...rest].slice(0, 4));
    const byte = (radix: 8 | 10 | 16, zeros: number) => (value: number) =>
      ({ 8: '0', 10: '', 16: '0x' })[radix] + '0'.repeat(zeros) + value.toString(radix);
    const spelt = fc
      .tuple(address, fc.constantFrom(8, 10, 16), fc.nat(2), fc.integer({ min: 1, max: 4 }), fc.nat(7))
      .map(([bytes, radix, zeros, parts, dress]) => {
        const spell = byte(radix as 8 | 10 | 16, zeros);
        const last = bytes.slice(parts - 1).reduce((sum, value) => sum * 256 + value, 0);
        const text = [...bytes.slice(0, parts - 1).map(spell), spell(last)].join('.');
        const [a, b, c, d] = bytes.map((value) => value.toString(16).padStart(2, '0'));
        return [
          text,
          `${text}.`,
          ` ${text}`,
          `::ffff:${a}${b}:${c}${d}`,
          `64:ff9b::${a}${b}:${c}${d}`,
          `2002:${a}${b}:${c}${d}::`,
          `${text}%1`,
          text,
        ][dress];
      });
    fc.assert(
      fc.property(spelt, (text) => {
        const policy = { ...OPEN, forbidden: ['10.20.255.0/24'] };
        expect(guardAddress(text, policy).kind).toBe('refused');
      }),
      { numRuns: 5_000 },
    );
  });

  it('lets through only what a C library, a URL parser and ipaddr.js read as the same address', () => {
    const text = fc.oneof(
      fc.ipV4Extended(),
      fc.ipV4(),
      fc.ipV6(),
      fc.stringMatching(/^[0-9a-fx]{1,4}(\.[0-9a-fx]{1,4}){0,4}$/),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    fc.assert(
      fc.property(text, (spelling) => {
        const guarded = guardAddress(spelling, OPEN);
        if (guarded.kind === 'refused') return;
        const { address } = guarded;
        expect(ipaddr.parse(spelling).toNormalizedString()).toBe(ipaddr.parse(address).toNormalizedString());
        if (isIP(address) === 4) expect([inetAton(spelling), new URL(`http://${spelling}/`).hostname]).toEqual([address, address]);
        else expect(new URL(`http://[${spelling}]/`).hostname).toBe(`[${ipaddr.parse(address).toString()}]`);
      }),
      { numRuns: 10_000 },
    );
  });

  it('wants networks written without bits beyond their prefix', () => {
    for (const cidr of ['10.20.0.0/16', '0.0.0.0/0', '192.168.1.7/32', '2400::/12', '::/0']) expect(() => checkNetwork(cidr)).not.toThrow();
    for (const cidr of [
      '10.20.1.0/16',
      '10.20.0.0',
      '10.20.0.0/33',
      '10.20.0.0/',
      '10.20.0.0/016',
      '2400::1/12',
      'x/8',
      '10.0.0.0/8/8',
      '10.0.0.0/-1',
    ])
      expect(() => checkNetwork(cidr)).toThrow(RangeError);
  });
});

/** What inet_aton(3) makes of a text: one to four parts, each decimal, octal or hexadecimal, the last one as long as what is left. */
function inetAton(text: string): string | null {
  const parts = text.split('.').map((part) => {
    if (/^0x[0-9a-f]+$/i.test(part)) return Number.parseInt(part, 16);
    if (/^0[0-7]*$/.test(part)) return Number.parseInt(part, 8);
    return /^[1-9][0-9]*$/.test(part) ? Number(part) : NaN;
  });
  const last = parts.pop() ?? NaN;
  if (parts.length > 3 || parts.some((part) => !(part <= 255)) || !(last < 256 ** (4 - parts.length))) return null;
  const number = parts.reduce((sum, part, i) => sum + part * 256 ** (3 - i), 0) + last;
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}
