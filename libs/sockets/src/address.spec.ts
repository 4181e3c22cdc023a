import fc from 'fast-check';
import { formatAddress, writeAddress } from './address.js';

function there(text: string): { family: number; back: string; bytes: Uint8Array } {
  const bytes = new Uint8Array(16);
  const family = writeAddress(text, bytes, 0);
  return { family, back: formatAddress(bytes, 0, family), bytes };
}

describe('addresses in columns', () => {
  it.each([
    ['192.0.2.255', '192.0.2.255'],
    ['0.0.0.0', '0.0.0.0'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8::', '2001:db8::'],
    ['::ffff:192.0.2.1', '::ffff:c000:201'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['1:2:3:4:5:6:192.0.2.1', '1:2:3:4:5:6:c000:201'],
    ['1:2:3:4:5:6:7:0', '1:2:3:4:5:6:7:0'],
  ])('reads %s and writes it as %s', (text, canonical) => {
    expect(there(text).back).toBe(canonical);
  });

  it.each(['', 'localhost', '192.0.2', '192.0.2.256', '01.2.3.4', '1.2.3.4 ', 'fe80::1%eth0', ':::', '12345::', '-c 1', '\u0661.2.3.4'])(
    'takes %j for no address',
    (text) => expect(there(text).family).toBe(0),
  );

  it('gives every IPv6 address back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const read = there(formatAddress(bytes, 0, 6));
        expect(read.family).toBe(6);
        expect(read.bytes).toEqual(bytes);
      }),
    );
    fc.assert(fc.property(fc.ipV6(), (text) => expect(there(text).family).toBe(6)));
  });

  it('gives every IPv4 address back', () => {
    fc.assert(fc.property(fc.ipV4(), (text) => expect(there(text).back).toBe(text)));
  });
});
