import { Controller, Get, Header, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '../access/requires.decorator.js';
import { Readiness } from './readiness.js';

/** Whether the process lives, and whether it can serve. Open to anybody: load balancers carry no token. */
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** Answers as long as the event loop turns; a restart would not help whatever else is wrong. */
  @Get('healthz')
  @Public()
  @Header('cache-control', 'no-store')
  alive(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Public()
  @Header('cache-control', 'no-store')
  async ready(
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ status: string; missing: readonly { what: string; why: string }[] }> {
    const missing = await this.readiness.missing();
    if (missing.length > 0) response.status(503);
    return { status: missing.length === 0 ? 'ok' : 'not ready', missing };
  }
}
