import { createSocket } from 'node:dgram';
import type { Settings } from '@app/platform';

/** Settings in which the port for traps is a number: who sends them, as the demo city does, must know it before it is listened to. */
export async function withTrapPort(settings: Settings): Promise<Settings> {
  return settings.NADI_TRAP_PORT === 0 ? { ...settings, NADI_TRAP_PORT: await freeUdpPort() } : settings;
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}
