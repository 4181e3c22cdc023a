import fc from 'fast-check';
import { MAX_VALUE_BYTES, writeValue } from './sample.value.js';

const bytes = Buffer.alloc(64);

function written(value: number, isFloat32 = false): string {
  const length = writeValue(bytes, 3, value, isFloat32) - 3;
  expect(length).toBeLessThanOrEqual(MAX_VALUE_BYTES);
  return bytes.toString('latin1', 3, 3 + length);
}

const read = (text: string) => (text.endsWith('Inf') ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text));

describe('the value of a sample', () => {
  it('reads back as exactly the same float64', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(read(written(value)) === value).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads back as exactly the same where the numbers of a network lie: octets, seconds, ratios', () => {
    const octets = fc.maxSafeInteger();
    const seconds = fc.tuple(fc.nat(2_000_000_000), fc.constantFrom(1e3, 1e6, 1e9, 7, 1e12)).map(([count, scale]) => count / scale);
    fc.assert(
      fc.property(fc.oneof(octets, seconds), (value) => {
        expect(Number(written(value)) === value).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it('is told from its neighbours in a float32 column, and in few digits', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        expect(Math.fround(read(written(value, true))) === value).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(written(Math.fround(0.012345), true)).toBe('0.012345');
    expect(written(Math.fround(0.05), true)).toBe('0.05');
  });

  it.each([
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [-1.5, '-1.5'],
    [1e9, '1000000000'],
    [1_000_000_007, '1000000007'],
    [123_456_789_012_345, '123456789012345'],
    [0.1, '0.1'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [1e300, '1e+300'],
    [2 ** 53, '9007199254740992'],
  ])('writes %p as %p', (value, text) => {
    expect(written(value)).toBe(text);
  });
});
