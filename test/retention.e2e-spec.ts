import { jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import { AuditTrail, RetentionService } from '@app/audit';
import { loadSettings } from '@app/platform';
import { retentionRules } from '../apps/nadi/src/retention.rules.js';
import { fixture } from './support/api.js';
import { startTestDatabase, type TestDatabase } from './support/database.js';

jest.setTimeout(60_000);
const DAY_MS = 86_400_000;

describe('retention of declarations and letters', () => {
  let nadi: TestDatabase;
  beforeAll(async () => {
    nadi = await startTestDatabase();
    await nadi.importer.import(fixture('small-city.json'), { dryRun: false, actor: 'test' });
  });
  afterAll(() => nadi.stop());
  const ago = (days: number) => new Date(nadi.clock.now().getTime() - days * DAY_MS);

  async function declaration(version: number, state: string, endedDays: number | null): Promise<void> {
    const [{ id }] = await nadi.rows<{ id: number }>(
      `INSERT INTO declaration (building_code, version, state, source, camera_count, submitted_by, submitted_at, reviewed_at, superseded_at, warnings, warning_count)
       VALUES ('GD1', $1, $2, 'CSV', 1, 'budi', $3, $4, $5, '[]', 0) RETURNING id`,
      [
        version,
        state,
        ago(900),
        state === 'REJECTED' && endedDays !== null ? ago(endedDays) : null,
        state !== 'REJECTED' && endedDays !== null ? ago(endedDays) : null,
      ],
    );
    await nadi.rows(
      `INSERT INTO declared_camera (declaration_id, building_code, row, name, realm, address, reach) VALUES ($1, 'GD1', 2, $2, 'default', '10.0.0.1', 'DIRECT')`,
      [id, `camera of ${version}`],
    );
  }

  it('destroys what is over for long enough, tells exactly what, and leaves everything else', async () => {
    await declaration(1, 'ACCEPTED', 800);
    await declaration(2, 'REJECTED', 740);
    await declaration(3, 'ACCEPTED', 700);
    await declaration(4, 'REJECTED', 10);
    await declaration(5, 'ACCEPTED', null);
    for (const [version, days, letter] of [
      [1, 2_000, 'Yth. PT Satu'],
      [2, 1_900, null],
      [3, 1_850, 'Yth. PT Tiga'],
      [4, 100, 'Yth. PT Empat'],
    ] as const)
      await nadi.rows(
        `INSERT INTO compliance_move (building_code, version, from_state, to_state, at, cause, moved_by, letter, evidence, rule_version)
         VALUES ('GD1', $1, 'UNREGISTERED', 'NOTIFIED', $2, 'PERSON', 'rina', $3, '{}', '1')`,
        [version, ago(days), letter],
      );
    const read = loadSettings({});
    if (read.kind !== 'ok') throw new Error('the defaults are refused');
    const trail = new AuditTrail(nadi.transactor, nadi.clock);
    const service = new RetentionService(nadi.transactor, trail, nadi.clock, retentionRules(nadi.transactor, read.settings));
    const dry = await service.run({ actor: 'test', isDryRun: true });
    expect(dry.map(({ rule, count, fromAt, toAt }) => [rule, count, fromAt, toAt])).toEqual([
      ['declarations', 2, ago(800).toISOString(), ago(740).toISOString()],
      ['letters', 2, ago(2_000).toISOString(), ago(1_850).toISOString()],
    ]);
    const digest = createHash('sha256').update('Yth. PT Satu\n\nYth. PT Tiga').digest('hex');
    expect(dry[1].digest).toBe(digest);
    expect(await nadi.rows('SELECT count(*)::int AS count FROM declaration')).toEqual([{ count: 5 }]);

    expect(await service.run({ actor: 'test' })).toEqual(dry);
    expect(
      await nadi.rows(
        'SELECT declaration.version, count(declared_camera.id)::int AS cameras FROM declaration LEFT JOIN declared_camera ON declaration_id = declaration.id GROUP BY 1 ORDER BY 1',
      ),
    ).toEqual([3, 4, 5].map((version) => ({ version, cameras: 1 })));
    expect(await nadi.rows(`SELECT count(*)::int AS cameras FROM declared_camera`)).toEqual([{ cameras: 3 }]);
    expect(await nadi.rows('SELECT version, letter FROM compliance_move ORDER BY 1')).toEqual([
      { version: 1, letter: null },
      { version: 2, letter: null },
      { version: 3, letter: null },
      { version: 4, letter: 'Yth. PT Empat' },
    ]);
    const told = await nadi.rows<{ detail: object }>(`SELECT detail FROM audit_event WHERE subject_kind = 'data-set' ORDER BY seq`);
    expect(told.map(({ detail }) => detail)).toEqual(dry);
    expect(await service.run({ actor: 'test' })).toEqual([]);
  });

  it('takes many pieces in turn', async () => {
    await nadi.rows('DELETE FROM declaration');
    for (let version = 10; version < 460; version += 1) await declaration(version, 'REJECTED', 740 + (version % 7));
    const read = loadSettings({});
    if (read.kind !== 'ok') throw new Error('the defaults are refused');
    const trail = new AuditTrail(nadi.transactor, nadi.clock);
    const service = new RetentionService(nadi.transactor, trail, nadi.clock, retentionRules(nadi.transactor, read.settings));
    expect((await service.run({ actor: 'test' })).map(({ count }) => count)).toEqual([200, 200, 50]);
    expect(await nadi.rows('SELECT count(*)::int AS count FROM declaration')).toEqual([{ count: 0 }]);
  });
});
