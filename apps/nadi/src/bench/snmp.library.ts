import snmp from 'net-snmp';
import { COLUMNS, OBJECTS, TABLES, type SnmpTask } from './snmp.tasks.js';

interface Found {
  readonly oid: string;
}

interface Session {
  get(oids: readonly string[], done: (error: Error | null, found?: readonly Found[]) => void): void;
  getBulk(
    oids: readonly string[],
    nonRepeaters: number,
    most: number,
    done: (error: Error | null, found?: readonly Found[][]) => void,
  ): void;
  subtree(oid: string, most: number, feed: (found: readonly Found[]) => void, done: (error: Error | null) => void): void;
  on(event: 'error', listener: () => void): void;
  close(): void;
}

/** As many rows in one answer as Nadi asks for. */
const ROWS = 4;
const WALK_OBJECTS = 50;

/** The package net-snmp as its users call it: a session for each device, its own walk of a subtree. */
export class NetSnmpAsker {
  constructor(private readonly port: number) {}

  /** How many objects came. */
  async count(host: string, task: SnmpTask): Promise<number> {
    const options = { port: this.port, version: snmp.Version2c, timeout: 2000 };
    const session = snmp.createSession(host, 'public', options as never) as unknown as Session;
    session.on('error', () => undefined);
    try {
      switch (task) {
        case 'get':
          return await this.get(session);
        case 'columns':
          return (await this.get(session)) - OBJECTS.length + (await this.columns(session));
        case 'walk':
          return (await this.subtree(session, TABLES[0])) + (await this.subtree(session, TABLES[1]));
      }
    } finally {
      session.close();
    }
  }

  private get(session: Session): Promise<number> {
    return new Promise((resolve) => session.get(OBJECTS, (error, found) => resolve(error ? 0 : (found?.length ?? 0))));
  }

  private async columns(session: Session): Promise<number> {
    let count = 0;
    let from: readonly string[] = COLUMNS;
    for (;;) {
      const lists = await new Promise<readonly Found[][]>((resolve) =>
        session.getBulk(from, 0, ROWS, (error, found) => resolve(error ? [] : (found ?? []))),
      );
      const inside = lists.map((list, i) => list.filter(({ oid }) => oid.startsWith(`${COLUMNS[i]}.`)));
      const rows = Math.min(...inside.map(({ length }) => length));
      if (lists.length === 0 || rows === 0) return count;
      count += rows * COLUMNS.length;
      from = inside.map((list) => list[rows - 1].oid);
    }
  }

  private subtree(session: Session, oid: string): Promise<number> {
    let count = 0;
    return new Promise((resolve) =>
      session.subtree(
        oid,
        WALK_OBJECTS,
        (found) => void (count += found.length),
        (error) => resolve(error ? 0 : count),
      ),
    );
  }
}
