import { jest } from '@jest/globals';
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditQueries, AuditRetention, AuditTrail, type AuditEntry, exportTrail, RetentionService } from '@app/audit';
import { anchorText, type AuditRecord, lineOf, parseAnchor } from '@app/ledger';
import { loadSettings, SILENT_LOG, Transactor } from '@app/platform';
import { verdictOf } from '@testing/ledger';
import { keepAudit } from '../apps/nadi/src/audit.keeper.js';
import { openNadiDatabase } from '../apps/nadi/src/database.rooms.js';
import { startTestDatabase, temporaryFolder, type TestDatabase } from './support/database.js';
import { eventually } from './support/nadi.js';

jest.setTimeout(60_000);
const DAY_MS = 86_400_000;

let nadi: TestDatabase;
let trail: AuditTrail;
let folder: ReturnType<typeof temporaryFolder>;
beforeAll(async () => {
  nadi = await startTestDatabase();
  trail = new AuditTrail(nadi.transactor, nadi.clock);
  folder = temporaryFolder();
});
afterAll(async () => {
  await nadi.stop();
  folder.remove();
});

function entry(more: Partial<AuditEntry> = {}): AuditEntry {
  const reason = { purpose: 'burglary', caseNumber: 'LP/12/2026' };
  return { actor: 'budi', action: 'read', subjectKind: 'owner.contact', subject: 'OWN-1', ...reason, detail: {}, outcome: 'done', ...more };
}

const text = () => fc.string({ unit: 'binary', maxLength: 30 });

async function exported(range: { from?: Date; to?: Date } = {}): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  await exportTrail(nadi.transactor, { from: range.from ?? null, to: range.to ?? null }, async (record) => void records.push(record));
  return records;
}

async function newest(): Promise<AuditRecord> {
  const { items } = await new AuditQueries(nadi.transactor).page({}, { first: 1, after: null });
  return items[0].item;
}

/** The program that knows the format from its description alone. */
function verifiedApart(records: readonly AuditRecord[], ...anchor: string[]): { isIntact: boolean; output: string } {
  const file = join(folder.path, 'trail.ndjson');
  writeFileSync(file, records.map((record) => `${lineOf(record)}\n`).join(''));
  try {
    const program = new URL('audit.verify.mjs', import.meta.url).pathname;
    return { isIntact: true, output: execFileSync(process.execPath, [program, file, ...anchor], { encoding: 'utf8', env: {} }) };
  } catch (error) {
    return { isIntact: false, output: (error as { stdout: string }).stdout };
  }
}

