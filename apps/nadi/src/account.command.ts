import { parseArgs } from 'node:util';
import {
  type AccountChange,
  AccountQueries,
  type AccountService,
  type Area,
  generatedPassword,
  type ListedAccount,
  type KeyRing,
  type Role,
  ROLES,
  SealingKeyError,
  type TotpEnrolment,
} from '@app/access';
import { MAX_PAGE_SIZE } from '@app/kernel';
import { SystemClock, Transactor } from '@app/platform';
import { AREA_OPTIONS, areasOf, roleAndAreas } from './area.arguments.js';
import { type CommandEntry, recordedChange } from './command.audit.js';
import { type DatabaseSession, withDatabase } from './database.session.js';
import type { Io } from './io.js';
import { keyRingOf } from './key.ring.of.js';
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
  return withDatabase(asked.data, io, (session) =>
    withSignOn(session, io, (desk, transactor) => act(asked, password, desk.accounts, transactor, io)),
  );
}

/** Runs the work with the same parts that the service signs people on with. */
export async function withSignOn(
  session: DatabaseSession,
  io: Io,
  work: (desk: SignOnDesk, transactor: Transactor) => Promise<number>,
): Promise<number> {
  const { settings, database } = session;
  let ring: KeyRing;
  try {
    ring = keyRingOf(settings);
  } catch (error) {
    if (!(error instanceof SealingKeyError)) throw error;
    io.stderr.write(`nadi: ${error.message}\n`);
    return 1;
  }
  // The provider is of no interest here, and its settings may stand with the service alone.
  const local = { ...settings, NADI_OIDC_ISSUER: null };
  const transactor = new Transactor(database);
  const desk = openSignOn({
    settings: local,
    transactor: new Transactor(database),
    clock: new SystemClock(),
    ring,
    publicUrl: () => '',
  });
  try {
    return await work(desk, transactor);
  } finally {
    await desk.stop();
  }
}

async function act(asked: Asked, password: string, accounts: AccountService, transactor: Transactor, io: Io): Promise<number> {
  if (asked.action === 'list') return list(await everyAccount(transactor), asked.isJson, io);
  const given = asked.role === undefined ? null : roleAndAreas(asked.role, asked.areas);
  if (typeof given === 'string') return told({ kind: 'unfit', reason: given }, asked, io);
  const { role, areas } = given ?? { role: undefined, areas: asked.areas };
  const change = await recordedChange(
    transactor,
    () => changed(asked, { role, areas, password }, accounts),
    ({ kind }) => (kind === 'done' || kind === 'enrolled' ? entryOf(asked, role, areas) : null),
  );
  if (change.kind === 'enrolled') return showEnrolment(change, asked, io);
  const code = told(change, asked, io);
  // A generated password is of use only once it is set.
  if (code === 0 && asked.isGenerated && password !== '') io.stdout.write(`${password}\n`);
  return code;
}

interface Given {
  readonly role: Role | undefined;
  readonly areas: readonly Area[];
  readonly password: string;
}

function changed({ action, name, isOff }: Asked, { role, areas, password }: Given, accounts: AccountService) {
  switch (action) {
    case 'lock':
      return accounts.lock(name);
    case 'unlock':
      return accounts.unlock(name);
    case 'area':
      return accounts.setAreas(name, areas);
    case 'password':
      return accounts.setPassword(name, password);
    case 'totp':
      return isOff ? accounts.dropTotp(name) : accounts.enrolTotp(name);
    case 'role':
      return accounts.setRole(name, role!);
    case 'add':
      return accounts.add({ name, role: role!, areas, password });
    case 'list':
      throw new Error('a list changes nothing');
  }
}

/** What the audit trail keeps of it: never a password. */
function entryOf({ action, name, isOff }: Asked, role: Role | undefined, areas: readonly Area[]): CommandEntry {
  const detail = {
    ...(role === undefined ? {} : { role }),
    ...(action === 'add' || action === 'area' ? { areas } : {}),
    ...(isOff ? { isOff } : {}),
  };
  return { action: `account.${action}`, subjectKind: 'account', subject: name, detail };
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

function showEnrolment({ uri, recoveryCodes }: TotpEnrolment, { isJson }: Asked, io: Io): number {
  io.stdout.write(isJson ? `${JSON.stringify({ uri, recoveryCodes })}\n` : `${[uri, ...recoveryCodes].join('\n')}\n`);
  io.stderr.write('nadi: shown once: the address for an authenticator app, and codes for when it is lost\n');
  return 0;
}

async function everyAccount(transactor: Transactor): Promise<ListedAccount[]> {
  const queries = new AccountQueries(transactor);
  const all: ListedAccount[] = [];
  for (let after: string | null = null; ;) {
    const page = await queries.page({ first: MAX_PAGE_SIZE, after });
    all.push(...page.items.map(({ item }) => item));
    after = page.items.at(-1)?.cursor ?? null;
    if (!page.hasNextPage) return all;
  }
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
  if (isGenerated) return generatedPassword();
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
