import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import {
  type AvailabilityAsk,
  AvailabilityQueries,
  AvailabilityService,
  availabilityOf,
  type ClockSeconds,
  CLOCKS,
  COUNTED_HOURS,
  type CountedHours,
  OBJECT_KINDS,
  type ObjectFilter,
  type ObjectKind,
} from '@app/availability';
import { SystemClock, Transactor } from '@app/platform';
import { withDatabase } from './database.session.js';
import { instantArgument } from './instant.argument.js';
import type { Io } from './io.js';

const USAGE = `usage: nadi availability [--kind CAMERA|DEVICE|LINK|SPAN|STATION] [--within STATION] [--building CODE] [--hours ALL|DAYLIGHT]
       --from INSTANT --to INSTANT [--export FILE|-] [--json]
       an INSTANT names its offset, like 2026-11-01T00:00+07:00\n`;

interface Asked extends AvailabilityAsk {
  readonly filter: ObjectFilter;
  readonly exportTo: string | null;
  readonly isJson: boolean;
  readonly dataDir: string | undefined;
}

/** `nadi availability`: where time went, and the log from which others may recompute it. */
export async function runAvailability(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi availability: ${asked}\n${USAGE}`);
    return 2;
  }
  return withDatabase(asked.dataDir, io, async ({ database }) => {
    const transactor = new Transactor(database);
    const service = new AvailabilityService(transactor, new SystemClock());
    const queries = new AvailabilityQueries(transactor);
    return asked.exportTo === null ? show(asked, service, queries, io) : exported(asked, asked.exportTo, service, queries, io);
  });
}

async function show(asked: Asked, service: AvailabilityService, queries: AvailabilityQueries, io: Io): Promise<number> {
  const period = await service.period(asked);
  const { objects, seconds } = await service.totals(queries, asked.filter, period, asked.hours);
  const known = period.knownFromS === null ? null : new Date(period.knownFromS * 1_000).toISOString();
  if (known === null) io.stderr.write('nadi availability: nothing is known yet: nobody has watched\n');
  else if (period.knownFromS !== null && period.knownFromS > period.fromS)
    io.stderr.write(`nadi availability: nothing is known before ${known}\n`);
  const [from, to] = [period.fromS, period.toS].map((second) => new Date(second * 1_000).toISOString());
  const figures = { kind: asked.filter.kind, from, to, knownFrom: known, objects, seconds, ...availabilityOf(seconds) };
  if (asked.isJson) io.stdout.write(`${JSON.stringify(figures)}\n`);
  else io.stdout.write(lines(figures.ratio, figures.observedRatio, objects, seconds));
  return objects === 0 ? 1 : 0;
}

function lines(ratio: number | null, observedRatio: number | null, objects: number, seconds: ClockSeconds): string {
  const percent = (share: number | null) => (share === null ? 'not given' : `${(100 * share).toFixed(4)} %`);
  const clocks = CLOCKS.map((name) => `${name.toLowerCase().padEnd(12)} ${seconds[name]} s\n`).join('');
  return `objects      ${objects}\navailability ${percent(ratio)}\nobserved     ${percent(observedRatio)}\n${clocks}`;
}

async function exported(asked: Asked, file: string, service: AvailabilityService, queries: AvailabilityQueries, io: Io): Promise<number> {
  const out: Writable = file === '-' ? io.stdout : createWriteStream(file);
  let objects = -1;
  for await (const line of service.exportLines(queries, asked.filter, asked)) {
    objects += 1;
    if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain');
  }
  if (file !== '-') {
    out.end();
    await finished(out);
    io.stderr.write(`${objects} objects written to ${file}\n`);
  }
  return objects === 0 ? 1 : 0;
}

function readArguments(args: string[]): Asked | string {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { kind = 'CAMERA', hours = 'ALL', from, to, within = null, building = null } = values;
  if (!isOneOf<ObjectKind>(OBJECT_KINDS, kind)) return `--kind is one of ${OBJECT_KINDS.join(', ')}`;
  if (!isOneOf<CountedHours>(COUNTED_HOURS, hours)) return `--hours is one of ${COUNTED_HOURS.join(', ')}`;
  const [start, end] = [instantArgument(from), instantArgument(to)];
  if (start === null) return 'say --from INSTANT';
  if (end === null) return 'say --to INSTANT';
  if (end <= start) return '--to must lie after --from';
  const filter = { kind, within, building };
  return { filter, from: start, to: end, hours, exportTo: values.export ?? null, isJson: values.json ?? false, dataDir: values.data };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const options = {
    kind: text,
    within: text,
    building: text,
    hours: text,
    from: text,
    to: text,
    export: text,
    data: text,
    json: { type: 'boolean' } as const,
  };
  return parseArgs({ args, options }).values;
}

function isOneOf<Word extends string>(words: readonly Word[], word: string): word is Word {
  return (words as readonly string[]).includes(word);
}
