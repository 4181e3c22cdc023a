import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgresRunner, giveTo, type PostgresRunner, runPostgres } from './postgres.runner.js';

const isRoot = process.getuid?.() === 0;

describe('the way to run PostgreSQL', () => {
  let parent: string;
  let cluster: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'nadi-runner-'));
    cluster = join(parent, 'postgres');
    mkdirSync(cluster, { mode: 0o700 });
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  async function able(): Promise<PostgresRunner> {
    const found = await findPostgresRunner(cluster);
    if (found.kind === 'unable') throw new Error(found.reason);
    return found.runner;
  }

  it('is as ourselves for an ordinary user, and never as root', async () => {
    chmodSync(parent, 0o755);
    const runner = await able();
    if (!isRoot) expect(runner).toMatchObject({ prefix: [], user: null, as: 'this user' });
    else expect(runner.user?.uid !== 0 || runner.prefix[0] === 'unshare').toBe(true);
    expect(runPostgres(runner, runner.binaries.postgres, ['--version']).stdout).toMatch(/^postgres \(PostgreSQL\) 18/);
  });

  (isRoot ? it : it.skip)('finds one for a folder that only root can reach, or says what to change', async () => {
    chmodSync(parent, 0o700);
    const found = await findPostgresRunner(cluster);
    if (found.kind === 'able') expect(found.runner).toMatchObject({ user: null, as: 'root in a user namespace' });
    else
      expect(found.reason).toMatch(
        /uid \d+ cannot reach .*; and user namespaces are not allowed\. Run Nadi as an ordinary user, or set NADI_DATA_DIR/,
      );
  });

  (isRoot ? it : it.skip)('is the owner of a cluster that is there already', async () => {
    chmodSync(parent, 0o755);
    const runner = await able();
    if (runner.user === null) return;
    writeFileSync(join(cluster, 'PG_VERSION'), '18\n');
    giveTo({ ...runner, user: { uid: 54_321, gid: 54_321 } }, cluster);
    expect((await able()).user).toEqual({ uid: 54_321, gid: 54_321 });
  });
});
