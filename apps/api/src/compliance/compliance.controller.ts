import {
  buildingsCsv,
  buildingsXlsx,
  COMPLIANCE_STATES,
  type ComplianceFilter,
  ComplianceService,
  type ComplianceState,
  REPORT_GROUPS,
  reportCsv,
  type ReportGroup,
  reportXlsx,
} from '@app/compliance';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Requires } from '../access/requires.decorator.js';
import { RequestContexts } from '../graphql/request.contexts.js';

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};
const LONGEST = 200;
const FILTERS = ['within', 'owner', 'states', 'overdue'];

/** The compliance report and the list of buildings as files, of what the viewer may see. */
@Controller('compliance')
export class ComplianceController {
  constructor(
    private readonly service: ComplianceService,
    private readonly contexts: RequestContexts,
  ) {}

  /** `by`: CITY, DISTRICT, STATION or STATE [STATION]. */
  @Get('report.:format')
  @Requires('compliance:read')
  async report(
    @Param('format') format: string,
    @Query() { by = 'STATION', ...query }: Record<string, unknown>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const asked = readFilter(query, this.service.now());
    if (!Object.hasOwn(TYPES, format)) return refuse(response, 404, 'report.csv or report.xlsx');
    if (typeof asked === 'string') return refuse(response, 400, asked);
    if (!REPORT_GROUPS.includes(by as ReportGroup)) return refuse(response, 400, `by is one of ${REPORT_GROUPS.join(', ')}`);
    const { complianceReports } = (await this.contexts.ofRequest(request)).readers;
    const report = await this.service.report(complianceReports, by as ReportGroup, asked);
    send(response, 'laporan', format, format === 'csv' ? reportCsv(report) : await reportXlsx(report));
  }

  @Get('buildings.:format')
  @Requires('compliance:read')
  async buildings(
    @Param('format') format: string,
    @Query() query: Record<string, unknown>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const asked = readFilter(query, this.service.now());
    if (!Object.hasOwn(TYPES, format)) return refuse(response, 404, 'buildings.csv or buildings.xlsx');
    if (typeof asked === 'string') return refuse(response, 400, asked);
    const pieces = this.service.buildings((await this.contexts.ofRequest(request)).readers.complianceReports, asked);
    if (format === 'xlsx') return send(response, 'gedung', format, await buildingsXlsx(pieces));
    let text = '';
    for await (const piece of buildingsCsv(pieces)) text += piece;
    send(response, 'gedung', format, text);
  }
}

function readFilter(query: Readonly<Record<string, unknown>>, now: Date): ComplianceFilter | string {
  for (const [name, value] of Object.entries(query)) {
    if (!FILTERS.includes(name)) return `there is no parameter ${JSON.stringify(name.slice(0, 60))}`;
    if (typeof value !== 'string' || value.length > LONGEST || value.includes('\u0000'))
      return `${name} is no text of at most ${LONGEST} characters`;
  }
  const { within = null, owner = null, states, overdue } = query as Readonly<Record<string, string | undefined>>;
  if (overdue !== undefined && overdue !== 'true' && overdue !== 'false') return 'overdue is true or false';
  const named = states === undefined ? null : states.split(',');
  const unknown = named?.find((state) => !(COMPLIANCE_STATES as readonly string[]).includes(state));
  if (unknown !== undefined) return `states: ${JSON.stringify(unknown.slice(0, 60))} is none of ${COMPLIANCE_STATES.join(', ')}`;
  return { within, owner, states: named as ComplianceState[] | null, overdueAt: overdue === 'true' ? now : null };
}

function send(response: Response, name: string, format: string, body: string | Buffer): void {
  response.set('content-type', TYPES[format]);
  response.set('content-disposition', `attachment; filename="nadi-${name}.${format}"`);
  response.set('cache-control', 'no-store');
  response.send(body);
}

function refuse(response: Response, status: number, message: string): void {
  response.status(status).json({ errors: [{ message, extensions: { code: status === 404 ? 'NOT_FOUND' : 'BAD_USER_INPUT' } }] });
}
