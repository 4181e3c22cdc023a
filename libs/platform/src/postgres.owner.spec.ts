import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLAIM_FILE, claimFolder, findRunningServer, releaseFolder, runningServerPid, writeServerRecord } from './postgres.owner.js';

describe('the claim of a data folder', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nadi-claim-'))));
  afterEach(() => {
    releaseFolder(folder);
    rmSync(folder, { recursive: true, force: true });
  });
  const claimedBy = (owner: object | string) =>
    writeFileSync(join(folder, CLAIM_FILE), typeof owner === 'string' ? owner : JSON.stringify(owner));
  const dead = spawnSync(process.execPath, ['-e', '']).pid;

  it('is given once, and again when it is given back', () => {
    expect(claimFolder(folder)).toBeNull();
    expect(claimFolder(folder)).toBe(process.pid);
    releaseFolder(folder);
    expect(claimFolder(folder)).toBeNull();
  });

  it.each([
    ['a process that is gone', { ownerPid: dead, ownerStart: '1' }],
    ['a process whose number another one has by now', { ownerPid: process.ppid, ownerStart: '1' }],
    ['this number, in an earlier life', { ownerPid: process.pid, ownerStart: '1' }],
    ['a process that is gone, where no start times are told', { ownerPid: dead, ownerStart: null }],
    ['nobody that could be read', '{"owner'],
    ['nobody at all', ''],
  ])('is taken over from %s', (_, owner) => {
    claimedBy(owner);
    expect(claimFolder(folder)).toBeNull();
  });

  it('is respected while its owner lives', () => {
    claimedBy({ ownerPid: process.ppid, ownerStart: null });
    expect(claimFolder(folder)).toBe(process.ppid);
  });

  it('tells others where the server is, and only its owner may read that', () => {
    expect(findRunningServer(folder)).toBeNull();
    claimFolder(folder);
    writeServerRecord(folder, 'postgres://x');
    expect(findRunningServer(folder)).toMatchObject({ url: 'postgres://x', ownerPid: process.pid });
    expect(statSync(join(folder, 'postgres.json')).mode & 0o777).toBe(0o600);
    releaseFolder(folder);
    expect(existsSync(join(folder, 'postgres.json'))).toBe(false);
  });
});

describe('a lock file of the server', () => {
  it.each([
    ['of a process that is no PostgreSQL', String(process.pid)],
    ['with the number of everything', '-1'],
    ['with no number', 'x'],
  ])('%s names nobody', (_, pid) => {
    const cluster = mkdtempSync(join(tmpdir(), 'nadi-cluster-'));
    mkdirSync(cluster, { recursive: true });
    writeFileSync(join(cluster, 'postmaster.pid'), `${pid}\n${cluster}\n`);
    expect(runningServerPid(cluster)).toBeNull();
    rmSync(cluster, { recursive: true });
  });
});
