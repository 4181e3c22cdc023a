import pg from 'pg';
import type { Log } from './log.js';

/** Any number works as long as all engines of one database use the same. */
const LOCK_KEY = 0x6e616469;
const RETRY_MS = 2_000;
const HEARTBEAT_MS = 5_000;
/** Who was cut off stands back so long: long enough for one that stands by to have tried. */
const STAND_BACK_MS = 2 * RETRY_MS;
/** The server, too, must notice that a leader is cut off, or nobody could follow it for two hours. */
const NOTICE_LOSS =
  'SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3; SET tcp_user_timeout = 10000';

/** `cut-off`: we led, and cannot know whether somebody else does by now. `following`: somebody else leads. */
export type Standing = 'leading' | 'cut-off' | 'following';

/**
 * Of all engines on one database one leads: it holds an advisory lock on a connection of its own. The lock falls with the connection,
 * so a leader that dies or is cut off is followed within seconds; one that notices the loss stops at once.
 */
export class LeaderLock {
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private standing: Standing | null = null;
  private isStopped = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly log: Log,
    private readonly onChange: (standing: Standing) => void,
  ) {}

  get isLeader(): boolean {
    return this.standing === 'leading';
  }

  /** Tries now and then for ever; resolves after the first try. */
  async start(): Promise<void> {
    await this.turn();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.timer) clearTimeout(this.timer);
    this.standing = null;
    await this.client?.end().catch(() => undefined);
  }

  private async turn(): Promise<void> {
    this.timer = null;
    try {
      await this.tryOrBeat();
    } catch (err) {
      this.log.debug({ err }, 'leader lock not reachable');
      if (this.client) this.lose(this.client);
    }
    // Whoever lost the lead meanwhile stands back already.
    if (this.timer === null) this.next(this.isLeader ? HEARTBEAT_MS : RETRY_MS);
  }

  private next(pauseMs: number): void {
    if (this.timer) clearTimeout(this.timer);
    if (!this.isStopped) this.timer = setTimeout(() => void this.turn(), pauseMs);
  }

  private async tryOrBeat(): Promise<void> {
    this.client ??= await this.connect();
    const client = this.client;
    if (this.isStopped) return client.end();
    if (this.isLeader) {
      await client.query('SELECT 1');
      return;
    }
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [LOCK_KEY]);
    // Lost or stopped while asking: the lock fell with the connection.
    if (this.isStopped || client !== this.client) return;
    this.turnTo(rows[0]?.locked ? 'leading' : 'following');
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
      keepAlive: true,
      application_name: 'nadi leader',
    });
    client.on('error', () => this.lose(client));
    client.on('end', () => this.lose(client));
    try {
      await client.connect();
      await client.query(NOTICE_LOSS);
    } catch (err) {
      void client.end().catch(() => undefined);
      throw err;
    }
    return client;
  }

  /** Told by each of a connection's several ways to end, some of them late; only the one in use counts. */
  private lose(client: pg.Client): void {
    if (client !== this.client) return;
    this.client = null;
    void client.end().catch(() => undefined);
    if (!this.isLeader) return;
    this.turnTo('cut-off');
    // Else chance would say who leads next, and the lead could go to and fro with a line that fails now and then.
    this.next(STAND_BACK_MS);
  }

  private turnTo(standing: Standing): void {
    if (standing === this.standing) return;
    this.standing = standing;
    this.onChange(standing);
  }
}
