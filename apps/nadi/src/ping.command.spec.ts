import { jest } from '@jest/globals';
import { Readable, Writable } from 'node:stream';
import { runPing } from './ping.command.js';

jest.setTimeout(20_000);

async function ping(args: string[], stdin = ''): Promise<{ code: number; out: string[]; err: string }> {
  const said = { stdout: '', stderr: '' };
  const into = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk: Buffer, _, done) {
        said[name] += chunk.toString();
        done();
      },
    });
  const code = await runPing(args, { stdin: Readable.from([stdin]), stdout: into('stdout'), stderr: into('stderr') });
  return { code, out: said.stdout.split('\n').filter(Boolean), err: said.stderr };
}

describe('nadi ping', () => {
  it('prints one line for each address, in the order they came', async () => {
    const { code, out } = await ping(['-', '--count', '2', '--interval-ms', '20'], '127.0.0.9\n::1\n127.0.0.9\n');
    expect(code).toBe(0);
    expect(out.map((line) => line.split(' ')[0])).toEqual(['127.0.0.9', '::1', '127.0.0.9']);
    for (const line of out) {
      expect(line).toMatch(/ sent 2, received 2, loss 0%, rtt min\/avg\/max [\d.]+\/[\d.]+\/[\d.]+ ms, jitter [\d.]+ ms$/);
    }
  });

  it('names each bad line and asks the others', async () => {
    const input = '\uFEFF127.0.0.1 # the first\r\n\r\ncamera-7\n300.1.1.1\nfe80::1%lo\n\u001b[31mred\n127.0.0.2';
    const { code, out, err } = await ping(['-', '--count', '1'], input);
    expect(code).toBe(1);
    expect(out).toHaveLength(2);
    expect(err).toMatch(/line 3: "camera-7" is not an IP address/);
    expect(err).toMatch(/line 4: "300\.1\.1\.1"/);
    expect(err).toMatch(/line 5: /);
    expect(err).not.toContain('\u001b');
  });

  it('prints JSON, one object a line, with seconds and a mean that lies between the extremes', async () => {
    const { code, out } = await ping(['-', '--json', '--count', '5', '--interval-ms', '10'], '127.0.0.1\n');
    expect(code).toBe(0);
    const row = JSON.parse(out[0] as string) as Record<string, number>;
    expect(row).toMatchObject({ address: '127.0.0.1', sent: 5, received: 5, lossRatio: 0, rejected: 0, failed: 0 });
    expect(row.rttMinSeconds).toBeLessThanOrEqual(row.rttAvgSeconds as number);
    expect(row.rttAvgSeconds).toBeLessThanOrEqual(row.rttMaxSeconds as number);
    expect(row.rttMaxSeconds).toBeLessThan(1);
  });

  it('says exit 1, not "lost", for what could not be asked', async () => {
    const { code, out } = await ping(['-', '--count', '1'], '255.255.255.255\n');
    expect(code).toBe(1);
    expect(out[0]).toMatch(/sent 0, received 0, loss -, rtt min\/avg\/max -, not asked 1$/);
  });

  it.each([
    [[], /name one file/],
    [['-', '--count', '0'], /--count takes a whole number from 1/],
    [['-', '--interval-ms', '1e3'], /--interval-ms takes a whole number/],
    [['-', '--colour'], /colour/],
    [['/nowhere/addresses.txt'], /cannot read \/nowhere\/addresses\.txt/],
  ])('refuses %j', async (args, message) => {
    const { code, out, err } = await ping(args);
    expect(code).toBe(2);
    expect(out).toEqual([]);
    expect(err).toMatch(message);
  });

  it('has nothing to do for an empty list', async () => {
    expect((await ping(['-'], '# nobody\n')).code).toBe(0);
  });
});
