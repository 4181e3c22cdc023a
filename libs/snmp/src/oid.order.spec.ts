import fc from 'fast-check';
import { compareOids, isWithin, parseOid } from './oid.order.js';

const oid = fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { minLength: 1, maxLength: 12 });

describe('object identifiers', () => {
  it('are numbers between dots and nothing else', () => {
    expect(parseOid('1.3.6.4294967295')).toEqual([1, 3, 6, 4_294_967_295]);
    for (const text of ['', '.', '1.', '.1', '1..2', '1.x', '1.-2', '1.NaN', '1.99999999999']) expect(parseOid(text)).toBeNull();
    fc.assert(fc.property(oid, (parts) => expect(parseOid(parts.join('.'))).toEqual(parts)));
  });

  it('have one order: number by number, the shorter first', () => {
    expect(compareOids([1, 3, 10], [1, 3, 9])).toBeGreaterThan(0);
    expect(compareOids([1, 3], [1, 3, 0])).toBeLessThan(0);
    fc.assert(
      fc.property(oid, oid, oid, (a, b, c) => {
        expect(Math.sign(compareOids(a, b))).toBe(0 - Math.sign(compareOids(b, a)));
        if (compareOids(a, b) < 0 && compareOids(b, c) < 0) expect(compareOids(a, c)).toBeLessThan(0);
      }),
    );
  });

  it('are within a subtree only below it', () => {
    expect(isWithin([1, 3], [1, 3, 6])).toBe(true);
    expect(isWithin([1, 3], [1, 3])).toBe(false);
    expect(isWithin([1, 3], [1, 4, 1])).toBe(false);
  });
});
