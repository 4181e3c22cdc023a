import fc from 'fast-check';
import { FakeClock } from '@testing/kernel';
import { encodeNodeId } from '../graphql/node.id.js';
import { NO_REASON, reasonInHeaders, reasonInParameters } from './access.reason.js';
import { AuditedReads } from './audited.reads.js';
import { endOfPayload, noteOfArguments } from './mutation.note.js';
import { RefusalBound } from './refusal.bound.js';

describe('what one answer shows', () => {
  it('is named whole, each subject once, in records of at most 200, and then begins anew', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(700), { maxLength: 1_500 }), (shown) => {
        const reads = new AuditedReads();
        for (const each of shown) reads.note('owner.contact', `OWN${each}`, each % 2 ? 'phone' : 'email');
        const taken = reads.take();
        const named = taken.flatMap(({ subjects }) => subjects);
        expect(named).toEqual([...new Set(shown.map((each) => `OWN${each}`))].sort());
        expect(Math.max(0, ...taken.map(({ subjects }) => subjects.length))).toBeLessThanOrEqual(200);
        for (const { detail } of taken) expect(detail).toMatchObject({ count: named.length });
        expect(reads.take()).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('is counted beyond what is named', () => {
    const reads = new AuditedReads();
    for (let i = 0; i < 10_500; i++) reads.note('camera.address', `cam-${i}`, 'address');
    const taken = reads.take();
    expect(taken).toHaveLength(50);
    expect(taken[49]).toMatchObject({ detail: { part: 50, parts: 50, count: 10_500 } });
  });
});

describe('refusals', () => {
  it('are let through so many a minute for each, so many for all, and the others are counted', () => {
    const clock = new FakeClock();
    const bound = new RefusalBound(clock);
    const admitted = (actor: string, times: number) =>
      Array.from({ length: times }, () => bound.admit(actor)).filter((each) => each !== null);
    expect(admitted('budi', 50)).toEqual(Array.from({ length: 20 }, () => 0));
    expect(admitted('sari', 1)).toEqual([30]);
    for (let i = 0; i < 50; i++) admitted(`bot${i}`, 20);
    expect(admitted('late', 1)).toEqual([]);
    clock.advance(60_000);
    expect(admitted('late', 1)).toEqual([50 * 20 - 179 + 1]);
  });
});

describe('a mutation', () => {
  it('is noted by what names its subject, and by nothing else', () => {
    const id = encodeNodeId('Outage', '0f8fad5b-d9cb-469f-a165-70867728950e');
    expect(noteOfArguments({ input: { id, note: 'secret' } })).toEqual({
      subjectKind: 'Outage',
      subject: 'Outage:0f8fad5b-d9cb-469f-a165-70867728950e',
      detail: { id: 'Outage:0f8fad5b-d9cb-469f-a165-70867728950e' },
    });
    expect(noteOfArguments({ kind: 'LINK', code: 'L1', password: 'x', input: { token: 'y', name: { deep: 1 } } })).toEqual({
      subjectKind: 'code',
      subject: 'L1',
      detail: { code: 'L1', kind: 'LINK' },
    });
    expect(noteOfArguments({})).toEqual({ subjectKind: '', subject: '', detail: {} });
    expect(noteOfArguments({ input: null, id: 'rubbish' })).toMatchObject({ subjectKind: 'id', subject: 'rubbish' });
  });

  it.each<[unknown, boolean, object]>([
    [{ version: 3, userErrors: [] }, false, { version: 3 }],
    [
      { version: null, userErrors: [{ code: 'INVALID', path: ['input', 'code'], message: 'no' }] },
      true,
      { errors: [{ code: 'INVALID', path: 'input.code' }] },
    ],
    [null, false, {}],
    [true, false, {}],
    [{ userErrors: 'none' }, false, {}],
  ])('that answers %j ended so', (payload, isRefused, detail) => {
    expect(endOfPayload(payload)).toEqual({ isRefused, detail });
  });
});

describe('a reason', () => {
  it('is one line of bounded text, or none', () => {
    expect(reasonInHeaders({})).toEqual(NO_REASON);
    expect(reasonInHeaders({ 'x-nadi-purpose': ' \u0007a\r\nb\u202e ', 'x-nadi-case': 'x'.repeat(999) })).toEqual({
      purpose: 'a b',
      caseNumber: 'x'.repeat(200),
    });
    expect(reasonInParameters({ 'X-Nadi-Purpose': 'survei', 'x-nadi-case': { a: 1 } })).toEqual({ purpose: 'survei', caseNumber: null });
    expect(reasonInParameters(undefined)).toEqual(NO_REASON);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const said of [reasonInHeaders({ 'x-nadi-purpose': text }), reasonInParameters({ 'x-nadi-purpose': text })])
          expect(said.purpose ?? '').toMatch(/^[^\p{Cc}]{0,200}$/u);
      }),
    );
  });
});
