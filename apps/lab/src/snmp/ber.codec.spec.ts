import fc from 'fast-check';
import { BerReader, encode, encodeInteger, encodeOid, TAG } from './ber.codec.js';

describe('BER', () => {
  it('writes integers in the fewest bytes', () => {
    const hex = (value: number | bigint) => encodeInteger(TAG.INTEGER, value).toString('hex');
    expect([0, 127, 128, 256, -1, -128, -129].map(hex)).toEqual([
      '020100',
      '02017f',
      '02020080',
      '02020100',
      '0201ff',
      '020180',
      '0202ff7f',
    ]);
    expect(encodeInteger(TAG.COUNTER64, 2n ** 64n - 1n).toString('hex')).toBe('460900ffffffffffffffff');
  });

  it('reads back every integer of 32 bits', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(new BerReader(encodeInteger(TAG.INTEGER, value)).integer()).toBe(value);
      }),
    );
  });

  it('writes a number and a bigint alike', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(encodeInteger(TAG.COUNTER64, value)).toEqual(encodeInteger(TAG.COUNTER64, BigInt(value)));
      }),
    );
  });

  it('reads back every object identifier', () => {
    const oid = fc
      .tuple(fc.constantFrom(1, 2), fc.nat(39), fc.array(fc.nat(0xffffffff), { maxLength: 20 }))
      .map(([a, b, rest]) => [a, b, ...rest]);
    fc.assert(
      fc.property(oid, (parts) => {
        expect(new BerReader(encodeOid(parts)).oid()).toEqual(parts);
      }),
    );
  });

  it('reads back contents of every length', () => {
    for (const length of [0, 1, 127, 128, 255, 256, 5_000]) {
      expect(new BerReader(encode(TAG.OCTETS, Buffer.alloc(length, 7))).octets()).toHaveLength(length);
    }
  });

  it('refuses any garbage by a RangeError and reads nothing outside it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        for (const read of [(r: BerReader) => r.integer(), (r: BerReader) => r.oid(), (r: BerReader) => r.enter().octets()]) {
          try {
            read(new BerReader(bytes));
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
        }
      }),
    );
  });
});
