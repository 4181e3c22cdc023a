import { jest } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { readTls } from '../apps/api/src/http/tls.files.js';
import { type ApiUnderTest, startApi } from './support/api.js';
import { eventually } from './support/nadi.js';

jest.setTimeout(60_000);

describe('TLS of our own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nadi-tls-'));
  const at = (name: string) => join(folder, name);
  const [certFile, keyFile] = [at('cert.pem'), at('key.pem')];
  let nadi: ApiUnderTest;
  let port: number;

  /** A certificate for this machine, signed by itself, under a name that tells them apart. */
  function makeCertificate(name: string): void {
    const files = ['-keyout', at(`${name}.key`), '-out', at(`${name}.crt`)];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    execFileSync('openssl', ['req', '-x509', ...curve, ...files, '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'], {
      stdio: 'ignore',
    });
    chmodSync(at(`${name}.key`), 0o600);
  }
  function install(name: string): void {
    for (const [from, to] of [
      [at(`${name}.crt`), certFile],
      [at(`${name}.key`), keyFile],
    ]) {
      copyFileSync(from, `${to}.new`);
      renameSync(`${to}.new`, to);
    }
  }
  const ca = () => [readFileSync(at('first.crt')), readFileSync(at('second.crt'))];
  const ask = (path: string, agent?: Agent) =>
    new Promise<{ status: number; name: string; hsts: unknown; isReused: boolean }>((resolve, reject) => {
      const asking = get({ host: '127.0.0.1', port, path, ca: ca(), agent: agent ?? false }, (response) => {
        const certificate: PeerCertificate = (response.socket as TLSSocket).getPeerCertificate();
        const { statusCode: status = 0, headers } = response;
        response.resume().on('end', () =>
          resolve({
            status,
            name: String(certificate.subject?.CN),
            hsts: headers['strict-transport-security'],
            isReused: asking.reusedSocket,
          }),
        );
      });
      asking.on('error', reject);
    });

  beforeAll(async () => {
    makeCertificate('first');
    makeCertificate('second');
    install('first');
    nadi = await startApi({ web: { tls: { certFile, keyFile, lookMs: 50 } } });
    port = Number(new URL(nadi.api.url).port);
  });
  afterAll(async () => {
    await nadi.stop();
    rmSync(folder, { recursive: true });
  });

  it('answers by TLS alone, says so to browsers, and takes WebSockets', async () => {
    expect(nadi.api.url).toMatch(/^https:/);
    expect(await ask('/healthz')).toMatchObject({ status: 200, name: 'first', hsts: 'max-age=31536000' });
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');
    class Trusting extends WebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol, { ca: ca() });
      }
    }
    const client = createClient({
      url: `wss://127.0.0.1:${port}/graphql`,
      webSocketImpl: Trusting,
      connectionParams: { Authorization: `Bearer ${nadi.tokenOf('viewer')}` },
      retryAttempts: 0,
    });
    const answer = await new Promise((next, error) =>
      client.subscribe({ query: '{ viewer { role } }' }, { next, error, complete: () => undefined }),
    );
    expect(answer).toMatchObject({ data: { viewer: { role: 'station-viewer' } } });
    await client.dispose();
  });

  it('speaks no version of TLS before 1.2', async () => {
    const refused = await new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, ca: ca(), minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }, () => resolve('connected'));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    });
    expect(refused).not.toBe('connected');
  });

  it('takes a renewed certificate as it comes, keeps what is open, and stays with the old one where the new does not fit', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await ask('/healthz', agent)).name).toBe('first');
    writeFileSync(certFile, 'half a certific');
    await eventually(
      () => nadi.warned.length,
      (count) => count > 0,
      'the spoilt certificate to be told of',
    );
    expect((await ask('/healthz')).name).toBe('first');
    install('second');
    await eventually(
      async () => (await ask('/healthz')).name,
      (name) => name === 'second',
      'the renewed certificate to be used',
    );
    expect(await ask('/healthz', agent)).toMatchObject({ name: 'first', isReused: true });
    agent.destroy();
  });

  it('is not begun with files that are missing, that others can read, or that do not fit each other', () => {
    const begin = (cert: string, key: string) => () => readTls({ certFile: cert, keyFile: key });
    expect(begin(at('no.pem'), keyFile)).toThrow(/^NADI_TLS_CERT_FILE: .*ENOENT/);
    expect(begin(at('first.crt'), at('second.key'))).toThrow('NADI_TLS_CERT_FILE, NADI_TLS_KEY_FILE: key values mismatch');
    chmodSync(at('first.key'), 0o644);
    expect(begin(at('first.crt'), at('first.key'))).toThrow('may be read by everybody: chmod 600 it');
  });
});
