/** The token of an Authorization header (RFC 6750), or null. */
export function bearerToken(header: string | undefined): string | null {
  const match = /^Bearer +([A-Za-z0-9._~+/=-]{1,8192})$/i.exec(header ?? '');
  return match?.[1] ?? null;
}

/** The token in the payload of connection_init: `{"Authorization": "Bearer …"}` in any case, or `{"token": "…"}`. */
export function tokenInParameters(parameters: Readonly<Record<string, unknown>> | undefined): string | null {
  for (const [name, value] of Object.entries(parameters ?? {})) {
    if (typeof value !== 'string') continue;
    if (name.toLowerCase() === 'authorization') return bearerToken(value);
    if (name === 'token') return bearerToken(`Bearer ${value}`);
  }
  return null;
}
