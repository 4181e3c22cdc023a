import type { Drift } from './drift.js';
import { contentOf, fingerprintOf, settleDrift, type KeptDrift } from './settle.drift.js';

const NOW = new Date('2026-11-23T02:00:00Z');
const LATER = new Date('2026-11-24T02:00:00Z');

function drift(more: Partial<Drift> = {}): Drift {
  const observed = { a: { device: 's1', interface: 'Gi1' } };
  return { key: 'link L1', kind: 'link-moved', list: 'links', subject: 'L1', declared: {}, observed, evidence: [], edits: [], ...more };
}

function kept(from: Drift, more: Partial<KeptDrift> = {}): KeptDrift {
  return {
    id: '1',
    key: from.key,
    kind: from.kind,
    state: 'open',
    fingerprint: fingerprintOf(from),
    content: contentOf(from),
    refusedUntil: null,
    ...more,
  };
}

const settle = (before: readonly KeptDrift[], found: readonly Drift[], now = NOW) => settleDrift(before, found, now, () => false);

describe('a difference', () => {
  it('that is new is added; that is seen again unchanged keeps its version; that is seen no more is gone', () => {
    expect(settle([], [drift()]).added).toEqual([drift()]);
    expect(settle([kept(drift())], [drift()]).again).toMatchObject([{ id: '1', state: 'open', isChanged: false }]);
    expect(settle([kept(drift())], []).gone).toEqual(['1']);
  });

  it('is the same whatever the order of its fields', () => {
    const [one, other] = [drift({ observed: { a: 1, z: { b: 2, c: 3 } } }), drift({ observed: { z: { c: 3, b: 2 }, a: 1 } })];
    expect(settle([kept(one)], [other]).again).toMatchObject([{ isChanged: false }]);
  });

  it('that was refused stays so while what is seen is the same', () => {
    const refused = kept(drift(), { state: 'refused' });
    expect(settle([refused], [drift()]).again).toMatchObject([{ state: 'refused', isChanged: false }]);
    expect(settle([refused], []).gone).toEqual([]);
    expect(settle([refused], [drift({ observed: { a: { device: 's9' } } })]).again).toMatchObject([{ state: 'open', isChanged: true }]);
  });

  it('that was refused for a time comes back after it', () => {
    const refused = kept(drift(), { state: 'refused', refusedUntil: LATER });
    expect(settle([refused], [drift()], NOW).again).toMatchObject([{ state: 'refused' }]);
    expect(settle([refused], [drift()], LATER).again).toMatchObject([{ state: 'open', isChanged: true }]);
  });

  it('that was accepted and is there again is open again', () => {
    expect(settle([kept(drift(), { state: 'accepted' })], [drift()]).again).toMatchObject([{ state: 'open', isChanged: true }]);
  });

  it('that nobody asked about stays', () => {
    expect(settleDrift([kept(drift())], [], NOW, () => true).gone).toEqual([]);
  });
});
