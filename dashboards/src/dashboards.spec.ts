import { readdirSync, readFileSync } from 'node:fs';
import { registerAlertMetrics } from '@app/alerting';
import { registerComplianceMetrics } from '@app/compliance';
import { METRICS, registerOutageMetrics, sampleName } from '@app/exporter';
import { Registry } from 'prom-client';
import { parse } from 'yaml';
import { allDashboards, printed } from './all.dashboards.js';
import { FOREIGN_METRICS } from './foreign.metrics.js';
import { metricsPage } from './metrics.page.js';
import { LANGUAGES, type Language, Speech, UID } from './speech.js';
import { WORDS } from './words.js';

const folder = new URL('../', import.meta.url).pathname;
const yamlOf = (path: string) =>
  readdirSync(`${folder}${path}`)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readFileSync(`${folder}${path}/${file}`, 'utf8'))
    .join('\n');
const rules = yamlOf('rules');
const speeches = new Map(LANGUAGES.map((language) => [language, new Speech(language)]));
const dashboards = [...speeches].flatMap(([language, speech]) =>
  Object.entries(allDashboards(speech)).map(([name, dashboard]) => [`${language}/${name}`, dashboard, language] as const),
);
const recorded = new Set([...rules.matchAll(/record: (\S+)/g)].map(([, name]) => name));
const told = new Set<string>([...Object.values(METRICS).map(sampleName), ...FOREIGN_METRICS.map(({ name }) => name)]);

interface RuleTests {
  readonly tests: readonly {
    readonly input_series?: readonly unknown[];
    readonly alert_rule_test?: readonly { readonly alertname: string; readonly exp_alerts?: readonly unknown[] }[];
  }[];
}

interface AnyPanel {
  readonly id?: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly datasource?: { readonly uid?: string };
  readonly targets?: readonly { readonly expr?: string; readonly legendFormat?: string; readonly datasource?: { readonly uid?: string } }[];
  readonly fieldConfig?: { readonly defaults?: { readonly unit?: string; readonly thresholds?: { readonly steps?: readonly unknown[] } } };
}
const panelsOf = (dashboard: (typeof dashboards)[number][1]) => (dashboard.panels ?? []) as AnyPanel[];

it('the committed files are what the code prints (else build and run dist/dashboards/src/print.js)', () => {
  const files = LANGUAGES.flatMap((language) => readdirSync(`${folder}json/${language}`).map((file) => `${language}/${file}`));
  expect(files.toSorted()).toEqual(dashboards.map(([name]) => `${name}.json`).toSorted());
  for (const [name, dashboard] of dashboards) expect(readFileSync(`${folder}json/${name}.json`, 'utf8')).toBe(printed(dashboard));
  expect(readFileSync(`${folder}METRICS.md`, 'utf8')).toBe(metricsPage());
});

it('every text has its Indonesian words, and no word is left over', () => {
  const indonesian = speeches.get('id');
  expect([...(indonesian?.missing ?? ['no Indonesian at all'])]).toEqual([]);
  expect(Object.keys(WORDS).filter((text) => indonesian?.used.has(text) !== true)).toEqual([]);
});

