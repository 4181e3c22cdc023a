import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import {
  type AccountChange,
  type AccountService,
  type Area,
  loadSealingKey,
  type ListedAccount,
  ROLES,
  SealingKeyError,
} from '@app/access';
import { SystemClock, Transactor } from '@app/platform';
import { AREA_OPTIONS, areasOf, roleAndAreas } from './area.arguments.js';
import { type DatabaseSession, withDatabase } from './database.session.js';
import type { Io } from './io.js';
import { openSignOn, type SignOnDesk } from './sign.on.parts.js';

const USAGE = `usage: nadi account add NAME --role ${ROLES.join('|')} [--station CODE…] [--owner CODE…] [--generate] < PASSWORD
       nadi account list [--json] | lock NAME | unlock NAME | password NAME [--generate] < PASSWORD
       nadi account totp NAME [--off] [--json] | role NAME --role R | area NAME [--station CODE…] [--owner CODE…]\n`;
const ACTIONS = ['add', 'list', 'lock', 'unlock', 'password', 'totp', 'role', 'area'] as const;
type Action = (typeof ACTIONS)[number];

interface Asked {
  readonly action: Action;
  readonly name: string;
  readonly role: string | undefined;
  readonly areas: readonly Area[];
  readonly isGenerated: boolean;
  readonly isOff: boolean;
  readonly isJson: boolean;
  readonly data: string | undefined;
}

