import { randomBytes } from 'node:crypto';
import type { AccountId, Clock } from '@app/kernel';
import type { Transactor } from '@app/platform';
import type { AccountSealing } from './account.sealing.js';
import { HOLD_SEALING } from './sealing.js';
import type { AttemptThrottle } from './account.throttle.js';
import { type AccountRow, insertAreas } from './account.viewer.js';
import { type Area, faultOfAreas } from './area.js';
import type { PasswordHasher } from './password.hasher.js';
import { faultOfPassword } from './password.rules.js';
import type { SessionService } from './session.service.js';
import { newRecoveryCodes, newTotpSecret, recoveryDigest, totpStepOf, totpUri } from './totp.codes.js';
import type { Role } from './viewer.js';

export interface ListedAccount {
  readonly name: string;
  readonly role: string;
  readonly areas: readonly Area[];
  readonly hasPassword: boolean;
  readonly mustChangePassword: boolean;
  readonly hasTotp: boolean;
  readonly isLocked: boolean;
  readonly createdAt: Date;
}

export type AccountChange =
  | { readonly kind: 'done' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'exists' }
  | { readonly kind: 'unfit'; readonly reason: string };

export interface TotpEnrolment {
  readonly kind: 'enrolled';
  /** For an authenticator app; it and the recovery codes are shown once. */
  readonly uri: string;
  readonly recoveryCodes: readonly string[];
}

export interface TotpOffer {
  readonly uri: string;
  /** The secret, sealed: it comes back with a code of it. */
  readonly ticket: string;
}

const OFFER_MS = 15 * 60_000;
/** Apart from what is in force: an offer copied into the table opens nothing. */
const offeredTo = (account: AccountId) => `${account} offer`;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,126}$/u;

/** For somebody else's first sign-on: 120 random bits. */
export function generatedPassword(): string {
  return randomBytes(15).toString('base64url');
}

/** As accounts are named and looked up, whichever way the letters were composed. */
export function normalName(name: string): string {
  return name.normalize('NFKC').trim();
}

export interface AccountParts {
  readonly transactor: Transactor;
  readonly clock: Clock;
  readonly hasher: PasswordHasher;
  readonly sealing: AccountSealing;
  readonly throttle: AttemptThrottle;
  readonly sessions: SessionService;
}

/**
 * Local accounts, as an administrator keeps them. What changes what somebody may do, or how they prove who they are, ends all their
 * sessions: what was opened under the old rights does not stay open.
 */
export class AccountService {
  constructor(private readonly parts: AccountParts) {}

  /** The password is known to whoever set it: it opens nothing but the choice of another. */
  async add(given: { name: string; role: Role; areas: readonly Area[]; password: string }): Promise<AccountChange> {
    const name = normalName(given.name);
    if (!NAME.test(name)) return { kind: 'unfit', reason: 'a name is letters, digits, spaces and . _ @ -, at most 127' };
    const fault = faultOfPassword(given.password, name) ?? faultOfAreas(given.areas);
    if (fault !== null) return { kind: 'unfit', reason: fault };
    const { transactor, clock, hasher } = this.parts;
    const hash = await hasher.hash(given.password);
    return transactor.run(async () => {
      const [made] = (await transactor.manager.query(
        `INSERT INTO account (name, role, created_at, password_hash, password_set_at, must_change_password) VALUES ($1, $2, $3, $4, $3, true)
         ON CONFLICT (name) DO NOTHING RETURNING id`,
        [name, given.role, clock.now(), hash],
      )) as { id: AccountId }[];
      if (!made) return { kind: 'exists' };
      await insertAreas(transactor.manager, made.id, given.areas);
      return { kind: 'done' };
    });
  }

  /** Shuts everything of the account at once: password, sessions, tokens. */
  lock(name: string): Promise<AccountChange> {
    return this.change(name, 'locked_at = coalesce(locked_at, $2)', [this.parts.clock.now()]);
  }

  /** Opens it again, and forgets the tries that failed. */
  async unlock(name: string): Promise<AccountChange> {
    await this.parts.throttle.clear(normalName(name));
    return this.change(name, 'locked_at = NULL', []);
  }

  async setPassword(name: string, password: string): Promise<AccountChange> {
    const fault = faultOfPassword(password, normalName(name));
    if (fault !== null) return { kind: 'unfit', reason: fault };
    const hash = await this.parts.hasher.hash(password);
    const now = this.parts.clock.now();
    return this.change(name, 'password_hash = $2, password_set_at = $3, must_change_password = true', [hash, now]);
  }

