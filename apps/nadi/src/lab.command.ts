import { once } from 'node:events';
import process from 'node:process';
import { parseArgs } from 'node:util';
import {
  generateCity,
  type LabAnswer,
  LabClient,
  type LabRequest,
  type LabResponse,
  LabRunsError,
  type LabStatus,
  startLab,
} from '../../lab/src/index.js';
import type { Io } from './io.js';

const USAGE = [
  'usage: nadi lab up [--cameras N] | down | status | cut CODE | heal CODE | heal all',
  '                port down|shut|up DEVICE INTERFACE | bend SPAN DECIBELS | restart DEVICE [--renumber]   [--data DIR] [--json]\n',
].join('\n');

interface Asked {
  readonly words: readonly string[];
  readonly json: boolean;
  readonly data: string | undefined;
  readonly cameras: string | undefined;
  readonly renumber: boolean;
}

interface Place {
  readonly dataDir: string;
  readonly cameras: number;
}

/** `nadi lab`: breaks and heals the simulated city of the service that runs on a data folder, or runs a city alone. */
export async function runLab(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  const request = typeof asked === 'string' ? asked : requestOf(asked);
  if (typeof asked === 'string' || typeof request === 'string') {
    io.stderr.write(`nadi lab: ${typeof asked === 'string' ? asked : (request as string)}\n${USAGE}`);
    return 2;
  }
  const place = await placeOf(asked);
  if (typeof place === 'string') {
    io.stderr.write(`nadi lab: ${place}\n`);
    return 2;
  }
  if (request.do === 'up') return runAlone(place, asked.json, io);
  return tell(await new LabClient(place.dataDir).ask(request), place.dataDir, asked.json, io);
}

function readArguments(args: string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        cameras: { type: 'string' },
        json: { type: 'boolean', default: false },
        renumber: { type: 'boolean', default: false },
      },
    });
    return { words: positionals, ...values, data: values.data, cameras: values.cameras };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** How many words each command takes after its name. */
const WORDS: Readonly<Record<string, number>> = { up: 0, down: 0, status: 0, cut: 1, heal: 1, port: 3, bend: 2, restart: 1 };
/** What `port` does, as faults of the lab: a dead transceiver, an interface shut by hand, and neither. */
const PORT_ACTS: Readonly<Record<string, { readonly do: 'cut' | 'heal'; readonly kind: string }>> = {
  down: { do: 'cut', kind: 'PORT' },
  shut: { do: 'cut', kind: 'SHUT' },
  up: { do: 'heal', kind: 'PORT' },
};

function requestOf({ words: [act, ...words], renumber }: Asked): LabRequest | { readonly do: 'up' } | string {
  if (act === undefined) return 'say what to do';
  const count = WORDS[act];
  if (count === undefined) return `there is no command "${act}"`;
  if (words.length > count) return `"${words[count]}" is one word too many`;
  if (words.length < count) return `${act} what?`;
  if (renumber && act !== 'restart') return '--renumber belongs to restart';
  switch (act) {
    case 'cut':
    case 'heal':
      return { do: act, code: words[0] };
    case 'port': {
      const [how, device, port] = words;
      const meant = PORT_ACTS[how];
      return meant ? { do: meant.do, code: `${meant.kind}:${device}/${port}` } : `a port goes down, shut or up, not "${how}"`;
    }
    case 'bend': {
      const [span, decibels] = words;
      if (!/^\d+(\.\d+)?$/.test(decibels)) return `decibels are a number from 0, not "${decibels}"`;
      return Number(decibels) === 0 ? { do: 'heal', code: `BEND:${span}` } : { do: 'cut', code: `BEND:${span}/${decibels}` };
    }
    case 'restart':
      return { do: 'restart', device: words[0], isRenumbered: renumber };
    default:
      return { do: act as 'up' | 'down' | 'status' };
  }
}

