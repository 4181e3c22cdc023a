import { Registry } from 'prom-client';
import { type CountedChange, registerOutageMetrics } from './outage.counters.js';

const OPENED = new Date('2015-09-25T00:00:00Z');
const outage = (clearedAfterSeconds: number | null, kind: CountedChange['outage']['root']['kind'] = 'SPAN') => ({
  root: { kind },
  severity: 'critical',
  openedAt: OPENED,
  clearedAt: clearedAfterSeconds === null ? null : new Date(OPENED.getTime() + clearedAfterSeconds * 1000),
});

async function counted(changes: readonly CountedChange[]): Promise<string[]> {
  const registry = new Registry();
  registerOutageMetrics(registry)(changes);
  const lines = (await registry.metrics()).split('\n').filter((line) => line.startsWith('nadi_'));
  expect(lines).toHaveLength(5 * 4 + 5 + 5);
  return lines.filter((line) => !line.endsWith(' 0'));
}

it('counts what opened, what cleared and for how long it lasted, from zero', async () => {
  expect(await counted([])).toEqual([]);
  expect(
    await counted([
      { before: null, outage: outage(null), steps: [{ kind: 'opened' }] },
      { before: null, outage: outage(null, 'DEVICE'), steps: [{ kind: 'opened' }] },
      { before: outage(null), outage: outage(null), steps: [{ kind: 'grew' }] },
      { before: outage(null), outage: outage(90.5), steps: [{ kind: 'cleared' }] },
    ]),
  ).toEqual([
    'nadi_outages_opened_total{kind="SPAN",severity="critical"} 1',
    'nadi_outages_opened_total{kind="DEVICE",severity="critical"} 1',
    'nadi_outages_cleared_total{kind="SPAN"} 1',
    'nadi_outage_duration_seconds_total{kind="SPAN"} 90.5',
  ]);
});

it('takes no merger, no note on what is over and no clock that went back for a repair', async () => {
  expect(
    await counted([
      { before: outage(null), outage: outage(60), steps: [{ kind: 'merged' }] },
      { before: outage(60), outage: outage(60), steps: [{ kind: 'noted' }] },
      { before: outage(null), outage: outage(-5), steps: [{ kind: 'cleared' }] },
    ]),
  ).toEqual(['nadi_outages_cleared_total{kind="SPAN"} 1']);
});