  setRole(name: string, role: Role): Promise<AccountChange> {
    return this.change(name, 'role = $2', [role]);
  }

  async setAreas(name: string, areas: readonly Area[]): Promise<AccountChange> {
    const fault = faultOfAreas(areas);
    if (fault !== null) return { kind: 'unfit', reason: fault };
    return this.change(name, 'role = role', [], async (account) => {
      const sql = this.parts.transactor.manager;
      await sql.query('DELETE FROM account_area WHERE account_id = $1', [account]);
      await insertAreas(sql, account, areas);
    });
  }

  /** A new secret and new recovery codes; those from before are worth nothing any more. */
  enrolTotp(name: string): Promise<TotpEnrolment | AccountChange> {
    return this.enrol(name, newTotpSecret(), null);
  }

  /** A secret for whoever enrols their own authenticator. It is in force once a code of it came back: nobody locks themselves out. */
  async offerTotp(name: string): Promise<TotpOffer | null> {
    const account = await this.idOf(name);
    if (account === null) return null;
    const secret = newTotpSecret();
    const at = Buffer.alloc(8);
    at.writeBigInt64BE(BigInt(this.parts.clock.now().getTime()));
    const ticket = this.parts.sealing.seal(offeredTo(account), Buffer.concat([at, secret])).toString('base64url');
    return { uri: totpUri(secret, normalName(name)), ticket };
  }

  /** Null where the ticket is not of this account, too old, or the code is not of its secret. */
  async confirmTotp(name: string, ticket: string, code: string): Promise<TotpEnrolment | AccountChange | null> {
    const account = await this.idOf(name);
    const opened = account === null ? null : this.parts.sealing.open(offeredTo(account), Buffer.from(ticket, 'base64url'));
    if (!opened) return null;
    const now = this.parts.clock.now();
    const [offeredAt, secret] = [Number(opened.plain.readBigInt64BE()), opened.plain.subarray(8)];
    const step = totpStepOf(secret, code, now);
    return step === null || now.getTime() - offeredAt > OFFER_MS ? null : this.enrol(name, secret, step);
  }

  private async enrol(name: string, secret: Buffer, step: number | null): Promise<TotpEnrolment | AccountChange> {
    const recoveryCodes = newRecoveryCodes();
    const outcome = await this.change(name, 'totp_step = $2', [step], async (account) => {
      const sql = this.parts.transactor.manager;
      await sql.query(HOLD_SEALING);
      await sql.query('UPDATE account SET totp_sealed = $2 WHERE id = $1', [account, this.parts.sealing.seal(account, secret)]);
      await sql.query('DELETE FROM recovery_code WHERE account_id = $1', [account]);
      await sql.query('INSERT INTO recovery_code (account_id, digest) SELECT $1, unnest($2::bytea[])', [
        account,
        recoveryCodes.map(recoveryDigest),
      ]);
    });
    return outcome.kind === 'done' ? { kind: 'enrolled', uri: totpUri(secret, normalName(name)), recoveryCodes } : outcome;
  }

  dropTotp(name: string): Promise<AccountChange> {
    return this.change(name, 'totp_sealed = NULL, totp_step = NULL', [], async (account) => {
      await this.parts.transactor.manager.query('DELETE FROM recovery_code WHERE account_id = $1', [account]);
    });
  }

  async idOf(name: string): Promise<AccountId | null> {
    const rows = (await this.parts.transactor.manager.query('SELECT id FROM account WHERE name = $1', [normalName(name)])) as AccountRow[];
    return rows[0]?.id ?? null;
  }

  private async change(
    name: string,
    assignment: string,
    values: readonly unknown[],
    more?: (account: AccountId) => Promise<void>,
  ): Promise<AccountChange> {
    if (name.includes('\0')) return { kind: 'unknown' };
    const { transactor, sessions } = this.parts;
    return transactor.run(async () => {
      const [row] = (await transactor.manager.query(
        `WITH changed AS (UPDATE account SET ${assignment} WHERE name = $1 RETURNING id) SELECT id FROM changed`,
        [normalName(name), ...values],
      )) as { id: AccountId }[];
      if (!row) return { kind: 'unknown' };
      await more?.(row.id);
      await sessions.revokeAll(row.id);
      return { kind: 'done' };
    });
  }
}
