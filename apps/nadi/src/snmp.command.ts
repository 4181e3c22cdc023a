import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import {
  documentJson,
  DOCUMENT_PARTS,
  parseProfile,
  PROFILE_FOLDER,
  ProfileLibrary,
  SnmpDeviceInspector,
  type DeviceDocument,
  type DocumentPart,
  type ProfileProblem,
} from '@app/equipment';
import { openSnmpReader, parseSnmpCredential, type SnmpCredential } from '@app/snmp';
import { readableDocument } from './document.text.js';
import type { Io } from './io.js';
import { wholeNumber } from './whole.number.js';

const USAGE =
  'usage: nadi snmp inspect HOST[:PORT] [--community C | --v3-user U …] [--profiles DIR] [--only PART[,PART…]] [--json]\n' +
  '       nadi snmp check-profile FILE…\n';
const SNMP_PORT = 161;

/** `nadi snmp`: reads one device with everything that is known of its vendor, or checks vendor profiles. */
export async function runSnmp(args: string[], io: Io): Promise<number> {
  const [verb, ...rest] = args;
  if (verb === 'inspect') return runInspect(rest, io);
  if (verb === 'check-profile') return runCheckProfile(rest, io);
  io.stderr.write(`nadi snmp: ${verb === undefined ? 'say what to do' : `there is no "${verb}"`}\n${USAGE}`);
  return 2;
}

interface Wanted {
  readonly host: string;
  readonly port: number;
  readonly credential: SnmpCredential;
  readonly profiles: string | undefined;
  readonly parts: readonly DocumentPart[];
  readonly timeoutMs: number;
  readonly retries: number;
  readonly deadlineMs: number;
  readonly isJson: boolean;
}

async function runInspect(args: string[], io: Io): Promise<number> {
  const wanted = readArguments(args);
  if (typeof wanted === 'string') {
    io.stderr.write(`nadi snmp inspect: ${wanted}\n${USAGE}`);
    return 2;
  }
  const library = openLibrary(wanted.profiles, io);
  if (!library) return 2;
  const opened = await openSnmpReader();
  if (opened.kind === 'failed') {
    io.stderr.write(`nadi snmp inspect: nothing here can ask by SNMP: ${opened.reason}\n`);
    return 1;
  }
  try {
    const { host, port, credential, ...options } = wanted;
    const inspection = await new SnmpDeviceInspector(opened.reader, library).inspect(host, port, credential, {
      ...options,
      isExactText: wanted.isJson,
    });
    if (inspection.kind !== 'read') {
      const why = inspection.kind === 'timed-out' ? 'no answer (silent, not there, or another community)' : inspection.reason;
      io.stderr.write(`nadi snmp inspect: ${host}:${port}: ${why}\n`);
      return 1;
    }
    tell(inspection.document, wanted.isJson, io);
    return 0;
  } finally {
    await opened.reader.close();
  }
}

function tell(document: DeviceDocument, isJson: boolean, io: Io): void {
  io.stdout.write(isJson ? `${escaped(JSON.stringify(documentJson(document)))}\n` : readableDocument(document));
  for (const fault of document.faults) io.stderr.write(`nadi snmp inspect: ${fault}\n`);
}

/** Characters that steer a terminal, or turn the text around them, as JSON escapes. */
function escaped(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** One's own profiles come on top: a file of the same name replaces ours. */
function openLibrary(folder: string | undefined, io: Io): ProfileLibrary | null {
  try {
    const library = ProfileLibrary.open(folder === undefined ? [PROFILE_FOLDER] : [PROFILE_FOLDER, folder]);
    if (folder === undefined) return library;
    const problems = library.check();
    for (const problem of problems) io.stderr.write(`nadi snmp inspect: ${describe(problem)}\n`);
    return problems.length > 0 ? null : library;
  } catch (error) {
    io.stderr.write(`nadi snmp inspect: cannot read the profiles: ${(error as Error).message}\n`);
    return null;
  }
}

function runCheckProfile(files: string[], io: Io): number {
  if (files.length === 0) {
    io.stderr.write(`nadi snmp check-profile: name a file\n${USAGE}`);
    return 2;
  }
  let refused = 0;
  for (const file of files) {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      io.stderr.write(`nadi snmp check-profile: cannot read ${file}: ${(error as Error).message}\n`);
      return 2;
    }
    const parsed = parseProfile(file, text);
    if (parsed.kind === 'parsed') io.stdout.write(`${file}: good\n`);
    else {
      refused += 1;
      for (const problem of parsed.problems) io.stderr.write(`${describe(problem)}\n`);
    }
  }
  return refused > 0 ? 1 : 0;
}

