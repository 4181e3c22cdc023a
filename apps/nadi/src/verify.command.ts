import { createReadStream, readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { processClock } from '@app/icmp';
import { type CameraToVerify, type CameraVerification, Clock, REACHES } from '@app/kernel';
import { quoted } from '@app/topology';
import { readRealmNetworks, RealmNetworksError, Verifier } from '@app/verification';
import { z } from 'zod';
import { boundedLines } from './bounded.lines.js';
import { machineNetworks } from './declared.networks.js';
import type { Io } from './io.js';
import { openAsking } from './open.asking.js';
import { wholeNumber } from './whole.number.js';

const USAGE = 'usage: nadi verify FILE|- --networks FILE [--per-second N] [--at-once N] [--deadline-ms N] [--echo-timeout-ms N]\n';
const MOST_LINE_BYTES = 16 * 1024;
/** Answers are printed as soon as so many are there: a list of a whole city need not be held. */
const EACH_TIME = 1_000;
const BUILDINGS_AT_ONCE = 32;

const name = z.string().min(1).max(200);
const port = z.int().min(1).max(65_535).nullable().default(null);
const Line = z.strictObject({
  id: name,
  building: name,
  realm: name,
  address: z.string().max(200).nullable().default(null),
  reach: z.enum(REACHES).default('DIRECT'),
  rtspPort: port,
  onvifPort: port,
  httpPort: port,
  rtspPath: z.string().max(2_000).nullable().default(null),
});

interface Wanted {
  readonly file: string;
  readonly networks: string;
  readonly building: { readonly perSecond: number; readonly atOnce: number };
  readonly deadlineMs: number;
  readonly echoTimeoutMs: number;
}

/** SystemClock is of a room that loads the database, which a command without one does not wait for. */
class OfflineClock extends Clock {
  override now(): Date {
    return new Date(processClock.wallMs());
  }

  override monotonicMs(): number {
    return processClock.monotonicMs();
  }
}

/** `nadi verify`: asks declared cameras from here, without a database, and prints a line of outcome and evidence for each. */
export async function runVerify(args: string[], io: Io): Promise<number> {
  const wanted = readArguments(args);
  if (typeof wanted === 'string') {
    io.stderr.write(`nadi verify: ${wanted}\n${USAGE}`);
    return 2;
  }
  try {
    const networks = readRealmNetworks(readFileSync(wanted.networks, 'utf8'), machineNetworks());
    const asking = await openAsking(wanted.echoTimeoutMs, null);
    const { building, deadlineMs } = wanted;
    const policy = { realm: (code: string) => networks.realm(code), building, buildingsAtOnce: BUILDINGS_AT_ONCE, deadlineMs };
    const verifier = new Verifier(policy, asking.dialer, asking.echo, new OfflineClock());
    try {
      const input = wanted.file === '-' ? io.stdin : createReadStream(wanted.file);
      return (await answer(verifier, input, wanted.file, io)) ? 0 : 1;
    } finally {
      await asking.close();
    }
  } catch (error) {
    if (!(error instanceof RealmNetworksError) && !isFileError(error)) throw error;
    const place = error instanceof RealmNetworksError ? `${wanted.networks}: ` : '';
    io.stderr.write(`nadi verify: ${place}${error.message}\n`);
    return 2;
  }
}

function readArguments(args: string[]): Wanted | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        networks: { type: 'string' },
        'per-second': { type: 'string', default: '20' },
        'at-once': { type: 'string', default: '8' },
        'deadline-ms': { type: 'string', default: '5000' },
        'echo-timeout-ms': { type: 'string', default: '1000' },
        // Always so: a person reads evidence as little as a line of a log.
        json: { type: 'boolean', default: false },
      },
    });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) return 'name one file of declared cameras, or - for standard input';
    if (values.networks === undefined) return '--networks names the file of the networks that may be asked';
    return {
      file,
      networks: values.networks,
      building: {
        perSecond: wholeNumber('--per-second', values['per-second'], 1, 1_000),
        atOnce: wholeNumber('--at-once', values['at-once'], 1, 64),
      },
      deadlineMs: wholeNumber('--deadline-ms', values['deadline-ms'], 100, 60_000),
      echoTimeoutMs: wholeNumber('--echo-timeout-ms', values['echo-timeout-ms'], 50, 10_000),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** True if all could be read, and none is unreachable or refused. */
async function answer(verifier: Verifier, input: Readable, file: string, io: Io): Promise<boolean> {
  let isGood = true;
  let number = 0;
  let waiting: CameraToVerify[] = [];
  const ask = async () => {
    const found = await verifier.verify(waiting, new AbortController().signal);
    waiting = [];
    if (found.some(({ outcome }) => outcome === 'UNREACHABLE' || outcome === 'REFUSED')) isGood = false;
    await print(found, io.stdout);
  };
  for await (const text of boundedLines(input, MOST_LINE_BYTES)) {
    number++;
    if (text?.trim() === '') continue;
    const read = text === null ? `is longer than ${MOST_LINE_BYTES} bytes` : readLine(text);
    if (typeof read === 'string') {
      isGood = false;
      io.stderr.write(`${file}:${number}: ${read}\n`);
    } else waiting.push(read);
    if (waiting.length >= EACH_TIME) await ask();
  }
  await ask();
  return isGood;
}

function readLine(text: string): CameraToVerify | string {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The message repeats some of the text.
    return `is no JSON: ${quoted(error instanceof Error ? error.message : String(error))}`;
  }
  const read = Line.safeParse(value);
  if (read.success) return read.data;
  return read.error.issues.map(({ path, message }) => quoted(`${path.join('.') || 'line'}: ${message}`)).join('; ');
}

async function print(found: readonly CameraVerification[], stdout: Writable): Promise<void> {
  const text = found.map((one) => `${JSON.stringify(one)}\n`).join('');
  if (text !== '') await new Promise<void>((resolve) => stdout.write(text, () => resolve()));
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}
