import fc from 'fast-check';
import { matchSensors, type SensorIdentity } from './match.sensors.js';

function sensor(oid: string, more: Partial<SensorIdentity> = {}): SensorIdentity {
  return { class: 'dbm', kind: 'receive', oid, descr: 'Rx power', port: null, ...more };
}

const matched = (before: SensorIdentity[], told: SensorIdentity[]) => [...matchSensors(before, told)];

describe('which sensor is which', () => {
  it('follows the port when the objects were dealt out anew', () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 });
    fc.assert(
      fc.property(order, (dealt) => {
        const before = dealt.map((_, at) => sensor(`1.${at}`, { port: `p${at}` }));
        const told = dealt.map((number, at) => sensor(`1.${number}`, { port: `p${at}` }));
        expect(matched(before, told)).toEqual([0, 1, 2, 3, 4, 5]);
      }),
    );
  });

  it('follows the description where there is no port, and the object where the description was changed', () => {
    const before = [sensor('1.1', { descr: 'CPU board' }), sensor('1.2', { descr: 'Fan tray' })];
    expect(matched(before, [sensor('1.2', { descr: 'CPU board' }), sensor('1.3', { descr: 'Fan tray' })])).toEqual([0, 1]);
    expect(matched(before, [sensor('1.1', { descr: 'Mainboard' })])).toEqual([0]);
  });

  it('keeps what it knows when the port of a sensor is told for the first time', () => {
    expect(matched([sensor('1.1', { descr: 'Gi0/1 Rx' })], [sensor('1.1', { descr: 'Gi0/1 Rx', port: 'p1' })])).toEqual([0]);
  });

  it('never takes a sensor of one port for that of another', () => {
    expect(matched([sensor('1.1', { port: 'p1' })], [sensor('1.1', { port: 'p2' })])).toEqual([-1]);
  });

  it('never gives one sensor to two, and never changes a class', () => {
    const word = fc.constantFrom('a', 'b', 'c');
    const any = fc.record({
      class: fc.constantFrom('dbm' as const, 'voltage' as const),
      kind: fc.constantFrom('receive' as const, null),
      oid: word,
      descr: word,
      port: fc.option(word, { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 10 }), fc.array(any, { maxLength: 10 }), (before, told) => {
        const found = matched(before, told);
        const taken = found.filter((at) => at >= 0);
        expect(new Set(taken).size).toBe(taken.length);
        found.forEach((was, at) => {
          if (was >= 0) expect(before[was].class).toBe(told[at].class);
        });
      }),
    );
  });
});
