import type { AccountId } from '@app/kernel';
import { type AccountParts, normalName } from './account.service.js';
import { type AccountRow, VIEWER_COLUMNS, viewerOfRow } from './account.viewer.js';
import { PasswordsBusyError } from './password.hasher.js';
import { faultOfPassword, LONGEST_PASSWORD } from './password.rules.js';
import type { Client, OpenedSession } from './session.service.js';
import { recoveryDigest, totpStepOf } from './totp.codes.js';
import type { Viewer } from './viewer.js';

const LONGEST_NAME = 128;
const LONGEST_CODE = 64;

export interface SignOnRequest {
  readonly name: string;
  readonly password: string;
  /** Of the authenticator, or a recovery code; empty: none. */
  readonly code: string;
  /** Where the password must be, or shall be, replaced. */
  readonly newPassword: string | null;
  readonly client: Client;
  /** What the browser's cookie holds by now: that session ends. */
  readonly previousSecret: string | null;
}

export type SignOnResult =
  | { readonly kind: 'signed-on'; readonly viewer: Viewer; readonly session: OpenedSession }
  /** Whatever is wrong: the name, the password, the code, or that the account is locked. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'new-password-needed'; readonly reason: string }
  | { readonly kind: 'busy' };

interface Candidate extends AccountRow {
  readonly passwordHash: string | null;
  readonly mustChangePassword: boolean;
  readonly totpSealed: Buffer | null;
  readonly isLocked: boolean;
  readonly hasRecoveryCode: boolean;
}

/** What a code proves: a step of the authenticator, a recovery code, or nothing (`none`: nothing is asked for). */
type Second =
  { readonly kind: 'none' | 'wrong' | 'recovery' } | { readonly kind: 'step'; readonly step: number; readonly resealed: Buffer | null };

/** Sign-on by name, password and code. Nothing in its answers or their times tells which of them was wrong, or whether there is such an account. */
export class PasswordSignOn {
  constructor(private readonly parts: AccountParts) {}

  async signOn(request: SignOnRequest): Promise<SignOnResult> {
    const name = normalName(request.name.slice(0, LONGEST_NAME));
    if (request.name.length > LONGEST_NAME || request.password.length > LONGEST_PASSWORD || request.code.length > LONGEST_CODE)
      return { kind: 'refused' };
    // PostgreSQL takes no such character, and no name or password of ours has one.
    if (name.includes('\0')) return { kind: 'refused' };
    const { throttle } = this.parts;
    const admission = await throttle.begin(name, request.client.address);
    if (admission.kind === 'wait') return admission;
    const forgive = (isSuccess: boolean) => throttle.forgive(name, admission.subjects, { isSuccess });
    try {
      const result = await this.check(name, request);
      if (result.kind === 'signed-on') await forgive(true);
      if (result.kind === 'new-password-needed') await forgive(false);
      return result;
    } catch (error) {
      if (!(error instanceof PasswordsBusyError)) throw error;
      await forgive(false);
      return { kind: 'busy' };
    }
  }

  private async check(name: string, request: SignOnRequest): Promise<SignOnResult> {
    const found = await this.find(name, request.code);
    const isPassword = await this.parts.hasher.matches(request.password, found?.passwordHash ?? null);
    const second = found ? this.secondOf(found, request.code) : { kind: 'wrong' as const };
    if (!found || !isPassword || found.isLocked || second.kind === 'wrong') return { kind: 'refused' };
    const { newPassword } = request;
    if (found.mustChangePassword && newPassword === null)
      return { kind: 'new-password-needed', reason: 'the password was set by somebody else: choose a new one' };
    if (newPassword === null) return this.open(found, second, request, null);
    const fault = newPassword === request.password ? 'the new password is the old one' : faultOfPassword(newPassword, name);
    return fault === null ? this.open(found, second, request, newPassword) : { kind: 'new-password-needed', reason: fault };
  }

