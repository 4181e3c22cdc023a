import fc from 'fast-check';
import { addressAt, parseAddress, parseNetwork, parseRange } from './address.range.js';
import { AllowedNetworks, mayTry, parseAllowedCredentials, parseAllowedNetworks } from './allowed.networks.js';
import { planSweep } from './sweep.plan.js';

function allowed(text: string, own: readonly string[] = []): AllowedNetworks {
  const parsed = parseAllowedNetworks(text);
  if (parsed.kind === 'refused') throw new Error(parsed.reason);
  return new AllowedNetworks(parsed.value, () => own);
}

const EVERYTHING = allowed('0.0.0.0/0,::/0', ['10.20.0.9', '2001:db8::9']);

describe('what may be asked', () => {
  it('is nothing until a network is listed', () => {
    expect(allowed('').judge('default', '10.20.0.1')).toMatchObject({ kind: 'refused' });
    expect(allowed('10.20.0.0/16').judge('branch', '10.20.0.1')).toMatchObject({ kind: 'refused' });
    expect(allowed('10.20.0.0/16').judge('default', '10.21.0.1')).toMatchObject({ kind: 'refused' });
    expect(allowed('10.20.0.0/16,branch=192.168.0.0/24').judge('branch', '192.168.0.7')).toEqual({ kind: 'allowed' });
  });

  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['127.20.0.1', 'loopback'],
    ['127.1', 'usual spelling'],
    ['127.0.1', 'usual spelling'],
    ['0177.0.0.1', 'usual spelling'],
    ['0x7f.0.0.1', 'usual spelling'],
    ['0x7f000001', 'usual spelling'],
    ['2130706433', 'usual spelling'],
    ['017700000001', 'usual spelling'],
    ['127.000.000.001', 'usual spelling'],
    ['127.0.0.1.', 'usual spelling'],
    [' 127.0.0.1', 'usual spelling'],
    ['127.0.0.1%00', 'usual spelling'],
    ['127.0.0.1\u0000', 'usual spelling'],
    ['127。0。0。1', 'usual spelling'],
    ['１２７.0.0.1', 'usual spelling'],
    ['localhost', 'usual spelling'],
    ['', 'usual spelling'],
    ['[::1]', 'usual spelling'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['0000:0000:0000:0000:0000:0000:0000:0001', 'loopback'],
    ['::', 'no address'],
    ['::7f00:1', 'IPv4 address inside'],
    ['::127.0.0.1', 'IPv4 address inside'],
    ['::ffff:127.0.0.1', 'IPv6 spelling'],
    ['::ffff:7f00:1', 'IPv6 spelling'],
    ['::FFFF:10.20.0.1', 'IPv6 spelling'],
    ['0:0:0:0:0:ffff:169.254.169.254', 'IPv6 spelling'],
    ['64:ff9b::10.20.0.1', 'holds an IPv4'],
    ['64:ff9b::a14:1', 'holds an IPv4'],
    ['2002:7f00:1::', 'holds an IPv4'],
    ['2001:0:a14:1::', 'holds an IPv4'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'usual spelling'],
    ['febf::1', 'link-local'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
    ['fd00:ec2::254', 'metadata'],
    ['fd00:0ec2:0::0254', 'metadata'],
    ['169.254.169.254', 'metadata'],
    ['169.254.0.1', 'link-local'],
    ['100.100.100.200', 'metadata'],
    ['0.0.0.0', 'no address'],
    ['0.1.2.3', 'no address'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['10.20.0.9', 'of this service'],
    ['2001:DB8:0::9', 'of this service'],
    ['10.20.0.256', 'usual spelling'],
    ['10.20.0', 'usual spelling'],
    ['10.20.0.1/32', 'usual spelling'],
    ['10.20.0.1:161', 'usual spelling'],
    ['http://10.20.0.1', 'usual spelling'],
  ])('is never %j, even where everything is listed', (text, why) => {
    expect(EVERYTHING.judge('default', text)).toMatchObject({ kind: 'refused', reason: expect.stringContaining(why) as string });
  });

  it.each(['10.20.0.1', '192.168.1.1', '8.8.8.8', '2001:db8::1', '2001:DB8::A', 'fd12::1', '100.64.0.1'])('may be %s', (text) => {
    expect(EVERYTHING.judge('default', text)).toEqual({ kind: 'allowed' });
  });

  it('is the loopback where a network of it is listed as such, and nothing else of it', () => {
    const lab = allowed('127.20.0.0/16');
    expect(lab.judge('default', '127.20.0.1')).toEqual({ kind: 'allowed' });
    expect(lab.judge('default', '127.0.0.1')).toMatchObject({ kind: 'refused' });
    expect(lab.judge('default', '127.020.0.1')).toMatchObject({ kind: 'refused' });
  });
});

describe('addresses and ranges', () => {
  it('have one spelling, and numbers that give it back', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseAddress(text);
        if (address.kind === 'refused') return;
        const { family, value, text: canonical } = address.value;
        expect(addressAt(family, value).text).toBe(canonical);
        expect(parseAddress(canonical)).toEqual(address);
      }),
    );
  });

  it.each([
    ['10.20.0.5/16', 'write 10.20.0.0/16'],
    ['10.20.0.0/33', 'prefix of 0 to 32'],
    ['10.20.0.0/016', 'prefix'],
    ['10.20.0.0/', 'prefix'],
    ['10.20.0.0/16/8', 'no network'],
    ['10.20.0.9-10.20.0.1', 'ends before'],
    ['10.20.0.9-2001:db8::1', 'family'],
    ['10.20.0.1-10.20.0.2-10.20.0.3', 'no range'],
    ['10.20.0.1–10.20.0.2', 'usual spelling'],
    ['10.20.0.1-9', 'usual spelling'],
    ['::ffff:10.20.0.0/112', 'IPv6 spelling'],
  ])('%s is refused', (text, why) => {
    expect(parseRange(text)).toMatchObject({ kind: 'refused', reason: expect.stringContaining(why) as string });
  });

  it('a network is what its prefix says', () => {
    expect(parseNetwork('10.20.0.0/30')).toEqual({ kind: 'parsed', value: { family: 4, first: 169082880n, last: 169082883n } });
  });
});

