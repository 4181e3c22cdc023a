import { outageOf } from '@testing/outages';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OutageId } from '@app/kernel';
import type { Outage } from '@app/outages';
import { SILENT_LOG } from '@app/platform';
import { FakeClock } from '@testing/kernel';
import type { Alert } from './alert.js';
import { AlertSender } from './alert.sender.js';

const HOUR_MS = 3_600_000;

/** An Alertmanager that answers as it is told, and keeps what it was sent. */
class Alertmanager {
  readonly sent: { readonly atMs: number; readonly alerts: readonly Alert[] }[] = [];
  private readonly waiting: { readonly count: number; readonly done: () => void }[] = [];
  private readonly server: Server;

  constructor(answers: readonly number[]) {
    this.server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const alerts = JSON.parse(Buffer.concat(parts).toString()) as Alert[];
        response.statusCode = answers[this.sent.length] ?? 200;
        response.end('said');
        this.sent.push({ atMs: performance.now(), alerts });
        for (const { count, done } of this.waiting) if (this.sent.length >= count) done();
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Until so many requests came. */
  async got(count: number): Promise<void> {
    if (this.sent.length < count) await new Promise<void>((done) => this.waiting.push({ count, done }));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function outages(count: number): Outage[] {
  return Array.from({ length: count }, (_, i) =>
    outageOf({
      id: `o${i}` as OutageId,
      alertName: 'DeviceDown',
      root: { kind: 'DEVICE', code: `r${i}` },
      openedAt: new Date('2026-11-23T01:00:00Z'),
    }),
  );
}

describe('the Alertmanagers', () => {
  const ends: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function receiver(...answers: number[]): Promise<{ manager: Alertmanager; url: string }> {
    const manager = new Alertmanager(answers);
    const url = await manager.listen();
    ends.push(() => manager.close());
    return { manager, url };
  }
  function sender(urls: readonly string[], resendMs = HOUR_MS): AlertSender {
    const policy = {
      urls,
      resendMs,
      resolvedMs: HOUR_MS,
      consoleUrl: () => 'http://nadi',
      retryMs: { first: 20, longest: 80 },
      storm: { mostNew: 10_000, withinMs: 600_000 },
    };
    const alerts = new AlertSender(policy, new FakeClock(), SILENT_LOG);
    ends.push(() => alerts.stop());
    return alerts;
  }

  it('are told at once, and again while it lasts', async () => {
    const { manager, url } = await receiver();
    sender([url], 10).start(outages(1));
    await manager.got(3);
    expect(manager.sent[2].alerts[0].labels['root']).toBe('r0');
  });

  it('are told again after a failure, with pauses that grow', async () => {
    const { manager, url } = await receiver(500, 503, 500, 200);
    sender([url]).start(outages(1));
    await manager.got(4);
    const pauses = manager.sent.slice(1).map(({ atMs }, i) => atMs - manager.sent[i].atMs);
    [20, 40, 80].forEach((leastMs, i) => expect(pauses[i]).toBeGreaterThan(leastMs - 5));
  });

  it('that answer 400 took what was valid: it is not sent again before its time', async () => {
    const { manager, url } = await receiver(400, 200);
    const alerts = sender([url]);
    alerts.start(outages(1));
    await manager.got(1);
    // Refused twice as a failure would be, the retry had come first and the news would be the third.
    alerts.tell(outages(2));
    await manager.got(2);
    expect(manager.sent.map(({ alerts: all }) => all.length)).toEqual([1, 2]);
  });

  it('are each told on their own: one that is away keeps nothing from the others', async () => {
    const { manager, url } = await receiver();
    sender(['http://127.0.0.1:9', url], 10).start(outages(1));
    await manager.got(3);
  });

  it('take many in pieces', async () => {
    const { manager, url } = await receiver();
    sender([url]).start(outages(1_200));
    await manager.got(3);
    expect(manager.sent.map(({ alerts }) => alerts.length)).toEqual([500, 500, 200]);
  });

  it('hear what came while they were being told', async () => {
    const { manager, url } = await receiver();
    const alerts = sender([url]);
    alerts.start(outages(1));
    alerts.tell(outages(2));
    await manager.got(2);
    expect(manager.sent[1].alerts).toHaveLength(2);
  });

  it.each(['stop', 'fallSilent'] as const)('hear nothing after %s, whatever else is found out', async (end) => {
    const [{ manager, url }, witness] = [await receiver(), await receiver()];
    const alerts = sender([url], 10);
    alerts.start(outages(1));
    await manager.got(1);
    alerts[end]();
    const { length } = manager.sent;
    alerts.tell(outages(2));
    // Somebody else is told many times meanwhile: time enough for what must not come.
    sender([witness.url], 10).start(outages(1));
    await witness.manager.got(6);
    expect(manager.sent.length - length).toBeLessThanOrEqual(1);
    expect(manager.sent.at(-1)?.alerts).toHaveLength(1);
  });

  it('hear nothing from one that takes the lead while it is being stopped', async () => {
    const [{ manager, url }, witness] = [await receiver(), await receiver()];
    const alerts = sender([url], 10);
    alerts.stop();
    alerts.start(outages(1));
    sender([witness.url], 10).start(outages(1));
    await witness.manager.got(4);
    expect(manager.sent).toEqual([]);
  });

  it('hear again from one that leads again', async () => {
    const { manager, url } = await receiver();
    const alerts = sender([url]);
    alerts.start(outages(1));
    alerts.fallSilent();
    alerts.start(outages(3));
    await manager.got(2);
    expect(manager.sent.at(-1)?.alerts).toHaveLength(3);
  });

  it('keep an end that a receiver did not take, however long that was away', async () => {
    const { manager, url } = await receiver(200, 503, 503);
    const clock = new FakeClock();
    const policy = {
      urls: [url],
      resendMs: HOUR_MS,
      resolvedMs: 900_000,
      consoleUrl: () => 'http://nadi',
      retryMs: { first: 20, longest: 80 },
    };
    const alerts = new AlertSender(policy, clock, SILENT_LOG);
    ends.push(() => alerts.stop());
    const [lasting] = outages(1);
    alerts.start([lasting]);
    await manager.got(1);
    alerts.tell([{ ...lasting, clearedAt: clock.now() }]);
    await manager.got(2);
    clock.advance(2 * HOUR_MS);
    await manager.got(4);
    expect(manager.sent[3].alerts.map(({ labels }) => labels['root'])).toEqual(['r0']);
    expect(new Date(manager.sent[3].alerts[0].endsAt).getTime()).toBeLessThan(clock.now().getTime());
  });

  it('are sent again for what people do only where that is anything new', async () => {
    const { manager, url } = await receiver();
    const alerts = sender([url]);
    alerts.start(outages(1));
    await manager.got(1);
    const held = () => new Map([['o0', { isHushed: false, acknowledged: { by: 'ani', until: null }, cause: null }]]);
    alerts.overlay(held());
    await manager.got(2);
    alerts.overlay(held());
    alerts.overlay(new Map());
    await manager.got(3);
    expect(manager.sent.map((each) => each.alerts[0].annotations['acknowledged_by'])).toEqual([undefined, 'ani', undefined]);
  });
});
