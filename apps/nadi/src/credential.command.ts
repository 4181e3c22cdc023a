import { text } from 'node:stream/consumers';
import { CREDENTIAL_CHANGED, CredentialVault, SealingKeyError } from '@app/access';
import { DomainEvents, SystemClock, Transactor } from '@app/platform';
import { parseSnmpCredential } from '@app/snmp';
import { recordedChange } from './command.audit.js';
import { CREDENTIAL_USAGE, type CredentialAsked, readCredentialArguments } from './credential.arguments.js';
import { type DatabaseSession, withDatabase } from './database.session.js';
import type { Io } from './io.js';
import { rotateKeys, tellKeys } from './key.desk.js';
import { keyRingOf } from './key.ring.of.js';

/**
 * `nadi credential`: stores what devices are read with under the name that the topology gives them, sealed, and replaces the key that
 * seals. A secret is read from standard input, because arguments are shown to every user of the machine; it is never printed.
 */
export async function runCredential(args: string[], io: Io): Promise<number> {
  const asked = readCredentialArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi credential: ${asked}\n${CREDENTIAL_USAGE}`);
    return 2;
  }
  const credential = asked.kind === 'put' ? await readCredential(io) : null;
  if (typeof credential === 'string') {
    io.stderr.write(`nadi credential: ${credential}\n`);
    return 2;
  }
  return withDatabase(asked.data, io, async (session) => {
    try {
      return await onDatabase(asked, credential, session, io);
    } catch (error) {
      if (!(error instanceof SealingKeyError)) throw error;
      io.stderr.write(`nadi credential: ${error.message}\n`);
      return 1;
    }
  });
}

function onDatabase(asked: CredentialAsked, credential: object | null, session: DatabaseSession, io: Io): Promise<number> {
  const transactor = new Transactor(session.database);
  const ring = keyRingOf(session.settings);
  const vault = new CredentialVault(transactor, new SystemClock(), ring);
  switch (asked.kind) {
    case 'put':
      return put(asked.name, credential ?? {}, vault, transactor, session, io);
    case 'list':
      return list(vault, asked.isJson, io);
    case 'keys':
      return tellKeys(transactor, ring, asked.isJson, io);
    case 'rotate':
      return rotateKeys(transactor, ring, asked, io);
  }
}

async function put(
  name: string,
  credential: object,
  vault: CredentialVault,
  transactor: Transactor,
  { url, log }: DatabaseSession,
  io: Io,
): Promise<number> {
  await recordedChange(
    transactor,
    async () => {
      await vault.put(name, credential);
      await new DomainEvents(transactor, url, log).publish({ type: CREDENTIAL_CHANGED, id: name });
    },
    () => ({ action: 'credential.put', subjectKind: 'credential.name', subject: name }),
  );
  io.stderr.write(`nadi: the credential "${name}" is stored\n`);
  return 0;
}

async function list(vault: CredentialVault, isJson: boolean, io: Io): Promise<number> {
  const names = await vault.names();
  io.stdout.write(isJson ? `${JSON.stringify(names)}\n` : names.map((name) => `${name}\n`).join(''));
  return 0;
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
