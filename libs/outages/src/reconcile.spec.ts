import type { DeviceId, OutageId } from '@app/kernel';
import fc from 'fast-check';
import { type Cause, keyOfSuspect, type Outage, type Suspect } from './outage.js';
import { reconcile, type ReconcileContext, type Reconciliation } from './reconcile.js';

const T0 = new Date('2026-11-23T02:00:00Z');
const later = (minutes: number) => new Date(T0.getTime() + minutes * 60_000);

/** "SPAN s1" as a suspect. */
function suspect(text: string): Suspect {
  const [kind, code] = text.split(' ');
  return { kind: kind as Suspect['kind'], code };
}

function cause(candidates: readonly string[], affected: readonly number[], more: Partial<Cause> = {}): Cause {
  return {
    candidates: candidates.map(suspect),
    isIsolating: true,
    affectedDevices: affected as readonly DeviceId[],
    affectedCameras: affected.length,
    affectedStations: ['A'],
    onlyCamera: null,
    severity: 'minor',
    probableCause: null,
    unexplained: null,
    togetherWith: [],
    stationOf: () => 'A',
    ...more,
  };
}

function context(more: Partial<ReconcileContext> = {}): ReconcileContext {
  let next = 1;
  const now = more.now ?? T0;
  const newId = () => `${now.toISOString()} ${next++}` as OutageId;
  return { now, topologyVersion: 1, newId, isObserved: () => true, whyGone: () => null, isPart: () => true, ...more };
}

/** What is open afterwards. */
function after(open: readonly Outage[], { changes }: Reconciliation): Outage[] {
  const all = new Map(open.map((outage) => [outage.id, outage]));
  for (const { outage } of changes) all.set(outage.id, outage);
  return [...all.values()].filter(({ clearedAt }) => clearedAt === null);
}

function openedBy(...causes: Cause[]): Outage[] {
  return after([], reconcile([], causes, context()));
}

const kinds = ({ changes }: Reconciliation) => changes.map(({ outage, steps }) => [outage.root.code, ...steps.map(({ kind }) => kind)]);

