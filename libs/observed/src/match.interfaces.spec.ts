import fc from 'fast-check';
import { type KnownIdentity, matchInterfaces } from './match.interfaces.js';

function known(ifIndex: number, more: Partial<KnownIdentity> = {}): KnownIdentity {
  return { ifIndex, ifName: `Gi0/${ifIndex}`, ifDescr: null, ifAlias: null, ifPhysAddress: null, isGone: false, ...more };
}

const unnamed = (ifIndex: number, more: Partial<KnownIdentity> = {}) => known(ifIndex, { ifName: null, ...more });
const matched = (before: KnownIdentity[], told: KnownIdentity[]) => [...matchInterfaces(before, told)];

/** Ports with texts from a small stock, so that names are told twice, or not at all, as agents do. */
const word = fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: null });
const anyPort = fc.record({ ifIndex: fc.nat(12), ifName: word, ifDescr: word, ifAlias: word, ifPhysAddress: word, isGone: fc.boolean() });

describe('which port is which', () => {
  it('follows the name, whatever number a restart deals out', () => {
    const shuffles = fc
      .uniqueArray(fc.nat(500), { minLength: 1, maxLength: 60 })
      .chain((numbers) => fc.tuple(fc.constant(numbers), fc.shuffledSubarray(numbers, { minLength: numbers.length })));
    fc.assert(
      fc.property(shuffles, ([numbers, dealt]) => {
        const before = numbers.map((number) => known(number));
        const after = dealt.map((number, at) => known(number, { ifName: `Gi0/${numbers[at]}` }));
        expect(matched(before, after)).toEqual(numbers.map((_, at) => at));
      }),
    );
  });

  it('keeps the others when a card is taken out and another put in', () => {
    const before = [1, 2, 3, 4].map((number) => known(number));
    // The new card took the numbers of the old one, and those behind moved up.
    const after = [known(1), known(2, { ifName: 'Te1/1' }), known(3, { ifName: 'Te1/2' }), known(4, { ifName: 'Gi0/4' })];
    expect(matched(before, after)).toEqual([0, -1, -1, 3]);
  });

  it('never takes two ports of different names for one', () => {
    expect(matched([known(7, { ifDescr: 'port' })], [known(7, { ifName: 'other', ifDescr: 'port' })])).toEqual([-1]);
  });

  it('goes by the description, the alias or the address where there is no name', () => {
    expect(matched([unnamed(1, { ifDescr: 'eth1' }), unnamed(2, { ifDescr: 'eth2' })], [unnamed(1, { ifDescr: 'eth2' })])).toEqual([1]);
    expect(matched([unnamed(1, { ifAlias: 'uplink' })], [unnamed(9, { ifAlias: 'uplink' })])).toEqual([0]);
    expect(matched([unnamed(1, { ifPhysAddress: '02:00:00:00:00:01' })], [unnamed(9, { ifPhysAddress: '02:00:00:00:00:01' })])).toEqual([
      0,
    ]);
  });

  it('tells apart by the description what has the same name, and by the number what has nothing else', () => {
    const twins = [known(1, { ifName: 'eth', ifDescr: 'left' }), known(2, { ifName: 'eth', ifDescr: 'right' })];
    expect(matched(twins, [known(1, { ifName: 'eth', ifDescr: 'right' }), known(2, { ifName: 'eth', ifDescr: 'left' })])).toEqual([1, 0]);
    const bare = [unnamed(1), unnamed(2)];
    expect(matched(bare, [unnamed(2), unnamed(3)])).toEqual([1, -1]);
  });

  it('knows a port again that was gone, by its name alone', () => {
    expect(matched([known(1, { isGone: true })], [known(5, { ifName: 'Gi0/1' })])).toEqual([0]);
    expect(matched([unnamed(1, { isGone: true })], [unnamed(1)])).toEqual([-1]);
  });

  it('gives a port that learned its name its old place', () => {
    expect(matched([unnamed(4)], [known(4)])).toEqual([0]);
  });

  it('never gives one port to two, nor joins what is named differently, whatever an agent tells', () => {
    fc.assert(
      fc.property(fc.array(anyPort, { maxLength: 12 }), fc.array(anyPort, { maxLength: 12 }), (before, told) => {
        const taken = matched(before, told);
        const found = taken.filter((at) => at >= 0);
        expect(new Set(found).size).toBe(found.length);
        for (const [at, was] of taken.entries()) {
          if (was < 0 || told[at].ifName === null || before[was].ifName === null) continue;
          expect(before[was].ifName).toBe(told[at].ifName);
        }
      }),
    );
  });

  it('does not depend on the order in which ports are told', () => {
    fc.assert(
      fc.property(fc.array(anyPort, { maxLength: 10 }), fc.array(anyPort, { maxLength: 10 }), (before, told) => {
        const forwards = matched(before, told);
        expect(matched(before, told.toReversed()).reverse()).toEqual(forwards);
      }),
    );
  });
});
