import pg from 'pg';
import type { Log } from './log.js';
import type { Transactor } from './transactor.js';

/** Something that happened, told in the past tense: only a hint, each listener reads the truth from the tables. */
export interface DomainEvent {
  readonly type: string;
  readonly id: string;
}

const CHANNEL = 'nadi';
/** PostgreSQL refuses a payload of 8,000 bytes or more. */
const MOST_PAYLOAD_BYTES = 7_000;
const RETRY_MS = 1_000;
/** A listener only waits: without a word now and then it would not notice that nobody is there any more. */
const HEARTBEAT_MS = 10_000;

/**
 * Announces through PostgreSQL's NOTIFY, inside the transaction: what is rolled back was never said. Listens on a connection of its
 * own; after a lost one it tells `resync`, because what was said meanwhile is gone.
 */
export class DomainEvents {
  private readonly handlers = new Set<(event: DomainEvent) => void>();
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private isStopped = false;

  constructor(
    private readonly transactor: Transactor,
    private readonly databaseUrl: string,
    private readonly log: Log,
  ) {}

  publish(event: DomainEvent): Promise<void> {
    return this.publishMany(event.type, [event.id]);
  }

  /** Many ids of one type in few notifications; all leave with the commit. */
  async publishMany(type: string, ids: readonly string[]): Promise<void> {
    const payloads = inPayloads(ids).map((batch) => JSON.stringify({ type, ids: batch }));
    if (payloads.length === 0) return;
    await this.transactor.manager.query('SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload', [CHANNEL, payloads]);
  }

  listen(handler: (event: DomainEvent) => void): () => void {
    this.handlers.add(handler);
    return () => this.handlers.delete(handler);
  }

  /** Throws where the database cannot be reached now; later losses mend themselves. */
  async start(): Promise<void> {
    this.isStopped = false;
    await this.connect();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
      keepAlive: true,
      application_name: 'nadi events',
    });
    client.on('error', () => this.lose(client));
    client.on('end', () => this.lose(client));
    client.on('notification', ({ payload }) => this.tell(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (err) {
      void client.end().catch(() => undefined);
      throw err;
    }
    if (this.isStopped) return client.end();
    this.client = client;
    this.timer = setTimeout(() => void this.beat(client), HEARTBEAT_MS);
  }

  private async beat(client: pg.Client): Promise<void> {
    try {
      await client.query('SELECT 1');
      if (client === this.client && !this.isStopped) this.timer = setTimeout(() => void this.beat(client), HEARTBEAT_MS);
    } catch {
      this.lose(client);
    }
  }

  /** Told by each of a connection's several ways to end; only the first counts, and only of the one in use. */
  private lose(client: pg.Client): void {
    if (client !== this.client) return;
    this.client = null;
    if (this.timer) clearTimeout(this.timer);
    void client.end().catch(() => undefined);
    if (!this.isStopped) this.timer = setTimeout(() => void this.reconnect(), RETRY_MS);
  }

  private async reconnect(): Promise<void> {
    try {
      await this.connect();
      if (!this.isStopped) this.emit({ type: 'resync', id: '' });
    } catch (err) {
      this.log.debug({ err }, 'cannot listen for events yet');
      if (!this.isStopped) this.timer = setTimeout(() => void this.reconnect(), RETRY_MS);
    }
  }

  private tell(payload: string): void {
    const event = readPayload(payload);
    // The channel is open to everybody on the database.
    if (event === null) return this.log.warn({}, 'a notification that is none of ours: ignored');
    for (const id of event.ids) this.emit({ type: event.type, id });
  }

  private emit(event: DomainEvent): void {
    for (const handler of this.handlers) {
      try {
        handler(event);
      } catch (err) {
        this.log.error({ err, type: event.type }, 'a listener failed at an event');
      }
    }
  }
}

function inPayloads(ids: readonly string[]): string[][] {
  const batches: string[][] = [];
  let bytes = Infinity;
  for (const id of ids) {
    const size = Buffer.byteLength(JSON.stringify(id)) + 1;
    if (bytes + size > MOST_PAYLOAD_BYTES) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(id);
    bytes += size;
  }
  return batches;
}

function readPayload(payload: string): { type: string; ids: string[] } | null {
  try {
    const { type, ids } = JSON.parse(payload) as { type: unknown; ids: unknown };
    const isOurs = typeof type === 'string' && Array.isArray(ids) && ids.every((id) => typeof id === 'string');
    return isOurs ? { type, ids: ids as string[] } : null;
  } catch {
    return null;
  }
}
