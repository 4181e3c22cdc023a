import {
  formatOfFile,
  readCameras,
  readTableFile,
  type RegisterCamerasOutcome,
  RegistrationService,
  type TakenDeclaration,
  templateCsv,
  templateXlsx,
} from '@app/registration';
import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public, Requires } from '../access/requires.decorator.js';
import { API_SETTINGS, type ApiSettings } from '../api.settings.js';
import { encodeNodeId } from '../graphql/node.id.js';
import { RequestContexts } from '../graphql/request.contexts.js';
import { registrarOf } from './registrar.of.js';
import { UploadTooLarge, withUpload } from './upload.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const TYPES: readonly string[] = ['text/csv', 'application/csv', 'text/plain', XLSX, 'application/octet-stream'];
const CODE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** Lists of cameras as files. For these a form of GraphQL would be too large to hold. */
@Controller('registrations')
export class RegistrationController {
  constructor(
    private readonly service: RegistrationService,
    private readonly contexts: RequestContexts,
    @Inject(API_SETTINGS) private readonly settings: ApiSettings,
  ) {}

  /** `building`: whose cameras they are; without it each row names its own. */
  @Post('cameras')
  @Requires('registration:submit')
  async cameras(@Query() query: Record<string, unknown>, @Req() request: Request, @Res() response: Response): Promise<void> {
    const type = (request.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
    const asked = readQuery(query);
    if (!TYPES.includes(type)) return send(response, refusal(415, 'UNSUPPORTED', `the body must be text/csv or ${XLSX}`));
    const { importBytes } = this.settings.body;
    if (Number(request.headers['content-length']) > importBytes)
      return sendTooLarge(request, response, `is larger than ${importBytes} bytes`);
    if (typeof asked === 'string') return send(response, refusal(400, 'BAD_USER_INPUT', asked));
    const registrar = registrarOf(await this.contexts.ofRequest(request));
    try {
      const outcome = await withUpload(request, importBytes, async (path) => {
        const readings = readCameras(readTableFile(path), asked.building);
        return this.service.registerCameras({ ...asked, readings, source: await formatOfFile(path) }, registrar);
      });
      send(response, answerOf(outcome));
    } catch (error) {
      if (error instanceof UploadTooLarge) return sendTooLarge(request, response, error.message);
      // Nobody is there any more to be told, and nothing was kept.
      if (request.destroyed && !request.complete) return;
      throw error;
    }
  }

  @Get('template.:format')
  @Public()
  async template(@Param('format') format: string, @Res() response: Response): Promise<void> {
    if (format !== 'csv' && format !== 'xlsx') return send(response, refusal(404, 'NOT_FOUND', 'template.csv or template.xlsx'));
    response.set('content-type', format === 'csv' ? 'text/csv; charset=utf-8' : XLSX);
    response.set('content-disposition', `attachment; filename="nadi-kamera.${format}"`);
    response.send(format === 'csv' ? templateCsv() : await templateXlsx());
  }
}

interface Asked {
  readonly building: string | null;
  readonly expectedVersion: number | undefined;
  readonly dryRun: boolean;
}

function readQuery({ building, expectedVersion, dryRun, ...others }: Record<string, unknown>): Asked | string {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `there is no parameter ${JSON.stringify(unknown.slice(0, 60))}`;
  if (building !== undefined && !(typeof building === 'string' && CODE.test(building))) return 'building is no code';
  if (dryRun !== undefined && dryRun !== 'true' && dryRun !== 'false') return 'dryRun is true or false';
  if (expectedVersion !== undefined && !(typeof expectedVersion === 'string' && /^\d{1,9}$/.test(expectedVersion)))
    return 'expectedVersion is a whole number';
  const version = expectedVersion === undefined ? undefined : Number(expectedVersion);
  if (version !== undefined && building === undefined) return 'expectedVersion needs a building';
  return { building: building ?? null, expectedVersion: version, dryRun: dryRun === 'true' };
}

function answerOf(outcome: RegisterCamerasOutcome): Answer {
  switch (outcome.kind) {
    case 'submitted':
      return { status: 201, body: { ...outcome, declarations: outcome.declarations.map(toDeclaration) } };
    case 'dry-run':
      return {
        status: 200,
        body: { ...outcome, declarations: outcome.declarations.map((each) => ({ ...toDeclaration(each), id: null })) },
      };
    case 'refused':
      return { status: 422, body: outcome };
    case 'unknown-building':
      return refusal(404, 'NOT_FOUND', 'there is no such building');
    case 'conflict':
      return { status: 409, body: { kind: 'conflict', newest: outcome.newest } };
  }
}

function toDeclaration({ declarationId, ...told }: TakenDeclaration) {
  return { id: encodeNodeId('Declaration', declarationId), ...told };
}

function refusal(status: number, code: string, message: string): Answer {
  return { status, body: { errors: [{ message, extensions: { code } }] } };
}

function send(response: Response, { status, body }: Answer): void {
  response.status(status).json(body);
}

/** The rest of what is sent is not read: the connection ends with the answer. */
function sendTooLarge(request: Request, response: Response, why: string): void {
  response.set('connection', 'close').once('finish', () => request.destroy());
  send(response, refusal(413, 'TOO_LARGE', `the file ${why}`));
}
