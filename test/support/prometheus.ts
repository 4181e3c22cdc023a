import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = new URL('../../', import.meta.url).pathname;
const RULE_FOLDER = join(ROOT, 'dashboards/rules');
export const RULES = readdirSync(RULE_FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => join(RULE_FOLDER, file));
export const RULE_TESTS = readdirSync(join(RULE_FOLDER, 'tests')).map((file) => join(RULE_FOLDER, 'tests', file));
const DASHBOARDS = join(ROOT, 'dashboards/json');

/**
 * The path of a program that is no npm package, or null where it is not installed. With NADI_TEST_REQUIRE_ALL=1 (as CI sets it) a missing
 * one is an error: a check that silently did not run is worse than a red one.
 */
export function program(name: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined && process.env.NADI_TEST_REQUIRE_ALL === '1')
    throw new Error(`${name} is not installed, and NADI_TEST_REQUIRE_ALL=1`);
  return found ?? null;
}

/** Runs a program to its end; both streams in one text. */
export async function runProgram(path: string, args: readonly string[], cwd = ROOT): Promise<{ ok: boolean; output: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(path, args, { cwd });
    return { ok: true, output: stdout + stderr };
  } catch (error) {
    const { stdout, stderr, message } = error as { stdout?: string; stderr?: string; message: string };
    return { ok: false, output: `${stdout ?? ''}${stderr ?? ''}${message}` };
  }
}

export interface RunningPrometheus {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface PrometheusOptions {
  /** `host:port` of each Nadi to scrape as job "nadi". */
  readonly targets: readonly string[];
  readonly token?: string;
  readonly scrapeIntervalMs?: number;
  /** How often rules are evaluated that say nothing else; all of them each second if not given. */
  readonly evaluationMs?: number;
}

/** Starts a real Prometheus on a free loopback port with Nadi's rules, scraping every second, in a folder that goes with it. */
export async function startPrometheus(path: string, options: PrometheusOptions): Promise<RunningPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'nadi-prometheus-'));
  const port = await freePort();
  const interval = `${options.scrapeIntervalMs ?? 1000}ms`;
  const config = {
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: `${options.evaluationMs ?? 1000}ms` },
    rule_files: options.evaluationMs === undefined ? quickRules(folder) : RULES,
    scrape_configs: [
      {
        job_name: 'nadi',
        static_configs: [{ targets: options.targets }],
        ...(options.token === undefined ? {} : { authorization: { credentials: options.token } }),
      },
      // As in docker/prometheus.yml: the second net watches Prometheus too.
      { job_name: 'prometheus', static_configs: [{ targets: [`127.0.0.1:${port}`] }] },
    ],
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    path,
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const stop = async () => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(child, `${url}/-/ready`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, pid: child.pid ?? 0, stop };
}

/** The rules without pauses of their own: a group that is evaluated each minute would be waited for as long. */
function quickRules(folder: string): string[] {
  return RULES.map((file) => {
    const path = join(folder, basename(file));
    writeFileSync(path, readFileSync(file, 'utf8').replaceAll(/^ +interval: .*\n/gm, ''));
    return path;
  });
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  await gone;
}

