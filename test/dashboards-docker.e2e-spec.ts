import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from 'prettier';
import { program, runProgram } from './support/prometheus.js';

const DOCKER = new URL('../docker/', import.meta.url).pathname;
const read = (file: string) => readFileSync(join(DOCKER, file), 'utf8');
const promtool = program('promtool');
const amtool = program('amtool');

/** The blocks of compose.yaml's services, by name. */
function services(): Map<string, string> {
  const [, body] = /^services:\n([\s\S]*?)^\S/m.exec(read('compose.yaml')) ?? [];
  const blocks = (body ?? '').split(/^ {2}(?=[a-z]+:\n)/m).slice(1);
  return new Map(blocks.map((block) => [block.slice(0, block.indexOf(':')), block]));
}

describe('what docker/ holds', () => {
  (promtool ? it : it.skip)('is a configuration that Prometheus takes', async () => {
    expect(await runProgram(promtool ?? '', ['check', 'config', join(DOCKER, 'prometheus.yml')])).toMatchObject({ ok: true });
  });

  (amtool ? it : it.skip)('is a configuration that the Alertmanager takes', async () => {
    expect(await runProgram(amtool ?? '', ['check-config', join(DOCKER, 'alertmanager.yml')])).toMatchObject({ ok: true });
  });

  it('is YAML throughout', async () => {
    const files = (readdirSync(DOCKER, { recursive: true }) as string[]).filter((file) => /\.ya?ml$/.test(file));
    expect(files.length).toBeGreaterThanOrEqual(5);
    // Throws where it is not; the layout is checked on the way.
    for (const file of files) expect(await check(read(file), { parser: 'yaml', printWidth: 140, singleQuote: true })).toBe(true);
  });

  it('runs every service shut in: no capability that is not named, a read-only root, bounds, an exact version, ports on loopback', () => {
    const all = services();
    expect([...all.keys()]).toEqual(expect.arrayContaining(['nadi', 'postgres', 'nats', 'prometheus', 'alertmanager', 'grafana']));
    const hardened = /^x-hardened: &hardened\n(?: .*\n)+/m.exec(read('compose.yaml'))?.[0] ?? '';
    for (const line of ['read_only: true', 'cap_drop: [ALL]', 'no-new-privileges:true']) expect(hardened).toContain(line);
    for (const [name, block] of all) {
      expect(`${name}: ${block}`).toContain('<<: *hardened');
      expect(`${name}: ${block}`).toMatch(/mem_limit: \d+[mg]/);
      expect(`${name}: ${block}`).toMatch(/pids_limit: \d+/);
      expect(`${name}: ${block}`).toMatch(name === 'nadi' ? /image: nadi:local/ : /image: \S+:v?\d+\.\d+/);
      for (const [, port] of block.matchAll(/ports: \['([^']+)'/g)) expect(port).toMatch(/^127\.0\.0\.1:/);
      expect(block).not.toMatch(/privileged|network_mode: host|docker\.sock/);
    }
    // docker-compose 1.29, which Debian 12 has, refuses it.
    expect(read('compose.yaml')).not.toMatch(/^name:/m);
  });

  it('mounts only what is there', () => {
    const mounts = [...read('compose.yaml').matchAll(/- (\.{1,2}\/[^:]+):/g)].map(([, path]) => path);
    expect(mounts.length).toBeGreaterThanOrEqual(5);
    for (const path of mounts) expect([path, existsSync(join(DOCKER, path))]).toEqual([path, true]);
  });

  it('builds an image whose process is not root and cannot write its own program', () => {
    const [, runtime] = read('Dockerfile').split(/^FROM .*(?<!AS build)\n/m);
    expect(runtime).toMatch(/^USER node$/m);
    expect(runtime.indexOf('USER node')).toBeLessThan(runtime.indexOf('CMD ["node", "--enable'));
    expect(runtime).not.toMatch(/COPY[^\n]*--chown/);
    for (const [, image] of read('Dockerfile').matchAll(/^FROM (\S+)/gm)) expect(image).toMatch(/:\d+\.\d+\.\d+/);
  });
});