/** As somebody would who owns the database and turns its triggers off. */
async function tampered(statement: string): Promise<AuditRecord[]> {
  const runner = nadi.database.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query('ALTER TABLE audit_event DISABLE TRIGGER ALL');
    await runner.query(statement);
    const rows = (await runner.query('SELECT seq FROM audit_event')) as unknown[];
    expect(rows.length).toBeGreaterThan(0);
    const seen: AuditRecord[] = [];
    const inside = {
      run: (work: () => Promise<void>) => work(),
      manager: { query: (sql: string, values?: unknown[]) => (sql.startsWith('SET') ? null : runner.query(sql, values)) },
    };
    await exportTrail(inside as unknown as Transactor, { from: null, to: null }, async (record) => void seen.push(record));
    return seen;
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

describe('the audit trail', () => {
  it('keeps what it is told, cleaned and bounded, and gives it out as it was hashed', async () => {
    await trail.record(
      entry({
        actor: `budi\u0000\n\u202e${'x'.repeat(500)}`,
        subjects: ['<script>', "'; DROP TABLE audit_event; --", '\ud800'],
        purpose: ' \u0007 ',
        detail: {
          password: 'hunter2',
          deep: { authKey: 'k', at: new Date(0), ratio: 0.5, list: [1, null, undefined] },
          long: 'y'.repeat(9_999),
        },
      }),
    );
    const record = await newest();
    expect(record).toMatchObject({
      actor: `budi ${'x'.repeat(123)}`,
      purpose: null,
      caseNumber: 'LP/12/2026',
      at: nadi.clock.now().toISOString(),
    });
    expect(record.subjects).toEqual(['<script>', "'; DROP TABLE audit_event; --", '\ufffd']);
    expect(record.detail).toEqual({
      password: '(not recorded)',
      deep: { authKey: '(not recorded)', at: '1970-01-01T00:00:00.000Z', ratio: '0.5', list: [1, null, null] },
      long: 'y'.repeat(500),
    });
    await trail.record(entry({ detail: Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`n${i}`, 'z'.repeat(400)])) }));
    expect((await newest()).detail).toEqual({ isCut: true, characters: expect.any(Number) as number });
    expect(verdictOf(await exported()).isIntact).toBe(true);
  });

  it('gives back whatever was recorded as it was hashed, whatever it holds', async () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withNullPrototype: true,
      maxDepth: 4,
      key: text(),
      values: [text(), fc.double(), fc.integer(), fc.boolean()],
    });
    const any = fc.record({
      actor: text(),
      action: text(),
      subjectKind: text(),
      subject: text(),
      subjects: fc.array(text()),
      detail: fc.dictionary(text(), anything),
      purpose: text(),
    });
    const before = (await trail.head())?.seq ?? 0;
    const samples = fc.sample(any, { numRuns: 300, seed: 20261125 });
    await trail.record(...samples.map((sample) => entry(sample)));
    const records = (await exported()).filter(({ seq }) => seq > before);
    expect(records).toHaveLength(300);
    expect(verdictOf(records, { isPart: true })).toMatchObject({ isIntact: true, problems: [] });
    expect(verifiedApart(await exported()).isIntact).toBe(true);
  });

  it('holds a record as long as its transaction, and none that was rolled back', async () => {
    const before = (await trail.head())?.seq ?? 0;
    const failing = nadi.transactor.run(async () => {
      await trail.record(entry());
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect((await trail.head())?.seq).toBe(before);
    await nadi.transactor.run(() => trail.record(entry(), entry()));
    expect((await trail.head())?.seq).toBe(before + 2);
    // A group commit is not caught in the transaction of whoever asks for it.
    const undone = nadi.transactor.run(async () => {
      await trail.commit(entry());
      throw new Error('changed my mind');
    });
    await expect(undone).rejects.toThrow('changed my mind');
    expect((await trail.head())?.seq).toBe(before + 3);
  });

  it('is one chain without a hole, whoever writes it at once, and whoever is killed while writing', async () => {
    const others = await Promise.all([1, 2].map(() => openNadiDatabase({ url: nadi.url, poolSize: 4, log: SILENT_LOG })));
    const writers = others.map((database) => ({
      transactor: new Transactor(database),
      trail: new AuditTrail(new Transactor(database), nadi.clock),
    }));
    const before = (await trail.head())?.seq ?? 0;
    const written = writers.flatMap((writer, index) => [
      ...Array.from({ length: 60 }, (_, i) => writer.trail.commit(entry({ actor: `reader${index}`, subject: String(i) }))),
      ...Array.from({ length: 10 }, () => writer.trail.record(entry({ actor: `writer${index}` }))),
    ]);
    // Connections cut in the middle: theirs are lost whole, and the trail goes on.
    const cut = Array.from({ length: 5 }, async () => {
      const runner = nadi.database.createQueryRunner();
      await runner.connect();
      await runner.startTransaction();
      const [{ pid }] = (await runner.query('SELECT pg_backend_pid() AS pid')) as { pid: number }[];
      await runner.query(`SELECT audit_append(ARRAY['{"action":"x","actor":"cut","at":"2026-01-01T00:00:00.000Z","caseNumber":null,"detail":{},"outcome":"done","previous":"'],
        ARRAY['","purpose":null,"seq":'], ARRAY[',"subjectKind":"x","subjects":[],"v":1}'])`);
      await nadi.rows('SELECT pg_terminate_backend($1)', [pid]);
      await runner.release().catch(() => undefined);
    });
    await Promise.all([...written, ...cut]);
    const records = (await exported()).filter(({ seq }) => seq > before);
    expect(records).toHaveLength(140);
    expect(records.some(({ actor }) => actor === 'cut')).toBe(false);
    expect(verdictOf(await exported())).toMatchObject({ isIntact: true, destroyed: [] });
    for (const database of others) await database.destroy();
  });

  it.each([
    'UPDATE audit_event SET actor = actor',
    'DELETE FROM audit_event WHERE seq = 1',
    'TRUNCATE audit_event',
    'INSERT INTO audit_event SELECT * FROM audit_event WHERE seq = 1',
    `INSERT INTO audit_event SELECT 1000000, at, actor, action, outcome, subject_kind, subjects, purpose, case_number, detail, previous, hash FROM audit_event WHERE seq = 1`,
    `SET LOCAL nadi.audit_retention = 'on'; DELETE FROM audit_event`,
    `SET LOCAL session_replication_role = 'replica'; DELETE FROM audit_event`,
    'SELECT audit_destroy(ARRAY[1], ARRAY[2])',
  ])('refuses %s', async (statement) => {
    await expect(nadi.database.transaction((manager) => manager.query(statement))).rejects.toThrow(/append-only|accounted for/);
  });

  it('shows each change of its table to the verifier, and to a program that knows the format alone', async () => {
    const anchor = anchorText((await trail.head())!);
    const records = await exported();
    expect(verifiedApart(records, anchor)).toMatchObject({ isIntact: true });
    for (const change of [
      `UPDATE audit_event SET actor = 'nobody' WHERE seq = 5`,
      `UPDATE audit_event SET at = at - interval '1 hour' WHERE seq = 5`,
      `UPDATE audit_event SET detail = '{"more": 1}' WHERE seq = 5`,
      `UPDATE audit_event SET hash = sha256('x') WHERE seq = 5`,
      'DELETE FROM audit_event WHERE seq = 5',
      'DELETE FROM audit_event WHERE seq < 5',
      `DELETE FROM audit_event WHERE seq > ${records.length - 3}`,
      'UPDATE audit_event SET seq = -seq WHERE seq IN (5, 6); UPDATE audit_event SET seq = 11 + seq WHERE seq < 0',
    ]) {
      const seen = await tampered(change);
      expect([change, verdictOf(seen, { anchors: [{ seq: records.length, hash: records.at(-1)!.hash, at: null }] }).isIntact]).toEqual([
        change,
        false,
      ]);
      expect([change, verifiedApart(seen, anchor).isIntact]).toEqual([change, false]);
    }
  });
});

