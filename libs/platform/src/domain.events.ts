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

/**
 * Announces through PostgreSQL's NOTIFY, inside the transaction: what is rolled back was never said. Listens on a connection of its
 * own; after a lost one it tells `resync`, because what was said meanwhile is gone.
 */
export class DomainEvents {
  private readonly handlers = new Set<(event: DomainEvent) => void>();
  private client: pg.Client | null = null;
  private retry: NodeJS.Timeout | null = null;
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
    let batch: string[] = [];
    let bytes = 0;
    const payloads: string[] = [];
    for (const id of ids) {
      if (bytes + id.length + 3 > MOST_PAYLOAD_BYTES) {
        payloads.push(JSON.stringify({ type, ids: batch }));
        batch = [];
        bytes = 0;
      }
      batch.push(id);
      bytes += id.length + 3;
    }
    if (batch.length > 0) payloads.push(JSON.stringify({ type, ids: batch }));
    if (payloads.length === 0) return;
    await this.transactor.manager.query('SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload', [CHANNEL, payloads]);
  }

  listen(handler: (event: DomainEvent) => void): () => void {
    this.handlers.add(handler);
    return () => this.handlers.delete(handler);
  }

  async start(): Promise<void> {
    await this.connect();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.retry) clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.databaseUrl, connectionTimeoutMillis: 5_000, keepAlive: true });
    let isOver = false;
    const lost = () => {
      if (isOver) return;
      isOver = true;
      this.client = null;
      void client.end().catch(() => undefined);
      if (!this.isStopped) this.retry = setTimeout(() => void this.reconnect(), 1_000);
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ payload }) => this.tell(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.client = client;
    } catch (err) {
      lost();
      throw err;
    }
  }

  private async reconnect(): Promise<void> {
    try {
      await this.connect();
      this.emit({ type: 'resync', id: '' });
    } catch (err) {
      this.log.debug({ err }, 'cannot listen for events yet');
    }
  }

  private tell(payload: string): void {
    const { type, ids } = JSON.parse(payload) as { type: string; ids: string[] };
    for (const id of ids) this.emit({ type, id });
  }

  private emit(event: DomainEvent): void {
    for (const handler of this.handlers) handler(event);
  }
}
