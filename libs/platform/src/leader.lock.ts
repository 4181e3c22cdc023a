import pg from 'pg';
import type { Log } from './log.js';

/** Any number works as long as all engines of one database use the same. */
const LOCK_KEY = 0x6e616469;
const RETRY_MS = 2_000;
const HEARTBEAT_MS = 5_000;

/**
 * Of all engines on one database one leads: it holds an advisory lock on a connection of its own. The lock falls with the connection,
 * so a leader that dies or is cut off is followed within seconds; one that notices the loss stops at once.
 */
export class LeaderLock {
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private isLeading = false;
  private isStopped = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly log: Log,
    private readonly onChange: (isLeader: boolean) => void,
  ) {}

  get isLeader(): boolean {
    return this.isLeading;
  }

  /** Tries now and then for ever; resolves after the first try. */
  async start(): Promise<void> {
    await this.turn();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.timer) clearTimeout(this.timer);
    this.isLeading = false;
    await this.client?.end().catch(() => undefined);
  }

  private async turn(): Promise<void> {
    try {
      await this.tryOrBeat();
    } catch (err) {
      this.log.debug({ err }, 'leader lock not reachable');
      this.lose();
    }
    if (!this.isStopped) this.timer = setTimeout(() => void this.turn(), this.isLeading ? HEARTBEAT_MS : RETRY_MS);
  }

  private async tryOrBeat(): Promise<void> {
    this.client ??= await this.connect();
    const client = this.client;
    if (this.isLeading) {
      await client.query('SELECT 1');
      return;
    }
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [LOCK_KEY]);
    if (rows[0]?.locked && !this.isStopped) {
      this.isLeading = true;
      this.onChange(true);
    }
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
      keepAlive: true,
    });
    client.on('error', () => this.lose());
    client.on('end', () => this.lose());
    await client.connect();
    return client;
  }

  private lose(): void {
    const client = this.client;
    this.client = null;
    void client?.end().catch(() => undefined);
    if (!this.isLeading) return;
    this.isLeading = false;
    this.onChange(false);
  }
}