export async function ready(child: ChildProcess, url: string): Promise<void> {
  let printed = '';
  child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} did not become ready:\n${printed.slice(-2000)}`);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** One question that a dashboard or a rule asks. */
export interface Asked {
  readonly place: string;
  readonly expr: string;
  /** A query of a variable asks for the values of a label. */
  readonly label?: string;
  /** The name of a variable that nobody chooses: all values at once. */
  readonly whole?: string;
  readonly range: boolean;
}

interface Panel {
  readonly title?: string;
  readonly targets?: readonly { readonly expr: string; readonly range?: boolean; readonly legendFormat?: string }[];
  readonly panels?: readonly Panel[];
}
interface DashboardFile {
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly query: unknown; readonly hide?: number }[];
  };
}

const HIDDEN = 2;

/** Every query of every panel and every variable of the committed dashboards, as written. */
export function dashboardQueries(): Asked[] {
  const files = (readdirSync(DASHBOARDS, { recursive: true }) as string[]).filter((file) => file.endsWith('.json')).toSorted();
  return files.flatMap((file) => {
    const dashboard = JSON.parse(readFileSync(join(DASHBOARDS, file), 'utf8')) as DashboardFile;
    const ofPanel = (panel: Panel): Asked[] => [
      ...(panel.targets ?? []).map(({ expr, range }) => ({
        place: `${file}, panel "${panel.title || (panel.targets?.[0].legendFormat ?? '')}"`,
        expr,
        range: range === true,
      })),
      ...(panel.panels ?? []).flatMap(ofPanel),
    ];
    const ofVariables = dashboard.templating.list
      .filter(({ type }) => type === 'query')
      .map((variable): Asked => {
        const { query } = variable.query as { query: string };
        const match = /^label_values\((.+),\s*(\w+)\)$/.exec(query);
        if (!match) throw new Error(`${file}: the variable ${variable.name} asks something this test cannot: ${query}`);
        const whole = variable.hide === HIDDEN ? { whole: variable.name } : {};
        return { place: `${file}, variable "${variable.name}"`, expr: match[1], label: match[2], range: false, ...whole };
      });
    return [...dashboard.panels.flatMap(ofPanel), ...ofVariables];
  });
}

/** The hidden variables that stand for all values of a label: `a|b|c`, as Grafana would put them. The first dashboard that has one says what it asks. */
export async function wholeVariables(url: string, choices: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const whole = new Map<string, Asked>();
  for (const asked of dashboardQueries()) if (asked.whole !== undefined) whole.set(`${asked.whole} ${asked.expr}`, asked);
  const found: Record<string, string> = {};
  for (const { whole: name = '', expr, label = '' } of whole.values()) {
    const values = await api<string[]>(url, `label/${label}/values`, { 'match[]': substituted(expr, choices) });
    found[name] = [...new Set([...(found[name]?.split('|') ?? []), ...values])].join('|');
  }
  return found;
}

/** Puts values where Grafana would: $name, ${name}, ${name:format}, and Grafana's own variables as for a short graph. */
export function substituted(expr: string, values: Readonly<Record<string, string>>): string {
  const known: Readonly<Record<string, string>> = { __rate_interval: '1m', __interval: '15s', __range: '5m', ...values };
  return expr.replace(/\$(?:\{(\w+)(?::\w+)?\}|(\w+))/g, (whole, braced: string | undefined, bare: string | undefined) => {
    const name = braced ?? bare ?? '';
    if (/^\d+$/.test(name)) return whole;
    if (!Object.hasOwn(known, name)) throw new Error(`no value for $${name} in ${expr}`);
    return known[name];
  });
}

interface Rule {
  readonly type: 'recording' | 'alerting';
  readonly name: string;
  readonly query: string;
  readonly health: string;
  readonly lastError?: string;
}

/** What has no data or fails, in words; empty when all is well. */
export async function complaints(
  url: string,
  choices: Readonly<Record<string, string>>,
  isToldHere: (expr: string) => boolean,
): Promise<string[]> {
  const rules = (await api<{ groups: { rules: Rule[] }[] }>(url, 'rules', {})).groups.flatMap((group) => group.rules);
  const recorded = rules.filter(({ type }) => type === 'recording');
  const values = { ...choices, ...(await wholeVariables(url, choices)) };
  const asked: Asked[] = [
    ...dashboardQueries(),
    ...recorded.flatMap(({ name, query }) => [
      { place: `recording rule ${name}`, expr: query, range: false },
      { place: `what is recorded as ${name}`, expr: name, range: false },
    ]),
  ];
  const unhealthy = rules
    .filter(({ health }) => health !== 'ok')
    .map(({ name, health, lastError }) => `rule ${name} is ${health}: ${lastError ?? ''}`);
  if (recorded.length === 0) unhealthy.push('no recording rules are loaded');
  // The same questions stand in both languages and in several dashboards: each is asked once.
  const answers = new Map<string, Promise<boolean>>();
  const isAnswered = (one: Asked) => {
    const key = JSON.stringify([one.expr, one.label, one.range]);
    const answer = answers.get(key) ?? hasData(url, one, values);
    answers.set(key, answer);
    return answer;
  };
  const empty = await Promise.all(
    asked
      .filter(({ expr }) => isToldHere(expr))
      .map(async (one) => ((await isAnswered(one)) ? [] : [`${one.place}: no data from ${one.expr}`])),
  );
  return [...unhealthy, ...empty.flat()];
}

async function hasData(url: string, { expr, label, range }: Asked, values: Readonly<Record<string, string>>): Promise<boolean> {
  const query = substituted(expr, values);
  if (label !== undefined) return (await api<string[]>(url, `label/${label}/values`, { 'match[]': query })).length > 0;
  const result = await seriesOf(url, query, range ? { backSeconds: 60, stepSeconds: 5 } : null);
  return result.some((series) => [...(series.values ?? []), ...(series.value ? [series.value] : [])].some(([, value]) => value !== 'NaN'));
}

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

/** What a query finds: now, or over the time until now. */
export async function seriesOf(
  url: string,
  query: string,
  range: { readonly backSeconds: number; readonly stepSeconds: number } | null = null,
): Promise<readonly Series[]> {
  const now = Date.now() / 1000;
  const over = range && { start: String(now - range.backSeconds), end: String(now), step: String(range.stepSeconds) };
  const { result } = await api<{ result: Series[] }>(url, range ? 'query_range' : 'query', { query, ...over });
  return result;
}

/** Asks what a panel or a variable asks, and says how many values came. */
export async function askAsGrafana(url: string, { expr, label, range }: Asked, values: Readonly<Record<string, string>>): Promise<number> {
  const query = substituted(expr, values);
  if (label !== undefined) return (await api<string[]>(url, `label/${label}/values`, { 'match[]': query })).length;
  return (await seriesOf(url, query, range ? { backSeconds: 6 * 3600, stepSeconds: 30 } : null)).length;
}

export async function api<T>(url: string, path: string, parameters: Readonly<Record<string, string>>): Promise<T> {
  const asked = new URLSearchParams(parameters);
  // As Grafana asks: a query may name hundreds of devices.
  const response = path.startsWith('query')
    ? await fetch(`${url}/api/v1/${path}`, { method: 'POST', body: asked })
    : await fetch(`${url}/api/v1/${path}?${asked.toString()}`);
  const body = (await response.json()) as { status: string; data: T; error?: string };
  if (body.status !== 'success') throw new Error(`Prometheus refuses ${JSON.stringify(parameters)}: ${body.error}`);
  return body.data;
}

/**
 * Holds every query of every panel and variable, and every recording rule, against a real Prometheus: each must return data. `values` are those
 * of the dashboards' variables (polres, station, building, device, instance). Rates need a few scrapes first, so it asks again until the deadline. What a
 * fleet cannot tell, e.g. a median of days in its first minute, is left out by `isToldHere`.
 */
export async function expectAllQueriesToReturnData(
  prometheusUrl: string,
  values: Readonly<Record<string, string>>,
  timeoutMs = 60_000,
  isToldHere: (expr: string) => boolean = () => true,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await complaints(prometheusUrl, values, isToldHere);
    if (found.length === 0) return;
    if (Date.now() > deadline) throw new Error(`after ${timeoutMs} ms ${found.length} queries are without data:\n${found.join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
