import { KeyTable } from './key.table.js';

function tableOf(names: readonly string[], owners?: readonly number[]): { table: KeyTable; answers: number[] } {
  const table = new KeyTable(names.length, (position) => names[position], owners && ((position) => owners[position]));
  return { table, answers: names.map((_, position) => table.enter(position)) };
}

describe('KeyTable', () => {
  it('finds each of many names, and none that was not entered', () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `ST${i % 7}-${i}-cam${i % 26}`);
    const { table, answers } = tableOf(names);
    expect(answers.every((answer) => answer === -1)).toBe(true);
    expect(names.every((name, position) => table.find(name) === position)).toBe(true);
    expect(names.some((name) => table.find(`${name}x`) >= 0)).toBe(false);
    expect(new KeyTable(0, () => '').find('')).toBe(-1);
  });

  it('says who has a name already, and keeps the first', () => {
    const { table, answers } = tableOf(['a', 'b', 'a', '__proto__', 'b', '']);
    expect(answers).toEqual([-1, -1, 0, -1, 1, -1]);
    expect(['a', 'b', '__proto__', ''].map((name) => table.find(name))).toEqual([0, 1, 3, 5]);
  });

  it('keeps the names of different owners apart', () => {
    const { table, answers } = tableOf(['ge0', 'ge0', 'ge0'], [1, 2, 1]);
    expect(answers).toEqual([-1, -1, 0]);
    expect([table.find('ge0', 1), table.find('ge0', 2), table.find('ge0', 3)]).toEqual([0, 1, -1]);
  });

  it('finds names that were made to collide', () => {
    const first = collidingUnits(0x811c9dc5 | 0);
    const second = collidingUnits(first.state);
    const third = collidingUnits(second.state);
    const pairs = first.units.flatMap((units) => second.units.map((more) => units + more));
    const names = pairs.flatMap((units) => third.units.map((more) => units + more));
    expect(new Set(names).size).toBeGreaterThan(64);
    const { table } = tableOf(names);
    expect(names.every((name, position) => table.find(name) === position)).toBe(true);
    expect(table.find('none of them')).toBe(-1);
  });
});

/** Three code units each that bring FNV-1a from a state to one and the same: the third undoes the low half, chance gives the high. */
function collidingUnits(from: number): { units: string[]; state: number } {
  const byHighHalf = new Map<number, string[]>();
  for (let a = 256; a < 600; a++) {
    for (let b = 256; b < 500; b++) {
      const state = Math.imul(Math.imul(from ^ a, 0x01000193) ^ b, 0x01000193);
      const units = String.fromCharCode(a, b, state & 0xffff);
      const others = byHighHalf.get(state >>> 16);
      if (others) others.push(units);
      else byHighHalf.set(state >>> 16, [units]);
    }
  }
  const [high, units] = [...byHighHalf].reduce((most, one) => (one[1].length > most[1].length ? one : most));
  return { units, state: Math.imul(high << 16, 0x01000193) };
}
