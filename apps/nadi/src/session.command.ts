import { parseArgs } from 'node:util';
import type { SessionRow } from '@app/access';
import type { Transactor } from '@app/platform';
import { withSignOn } from './account.command.js';
import { recordedChange } from './command.audit.js';
import { withDatabase } from './database.session.js';
import type { Io } from './io.js';
import type { SignOnDesk } from './sign.on.parts.js';

const USAGE = 'usage: nadi session list NAME [--json] | session revoke ID | session revoke --account NAME | session revoke --all\n';

type Asked =
  | { readonly kind: 'list'; readonly name: string; readonly isJson: boolean }
  | { readonly kind: 'one'; readonly id: string }
  | { readonly kind: 'account'; readonly name: string }
  | { readonly kind: 'all' };

/** `nadi session`: shows who is signed on from where, and ends sessions. */
export async function runSession(args: string[], io: Io): Promise<number> {
  const read = readArguments(args);
  if (typeof read === 'string') {
    io.stderr.write(`nadi session: ${read}\n${USAGE}`);
    return 2;
  }
  return withDatabase(read.data, io, (session) => withSignOn(session, io, (desk, transactor) => act(read.asked, desk, transactor, io)));
}

async function act(asked: Asked, { accounts, sessions }: SignOnDesk, transactor: Transactor, io: Io): Promise<number> {
  const account = 'name' in asked ? await accounts.idOf(asked.name) : null;
  if ('name' in asked && account === null) {
    io.stderr.write(`nadi session: there is no account ${JSON.stringify(asked.name)}\n`);
    return 1;
  }
  if (asked.kind === 'list') return list(await sessions.of(account!), asked.isJson, io);
  const ended = await recordedChange(
    transactor,
    async () => (asked.kind === 'one' ? Number(await sessions.revoke(asked.id, null)) : sessions.revokeAll(account)),
    (count) => (count > 0 ? { action: 'session.revoke', ...subjectOf(asked), detail: { ended: count } } : null),
  );
  io.stderr.write(
    asked.kind === 'one' && ended === 0 ? 'nadi session: there is no such session that is open\n' : `nadi: ${ended} sessions ended\n`,
  );
  return asked.kind === 'one' && ended === 0 ? 1 : 0;
}

function subjectOf(asked: Asked) {
  if ('name' in asked) return { subjectKind: 'account', subject: asked.name };
  return { subjectKind: 'session', subject: asked.kind === 'one' ? asked.id : 'all' };
}

function list(rows: readonly SessionRow[], isJson: boolean, io: Io): number {
  const line = ({ id, means, createdAt, seenAt, address, agent }: SessionRow) =>
    `${[id, means, createdAt.toISOString(), seenAt.toISOString(), address, agent].join('\t')}\n`;
  io.stdout.write(isJson ? `${JSON.stringify(rows)}\n` : rows.map(line).join(''));
  return 0;
}

function readArguments(args: string[]): { readonly asked: Asked; readonly data: string | undefined } | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { account: { type: 'string' }, all: { type: 'boolean' }, json: { type: 'boolean' }, data: { type: 'string' } },
    });
    const [action, word, ...rest] = positionals;
    const { account, all = false, data } = values;
    if (rest.length > 0) return `too many words: ${rest.join(' ')}`;
    if (action === 'list' && word !== undefined) return { asked: { kind: 'list', name: word, isJson: values.json ?? false }, data };
    if (action !== 'revoke') return 'say list NAME, or revoke';
    if (Number(word !== undefined) + Number(account !== undefined) + Number(all) !== 1) return 'say one of ID, --account NAME and --all';
    if (word !== undefined) return { asked: { kind: 'one', id: word }, data };
    return { asked: account === undefined ? { kind: 'all' } : { kind: 'account', name: account }, data };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
