import { jest } from '@jest/globals';
import { CityFleet } from './dashboards/city.fleet.js';
import { timeQueries } from './dashboards/query.times.js';
import { expectAllQueriesToReturnData, program, startPrometheus } from './support/prometheus.js';
import { serveFleet } from './support/served.fleet.js';

const prometheus = program('prometheus');
/** `npm run -s dashboards` does the same with 100,000. */
const CAMERAS = 2000;

jest.setTimeout(120_000);

(prometheus ? it : it.skip)(
  'the city on a bad day gives data to every query of every dashboard, and the time of each dashboard is printed',
  async () => {
    const fleet = new CityFleet(CAMERAS);
    const served = await serveFleet(
      fleet,
      fleet.document.stations.map(({ code }) => code),
    );
    try {
      const running = await startPrometheus(prometheus ?? '', { targets: [served.target] });
      try {
        await expectAllQueriesToReturnData(running.url, fleet.choices);
        const { queries, boards } = await timeQueries(running.url, fleet.choices);
        const lines = boards.map(({ board, milliseconds }) => `${milliseconds.toFixed(0).padStart(6)} ms  ${board}`);
        process.stdout.write(`${CAMERAS} cameras; a dashboard, all its queries at once:\n${lines.join('\n')}\n`);
        // What people drill down by finds what is broken, and each question was asked.
        expect(queries.length).toBeGreaterThan(200);
        expect(queries.filter(({ series }) => series === 0)).toEqual([]);
        expect(boards.map(({ board }) => board)).toContain('wall');
      } finally {
        await running.stop();
      }
    } finally {
      served.stop();
    }
  },
);