describe('retention', () => {
  it('destroys what is too old, accounts for it in the trail, and the trail still holds', async () => {
    const retention = new RetentionService(nadi.transactor, trail, nadi.clock, [new AuditRetention(nadi.transactor, 730)]);
    const options = { actor: 'retention' };
    const old = await exported();
    expect(await retention.run(options)).toEqual([]);
    nadi.clock.advance(730 * DAY_MS + 1);
    expect(await retention.run({ ...options, slackMs: DAY_MS })).toEqual([]);
    await trail.record(entry({ actor: 'late' }));
    const [due] = await retention.run({ ...options, isDryRun: true });
    expect(due).toMatchObject({ rule: 'audit-events', count: old.length, fromAt: old[0].at, ranges: [{ from: 1, to: old.length }] });
    expect(await exported()).toHaveLength(old.length + 1);
    expect(await retention.run(options)).toEqual([due]);
    expect(await retention.run(options)).toEqual([]);
    const left = await exported();
    expect(left.map(({ action, actor }) => [action, actor])).toEqual([
      ['read', 'late'],
      ['audit.destroyed', 'retention'],
    ]);
    expect(left[1]).toMatchObject({
      subjects: ['audit_event'],
      detail: { count: old.length, keptDays: 730, ranges: [{ last: old.at(-1)!.hash }] },
    });
    expect(verdictOf(left)).toMatchObject({ isIntact: true, destroyed: [{ count: old.length }] });
    expect(verifiedApart(left).isIntact).toBe(true);
    for (const taken of left) expect(verdictOf(left.filter((each) => each !== taken)).isIntact).toBe(false);
  });

  it('leaves the accounts of earlier destructions where they are, and a chain through all of them', async () => {
    const retention = new RetentionService(nadi.transactor, trail, nadi.clock, [new AuditRetention(nadi.transactor, 730)]);
    for (let round = 0; round < 3; round++) {
      nadi.clock.advance(731 * DAY_MS);
      await trail.record(entry({ actor: `round ${round}` }), entry());
      const [first, second] = await Promise.all([retention.run({ actor: 'a' }), retention.run({ actor: 'b' })]);
      expect([...first, ...second]).toHaveLength(1);
      await trail.record(entry());
    }
    const left = await exported();
    expect(left.filter(({ action }) => action === 'audit.destroyed')).toHaveLength(4);
    expect(verdictOf(left)).toMatchObject({ isIntact: true, problems: [] });
    expect(verifiedApart(left).isIntact).toBe(true);
  });

  it('is a job of whoever leads, which also tells the head of the trail whenever it is another', async () => {
    const read = loadSettings({});
    if (read.kind === 'refused') throw new Error('the defaults are refused');
    const told: string[] = [];
    let isLeading = false;
    const { settings } = read;
    const parts = { transactor: nadi.transactor, trail, settings, clock: nadi.clock, log: SILENT_LOG };
    const stop = keepAudit({ ...parts, isLeading: () => isLeading, onAnchor: (anchor) => told.push(anchor), roundMs: 10 });
    try {
      nadi.clock.advance(740 * DAY_MS);
      await trail.record(entry({ actor: 'young' }));
      expect(told).toEqual([]);
      isLeading = true;
      await eventually(
        async () => told.length,
        (count) => count === 1,
        'an anchor',
        5_000,
      );
      const left = await exported();
      expect(left.filter(({ action }) => action === 'read').map(({ actor }) => actor)).toEqual(['young']);
      expect(left.at(-1)).toMatchObject({ action: 'audit.destroyed', actor: 'service' });
      expect(verdictOf(left, { anchors: [parseAnchor(told[0])!] })).toMatchObject({ isIntact: true });
      await trail.record(entry());
      await eventually(
        async () => told.length,
        (count) => count === 2,
        'the next anchor',
        5_000,
      );
    } finally {
      await stop();
    }
  });

  it('gives a part out by time, without a hole', async () => {
    nadi.clock.advance(1_000);
    const from = nadi.clock.now();
    await trail.record(entry({ actor: 'in' }));
    nadi.clock.advance(1_000);
    const to = nadi.clock.now();
    await trail.record(entry({ actor: 'after' }));
    expect((await exported({ from, to })).map(({ actor }) => actor)).toEqual(['in']);
    expect(verdictOf(await exported({ from }), { isPart: true }).isIntact).toBe(true);
  });
});
