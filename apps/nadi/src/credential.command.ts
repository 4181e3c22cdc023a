import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { CREDENTIAL_CHANGED, CredentialVault, loadSealingKey, SealingKeyError } from '@app/access';
import { DomainEvents, SystemClock, Transactor } from '@app/platform';
import { parseSnmpCredential } from '@app/snmp';
import { recordedChange } from './command.audit.js';
import { type DatabaseSession, withDatabase } from './database.session.js';
import type { Io } from './io.js';

const USAGE = 'usage: nadi credential put NAME [--data DIR] < FILE | credential list [--json] [--data DIR]\n';
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * `nadi credential`: stores what devices are read with under the name that the topology gives them, sealed. The secret is read from
 * standard input, because arguments are shown to every user of the machine; it is never printed.
 */
export async function runCredential(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi credential: ${asked}\n${USAGE}`);
    return 2;
  }
  if (asked.kind === 'list') return withDatabase(asked.data, io, (session) => list(session, asked.isJson, io));
  const credential = await readCredential(io);
  if (typeof credential === 'string') {
    io.stderr.write(`nadi credential: ${credential}\n`);
    return 2;
  }
  return withDatabase(asked.data, io, async (session) => {
    const transactor = new Transactor(session.database);
    const vault = vaultOf(session, transactor);
    if (typeof vault === 'string') {
      io.stderr.write(`nadi credential: ${vault}\n`);
      return 1;
    }
    await recordedChange(
      transactor,
      async () => {
        await vault.put(asked.name, credential);
        await new DomainEvents(transactor, session.url, session.log).publish({ type: CREDENTIAL_CHANGED, id: asked.name });
      },
      () => ({ action: 'credential.put', subjectKind: 'credential.name', subject: asked.name }),
    );
    io.stderr.write(`nadi: the credential "${asked.name}" is stored\n`);
    return 0;
  });
}

async function list(session: DatabaseSession, isJson: boolean, io: Io): Promise<number> {
  const vault = vaultOf(session, new Transactor(session.database));
  if (typeof vault === 'string') {
    io.stderr.write(`nadi credential: ${vault}\n`);
    return 1;
  }
  const names = await vault.names();
  io.stdout.write(isJson ? `${JSON.stringify(names)}\n` : names.map((name) => `${name}\n`).join(''));
  return 0;
}

function vaultOf({ settings }: DatabaseSession, transactor: Transactor): CredentialVault | string {
  try {
    const key = loadSealingKey({ key: settings.NADI_SECRET_KEY, file: settings.NADI_SECRET_KEY_FILE, dataDir: settings.NADI_DATA_DIR });
    return new CredentialVault(transactor, new SystemClock(), key);
  } catch (error) {
    if (error instanceof SealingKeyError) return error.message;
    throw error;
  }
}

async function readCredential(io: Io): Promise<object | string> {
  let input: unknown;
  try {
    input = JSON.parse(await text(io.stdin));
  } catch {
    // The parser's words would repeat the secret.
    return 'standard input must hold JSON, e.g. {"version":"v2c","community":"…"}';
  }
  const parsed = parseSnmpCredential(input);
  return parsed.kind === 'parsed' ? parsed.credential : parsed.reason;
}

type Asked =
  | { readonly kind: 'put'; readonly name: string; readonly data: string | undefined }
  | { readonly kind: 'list'; readonly isJson: boolean; readonly data: string | undefined };

function readArguments(args: string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { data: { type: 'string' }, json: { type: 'boolean' } },
    });
    const [action, name, ...rest] = positionals;
    if (rest.length > 0) return `too many words: ${rest.join(' ')}`;
    if (action === 'list' && name === undefined) return { kind: 'list', isJson: values.json ?? false, data: values.data };
    if (action !== 'put') return 'say put or list';
    if (name === undefined || !NAME.test(name)) return 'NAME must be letters, digits, dots, dashes and underscores, at most 64';
    return { kind: 'put', name, data: values.data };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
