import { chmodSync } from 'node:fs';
import net from 'node:net';
import process from 'node:process';
import { pipeline } from 'node:stream';
import type { CameraService } from '../camera/camera.service.js';
import { addressNumber } from '../truth/lab.truth.js';

/** What the relay says before a connection is the caller's; else the code of the error. */
export const RELAY_OPEN = 'open';
const MOST_LINE = 64;
const OTHERS = 0o077;

/**
 * Dials in this network namespace for whoever may enter the lab's folder: a line `ADDRESS PORT` in, `open` or the code of an error out, then
 * the connection. A host that cannot be heard is silent: what would be dialled there is not dialled.
 */
export async function relayDials(path: string, cameras: CameraService): Promise<void> {
  const server = net.createServer((caller) => {
    caller.on('error', () => caller.destroy());
    let line = '';
    const hear = () => {
      for (let byte = caller.read(1) as Buffer | null; byte !== null; byte = caller.read(1) as Buffer | null) {
        if (byte[0] === 0x0a) {
          caller.off('readable', hear);
          dial(caller, line, cameras);
          return;
        }
        line += byte.toString('latin1');
        if (line.length > MOST_LINE) return void caller.destroy();
      }
    };
    caller.on('readable', hear);
  });
  // The socket is made within this call: at no moment may others dial by it.
  const before = process.umask(OTHERS);
  const listening = new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
  process.umask(before);
  await listening;
  chmodSync(path, 0o600);
}

function dial(caller: net.Socket, line: string, cameras: CameraService): void {
  const [host = '', port = ''] = line.split(' ');
  const address = addressNumber(host);
  if (address === null || !/^\d{1,5}$/.test(port)) return void caller.end('EINVAL\n');
  switch (cameras.reception(address, Number(port))) {
    case 'refuses':
      caller.end('ECONNREFUSED\n');
      return;
    case 'silent':
      caller.resume();
      return;
    case 'answers':
      break;
  }
  const target = net.connect({ host, port: Number(port), noDelay: true });
  let isOpen = false;
  // Stays for good: what goes wrong later ends the connection, not the hosts.
  target.on('error', ({ code }: NodeJS.ErrnoException) => void (isOpen || caller.end(`${code ?? 'EUNKNOWN'}\n`)));
  target.once('connect', () => {
    isOpen = true;
    caller.write(`${RELAY_OPEN}\n`);
    pipeline(caller, target, () => caller.destroy());
    pipeline(target, caller, () => target.destroy());
  });
  caller.once('close', () => target.destroy());
}
