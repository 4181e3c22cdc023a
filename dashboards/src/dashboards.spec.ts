import { readdirSync, readFileSync } from 'node:fs';
import { registerComplianceMetrics } from '@app/compliance';
import { METRICS, sampleName } from '@app/exporter';
import { Registry } from 'prom-client';
import { allDashboards, printed } from './all.dashboards.js';
import { metricsPage } from './metrics.page.js';
import { UID } from './panel.parts.js';

const folder = new URL('../', import.meta.url).pathname;
const rules = readFileSync(`${folder}rules/nadi.rules.yaml`, 'utf8');
const dashboards = Object.entries(allDashboards());
const recorded = new Set([...rules.matchAll(/record: (\S+)/g)].map(([, name]) => name));
const others = new Registry();
registerComplianceMetrics(others, { cells: () => Promise.resolve([]) }, () => new Date(0));
const told = new Set<string>([...Object.values(METRICS).map(sampleName), ...others.getMetricsAsArray().map(({ name }) => name)]);

interface AnyPanel {
  readonly id?: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly datasource?: { readonly uid?: string };
  readonly targets?: readonly { readonly expr?: string; readonly datasource?: { readonly uid?: string } }[];
  readonly fieldConfig?: { readonly defaults?: { readonly unit?: string } };
}
const panelsOf = (dashboard: (typeof dashboards)[number][1]) => (dashboard.panels ?? []) as AnyPanel[];

it('the committed files are what the code prints (else build and run dist/dashboards/src/print.js)', () => {
  expect(readdirSync(`${folder}json`).toSorted()).toEqual(dashboards.map(([name]) => `${name}.json`).toSorted());
  for (const [name, dashboard] of dashboards) expect(readFileSync(`${folder}json/${name}.json`, 'utf8')).toBe(printed(dashboard));
  expect(readFileSync(`${folder}METRICS.md`, 'utf8')).toBe(metricsPage());
});

it('each metric and recorded name that a query or rule asks for is one that is told', () => {
  const queries = dashboards.flatMap(([, dashboard]) => [
    JSON.stringify(dashboard.templating),
    ...panelsOf(dashboard).flatMap(({ targets }) => (targets ?? []).map(({ expr }) => expr ?? '')),
  ]);
  const asked = [...queries, ...rules.split('\n').filter((line) => !/^\s*(#|summary:|description:|- name:)/.test(line))];
  const names = new Set(asked.flatMap((text) => text.match(/(?:[a-z]+:)?nadi_[a-z_]+(?::[a-z0-9_]+)?/g) ?? []));
  expect([...names].filter((name) => !told.has(name) && !recorded.has(name))).toEqual([]);
});

describe.each(dashboards)('the dashboard %s', (_, dashboard) => {
  it('has a stable uid and numbers each panel once', () => {
    expect(Object.values<string>(UID)).toContain(dashboard.uid);
    const ids = panelsOf(dashboard).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(8);
  });

  it('says of each panel what it shows, asks the chosen Prometheus, and names the unit of what is drawn over time', () => {
    for (const { type, title, description, datasource, targets, fieldConfig } of panelsOf(dashboard)) {
      if (type === 'row') continue;
      expect(`${title}: ${description}`).toMatch(/^.+: .{10,}/);
      expect([datasource?.uid, ...(targets ?? []).map((target) => target.datasource?.uid)].every((uid) => uid === '${datasource}')).toBe(
        true,
      );
      if (/seconds|bytes|ratio/.test(targets?.[0].expr ?? '') && type === 'timeseries')
        expect(`${title}: ${fieldConfig?.defaults?.unit}`).toMatch(/: \w+|Garbage/);
    }
  });

  it('leads only to dashboards that are there', () => {
    const links = [...JSON.stringify(dashboard).matchAll(/\/d\/([a-z-]+)/g)].map(([, uid]) => uid);
    for (const uid of links) expect(Object.values<string>(UID)).toContain(uid);
  });
});
