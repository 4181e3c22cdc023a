import type { Notification } from '../support/alertmanager.js';
import type { CityUnderTest } from './city.under.test.js';
import type { Cut } from './cut.draw.js';
import type { Expectation } from './expected.alerts.js';
import type { Part } from './naive.network.js';
import { complaintsAtLast, complaintsOverall, nameOf, type Story } from './told.check.js';

/** What came of one cut. */
export interface TrialResult {
  readonly told: readonly string[];
  /** From the first cut to the first notice; null where none came. */
  readonly firstSeconds: number | null;
  /** From the last cut until all was told that is to be told of it; 0 where it was told before. */
  readonly fullSeconds: number | null;
  /** From the repair to the last resolve. */
  readonly resolvedSeconds: number | null;
  readonly isSeenByCamerasAlone: boolean;
  readonly complaints: readonly string[];
  /** What the service printed meanwhile. */
  readonly printed: string;
}

/** Nothing is waited for longer beyond a round of the cameras. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 100;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Cuts, waits, heals, waits, and holds what the Alertmanager was told against what it should have been. */
export async function tryCut(city: CityUnderTest, cut: Cut, expectation: (parts: readonly Part[]) => Expectation): Promise<TrialResult> {
  const final = expectation(cut.parts);
  const story: Story = { passing: cut.parts.length > 1 ? cut.parts.map((part) => expectation([part])) : [], final };
  const { telling } = city;
  const before = telling.notifications.length;
  const printedBefore = city.printedLength;
  const notices = () => telling.notifications.slice(before);
  const cutAtMs = await breakAll(city, cut, story);
  const complaints: string[] = [];
  await until(async () => complaintsAtLast(story, await telling.alerts()).length === 0, city.rounds.cameraMs + PATIENCE_MS);
  // What is wrongly told would be told within a round of everything, and a judgement.
  await pause(city.rounds.cameraMs + city.rounds.judgedMs);
  const firing = await telling.alerts();
  complaints.push(...complaintsAtLast(story, firing));
  const toldAtMs = notices().filter((notice) => notice.status === 'firing' && firing.some((alert) => nameOf(alert) === nameOf(notice)));
  const told = firing.map(nameOf);

  const healedAtMs = await healAll(city, cut);
  await until(async () => (await telling.alerts()).length === 0 && isAllResolved(notices()), city.rounds.cameraMs + PATIENCE_MS);
  await city.everybodyAnswers(city.rounds.cameraMs + PATIENCE_MS).catch((error: Error) => complaints.push(error.message));
  await pause(city.rounds.judgedMs);
  for (const alert of await telling.alerts()) complaints.push(`still told after the repair: ${nameOf(alert)}`);
  complaints.push(...complaintsOverall(story, notices()));
  const firstAtMs = notices()[0]?.atMs;
  const lastResolved = notices().findLast(({ status }) => status === 'resolved');
  return {
    told,
    firstSeconds: firstAtMs === undefined ? null : (firstAtMs - cutAtMs[0]) / 1000,
    fullSeconds: toldAtMs.length === 0 ? null : Math.max(0, Math.max(...toldAtMs.map(({ atMs }) => atMs)) - (cutAtMs.at(-1) ?? 0)) / 1000,
    resolvedSeconds: lastResolved === undefined ? null : Math.max(0, lastResolved.atMs - healedAtMs) / 1000,
    isSeenByCamerasAlone: final.isSeenByCamerasAlone,
    complaints,
    printed: `${timesOf(notices(), cutAtMs[0])}\n${city.printedSince(printedBefore)}`,
  };
}

/** When each was cut. */
async function breakAll(city: CityUnderTest, { parts, gap }: Cut, { passing }: Story): Promise<number[]> {
  const cutAtMs: number[] = [];
  for (const [i, { kind, code }] of parts.entries()) {
    if (i > 0 && gap.kind === 'once-told') {
      const first: Story = { passing: [], final: passing[i - 1] };
      await until(async () => complaintsAtLast(first, await city.telling.alerts()).length === 0, city.rounds.cameraMs + PATIENCE_MS);
    }
    if (i > 0) await pause(gap.ms);
    cutAtMs.push(await city.break(`${kind}:${code}`));
  }
  return cutAtMs;
}

/** When the last was healed. */
async function healAll(city: CityUnderTest, { parts, healGapMs }: Cut): Promise<number> {
  if (healGapMs === null) {
    const atMs = Date.now();
    await city.heal('all');
    return atMs;
  }
  for (const [i, { kind, code }] of parts.entries()) {
    if (i > 0) await pause(healGapMs);
    await city.heal(`${kind}:${code}`);
  }
  return Date.now();
}

function isAllResolved(notices: readonly Notification[]): boolean {
  const count = (status: Notification['status']) => notices.filter((notice) => notice.status === status).length;
  return count('resolved') >= count('firing');
}

function timesOf(notices: readonly Notification[], sinceMs: number): string {
  return notices
    .map((notice) => `${((notice.atMs - sinceMs) / 1000).toFixed(1)} s ${notice.status} ${nameOf(notice)} ${notice.labels['severity']}`)
    .join('\n');
}

async function until(isRight: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isRight()) && Date.now() < deadline) await pause(LOOK_MS);
}