/** `nadi account`: who may sign on, as what, and what they see. Passwords come on standard input: arguments are shown to everybody on the machine. */
export async function runAccount(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi account: ${asked}\n${USAGE}`);
    return 2;
  }
  const needsPassword = asked.action === 'add' || asked.action === 'password';
  const password = needsPassword ? await passwordOf(asked, io) : '';
  if (password === null) {
    io.stderr.write('nadi account: give the password on standard input, or let --generate make one\n');
    return 2;
  }
  return withDatabase(asked.data, io, (session) => withSignOn(session, io, (desk) => act(asked, password, desk.accounts, io)));
}

/** Runs the work with the same parts that the service signs people on with. */
export async function withSignOn(session: DatabaseSession, io: Io, work: (desk: SignOnDesk) => Promise<number>): Promise<number> {
  const { settings, database } = session;
  let key: Buffer;
  try {
    key = loadSealingKey({ key: settings.NADI_SECRET_KEY, file: settings.NADI_SECRET_KEY_FILE, dataDir: settings.NADI_DATA_DIR });
  } catch (error) {
    if (!(error instanceof SealingKeyError)) throw error;
    io.stderr.write(`nadi: ${error.message}\n`);
    return 1;
  }
  // The provider is of no interest here, and its settings may stand with the service alone.
  const local = { ...settings, NADI_OIDC_ISSUER: null };
  const desk = openSignOn({
    settings: local,
    transactor: new Transactor(database),
    clock: new SystemClock(),
    keys: [key],
    publicUrl: () => '',
  });
  try {
    return await work(desk);
  } finally {
    await desk.stop();
  }
}

async function act(asked: Asked, password: string, accounts: AccountService, io: Io): Promise<number> {
  const { action, name } = asked;
  switch (action) {
    case 'list':
      return list(await accounts.list(), asked.isJson, io);
    case 'totp':
      return asked.isOff ? told(await accounts.dropTotp(name), asked, io) : enrol(asked, accounts, io);
    case 'lock':
      return told(await accounts.lock(name), asked, io);
    case 'unlock':
      return told(await accounts.unlock(name), asked, io);
    case 'area':
      return told(await accounts.setAreas(name, asked.areas), asked, io);
    case 'password':
      return shown(password, told(await accounts.setPassword(name, password), asked, io), asked, io);
    case 'role':
    case 'add': {
      const given = roleAndAreas(asked.role, asked.areas);
      if (typeof given === 'string') return told({ kind: 'unfit', reason: given }, asked, io);
      if (action === 'role') return told(await accounts.setRole(name, given.role), asked, io);
      return shown(password, told(await accounts.add({ name, ...given, password }), asked, io), asked, io);
    }
  }
}

function told(change: AccountChange, { action, name }: Asked, io: Io): number {
  switch (change.kind) {
    case 'done':
      io.stderr.write(`nadi: account ${JSON.stringify(name)}: ${DONE[action]}\n`);
      return 0;
    case 'unknown':
      io.stderr.write(`nadi account: there is no account ${JSON.stringify(name)}\n`);
      return 1;
    case 'exists':
      io.stderr.write(`nadi account: there is an account ${JSON.stringify(name)} already\n`);
      return 1;
    case 'unfit':
      io.stderr.write(`nadi account: ${change.reason}\n`);
      return 2;
  }
}

const DONE: Readonly<Record<Action, string>> = {
  add: 'added; a password of its own is asked for at the first sign-on',
  list: '',
  lock: 'locked, its sessions and tokens open nothing',
  unlock: 'unlocked',
  password: 'has a new password, which must be replaced at the next sign-on; its sessions are ended',
  totp: 'signs on without an authenticator; its sessions are ended',
  role: 'has another role; its sessions are ended',
  area: 'has other areas; its sessions are ended',
};

/** A generated password is of use only once it is set. */
function shown(password: string, code: number, { isGenerated }: Asked, io: Io): number {
  if (code === 0 && isGenerated) io.stdout.write(`${password}\n`);
  return code;
}

async function enrol(asked: Asked, accounts: AccountService, io: Io): Promise<number> {
  const enrolled = await accounts.enrolTotp(asked.name);
  if (enrolled.kind !== 'enrolled') return told(enrolled, asked, io);
  const { uri, recoveryCodes } = enrolled;
  io.stdout.write(asked.isJson ? `${JSON.stringify({ uri, recoveryCodes })}\n` : `${[uri, ...recoveryCodes].join('\n')}\n`);
  io.stderr.write('nadi: shown once: the address for an authenticator app, and codes for when it is lost\n');
  return 0;
}

function list(accounts: readonly ListedAccount[], isJson: boolean, io: Io): number {
  const line = ({ name, role, areas, ...is }: ListedAccount) =>
    [
      name,
      role,
      areas.map(({ kind, code }) => `${kind === 'OWNER' ? 'owner ' : ''}${code}`).join(',') || '-',
      [
        ...(is.isLocked ? ['locked'] : []),
        ...(is.hasPassword ? ['password'] : []),
        ...(is.mustChangePassword ? ['to be changed'] : []),
        ...(is.hasTotp ? ['totp'] : []),
      ].join(',') || '-',
    ].join('\t');
  io.stdout.write(isJson ? `${JSON.stringify(accounts)}\n` : accounts.map((account) => `${line(account)}\n`).join(''));
  return 0;
}

async function passwordOf({ isGenerated }: Asked, { stdin }: Io): Promise<string | null> {
  if (isGenerated) return randomBytes(15).toString('base64url');
  if ('isTTY' in stdin && stdin.isTTY === true) return null;
  let input = '';
  for await (const chunk of stdin) {
    input += String(chunk);
    if (input.includes('\n') || input.length > 10_000) break;
  }
  return input.split('\n')[0]!.replace(/\r$/, '') || null;
}

function readArguments(args: string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...AREA_OPTIONS,
        role: { type: 'string' },
        generate: { type: 'boolean' },
        off: { type: 'boolean' },
        json: { type: 'boolean' },
        data: { type: 'string' },
      },
    });
    const [word, name, ...rest] = positionals;
    const action = ACTIONS.find((each) => each === word);
    if (action === undefined) return `say one of ${ACTIONS.join(', ')}`;
    if ((action === 'list') !== (name === undefined)) return action === 'list' ? 'list takes no name' : `${action} whose account?`;
    if (rest.length > 0) return 'too many words (a password is given on standard input)';
    if ((action === 'add' || action === 'role') && values.role === undefined) return `--role must be one of ${ROLES.join(', ')}`;
    return {
      action,
      name: name ?? '',
      role: values.role,
      areas: areasOf(values),
      isGenerated: values.generate ?? false,
      isOff: values.off ?? false,
      isJson: values.json ?? false,
      data: values.data,
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