function describe({ file, line, reason }: ProfileProblem): string {
  return `${file}:${line}: ${reason}`;
}

function readArguments(args: string[]): Wanted | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        community: { type: 'string' },
        'snmp-version': { type: 'string' },
        'v3-user': { type: 'string' },
        'v3-auth': { type: 'string' },
        'v3-auth-key': { type: 'string' },
        'v3-priv': { type: 'string' },
        'v3-priv-key': { type: 'string' },
        'v3-context': { type: 'string' },
        profiles: { type: 'string' },
        only: { type: 'string', default: DOCUMENT_PARTS.join(',') },
        'timeout-ms': { type: 'string', default: '2000' },
        retries: { type: 'string', default: '1' },
        'deadline-ms': { type: 'string', default: '60000' },
        json: { type: 'boolean', default: false },
      },
    });
    const [address, ...others] = positionals;
    if (address === undefined || others.length > 0) return 'name one device';
    const place = hostAndPort(address);
    if (typeof place === 'string') return place;
    const parsed = parseSnmpCredential(credentialOf(values));
    if (parsed.kind === 'refused') return parsed.reason;
    const unknown = values.only.split(',').find((part) => !(DOCUMENT_PARTS as readonly string[]).includes(part));
    if (unknown !== undefined) return `--only takes ${DOCUMENT_PARTS.join(', ')}, not ${JSON.stringify(unknown.slice(0, 40))}`;
    return {
      ...place,
      credential: parsed.credential,
      profiles: values.profiles,
      parts: values.only.split(',') as DocumentPart[],
      timeoutMs: wholeNumber('--timeout-ms', values['timeout-ms'], 1, 60_000),
      retries: wholeNumber('--retries', values.retries, 0, 20),
      deadlineMs: wholeNumber('--deadline-ms', values['deadline-ms'], 100, 3_600_000),
      isJson: values.json,
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The community stands in the process list while this runs; NADI_SNMP_COMMUNITY and a v3 key file are not asked for in a one-off. */
function credentialOf(values: Readonly<Record<string, string | boolean | undefined>>): object {
  if (values['v3-user'] === undefined) return { version: values['snmp-version'] ?? 'v2c', community: values.community ?? 'public' };
  const fields = {
    version: 'v3',
    user: values['v3-user'],
    context: values['v3-context'],
    authProtocol: values['v3-auth'] ?? (values['v3-auth-key'] === undefined ? undefined : 'sha256'),
    authKey: values['v3-auth-key'],
    privProtocol: values['v3-priv'] ?? (values['v3-priv-key'] === undefined ? undefined : 'aes'),
    privKey: values['v3-priv-key'],
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function hostAndPort(text: string): { readonly host: string; readonly port: number } | string {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/u.exec(text);
  const [, host, portText] = bracketed ?? (isIP(text) === 6 ? [text, text, undefined] : (/^([^:]+)(?::(\d+))?$/u.exec(text) ?? []));
  const port = portText === undefined ? SNMP_PORT : Number(portText);
  if (host === undefined || isIP(host) === 0)
    return `${JSON.stringify(text.slice(0, 60))} is not an IP address, or ADDRESS:PORT ([ADDRESS]:PORT for IPv6)`;
  if (port < 1 || port > 65_535) return `${portText} is not a port`;
  return { host, port };
}
