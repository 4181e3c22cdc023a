import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly endsAt?: string;
  readonly receivedAtMs: number;
}

/** Listens where an Alertmanager would and keeps what it is told. For benchmarks: the tests use a real Alertmanager. */
export async function startAlertReceiver(): Promise<{ url: string; alerts: ReceivedAlert[]; stop: () => Promise<void> }> {
  const alerts: ReceivedAlert[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const receivedAtMs = Date.now();
      if (request.method === 'POST') for (const alert of JSON.parse(body) as ReceivedAlert[]) alerts.push({ ...alert, receivedAtMs });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    alerts,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
