import { describe, expect, it } from '@jest/globals';
import { factsOf, ruleOf, standingOf, timeOf } from '@testing/compliance';
import fc from 'fast-check';
import type { BuildingFacts, CameraTime } from './building.facts.js';
import { COMPLIANCE_STATES, type ComplianceState, isWarned, type Standing } from './compliance.state.js';
import { followFacts } from './follow.facts.js';
import { moved } from './moved.js';

const rule = ruleOf();
const NOW = new Date('2026-03-01T00:00:00Z');
const nothing = { cameras: 0, camerasWatched: 0 };
const declared = { declaredAt: new Date('2026-01-01T00:00:00Z'), camerasDeclared: 10 };
const verified = { ...declared, camerasVerified: 9 };
const good = { integrated: timeOf(10, 0.97), lapsed: timeOf(10, 0.97), repaired: timeOf(2, 0.97) };
const bad = { integrated: timeOf(10, 0.5), lapsed: timeOf(10, 0.5), repaired: timeOf(2, 0.5) };
const to = (standing: Standing, facts: Partial<BuildingFacts>) => followFacts(standing, factsOf(facts), rule)?.to ?? null;

describe('what follows for a building from what is known of it', () => {
  it.each<[ComplianceState, Partial<BuildingFacts>, ComplianceState | null, string]>([
    ['UNREGISTERED', nothing, null, 'nobody has told anything'],
    ['UNREGISTERED', {}, 'DECLARED', 'its cameras came with an import'],
    ['NOTIFIED', { ...nothing, ...declared }, 'DECLARED', 'the owner handed in the list'],
    ['NOTIFIED', verified, 'VERIFIED', 'list and cameras are there'],
    ['DECLARED', { ...declared, camerasVerified: 8 }, null, 'too few were verified'],
    ['DECLARED', { ...declared, ...good }, null, 'what is measured is not what was declared'],
    ['DECLARED', { ...verified, ...good }, 'INTEGRATED', 'verified and measured'],
    ['VERIFIED', { ...verified, ...good }, 'INTEGRATED', 'reachable for the agreed share over the agreed time'],
    ['VERIFIED', { ...verified, ...bad }, null, 'not yet'],
    ['VERIFIED', { ...declared, camerasVerified: 0 }, 'DECLARED', 'declared anew since, and not verified'],
    ['INTEGRATED', { ...verified, ...bad }, 'LAPSED', 'below the agreed share'],
    ['INTEGRATED', { ...verified, ...bad, repaired: timeOf(2, 0.9) }, null, 'bad, but better of late'],
    ['LAPSED', { ...verified, ...bad }, null, 'still bad'],
    ['LAPSED', { ...verified, ...bad, repaired: timeOf(2, 0.96) }, 'INTEGRATED', 'repaired'],
    ['DECLARED', nothing, 'UNREGISTERED', 'the list was rejected'],
    ['EXEMPT', { ...verified, ...good }, null, 'who is exempt is left alone'],
    ['DISPUTED', { ...verified, ...good }, null, 'an objection stops everything'],
    ['REFERRED', { ...verified, ...good }, null, 'others decide'],
  ])('%s: %j -> %s (%s)', (state, facts, expected) => {
    expect(to(standingOf(state), facts)).toBe(expected);
  });

  it('never lets a building lapse by time behind a fault outside of it', () => {
    const cut: CameraTime = { upS: 0, downS: 0, excludedS: 10 * 10 * 86_400 };
    expect(to(standingOf('INTEGRATED'), { ...verified, integrated: cut, lapsed: cut, repaired: cut })).toBeNull();
    // Cut for nine of ten days, and reachable on the last: that day is too little to say anything.
    const mostly: CameraTime = { ...timeOf(1, 0.1), excludedS: 9 * 10 * 86_400 };
    expect(to(standingOf('INTEGRATED'), { ...verified, lapsed: mostly, repaired: mostly })).toBeNull();
  });

  it('judges by what was measured, whatever was not', () => {
    const half = timeOf(6, 0.5, 4);
    expect(to(standingOf('INTEGRATED'), { ...verified, lapsed: half, repaired: timeOf(2, 0.5) })).toBe('LAPSED');
  });

  it.each<[ComplianceState, Partial<BuildingFacts>, ComplianceState | null]>([
    ['NOTIFIED', declared, 'DECLARED'],
    ['NOTIFIED', nothing, null],
    ['DECLARED', declared, null],
    ['DECLARED', verified, 'VERIFIED'],
    ['VERIFIED', verified, null],
    ['VERIFIED', { ...verified, ...good }, 'INTEGRATED'],
    ['LAPSED', { ...verified, ...bad }, null],
    ['LAPSED', { ...verified, repaired: timeOf(2, 0.99) }, 'INTEGRATED'],
  ])('a warning met as %s ends with %j: %s', (warnedFrom, facts, expected) => {
    for (const state of ['WARNED_1', 'WARNED_2', 'WARNED_3'] as const)
      expect(followFacts(standingOf(state, { warnedFrom }), factsOf({ ...nothing, ...facts, camerasWatched: 10 }), rule)?.to ?? null).toBe(
        expected,
      );
  });
});

describe('properties of following', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const time = fc
    .record({ days: fc.double({ min: 0, max: 10, noNaN: true }), share, excluded: fc.double({ min: 0, max: 10, noNaN: true }) })
    .map((drawn) => timeOf(drawn.days, drawn.share, drawn.excluded));
  const count = fc.integer({ min: 0, max: 12 });
  const facts: fc.Arbitrary<BuildingFacts> = fc.record({
    declaredAt: fc.option(fc.date({ min: new Date(0), max: NOW, noInvalidDate: true }), { nil: null }),
    camerasDeclared: count,
    camerasVerified: count,
    cameras: count,
    camerasWatched: count,
    integrated: time,
    lapsed: time,
    repaired: time,
  });
  const standing: fc.Arbitrary<Standing> = fc
    .record({
      state: fc.constantFrom(...COMPLIANCE_STATES),
      warnedFrom: fc.constantFrom('NOTIFIED' as const, 'DECLARED' as const, 'VERIFIED' as const, 'LAPSED' as const),
      wasNotified: fc.boolean(),
    })
    .map(({ state, warnedFrom, wasNotified }) =>
      standingOf(state, {
        wasNotified: wasNotified || state === 'NOTIFIED',
        warnedFrom: isWarned(state) || state === 'REFERRED' ? warnedFrom : null,
      }),
    );

  it('comes to rest within three moves, and never warns, refers, exempts or disputes', () => {
    fc.assert(
      fc.property(standing, facts, (start, known) => {
        let at = start;
        for (let moves = 0; ; moves += 1) {
          const next = followFacts(at, known, rule);
          if (next === null) return;
          expect(moves).toBeLessThan(3);
          expect(['UNREGISTERED', 'NOTIFIED', 'DECLARED', 'VERIFIED', 'INTEGRATED', 'LAPSED']).toContain(next.to);
          expect(next.to).not.toBe(at.state);
          at = moved(at, next.to, NOW, rule);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('a building lapses only by time that lies in it', () => {
    fc.assert(
      fc.property(standing, facts, fc.double({ min: 0, max: 1e9, noNaN: true }), (start, known, excludedS) => {
        const without = followFacts(start, known, rule);
        const more = (one: CameraTime) => ({ ...one, excludedS });
        const same = { ...known, integrated: more(known.integrated), lapsed: more(known.lapsed), repaired: more(known.repaired) };
        expect(followFacts(start, same, rule)).toEqual(without);
        if (without?.to === 'LAPSED') expect(known.lapsed.downS).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });
});
