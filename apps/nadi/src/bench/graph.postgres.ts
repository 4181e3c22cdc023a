import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '@app/platform';
import type { NetworkGraph } from '@app/topology';
import { Client } from 'pg';
import { type Figure, timedOnce } from './graph.figures.js';
import type { PeerQuestions } from './graph.graphology.js';

/** UNION drops what was met before, so rings end; `$2` is a link that is cut, or none. */
const REACH = `
  WITH RECURSIVE reached(device) AS (
    SELECT $1::int
    UNION
    SELECT edge.v FROM reached JOIN edge ON edge.u = reached.device WHERE edge.link <> $2::int
  )
  SELECT count(*)::int AS count FROM reached`;

/** Level by level towards the camera, until it is met: what a recursive query can do of a shortest path. */
const HOPS = `
  WITH RECURSIVE walk(device, hops) AS (
    SELECT $1::int, 0
    UNION
    SELECT edge.v, walk.hops + 1 FROM walk JOIN edge ON edge.u = walk.device WHERE walk.hops < $3::int
  )
  SELECT min(hops) AS count FROM walk WHERE device = $2::int`;
/** The query above keeps (device, hops) pairs, back and forth: beyond this it does not end in reasonable time. */
export const MOST_HOPS_ASKED = 12;
const ROWS_A_STATEMENT = 50_000;

/** A real PostgreSQL in a folder of its own, for as long as the bench runs. */
export class PostgresPeer {
  private constructor(
    private readonly client: Client,
    private readonly end: () => Promise<void>,
  ) {}

  /** Says why where there is none. */
  static async start(): Promise<PostgresPeer | string> {
    const folder = mkdtempSync(join(tmpdir(), 'nadi-bench-graph-'));
    const discard = () => rmSync(folder, { recursive: true, force: true });
    try {
      const server = await startEmbeddedPostgres(folder);
      const client = new Client({ connectionString: server.url });
      await client.connect();
      return new PostgresPeer(client, async () => {
        await client.end();
        await server.stop();
        discard();
      });
    } catch (error) {
      discard();
      if (error instanceof EmbeddedPostgresError) return `not there: ${error.message}`;
      throw error;
    }
  }

  stop(): Promise<void> {
    return this.end();
  }

  /** The same network as a table of edges, indexed, and asked by recursive queries. */
  async measure(graph: NetworkGraph, asked: PeerQuestions): Promise<{ figures: Figure[]; wrong: string[] }> {
    const who = 'PostgreSQL';
    const devices = graph.deviceCount;
    const figures: Figure[] = [];
    const wrong: string[] = [];
    const root = graph.pollers[0].device;
    const ask = async (what: string, sql: string, values: number[], meaning: (count: number) => number, expected: number) => {
      const { ms, result } = await timedOnce(() => this.client.query<{ count: number }>(sql, values));
      const found = meaning(result.rows[0].count);
      figures.push({ who, devices, what, ms, note: `${found}` });
      if (found !== expected) wrong.push(`${devices} devices: PostgreSQL, ${what}: ${found}, ours: ${expected}`);
    };
    const { ms } = await timedOnce(() => this.load(graph));
    figures.push({ who, devices, what: 'build the graph', ms, note: 'rows and index' });
    await ask('walk the whole network', REACH, [root, -1], (count) => count, asked.reached);
    await ask('what is lost if a link is cut', REACH, [root, asked.cutLink], (count) => asked.reached - count, asked.lostByCut);
    const what = 'path from a camera to the poller';
    if (asked.hops <= MOST_HOPS_ASKED) await ask(what, HOPS, [asked.camera, root, asked.hops], (count) => count, asked.hops);
    else figures.push({ who, devices, what, ms: null, note: `not asked: ${asked.hops} links are too many for a recursive query` });
    return { figures, wrong };
  }

  private async load({ linkCount, linkA, linkZ }: NetworkGraph): Promise<void> {
    await this.client.query('DROP TABLE IF EXISTS edge');
    await this.client.query('CREATE UNLOGGED TABLE edge (u int NOT NULL, v int NOT NULL, link int NOT NULL)');
    for (let from = 0; from < linkCount; from += ROWS_A_STATEMENT) {
      const to = Math.min(linkCount, from + ROWS_A_STATEMENT);
      await this.client.query(
        `INSERT INTO edge SELECT x.u, x.v, x.link FROM unnest($1::int[], $2::int[], $3::int[]) AS row(a, z, link),
         LATERAL (VALUES (a, z, link), (z, a, link)) AS x(u, v, link)`,
        [Array.from(linkA.subarray(from, to)), Array.from(linkZ.subarray(from, to)), Array.from({ length: to - from }, (_, i) => from + i)],
      );
    }
    await this.client.query('CREATE INDEX ON edge (u) INCLUDE (v, link)');
    await this.client.query('VACUUM ANALYZE edge');
  }
}
