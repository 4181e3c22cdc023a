import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A change that a receiver behind an Alertmanager would be notified of. */
export interface AlertTurn {
  readonly status: 'firing' | 'resolved';
  /** `alertname root`. */
  readonly alert: string;
}

export interface AlertSink {
  readonly url: string;
  /** Every turn so far, the oldest first: what is merely told again is none. */
  readonly turns: readonly AlertTurn[];
  firing(): string[];
  stop(): Promise<void>;
}

interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly endsAt: string;
}

/** Takes alerts as the Alertmanager's API v2 does, and keeps its rules: one alert a label set, and the last word counts. */
export async function startAlertSink(): Promise<AlertSink> {
  const turns: AlertTurn[] = [];
  const firing = new Map<string, string>();
  const take = ({ labels, endsAt }: PostedAlert) => {
    const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    const alert = `${labels['alertname']} ${labels['root']}`;
    const isFiring = new Date(endsAt).getTime() > Date.now();
    if (isFiring === firing.has(key)) return;
    if (isFiring) firing.set(key, alert);
    else firing.delete(key);
    turns.push({ status: isFiring ? 'firing' : 'resolved', alert });
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      (JSON.parse(body) as PostedAlert[]).forEach(take);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    turns,
    firing: () => [...firing.values()],
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
