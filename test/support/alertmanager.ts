import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended, freePort, ready } from './prometheus.js';

/** An alert as the Alertmanager's API v2 lists it. */
export interface ListedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** What a receiver behind it was notified of. */
export interface Notification {
  readonly status: 'firing' | 'resolved';
  readonly alertname: string;
  readonly root: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** When it was received, milliseconds since the epoch. */
  readonly atMs: number;
}

export interface RunningAlertmanager {
  readonly url: string;
  readonly notifications: readonly Notification[];
  /** What it holds as firing now. */
  alerts(): Promise<ListedAlert[]>;
  /** Ends the Alertmanager alone; `start` brings it back with what it remembers. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a real Alertmanager on free loopback ports, with one webhook receiver that keeps what it is told, ungrouped and at once. */
export async function startAlertmanager(path: string): Promise<RunningAlertmanager> {
  const folder = mkdtempSync(join(tmpdir(), 'nadi-alertmanager-'));
  const notifications: Notification[] = [];
  const hook = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const atMs = Date.now();
      const { alerts } = JSON.parse(body) as { alerts: Pick<Notification, 'status' | 'labels' | 'annotations'>[] };
      for (const { status, labels, annotations } of alerts)
        notifications.push({ status, alertname: labels['alertname'], root: labels['root'], labels, annotations, atMs });
      response.end();
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  const config = {
    route: { receiver: 'hook', group_by: ['...'], group_wait: '0s', group_interval: '1s', repeat_interval: '1h' },
    receivers: [
      { name: 'hook', webhook_configs: [{ url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`, send_resolved: true }] },
    ],
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'alertmanager.yml'), JSON.stringify(config));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const start = async () => {
    const child = spawn(
      path,
      [
        `--config.file=${folder}/alertmanager.yml`,
        `--storage.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
        '--log.level=warn',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    try {
      await ready(child, `${url}/-/ready`);
    } catch (error) {
      await ended(child);
      throw error;
    }
    return child;
  };
  let child = await start();
  return {
    url,
    notifications,
    alerts: async () => (await (await fetch(`${url}/api/v2/alerts?active=true`)).json()) as ListedAlert[],
    pause: () => ended(child),
    resume: async () => {
      child = await start();
    },
    stop: async () => {
      await ended(child);
      await new Promise((resolve) => hook.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
