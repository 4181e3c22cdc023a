import express, { type RequestHandler } from 'express';
import { refuse } from './sign.on.answers.js';

const MOST_BYTES = 8_192;

/** Reads what is sent to sign on: JSON alone, which no form of another page can send. */
export function authBodies(): RequestHandler {
  const read = express.json({ limit: MOST_BYTES });
  return (request, response, next) =>
    read(request, response, (error?: unknown) => {
      if (error === undefined) return next();
      const isLarge = typeof error === 'object' && error !== null && 'status' in error && error.status === 413;
      response.set('connection', 'close');
      if (isLarge) refuse(response, 413, 'TOO_LARGE', `the request is larger than ${MOST_BYTES} bytes`);
      else refuse(response, 400, 'BAD_REQUEST', 'the body is not JSON that can be read');
    });
}
