import type { SessionRow, SignOnResult, Viewer } from '@app/access';
import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Public } from '../access/requires.decorator.js';
import type { SignOnEvent, SignOnParts } from './doorkeeper.js';
import { isOwnRequest } from './own.origin.js';
import { type OwnCookie, sessionCookie } from './session.cookie.js';
import { addressOf, eventOf, NOT_OURS, refuse, refuseSignOn } from './sign.on.answers.js';

export const SIGN_ON = Symbol('SignOnParts');

const Login = z.object({
  name: z.string(),
  password: z.string(),
  totp: z.string().default(''),
  newPassword: z.string().nullable().default(null),
});
const PasswordChange = z.object({ password: z.string(), newPassword: z.string(), totp: z.string().default('') });
const TotpOffer = z.object({ password: z.string(), totp: z.string().default('') });
const TotpConfirmation = z.object({ ticket: z.string(), totp: z.string() });
const Revocation = z.union([z.object({ id: z.string() }), z.object({ all: z.literal(true) })]);

interface Signed {
  readonly viewer: Viewer;
  readonly session: string;
}

/** Signing on and off for browsers. The routes are open to anybody, and each asks for what it needs itself. */
@Controller('auth')
export class SignOnController {
  private readonly cookie: OwnCookie;

  constructor(@Inject(SIGN_ON) private readonly parts: SignOnParts) {
    this.cookie = sessionCookie(parts.isSecure);
  }

  /** What the page offers before anybody is known. */
  @Get('means')
  @Public()
  means(@Res() response: Response): void {
    response
      .status(200)
      .set('cache-control', 'no-store')
      .json({ password: true, oidc: Boolean(this.parts.oidc) });
  }

  @Post('login')
  @Public()
  async login(@Req() request: Request, @Res() response: Response): Promise<void> {
    const body = this.read(Login, request, response);
    if (!body) return;
    const { totp: code, ...given } = body;
    const result = await this.parts.passwords.signOn({ ...given, code, ...this.browser(request) });
    this.tell('sign-on', result, given.name, request);
    this.answer(result, response);
  }

  @Post('logout')
  @Public()
  async logout(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (!this.isOwn(request, response)) return;
    const secret = this.cookie.read(request.headers.cookie);
    const signed = secret === null ? null : await this.parts.sessions.viewerOf(secret, { isUse: false });
    if (secret !== null && (await this.parts.sessions.revokeSecret(secret)) && signed)
      this.parts.onEvent?.(eventOf('sign-off', 'done', signed.viewer.name, request));
    response.set({ 'set-cookie': this.cookie.clear(), 'cache-control': 'no-store' }).status(204).end();
  }

  /** The old one is asked for again: who sits down at an open browser does not take the account over. */
  @Post('password')
  @Public()
  async changePassword(@Req() request: Request, @Res() response: Response): Promise<void> {
    const body = this.read(PasswordChange, request, response);
    const signed = body && (await this.signed(request, response));
    if (!body || !signed) return;
    const { totp: code, ...given } = body;
    const result = await this.parts.passwords.signOn({ name: signed.viewer.name, ...given, code, ...this.browser(request) });
    this.tell('change-password', result, signed.viewer.name, request);
    this.answer(result, response);
  }

  /** An authenticator of one's own: its secret, once the password was asked for again. It is in force when a code of it came back. */
  @Post('totp')
  @Public()
  async offerTotp(@Req() request: Request, @Res() response: Response): Promise<void> {
    const body = this.read(TotpOffer, request, response);
    const signed = body && (await this.signed(request, response));
    if (!body || !signed) return;
    const { name } = signed.viewer;
    const { totp: code, password } = body;
    const result = await this.parts.passwords.signOn({ name, password, code, newPassword: null, ...this.browser(request) });
    this.tell('enrol-totp', result, name, request);
    if (result.kind !== 'signed-on') return refuseSignOn(response, result);
    response.set({ 'set-cookie': this.cookie.set(result.session.secret, result.session.lifeSeconds), 'cache-control': 'no-store' });
    response.status(200).json(await this.parts.accounts.offerTotp(name));
  }

