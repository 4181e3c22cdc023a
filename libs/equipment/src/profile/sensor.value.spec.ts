import fc from 'fast-check';
import { convert, readValues } from './sensor.value.js';

const number = (value: number) => ({ oid: '1.3.6', type: 2, value });
const text = (value: string) => ({ oid: '1.3.6', type: 4, value: Buffer.from(value) });

describe('a sensor value', () => {
  it.each([
    ['scaled', number(-1837), { scale: 0.01 }, [-18.37]],
    ['of microwatts', number(1000), { unit: 'uW' }, [0]],
    ['of a tenth of a microwatt', number(10_000), { scale: 0.1, unit: 'uW' }, [0]],
    ['without light', number(0), { unit: 'uW' }, [null]],
    ['of negative power', number(-3), { unit: 'mW' }, [null]],
    ['at the end of 32 bits', number(2_147_483_647), {}, [null]],
    ['at the other end', number(-2_147_483_648), { scale: 0.01 }, [null]],
    ['that the profile calls absent', number(-40), { absent: [-40] }, [null]],
    ['that the profile calls absent in words', text('N/A'), { absent: ['N/A'] }, [null]],
    ['outside what is sensible', number(900), { within: [-60, 150] }, [null]],
    ['in a text', text('-12.25 dBm'), {}, [-12.25]],
    ['in a text, by a pattern', text('0.03 mW (-14.61 dBm)'), { pattern: /\((-?[\d.]+) dBm\)/u }, [-14.61]],
    ['in a text that does not fit the pattern', text('no module'), { pattern: /\((-?[\d.]+) dBm\)/u }, [null]],
    ['in a text without a number', text('--'), {}, [null]],
    ['of several lanes', text('-1.5,-2.25,--,0'), { lanes: ',' }, [-1.5, -2.25, null, 0]],
    ['of Fahrenheit', number(212), { unit: 'F' }, [100]],
    ['of Kelvin', number(300), { unit: 'K' }, [26.85]],
  ] as const)('%s', (_, cell, rule, expected) => {
    expect(readValues(cell, rule as Parameters<typeof readValues>[1])).toEqual(expected);
  });

  it('of power is the same in every unit, and grows with it', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e3, noNaN: true }), (milliwatts) => {
        const dbm = convert(milliwatts, 'mW') as number;
        expect(convert(milliwatts / 1000, 'W')).toBeCloseTo(dbm, 6);
        expect(convert(milliwatts * 1000, 'uW')).toBeCloseTo(dbm, 6);
        expect(convert(milliwatts * 2, 'mW')).toBeCloseTo(dbm + 10 * Math.log10(2), 6);
      }),
    );
  });
});
