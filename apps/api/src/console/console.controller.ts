import { Controller, Get, NotFoundException, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../access/requires.decorator.js';
import { CONSOLE_POLICY, consoleFile, type ConsoleFileName, isConsoleFile } from './console.files.js';

/** The operators' first page. The files are open to anybody; what they show needs a token. */
@Controller()
export class ConsoleController {
  @Get()
  @Public()
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    await send('index.html', request, response);
  }

  @Get('console/:name')
  @Public()
  async file(@Param('name') name: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    if (!isConsoleFile(name)) throw new NotFoundException();
    await send(name, request, response);
  }
}

async function send(name: ConsoleFileName, request: Request, response: Response): Promise<void> {
  const file = await consoleFile(name);
  response.setHeader('content-type', file.type);
  response.setHeader('content-security-policy', CONSOLE_POLICY);
  response.setHeader('cache-control', 'no-cache');
  response.setHeader('etag', file.etag);
  if (request.headers['if-none-match'] === file.etag) response.status(304).end();
  else response.end(file.body);
}
