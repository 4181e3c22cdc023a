import type { OidcSignOn } from '@app/access';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../access/requires.decorator.js';
import type { SignOnParts } from './doorkeeper.js';
import { type OwnCookie, oidcCookie, sessionCookie } from './session.cookie.js';
import { addressOf, eventOf, refuse } from './sign.on.answers.js';
import { SIGN_ON } from './sign.on.controller.js';

/** Sends browsers to the identity provider, and takes them back. */
@Controller('auth/oidc')
export class OidcController {
  private readonly signOn: OidcSignOn;
  private readonly session: OwnCookie;
  private readonly attempt: OwnCookie;

  constructor(@Inject(SIGN_ON) private readonly parts: SignOnParts) {
    if (!parts.oidc) throw new Error('no identity provider is configured');
    this.signOn = parts.oidc.signOn;
    this.session = sessionCookie(parts.isSecure);
    this.attempt = oidcCookie(parts.isSecure);
  }

  @Get('start')
  @Public()
  async start(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { return: returnTo } = request.query;
    const started = await this.signOn.start(typeof returnTo === 'string' ? returnTo : '/', addressOf(request));
    response.set('cache-control', 'no-store');
    if (started.kind === 'started') {
      response.set('set-cookie', this.attempt.set(started.browserSecret, started.lifeSeconds)).redirect(303, started.url);
    } else this.refuseFor(started.kind, response);
  }

  @Get('callback')
  @Public()
  async callback(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { cookie, 'user-agent': agent = '' } = request.headers;
    const result = await this.signOn.finish({
      parameters: new URL(request.originalUrl, 'http://nadi').searchParams,
      browserSecret: this.attempt.read(cookie),
      client: { address: addressOf(request), agent },
      previousSecret: this.session.read(cookie),
    });
    response.set('cache-control', 'no-store');
    if (result.kind !== 'signed-on') {
      this.parts.onEvent?.(eventOf('sign-on', 'refused', '', request, 'OIDC'));
      response.set('set-cookie', this.attempt.clear());
      return this.refuseFor(result.kind, response);
    }
    const { viewer, session, returnTo } = result;
    this.parts.onEvent?.(eventOf('sign-on', 'done', viewer.name, request, 'OIDC'));
    response.set('set-cookie', [this.attempt.clear(), this.session.set(session.secret, session.lifeSeconds)]).redirect(303, returnTo);
  }

  private refuseFor(kind: 'refused' | 'away' | 'busy', response: Response): void {
    if (kind === 'refused') return refuse(response, 401, 'UNAUTHENTICATED', 'the sign-on was refused');
    response.set('retry-after', '5');
    if (kind === 'away') return refuse(response, 503, 'PROVIDER_AWAY', 'the identity provider cannot be asked: try again later');
    refuse(response, 503, 'BUSY', 'too many people sign on at once: try again later');
  }
}