  private async find(name: string, code: string): Promise<Candidate | null> {
    const [row] = (await this.parts.transactor.manager.query(
      `SELECT ${VIEWER_COLUMNS}, password_hash AS "passwordHash", must_change_password AS "mustChangePassword", totp_sealed AS "totpSealed",
         locked_at IS NOT NULL AS "isLocked",
         EXISTS (SELECT 1 FROM recovery_code WHERE account_id = account.id AND digest = $2 AND used_at IS NULL) AS "hasRecoveryCode"
       FROM account WHERE name = $1`,
      [name, recoveryDigest(code)],
    )) as Candidate[];
    return row ?? null;
  }

  private secondOf({ id, totpSealed, hasRecoveryCode }: Candidate, code: string): Second {
    if (totpSealed === null) return { kind: 'none' };
    const { sealing, clock } = this.parts;
    const opened = sealing.open(id, totpSealed);
    const step = opened === null ? null : totpStepOf(opened.plain, code.replaceAll(' ', ''), clock.now());
    if (opened !== null && step !== null) return { kind: 'step', step, resealed: opened.isOld ? sealing.seal(id, opened.plain) : null };
    return { kind: hasRecoveryCode ? 'recovery' : 'wrong' };
  }

  private async open(found: Candidate, second: Second, request: SignOnRequest, newPassword: string | null): Promise<SignOnResult> {
    const { hasher, transactor, sessions } = this.parts;
    const isOutdated = found.passwordHash !== null && hasher.isOutdated(found.passwordHash);
    const chosen = newPassword ?? (isOutdated ? request.password : null);
    const hash = chosen === null ? null : await hasher.hash(chosen);
    return transactor.run(async () => {
      if (!(await this.isStillSo(found)) || !(await this.spend(found.id, second, request.code))) return { kind: 'refused' };
      if (hash !== null) await this.replaceHash(found.id, hash, newPassword !== null);
      if (newPassword !== null) await sessions.revokeAll(found.id);
      if (request.previousSecret !== null) await sessions.revokeSecret(request.previousSecret);
      const session = await sessions.open(found.id, 'PASSWORD', request.client);
      return { kind: 'signed-on', viewer: viewerOfRow(found), session };
    });
  }

  /** A code opens once, also where two come at the same time: the second finds its step taken. */
  private async spend(account: AccountId, second: Second, code: string): Promise<boolean> {
    if (second.kind === 'none') return true;
    const { transactor, clock } = this.parts;
    const spent = (
      second.kind === 'step'
        ? await transactor.manager.query(
            `WITH spent AS (UPDATE account SET totp_step = $2, totp_sealed = coalesce($3, totp_sealed)
               WHERE id = $1 AND (totp_step IS NULL OR totp_step < $2) RETURNING 1) SELECT 1 FROM spent`,
            [account, second.step, second.resealed],
          )
        : await transactor.manager.query(
            `WITH spent AS (UPDATE recovery_code SET used_at = $3 WHERE account_id = $1 AND digest = $2 AND used_at IS NULL RETURNING 1) SELECT 1 FROM spent`,
            [account, recoveryDigest(code), clock.now()],
          )
    ) as unknown[];
    return spent.length === 1;
  }

  /** What was compared may have been replaced meanwhile, and all sessions ended for it: none is opened by the old one after that. */
  private async isStillSo({ id, passwordHash, totpSealed }: Candidate): Promise<boolean> {
    const rows = (await this.parts.transactor.manager.query(
      `SELECT 1 FROM account WHERE id = $1 AND password_hash IS NOT DISTINCT FROM $2 AND totp_sealed IS NOT DISTINCT FROM $3 AND locked_at IS NULL FOR UPDATE`,
      [id, passwordHash, totpSealed],
    )) as unknown[];
    return rows.length === 1;
  }

  private async replaceHash(id: AccountId, hash: string, isChosen: boolean): Promise<void> {
    await this.parts.transactor.manager.query(
      `UPDATE account SET password_hash = $2, password_set_at = CASE WHEN $3 THEN $4 ELSE password_set_at END,
         must_change_password = must_change_password AND NOT $3 WHERE id = $1`,
      [id, hash, isChosen, this.parts.clock.now()],
    );
  }
}
