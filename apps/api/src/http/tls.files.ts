import { readFileSync, statSync } from 'node:fs';
import type { Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Log } from '@app/platform';
import { type TlsFiles, WebSettingsError } from './web.settings.js';

const LOOK_MS = 10_000;

/** Certificate (with its chain) and key, PEM, held against each other. */
export function readTls({ certFile, keyFile }: TlsFiles): { readonly cert: Buffer; readonly key: Buffer; readonly minVersion: 'TLSv1.2' } {
  const cert = textOf('NADI_TLS_CERT_FILE', certFile);
  const key = textOf('NADI_TLS_KEY_FILE', keyFile);
  if ((statSync(keyFile).mode & 0o007) !== 0)
    throw new WebSettingsError(`NADI_TLS_KEY_FILE: ${keyFile} may be read by everybody: chmod 600 it`);
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new WebSettingsError(
      `NADI_TLS_CERT_FILE, NADI_TLS_KEY_FILE: ${(error as { reason?: string }).reason ?? 'no certificate and key'}`,
    );
  }
  return { cert, key, minVersion: 'TLSv1.2' };
}

/**
 * Takes a renewed certificate for connections from then on; those that are open stay. One that does not fit is told of, and the old one
 * stays. Answers how to stop looking.
 */
export function keepTls(server: Server, files: TlsFiles, log: Log): () => void {
  let mark = markOf(files);
  const look = () => {
    try {
      const found = markOf(files);
      if (found === mark) return;
      server.setSecureContext(readTls(files));
      mark = found;
      log.info({ certFile: files.certFile }, 'the renewed certificate is in use');
    } catch (err) {
      log.warn({ err }, 'the renewed certificate cannot be used yet');
    }
  };
  const timer = setInterval(look, files.lookMs ?? LOOK_MS).unref();
  return () => clearInterval(timer);
}

function markOf({ certFile, keyFile }: TlsFiles): string {
  return [certFile, keyFile]
    .map((file) => statSync(file))
    .map(({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`)
    .join(' ');
}

function textOf(setting: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new WebSettingsError(`${setting}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
