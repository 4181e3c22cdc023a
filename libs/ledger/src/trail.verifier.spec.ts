import fc from 'fast-check';
import { accountOf, chainOf, unplaced, verdictOf, verdictOfLines } from '@testing/ledger';
import { type Anchor, anchorText, type AuditRecord, hashOf, lineOf, parseAnchor } from './index.js';

const trail = (length: number) => chainOf(Array.from({ length }, (_, index) => unplaced(index + 1)));
const anchorAt = ({ seq, hash, at }: AuditRecord): Anchor => ({ seq, hash, at });

describe('a trail that nobody touched', () => {
  it.each([0, 1, 2, 50])('of %d records is intact, and ends with the next anchor', (length) => {
    const records = trail(length);
    const verdict = verdictOf(records, { anchors: records.map(anchorAt) });
    expect(verdict).toMatchObject({ isIntact: true, records: length, problems: [], notes: [], destroyed: [] });
    expect(verdict.last).toEqual(length === 0 ? null : anchorAt(records[length - 1]));
  });

  it('is intact in a part, if it is said to be one', () => {
    const part = trail(30).slice(10, 20);
    expect(verdictOf(part)).toMatchObject({
      isIntact: false,
      problems: [{ line: 1, seq: 1, reason: expect.stringMatching(/^1 to 10 are missing/) as string }],
    });
    expect(verdictOf(part, { isPart: true })).toMatchObject({
      isIntact: true,
      notes: ['begins at 11: what came before is not in this part'],
    });
  });
});

/** All that somebody with the whole table in hand might do to one record, or to all from one on. */
const TAMPERINGS: Readonly<Record<string, (records: AuditRecord[], at: number) => AuditRecord[]>> = {
  'changes who it was': (records, at) => records.with(at, { ...records[at], actor: 'nobody' }),
  'changes when it was': (records, at) => records.with(at, { ...records[at], at: '2020-01-01T00:00:00.000Z' }),
  'changes a subject': (records, at) => records.with(at, { ...records[at], subjects: [] }),
  'changes a detail': (records, at) => records.with(at, { ...records[at], detail: { count: 2 } }),
  'changes it, and its hash with it': (records, at) => {
    const changed = { ...records[at], actor: 'nobody' };
    return records.with(at, { ...changed, hash: hashOf(changed) });
  },
  'deletes it': (records, at) => records.toSpliced(at, 1),
  'deletes it and counts the others anew': (records, at) =>
    records.toSpliced(at, 1).map((record, index) => ({ ...record, seq: index + 1 })),
  'repeats it': (records, at) => records.toSpliced(at, 0, records[at]),
  'inserts one': (records, at) => {
    const [one] = chainOf([unplaced(99)], { seq: records[at].seq, hash: records[at].hash });
    return records.toSpliced(at + 1, 0, one);
  },
  'exchanges two': (records, at) => records.with(at, records[at + 1]).with(at + 1, records[at]),
};

describe('tampering', () => {
  it.each(Object.entries(TAMPERINGS))('is caught where somebody %s', (_, tamper) => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 25 }), fc.nat(), (length, place) => {
        const records = trail(length);
        // The last one is followed by nothing: that is what anchors are for.
        const at = place % (length - 2);
        expect(verdictOf(tamper(records, at)).isIntact).toBe(false);
      }),
    );
  });

  it('of any one character of an export is caught', () => {
    const lines = trail(4).map(lineOf);
    fc.assert(
      fc.property(fc.nat(3), fc.nat(), fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }), (line, place, put) => {
        const at = place % lines[line].length;
        fc.pre(lines[line][at] !== put);
        expect(verdictOfLines(lines.with(line, lines[line].slice(0, at) + put + lines[line].slice(at + 1))).isIntact).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['the end is cut off', 'all from one on is made anew'])('is caught by an anchor alone where %s', (what) => {
    const records = trail(20);
    const anchors = [anchorAt(records[15])];
    const made =
      what === 'the end is cut off'
        ? records.slice(0, 12)
        : [
            ...records.slice(0, 10),
            ...chainOf(
              records.slice(10).map((record) => ({ ...record, actor: 'nobody' })),
              records[9],
            ),
          ];
    expect(verdictOf(made).isIntact).toBe(true);
    expect(verdictOf(made, { anchors })).toMatchObject({ isIntact: false, problems: [{ seq: 16 }] });
    expect(verdictOf([], { anchors }).isIntact).toBe(false);
    expect(verdictOf(records, { anchors }).isIntact).toBe(true);
  });
});

describe('a destruction', () => {
  const whole = trail(20);
  /** The first ten are gone, and accounted for. */
  const account = chainOf([accountOf(whole.slice(0, 10))], whole[19]);
  const left = [...whole.slice(10), ...account];

  it('leaves a trail that is still one, and is told', () => {
    const verdict = verdictOf(left, { anchors: [anchorAt(whole[19]), anchorAt(whole[9])] });
    expect(verdict).toMatchObject({ isIntact: true, problems: [], destroyed: [{ from: 1, to: 10, count: 10 }] });
    expect(verdict.notes).toEqual(['10 of an anchor was destroyed: it proves nothing here']);
  });

  it('is followed by another, that leaves the account of the first where it is', () => {
    const more = chainOf(
      Array.from({ length: 9 }, (_, index) => unplaced(100 + index)),
      account[0],
    );
    const second = accountOf(whole.slice(10));
    const third = accountOf(more.slice(0, 5));
    const after = chainOf([second, third], more[8]);
    const records = [...account, ...more.slice(5), ...after];
    expect(verdictOf(records).destroyed.map(({ from, to }) => [from, to])).toEqual([
      [1, 10],
      [11, 20],
      [22, 26],
    ]);
    expect(verdictOf(records).isIntact).toBe(true);
    expect(verdictOf(records.toSpliced(1, 1)).isIntact).toBe(false);
  });

  it.each<[string, AuditRecord[]]>([
    ['takes one more than it says', left.slice(1)],
    ['has no account', left.slice(0, -1)],
    ['takes some out of the middle', [...whole.slice(0, 5), ...whole.slice(10), ...chainOf([accountOf(whole.slice(5, 10))], whole[19])]],
    ['accounts for what comes after it', [...chainOf([accountOf(whole.slice(1, 5))]), ...whole.slice(5)]],
    [
      'names another hash',
      [...whole.slice(10), ...chainOf([accountOf(whole.slice(0, 9).concat({ ...whole[9], hash: '11'.repeat(32) }))], whole[19])],
    ],
  ])('is caught where it %s', (_, records) => {
    expect(verdictOf(records).isIntact).toBe(false);
  });

  it('of younger records than it says is caught by an anchor among them', () => {
    const lying = accountOf([whole[0], ...whole.slice(1, 9), { ...whole[9], at: whole[0].at }]);
    const records = [...whole.slice(10), ...chainOf([lying], whole[19])];
    expect(verdictOf(records).isIntact).toBe(true);
    expect(verdictOf(records, { anchors: [anchorAt(whole[8])] })).toMatchObject({ isIntact: false, problems: [{ seq: 9 }] });
  });
});

describe('an anchor', () => {
  it('is read as it is written, with its time or without', () => {
    const [record] = trail(1);
    for (const anchor of [anchorAt(record), { ...anchorAt(record), at: null }])
      expect(parseAnchor(` ${anchorText(anchor)}\n`)).toEqual(anchor);
    for (const text of ['', '1', '1:ab', `x:${'0'.repeat(64)}`, `1:${'0'.repeat(64)}@yesterday`]) expect(parseAnchor(text)).toBeNull();
  });
});
