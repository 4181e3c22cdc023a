import { parseArgs } from 'node:util';
import { AccessService, type Area, type Role, RoleDiffersError, ROLES } from '@app/access';
import { SystemClock, Transactor } from '@app/platform';
import { AREA_OPTIONS, areasOf, roleAndAreas, seesNothing } from './area.arguments.js';
import { markOf, recordedChange } from './command.audit.js';
import { withDatabase } from './database.session.js';
import type { Io } from './io.js';

const USAGE = `usage: nadi token issue NAME --role ${ROLES.join('|')} [--station CODE…] [--owner CODE…] [--days N] [--json] [--data DIR] | token revoke [--data DIR] < TOKEN\n`;
const DAY_MS = 86_400_000;
const MOST_DAYS = 3_650;

type Asked =
  | {
      readonly kind: 'issue';
      readonly name: string;
      readonly role: Role;
      readonly areas: readonly Area[];
      readonly days: number | null;
      readonly isJson: boolean;
      readonly data?: string;
    }
  | { readonly kind: 'revoke'; readonly data?: string };

/** `nadi token`: makes a bearer token, shown once, or takes one back; a lost one cannot be shown again. */
export async function runToken(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi token: ${asked}\n${USAGE}`);
    return 2;
  }
  const given = asked.kind === 'revoke' ? await firstLine(io) : '';
  return withDatabase(asked.data, io, async ({ database }) => {
    const clock = new SystemClock();
    const transactor = new Transactor(database);
    const access = new AccessService(transactor, clock);
    if (asked.kind === 'revoke') {
      const isRevoked = await recordedChange(
        transactor,
        () => access.revoke(given),
        (isDone) => (isDone ? { action: 'token.revoke', subjectKind: 'token', subject: markOf(given) } : null),
      );
      io.stderr.write(isRevoked ? 'nadi: the token is revoked\n' : 'nadi token: there is no such token, or it is revoked already\n');
      return isRevoked ? 0 : 1;
    }
    const expiresAt = asked.days === null ? null : new Date(clock.now().getTime() + asked.days * DAY_MS);
    try {
      const token = await recordedChange(
        transactor,
        () => access.issueToken(asked.name, asked.role, expiresAt, asked.areas),
        (issued) => ({
          action: 'token.issue',
          subjectKind: 'account',
          subject: asked.name,
          detail: { role: asked.role, areas: asked.areas, expiresAt, mark: markOf(issued) },
        }),
      );
      if (seesNothing(await access.viewerOf(token)))
        io.stderr.write(`nadi token: it shows nothing yet: nadi account area ${asked.name} --station CODE\n`);
      io.stdout.write(asked.isJson ? `${JSON.stringify({ token, expiresAt })}\n` : `${token}\n`);
      return 0;
    } catch (error) {
      if (!(error instanceof RoleDiffersError)) throw error;
      io.stderr.write(`nadi token: ${error.message}\n`);
      return 1;
    }
  });
}

async function firstLine({ stdin }: Io): Promise<string> {
  let input = '';
  for await (const chunk of stdin) {
    input += String(chunk);
    if (input.includes('\n') || input.length > 1_000) break;
  }
  return input.split('\n')[0].trim();
}

function readArguments(args: string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { ...AREA_OPTIONS, role: { type: 'string' }, days: { type: 'string' }, json: { type: 'boolean' }, data: { type: 'string' } },
    });
    const [action, name] = positionals;
    const data = values.data === undefined ? {} : { data: values.data };
    if (action === 'revoke' && name === undefined) return { kind: 'revoke', ...data };
    if (action !== 'issue' || name === undefined || positionals.length > 2) return 'say issue NAME, or revoke';
    const given = roleAndAreas(values.role, areasOf(values));
    if (typeof given === 'string') return given;
    const days = values.days === undefined ? null : Number(values.days);
    if (days !== null && !(Number.isInteger(days) && days >= 1 && days <= MOST_DAYS)) return `--days must be 1 to ${MOST_DAYS}`;
    return { kind: 'issue', name, ...given, days, isJson: values.json ?? false, ...data };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
