import type { InventorySnapshot } from '@app/inventory';
import { type Impact, impactOf } from '@app/topology';
import { componentsOf } from './coverage.js';
import type { MaintenanceWindow, Stretch } from './maintenance.window.js';
import { mayBeInForce } from './occurrences.js';

/** So far ahead windows are held against each other. */
export const HORIZON_MS = 400 * 86_400_000;
/** Different sets of windows that are looked at for one: beyond it nobody plans by hand any more. */
const MOST_SETS = 500;

/** When two or more windows together would isolate stations that none of them isolates alone. */
export interface Isolation {
  readonly from: Date;
  readonly to: Date;
  /** Codes of the stations. */
  readonly stations: readonly string[];
  /** The windows that do so together with the one that is judged. */
  readonly others: readonly MaintenanceWindow[];
}

export interface WindowJudgement {
  /** What it would take away by itself. */
  readonly alone: Impact;
  /** The first time that it would isolate stations together with others; null: never within the horizon. */
  readonly isolation: Isolation | null;
  /** Others that are in force at the same time on a subject of the same name. */
  readonly overlapping: readonly MaintenanceWindow[];
}

export class TooManyWindowsError extends Error {}

/** Holds a window against those that were approved before. Pure. */
export function judgeWindow(
  snapshot: Pick<InventorySnapshot, 'graph' | 'document'>,
  window: MaintenanceWindow,
  others: readonly MaintenanceWindow[],
  nowMs: number,
): WindowJudgement {
  const within = { from: nowMs, to: nowMs + HORIZON_MS };
  const mine = mayBeInForce(window, within);
  const theirs = others.flatMap((other) => mayBeInForce(other, within).map((stretch) => ({ ...stretch, other })));
  const impacts = new Impacts(snapshot);
  const alone = impacts.of([window]);
  const overlapping = new Set<MaintenanceWindow>();
  let isolation: Isolation | null = null;
  for (const stretch of mine) {
    const beside = theirs.filter(({ from, to }) => from < stretch.to && to > stretch.from);
    for (const { other } of beside) if (isSameSubject(window, other)) overlapping.add(other);
    isolation ??= firstIsolation(stretch, window, beside, impacts);
  }
  return { alone, isolation, overlapping: [...overlapping] };
}

function firstIsolation(
  mine: Stretch,
  window: MaintenanceWindow,
  beside: readonly (Stretch & { readonly other: MaintenanceWindow })[],
  impacts: Impacts,
): Isolation | null {
  const turns = [...new Set([mine.from, ...beside.flatMap(({ from, to }) => [from, to])])]
    .filter((turn) => turn >= mine.from && turn < mine.to)
    .sort((a, b) => a - b);
  for (const [i, from] of turns.entries()) {
    const others = [...new Set(beside.filter((each) => each.from <= from && each.to > from).map(({ other }) => other))];
    if (others.length === 0) continue;
    const without = new Set([...impacts.of([window]).isolatedStations, ...impacts.of(others).isolatedStations]);
    const places = impacts.of([window, ...others]).isolatedStations.filter((place) => !without.has(place));
    if (places.length > 0)
      return { from: new Date(from), to: new Date(turns[i + 1] ?? mine.to), stations: impacts.codesOf(places), others };
  }
  return null;
}

function isSameSubject(a: MaintenanceWindow, b: MaintenanceWindow): boolean {
  return a.subjects.some((subject) => b.subjects.some(({ kind, code }) => kind === subject.kind && code === subject.code));
}

/** The same windows are in force together week after week: what they take away is found once. */
class Impacts {
  private readonly known = new Map<string, Impact>();

  constructor(private readonly snapshot: Pick<InventorySnapshot, 'graph' | 'document'>) {}

  of(windows: readonly MaintenanceWindow[]): Impact {
    const key = windows
      .map(({ id }) => id)
      .sort((a, b) => (a < b ? -1 : 1))
      .join();
    const known = this.known.get(key);
    if (known) return known;
    if (this.known.size >= MOST_SETS) throw new TooManyWindowsError(`more than ${MOST_SETS} different sets of windows overlap it`);
    const components = windows.flatMap(({ subjects }) => subjects.flatMap((subject) => componentsOf(this.snapshot, subject)));
    const impact = impactOf(this.snapshot.graph, components);
    this.known.set(key, impact);
    return impact;
  }

  codesOf(places: readonly number[]): string[] {
    return places.map((place) => this.snapshot.graph.placeCodes[place]);
  }
}
