import { Controller, Get, Inject, NotFoundException, Param, Req, Res } from '@nestjs/common';
import type { DiscoveryEndpoint, MetricsEndpoint } from '@app/exporter';
import type { Request, Response } from 'express';
import { Public } from '../access/requires.decorator.js';

/** What tells Prometheus of the network, where the engine's figures are in this process. */
export interface Telemetry {
  readonly metrics: MetricsEndpoint;
  readonly discovery: DiscoveryEndpoint;
}
export const TELEMETRY = Symbol('Telemetry');

/** /metrics and /sd: public to the sign guard because their own gate asks for the metrics token, if one is set. */
@Controller()
export class TelemetryController {
  constructor(@Inject(TELEMETRY) private readonly telemetry: Telemetry | null) {}

  @Get('metrics')
  @Public()
  async metrics(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (!this.telemetry) throw new NotFoundException('no engine in this process: ask the process that runs one');
    await this.telemetry.metrics.handleMetrics(request, response);
  }

  @Get('sd/:what')
  @Public()
  async discovery(@Param('what') what: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const discovery = this.telemetry?.discovery;
    if (discovery && what === 'devices') return discovery.handleDevices(request, response);
    if (discovery && what === 'blackbox') return discovery.handleBlackbox(request, response);
    if (discovery && what === 'nadi') return discovery.handleNadi(request, response);
    throw new NotFoundException();
  }
}