  @Post('totp/confirm')
  @Public()
  async confirmTotp(@Req() request: Request, @Res() response: Response): Promise<void> {
    const body = this.read(TotpConfirmation, request, response);
    const signed = body && (await this.signed(request, response));
    if (!body || !signed) return;
    const enrolled = await this.parts.accounts.confirmTotp(signed.viewer.name, body.ticket, body.totp);
    if (enrolled?.kind !== 'enrolled') return refuse(response, 400, 'BAD_USER_INPUT', 'the code is not one of this authenticator');
    // All sessions are over: the next sign-on is by a code.
    response.set({ 'set-cookie': this.cookie.clear(), 'cache-control': 'no-store' });
    response.status(200).json({ recoveryCodes: enrolled.recoveryCodes });
  }

  @Get('sessions')
  @Public()
  async sessions(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (!this.isOwn(request, response)) return;
    const signed = await this.signed(request, response);
    if (!signed) return;
    const rows = await this.parts.sessions.of(signed.viewer.accountId);
    response
      .set('cache-control', 'no-store')
      .json({ sessions: rows.map((row: SessionRow) => ({ ...row, isThis: row.id === signed.session })) });
  }

  @Post('sessions/revoke')
  @Public()
  async revoke(@Req() request: Request, @Res() response: Response): Promise<void> {
    const body = this.read(Revocation, request, response);
    const signed = body && (await this.signed(request, response));
    if (!body || !signed) return;
    const { sessions } = this.parts;
    const { accountId, name } = signed.viewer;
    const revoked = 'all' in body ? await sessions.revokeAll(accountId) : Number(await sessions.revoke(body.id, accountId));
    if (revoked > 0) this.parts.onEvent?.(eventOf('revoke-session', 'done', name, request));
    if ('all' in body || body.id === signed.session) response.set('set-cookie', this.cookie.clear());
    response.status(200).set('cache-control', 'no-store').json({ revoked });
  }

  private answer(result: SignOnResult, response: Response): void {
    if (result.kind !== 'signed-on') return refuseSignOn(response, result);
    const { viewer, session } = result;
    response.set({ 'set-cookie': this.cookie.set(session.secret, session.lifeSeconds), 'cache-control': 'no-store' });
    response
      .status(200)
      .json({ viewer: { name: viewer.name, role: viewer.role }, session: { id: session.id, expiresAt: session.expiresAt } });
  }

  /** Null, with the refusal sent, where the request is not of ours or says something else than it should. */
  private read<Shape extends z.ZodType>(shape: Shape, request: Request, response: Response): z.infer<Shape> | null {
    if (!this.isOwn(request, response)) return null;
    const body = shape.safeParse(request.body);
    if (body.success) return body.data;
    const fields = [...new Set(body.error.issues.map(({ path }) => path.join('.') || 'body'))].join(', ');
    refuse(response, 400, 'BAD_USER_INPUT', `not as it should be: ${fields}`);
    return null;
  }

  private isOwn(request: Request, response: Response): boolean {
    if (isOwnRequest(request.headers, this.parts.publicOrigin)) return true;
    refuse(response, 403, 'FORBIDDEN', NOT_OURS);
    return false;
  }

  private async signed(request: Request, response: Response): Promise<Signed | null> {
    const secret = this.cookie.read(request.headers.cookie);
    const signed = secret === null ? null : await this.parts.sessions.viewerOf(secret, { isUse: true });
    if (!signed) refuse(response, 401, 'UNAUTHENTICATED', 'nobody is signed on');
    return signed;
  }

  private browser(request: Request) {
    const client = { address: addressOf(request), agent: request.headers['user-agent'] ?? '' };
    return { client, previousSecret: this.cookie.read(request.headers.cookie) };
  }

  private tell(action: SignOnEvent['action'], { kind }: SignOnResult, name: string, request: Request): void {
    this.parts.onEvent?.(eventOf(action, kind === 'signed-on' ? 'done' : 'refused', name, request));
  }
}
