import { askAsGrafana, type Asked, dashboardQueries, wholeVariables } from '../support/prometheus.js';

/** What one question took, the median of some askings. */
export interface QueryTime {
  readonly board: string;
  readonly place: string;
  readonly expr: string;
  readonly milliseconds: number;
  readonly series: number;
}

/** What a whole dashboard takes to load: all its questions at once, as a browser asks them. */
export interface BoardTime {
  readonly board: string;
  readonly queries: number;
  readonly milliseconds: number;
}

const REPEATS = 3;
const WALL_REPEATS = 7;

export interface QueryTimes {
  readonly queries: readonly QueryTime[];
  readonly boards: readonly BoardTime[];
}

/** Asks every question of every dashboard, one after the other, then each dashboard's together. Both languages ask the same: one is enough. */
export async function timeQueries(url: string, chosen: Readonly<Record<string, string>>): Promise<QueryTimes> {
  const choices = { ...chosen, ...(await wholeVariables(url, chosen)) };
  const asked = dashboardQueries().filter(({ place }) => place.startsWith('en/'));
  const boardOf = ({ place }: Asked) => /^en\/([a-z-]+)\.json/.exec(place)?.[1] ?? place;
  const queries: QueryTime[] = [];
  for (const one of asked) {
    const times: number[] = [];
    let series = 0;
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const started = performance.now();
      series = await askAsGrafana(url, one, choices);
      times.push(performance.now() - started);
    }
    queries.push({ board: boardOf(one), place: one.place, expr: one.expr, milliseconds: median(times), series });
  }
  const boards: BoardTime[] = [];
  for (const board of new Set(asked.map(boardOf))) {
    const own = asked.filter((one) => boardOf(one) === board);
    const times: number[] = [];
    for (let repeat = 0; repeat < (board === 'wall' ? WALL_REPEATS : REPEATS); repeat++) {
      const started = performance.now();
      await Promise.all(own.map((one) => askAsGrafana(url, one, choices)));
      times.push(performance.now() - started);
    }
    boards.push({ board, queries: own.length, milliseconds: median(times) });
  }
  return { queries, boards };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}