describe('the plan of a run', () => {
  const networks = allowed('10.20.0.0/16,127.20.0.0/24', ['10.20.0.2']);

  it('holds each address once, without the ends of a network and without ourselves', () => {
    const planned = planSweep(['10.20.0.0/29', '10.20.0.4-10.20.0.6', '10.20.0.5'], 'default', networks);
    if (planned.kind === 'refused') throw new Error('refused');
    expect(planned.plan.swept.map(({ text }) => text)).toEqual(['10.20.0.1', '10.20.0.3', '10.20.0.4', '10.20.0.6']);
    expect(planned.plan.seeds.map(({ text }) => text)).toEqual(['10.20.0.5']);
    expect(planned.plan.skipped).toBe(3);
  });

  it('is refused whole where it reaches beyond what may be asked, or is too much', () => {
    expect(planSweep(['10.20.0.1', '10.19.255.255-10.20.0.1', '127.0.0.1'], 'default', networks)).toMatchObject({
      kind: 'refused',
      problems: [{ index: 1 }, { index: 2 }],
    });
    expect(planSweep(['10.20.0.0/16', '10.20.0.1'], 'default', networks)).toMatchObject({ problems: [{ index: 1 }] });
    expect(planSweep(['2001:db8::/32'], 'default', networks)).toMatchObject({
      problems: [{ reason: expect.stringContaining('65536') as string }],
    });
  });

  it('never holds what may not be asked', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.tuple(octet, octet), fc.integer({ min: 24, max: 32 }), ([c, d], prefix) => {
        const size = 2 ** (32 - prefix);
        const planned = planSweep([`10.20.${c}.${d - (d % size)}/${prefix}`], 'default', networks);
        if (planned.kind === 'refused') return;
        for (const { text } of [...planned.plan.swept, ...planned.plan.seeds])
          expect(networks.judge('default', text)).toEqual({ kind: 'allowed' });
      }),
      { numRuns: 50 },
    );
  });
});

describe('what the operator lists', () => {
  it.each(['10.20.0.0', '10.20.0.1/16', '=10.0.0.0/8', 'a b=10.0.0.0/8', 'x=y=10.0.0.0/8'])('%s is no list of networks', (text) => {
    expect(parseAllowedNetworks(text).kind).toBe('refused');
  });

  it('names credentials in their order, each with where it may be tried', () => {
    const parsed = parseAllowedCredentials('core@10.20.0.0/16+2001:db8::/32, edge');
    if (parsed.kind === 'refused') throw new Error(parsed.reason);
    const [core, edge] = parsed.value;
    const at = (text: string) => {
      const address = parseAddress(text);
      if (address.kind === 'refused') throw new Error(text);
      return address.value;
    };
    expect([core, edge].map((each) => each && ['10.20.0.1', '10.21.0.1', '2001:db8::1'].map((text) => mayTry(each, at(text))))).toEqual([
      [true, false, true],
      [true, true, true],
    ]);
  });

  it.each(['core@10.20.0.1/16', 'core@', 'core@10.0.0.0/8@10.0.0.0/8', 'core,core', 'a b', '../core'])('%s names none', (text) => {
    expect(parseAllowedCredentials(text).kind).toBe('refused');
  });
});