it('what other rooms tell is told by the names and labels that are written down here', () => {
  const registry = new Registry();
  registerComplianceMetrics(registry, { cells: () => Promise.resolve([]) }, () => new Date(0));
  registerOutageMetrics(registry);
  registerAlertMetrics(registry, () => ({ lasting: [], withheld: { folded: 0, hushed: 0 } }));
  const declared = registry.getMetricsAsArray() as unknown as readonly { name: string; labelNames: readonly string[] }[];
  expect(declared.length).toBeGreaterThan(4);
  for (const { name, labelNames } of declared)
    expect(FOREIGN_METRICS.map(({ name: known, labels }) => ({ name: known, labels }))).toContainEqual({ name, labels: labelNames });
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

const uids = (language: Language) => Object.values<string>(UID).map((uid) => (language === 'en' ? uid : `${uid}-${language}`));

it('each alert of the second net has a case in which it fires, one in which all is well, and one without data', () => {
  const alerts = [...rules.matchAll(/alert: (\S+)/g)].map(([, name]) => name);
  expect(alerts.length).toBeGreaterThan(20);
  const cases = parse(readFileSync(`${folder}rules/tests/second-net.test.yaml`, 'utf8'), { maxAliasCount: 100 }) as RuleTests;
  const others = parse(readFileSync(`${folder}rules/tests/nadi.test.yaml`, 'utf8')) as RuleTests;
  const all = [...cases.tests, ...others.tests].flatMap(({ input_series: series = [], alert_rule_test: asked = [] }) =>
    asked.map(({ alertname, exp_alerts: expected }) => ({ alertname, fires: (expected ?? []).length > 0, hasData: series.length > 0 })),
  );
  const has = (name: string, fires: boolean, hasData: boolean) =>
    all.some((each) => each.alertname === name && each.fires === fires && each.hasData === hasData);
  // Without data the watchdog and a Nadi that is gone are told; the first always.
  for (const name of alerts.filter((each) => each !== 'Watchdog')) {
    const isToldWithoutData = name === 'NadiDown';
    expect([name, has(name, true, true), has(name, false, true), has(name, isToldWithoutData, false)]).toEqual([name, true, true, true]);
  }
});

describe.each(dashboards)('the dashboard %s', (_, dashboard, language) => {
  it('has a stable uid and numbers each panel once', () => {
    expect(uids(language)).toContain(dashboard.uid);
    const ids = panelsOf(dashboard).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(8);
  });

  it('says of each panel what it shows, asks the chosen Prometheus, and names the unit of what is drawn over time', () => {
    for (const { type, title, description, datasource, targets, fieldConfig } of panelsOf(dashboard)) {
      if (type === 'row') continue;
      // On a wall the name stands by the number, in large letters.
      expect(`${title || targets?.[0].legendFormat}: ${description}`).toMatch(/^[^{}:]+: .{10,}/);
      expect([datasource?.uid, ...(targets ?? []).map((target) => target.datasource?.uid)].every((uid) => uid === '${datasource}')).toBe(
        true,
      );
      if (/seconds|bytes|ratio/.test(targets?.[0].expr ?? '') && type === 'timeseries')
        expect(`${title}: ${fieldConfig?.defaults?.unit}`).toMatch(/: \w+|Garbage/);
    }
  });

  it('leads only to dashboards of its language that are there, and to itself in the others', () => {
    const links = [...JSON.stringify(dashboard.panels).matchAll(/\/d\/([a-z-]+)/g)].map(([, uid]) => uid);
    for (const uid of links) expect(uids(language)).toContain(uid);
    const own = (dashboard.links ?? []).flatMap(({ url }) => (url === '' || url === undefined ? [] : [url]));
    for (const url of own) expect(url.replace(/-id$/, '')).toBe(`/d/${(dashboard.uid ?? '').replace(/-id$/, '')}`);
  });
});

describe('the dashboards together', () => {
  it('lead from every one to others, and to every one but the wall', () => {
    const reached = new Map(
      dashboards.map(([name, dashboard]) => [name, new Set(JSON.stringify(dashboard.panels).match(/(?<=\/d\/)[a-z-]+/g))]),
    );
    const isTop = (name: string) => /(wall|alerts|nadi-itself|device)$/.test(name);
    for (const [name, links] of reached) if (!isTop(name)) expect([name, links.size > 0]).toEqual([name, true]);
    const all = new Set([...reached.values()].flatMap((links) => [...links]));
    const wanted = LANGUAGES.flatMap(uids).filter((uid) => !/^nadi-(wall|noc-overview|alerts)/.test(uid));
    expect(wanted.filter((uid) => !all.has(uid))).toEqual([]);
  });

  it('say what colours say: whatever has thresholds of three colours on one number says the word too', () => {
    for (const [name, dashboard] of dashboards) {
      for (const { type, title, targets, fieldConfig } of panelsOf(dashboard)) {
        if (type !== 'stat' || (fieldConfig?.defaults?.thresholds?.steps ?? []).length < 3 || /\{\{/.test(targets?.[0].legendFormat ?? ''))
          continue;
        expect([name, title, targets?.length]).toEqual([name, title, 2]);
      }
    }
  });

  it.each(['en/wall', 'id/wall'])('%s fits one screen of 1920 by 1080 and shows no legend', (wanted) => {
    const [, wall] = dashboards.find(([name]) => name === wanted)!;
    const panels = (wall.panels ?? []) as readonly { gridPos?: { x: number; y: number; w: number; h: number } }[];
    // In kiosk mode a row of the grid is 30 pixels and 8 of gap.
    const bottom = Math.max(...panels.map(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0)));
    expect(bottom * 38 + 16).toBeLessThanOrEqual(1080);
    expect(JSON.stringify(wall)).not.toContain('"showLegend":true');
    expect(panels.length).toBeLessThanOrEqual(10);
  });
});