/** Settings are read only where the command line leaves something open: they bring the database's libraries with them. */
async function placeOf({ words, data, cameras }: Asked): Promise<Place | string> {
  if (cameras !== undefined && !/^\d{1,6}$/.test(cameras)) return `--cameras must be a number up to 999999, not "${cameras}"`;
  if (data !== undefined && (words[0] !== 'up' || cameras !== undefined)) return { dataDir: data, cameras: Number(cameras ?? 0) };
  const { loadProcessSettings } = await import('@app/platform');
  const outcome = loadProcessSettings();
  if (outcome.kind === 'refused') return outcome.problems.join('\n');
  const { NADI_DATA_DIR, NADI_DEMO_CAMERAS } = outcome.settings;
  return { dataDir: data ?? NADI_DATA_DIR, cameras: cameras === undefined ? NADI_DEMO_CAMERAS : Number(cameras) };
}

function tell(answer: LabAnswer, dataDir: string, isJson: boolean, io: Io): number {
  const fail = (reason: string) => {
    if (isJson) io.stdout.write(`${JSON.stringify({ kind: answer.kind, reason })}\n`);
    io.stderr.write(`nadi lab: ${reason}\n`);
    return 1;
  };
  switch (answer.kind) {
    case 'nobody':
      return fail(`no lab runs on the data folder "${dataDir}": start the service (npm start) or \`nadi lab up\``);
    case 'failed':
      return fail(answer.reason);
    case 'answered':
  }
  const { response } = answer;
  if (isJson) io.stdout.write(`${JSON.stringify(response)}\n`);
  const { text, code } = readable(response);
  if (code !== 0) io.stderr.write(`nadi lab: ${text}\n`);
  else if (!isJson) io.stdout.write(`${text}\n`);
  return code;
}

function readable(response: LabResponse): { text: string; code: number } {
  switch (response.kind) {
    case 'status':
      return { text: statusText(response.status), code: 0 };
    case 'done':
      return { text: `${response.codes.join(', ')}\n${statusText(response.status)}`, code: 0 };
    case 'unchanged':
      return { text: `nothing changed: ${response.codes.join(', ') || 'nothing is broken'}\n${statusText(response.status)}`, code: 0 };
    case 'ending':
      return { text: 'the lab ends', code: 0 };
    case 'unknown': {
      const near = response.near.length > 0 ? `; did you mean ${response.near.join(', ')}?` : '';
      return { text: `there is no conduit, span, link, device, place or port "${response.code}"${near}`, code: 2 };
    }
    case 'ambiguous':
      return { text: `"${response.code}" is ambiguous: say ${response.meanings.join(' or ')}`, code: 2 };
    case 'refused':
      return { text: response.reason, code: 1 };
  }
}

function statusText(status: LabStatus): string {
  return [
    `lab      ${status.mode}: ${status.reason}`,
    ...(status.isAnswering ? [] : ['         the process that plays the hosts is gone: all is silent']),
    `city     ${status.devices} devices, ${status.cameras} of them cameras`,
    `broken   ${status.broken.join(', ') || 'nothing'}`,
    `silent   ${status.silentDevices} devices, ${status.silentCameras} of them cameras`,
    `dark     ${status.darkLinks} links`,
  ].join('\n');
}

/** The city without a service, until a signal or `nadi lab down`. */
async function runAlone({ dataDir, cameras }: Place, isJson: boolean, io: Io): Promise<number> {
  const ending = new AbortController();
  const end = () => ending.abort();
  try {
    const lab = await startLab({ document: generateCity({ cameras }), dataDir, onDown: end });
    process.once('SIGINT', end).once('SIGTERM', end);
    const { borrow, udp4 } = lab;
    if (isJson) io.stdout.write(`${JSON.stringify({ kind: 'up', status: lab.status(), borrow: borrow ?? null, udp4: udp4 ?? null })}\n`);
    else io.stdout.write(`${statusText(lab.status())}\nuntil Ctrl-C or \`nadi lab down\`\n`);
    if (!ending.signal.aborted) await once(ending.signal, 'abort');
    process.off('SIGINT', end).off('SIGTERM', end);
    await lab.stop();
    return 0;
  } catch (error) {
    if (!(error instanceof LabRunsError)) throw error;
    io.stderr.write(`nadi lab: ${error.message}\n`);
    return 1;
  }
}