describe('an outage', () => {
  it('opens with the first verdict that names its root, and says what hangs on it', () => {
    const result = reconcile([], [cause(['SPAN s1', 'LINK l1'], [1, 2], { severity: 'major' })], context());
    expect(kinds(result)).toEqual([['s1', 'opened']]);
    const [{ before, outage }] = result.changes;
    expect(before).toBeNull();
    expect(outage).toMatchObject({ alertName: 'FibreSpanCut', severity: 'major', openedAt: T0, clearedAt: null, station: 'A' });
    expect(result.outageOf).toEqual([outage.id]);
  });

  it.each([
    ['CONDUIT c', 'ConduitCut'],
    ['SPAN s', 'FibreSpanCut'],
    ['LINK l', 'LinkDown'],
    ['PLACE p', 'PlaceDown'],
    ['DEVICE d', 'DeviceDown'],
  ])('of %s is told as %s', (root, alertName) => {
    expect(openedBy(cause([root], [1]))[0].alertName).toBe(alertName);
  });

  it('of one silent camera is told as that camera, though its fibre would look the same', () => {
    const [outage] = openedBy(cause(['LINK l1', 'DEVICE cam'], [1], { onlyCamera: 'cam' }));
    expect(outage).toMatchObject({ alertName: 'CameraDown', root: suspect('DEVICE cam') });
  });

  it('is judged again on a changed network; that nothing changed by it is noted, and is no step', () => {
    const open = openedBy(cause(['SPAN s1'], [1, 2]));
    const again = reconcile(open, [cause(['SPAN s1'], [1, 2])], context({ now: later(1), topologyVersion: 2 }));
    expect(again.changes).toEqual([]);
    expect(again.confirmed).toEqual([{ ...open[0], judgedOnVersion: 2 }]);
    expect(reconcile(again.confirmed, [cause(['SPAN s1'], [1, 2])], context({ now: later(2), topologyVersion: 2 }))).toMatchObject({
      changes: [],
      confirmed: [],
    });
  });

  it('grows and shrinks with what is silent behind it', () => {
    const open = openedBy(cause(['SPAN s1'], [1, 2]));
    const grown = reconcile(open, [cause(['SPAN s1'], [2, 3, 4])], context({ now: later(1) }));
    expect(grown.changes[0].steps).toEqual([{ kind: 'grew', detail: { more: 2, fewer: 1, affectedDevices: 3, affectedCameras: 3 } }]);
    expect(grown.changes[0].outage).toMatchObject({ id: open[0].id, openedAt: T0, affectedDevices: [2, 3, 4] });
    expect(kinds(reconcile(open, [cause(['SPAN s1'], [2])], context()))).toEqual([['s1', 'shrank']]);
  });

  it('narrows as its candidates become fewer, and keeps the root that it was told with', () => {
    const open = openedBy(cause(['SPAN s1', 'SPAN s2', 'SPAN s3'], [1]));
    const result = reconcile(open, [cause(['SPAN s3', 'SPAN s1'], [1])], context());
    expect(kinds(result)).toEqual([['s1', 'narrowed']]);
  });

  it('is another when its told root is acquitted: the new one takes it over', () => {
    const open = openedBy(cause(['SPAN s1', 'SPAN s2'], [1]));
    const result = reconcile(open, [cause(['SPAN s2'], [1])], context({ now: later(1) }));
    expect(kinds(result)).toEqual([
      ['s2', 'opened'],
      ['s1', 'merged'],
    ]);
    expect(result.changes[1].steps[0].detail).toEqual({ into: result.outageOf[0] });
  });

  it('of redundancy is renamed by the second cut to the outage it is', () => {
    const open = openedBy(cause(['SPAN s1'], [], { isIsolating: false, severity: 'warning' }));
    expect(open[0].alertName).toBe('RedundancyLost');
    const [change] = reconcile(open, [cause(['SPAN s1'], [1], { severity: 'major' })], context()).changes;
    expect(change.steps.map(({ kind }) => kind)).toEqual(['grew', 'renamed']);
    expect(change.outage).toMatchObject({ alertName: 'FibreSpanCut', severity: 'major', root: suspect('SPAN s1') });
  });

  it('never weighs less while it lasts', () => {
    const open = openedBy(cause(['SPAN s1'], [1, 2], { severity: 'critical' }));
    expect(reconcile(open, [cause(['SPAN s1'], [1])], context()).changes[0].outage.severity).toBe('critical');
  });

  it('clears when nothing blames it and its evidence was seen anew', () => {
    const [change] = reconcile(openedBy(cause(['SPAN s1'], [1])), [], context({ now: later(5) })).changes;
    expect(change.steps).toEqual([{ kind: 'cleared', detail: {} }]);
    expect(change.outage.clearedAt).toEqual(later(5));
  });

  it('stays as it is while nothing is seen of what it was about', () => {
    expect(reconcile(openedBy(cause(['SPAN s1'], [1])), [], context({ isObserved: () => false })).changes).toEqual([]);
  });

  it('clears with the reason when its root is no longer part of the network, seen or not', () => {
    const gone = context({ isObserved: () => false, whyGone: () => 'removed' });
    expect(reconcile(openedBy(cause(['SPAN s1'], [1])), [], gone).changes[0].steps).toEqual([
      { kind: 'cleared', detail: { reason: 'removed' } },
    ]);
  });

  it('does not end before it began when the clock was set back', () => {
    const [change] = reconcile(openedBy(cause(['SPAN s1'], [1])), [], context({ now: later(-60) })).changes;
    expect(change.outage.clearedAt).toEqual(T0);
  });
});

describe('several outages', () => {
  const older = openedBy(cause(['DEVICE d1'], [1]));
  const newer = after([], reconcile([], [cause(['DEVICE d2'], [2])], context({ now: later(1) })));

  it('merge into the oldest when nobody can tell their roots apart any more', () => {
    const result = reconcile([...newer, ...older], [cause(['DEVICE d2', 'DEVICE d1'], [1, 2])], context({ now: later(2) }));
    expect(result.outageOf).toEqual([older[0].id]);
    expect(kinds(result)).toEqual([
      ['d2', 'merged'],
      ['d1', 'grew', 'narrowed'],
    ]);
  });

  it('merge into a new one that stands before all of them', () => {
    const result = reconcile([...older, ...newer], [cause(['PLACE p'], [1, 2, 3])], context({ now: later(2) }));
    expect(kinds(result)).toEqual([
      ['p', 'opened'],
      ['d1', 'merged'],
      ['d2', 'merged'],
    ]);
  });

  it('merge into an older one that grew over them: they are not told as healed', () => {
    const result = reconcile([...older, ...newer], [cause(['DEVICE d1'], [1, 2])], context({ now: later(2) }));
    expect(kinds(result)).toEqual([
      ['d1', 'grew'],
      ['d2', 'merged'],
    ]);
  });

  it('split where part of what was silent has a cause of its own, which says where it came from', () => {
    const open = openedBy(cause(['SPAN s1'], [1, 2, 3]));
    const result = reconcile(open, [cause(['SPAN s1'], [1, 2]), cause(['DEVICE d3'], [3])], context({ now: later(1) }));
    expect(kinds(result)).toEqual([
      ['s1', 'shrank'],
      ['d3', 'opened'],
    ]);
    expect(result.changes[1].steps[0].detail).toMatchObject({ splitFrom: open[0].id });
  });

  it('know which took the redundancy: the later is the second of the earlier, never the other way round', () => {
    const first = openedBy(cause(['SPAN s1'], [], { isIsolating: false }));
    const both = [cause(['SPAN s1'], [], { togetherWith: ['SPAN s2'] }), cause(['SPAN s2'], [1], { togetherWith: ['SPAN s1'] })];
    const open = after(first, reconcile(first, both, context({ now: later(1) })));
    expect(open.map(({ root, secondOf }) => [root.code, secondOf])).toEqual([
      ['s1', null],
      ['s2', first[0].id],
    ]);
  });

  it('of one verdict are none the second of the other', () => {
    const both = [cause(['SPAN s1'], [1], { togetherWith: ['SPAN s2'] }), cause(['SPAN s2'], [2], { togetherWith: ['SPAN s1'] })];
    expect(openedBy(...both).map(({ secondOf }) => secondOf)).toEqual([null, null]);
  });
});

