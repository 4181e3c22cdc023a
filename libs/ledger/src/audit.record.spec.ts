import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { unplaced } from '@testing/ledger';
import { canonicalJson, hashOf, type Json, lineOf, NotCanonicalError, piecesOf, readRecord, textOf } from './index.js';

const text = fc.string({ unit: 'binary', maxLength: 20 });
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('the canonical text', () => {
  it('is that of RFC 8785', () => {
    // The order of names is that of UTF-16: the example of the RFC, section 3.2.3.
    const names = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
    expect(canonicalJson(names)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}');
    expect(canonicalJson(['\u000f\n"\\/<é', true, null, -7, {}])).toBe('["\\u000f\\n\\"\\\\/<é",true,null,-7,{}]');
  });

  it('is one for whatever order the names were written in, and says all of it', () => {
    fc.assert(
      fc.property(json, (value) => {
        const written = canonicalJson(value);
        expect(canonicalJson(JSON.parse(written) as Json)).toBe(written);
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([1.5, 2 ** 53, -0, NaN, '\ud800', { a: ['\udc00'] }])('does not exist of %p', (value) => {
    expect(() => canonicalJson(value)).toThrow(NotCanonicalError);
  });
});

describe('a record', () => {
  const record = { ...unplaced(1), seq: 7, previous: 'ab'.repeat(32) };

  it('is hashed over this text, byte for byte', () => {
    const written =
      '{"action":"read","actor":"budi","at":"2026-01-01T00:00:01.000Z","caseNumber":null,"detail":{"count":1},"outcome":"done",' +
      `"previous":"${'ab'.repeat(32)}","purpose":null,"seq":7,"subjectKind":"owner.contact","subjects":["OWNER-1"],"v":1}`;
    expect(textOf(record)).toBe(written);
    expect(hashOf(record)).toBe(createHash('sha256').update(written, 'utf8').digest('hex'));
  });

  it('falls into pieces that make the same text again, whatever it holds', () => {
    fc.assert(
      fc.property(text, text, fc.option(text), fc.array(text), fc.dictionary(text, json), (actor, kind, purpose, subjects, detail) => {
        const entry = unplaced(1, { actor, subjectKind: kind, purpose, caseNumber: purpose, subjects, detail });
        const [head, middle, tail] = piecesOf(entry);
        const placed = { ...entry, seq: 12, previous: 'cd'.repeat(32) };
        expect(`${head}${placed.previous}${middle}${placed.seq}${tail}`).toBe(textOf(placed));
      }),
    );
  });

  it('is read from its one line, and from no other', () => {
    const whole = { ...record, hash: hashOf(record) };
    const line = lineOf(whole);
    expect(readRecord(line)).toEqual({ kind: 'record', record: whole });
    const others: [string, RegExp][] = [
      ['', /is no JSON/],
      ['[]', /is no record/],
      ['null', /is no record/],
      [` ${line}`, /canonically/],
      [line.replace('{', '{"actor":"other",'), /canonically/],
      [line.replace(/}$/, ',"w":1}'), /holds more/],
      [line.replace('"seq":7', '"seq":7.0'), /canonically/],
      [line.replace('"seq":7', '"seq":"7"'), /"seq"/],
      [line.replace('"seq":7', '"seq":0'), /"seq"/],
      [line.replace('"v":1', '"v":2'), /"v"/],
      [line.replace('"outcome":"done"', '"outcome":"fine"'), /"outcome"/],
      [line.replace('01:00:01', '1:00:01').replace('T00:00:01.000Z', 'T00:00:01Z'), /"at"/],
      [line.replace('{"count":1}', '{"count":1.5}'), /no safe integer/],
      [line.replace('{"count":1}', '{"count":"\\ud800"}'), /surrogate/],
      ['['.repeat(500_000), /is no JSON/],
      [`"${'x'.repeat(1_100_000)}"`, /longer than/],
    ];
    for (const [other, reason] of others)
      expect(readRecord(other)).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) as string });
  });
});