describe('whatever the verdicts', () => {
  /** A verdict as diagnosis gives it: no component is a candidate twice, and each silent device is behind one cause. */
  const verdict = fc
    .tuple(
      fc.shuffledSubarray(Array.from({ length: 12 }, (_, i) => i)),
      fc.shuffledSubarray(Array.from({ length: 12 }, (_, i) => i)),
      fc.integer({ min: 1, max: 4 }),
    )
    .map(([roots, devices, count]) =>
      Array.from({ length: count }, (_, i) => ({
        roots: roots.filter((_root, j) => j % count === i).map((root) => `DEVICE d${root}`),
        devices: devices.filter((_device, j) => j % count === i).sort((a, b) => a - b),
      })).flatMap(({ roots: mine, devices: behind }) => (mine.length > 0 ? [cause(mine, behind, { isIsolating: behind.length > 0 })] : [])),
    );
  const history = fc.array(verdict, { minLength: 1, maxLength: 6 });

  function play(verdicts: readonly Cause[][]): Outage[] {
    return verdicts.reduce<Outage[]>((open, causes, i) => after(open, reconcile(open, causes, context({ now: later(i) }))), []);
  }
  const comparable = (open: readonly Outage[]) =>
    open
      .map(({ root, openedAt, affectedDevices, alertName }) => JSON.stringify([keyOfSuspect(root), openedAt, affectedDevices, alertName]))
      .sort();

  it('there are never two open with one root, and every cause is one open outage', () => {
    fc.assert(
      fc.property(history, verdict, (verdicts, last) => {
        const open = play(verdicts);
        const result = reconcile(open, last, context({ now: later(9) }));
        const now = after(open, result);
        expect(new Set(now.map(({ root }) => keyOfSuspect(root))).size).toBe(now.length);
        expect(new Set(result.outageOf).size).toBe(last.length);
        for (const id of result.outageOf) expect(now.map((outage) => outage.id)).toContain(id);
      }),
    );
  });

  it('the order of the causes and of what is open does not matter', () => {
    fc.assert(
      fc.property(history, verdict, fc.infiniteStream(fc.nat()), (verdicts, last, dice) => {
        const open = play(verdicts);
        const shuffled = <Item>(items: readonly Item[]) =>
          items
            .map((item) => ({ item, at: dice.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ item }) => item);
        const here = after(open, reconcile(open, last, context({ now: later(9) })));
        const there = after(open, reconcile(shuffled(open), shuffled(last), context({ now: later(9) })));
        expect(comparable(there)).toEqual(comparable(here));
      }),
    );
  });

  it('the same verdict again changes nothing', () => {
    fc.assert(
      fc.property(history, verdict, fc.boolean(), (verdicts, last, isObserved) => {
        const open = play(verdicts);
        const observed = { isObserved: () => isObserved };
        const now = after(open, reconcile(open, last, context({ now: later(9), ...observed })));
        expect(reconcile(now, last, context({ now: later(10), ...observed })).changes).toEqual([]);
      }),
    );
  });

  it('thousands of single cameras are held against as many open ones in a moment', () => {
    const cameras = Array.from({ length: 20_000 }, (_, i) => cause([`DEVICE c${i}`], [i]));
    const open = openedBy(...cameras);
    const startedMs = performance.now();
    expect(reconcile(open, cameras, context()).changes).toEqual([]);
    // Pair by pair it takes minutes.
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
