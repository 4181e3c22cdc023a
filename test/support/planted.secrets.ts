/** Secrets that no other text looks like, each in every form in which it could come out. */
export class PlantedSecrets {
  private readonly forms = new Map<string, Buffer>();
  private readonly seen: { readonly where: string; readonly bytes: Buffer }[] = [];

  /** `what` names it where it is found; the secret itself is never shown. */
  plant(what: string, secret: string | Buffer): void {
    const bytes = Buffer.from(secret);
    const text = bytes.toString('utf8');
    const forms: Readonly<Record<string, string | Buffer>> = {
      'as it is': bytes,
      'in base64': bytes.toString('base64').replaceAll('=', ''),
      'in base64url': bytes.toString('base64url'),
      'in hexadecimal digits': bytes.toString('hex'),
      'in HEXADECIMAL digits': bytes.toString('hex').toUpperCase(),
      'for a URL': encodeURIComponent(text),
      'for JSON': JSON.stringify(text).slice(1, -1),
      'in UTF-16': Buffer.from(text, 'utf16le'),
    };
    for (const [form, written] of Object.entries(forms)) this.forms.set(`${what} ${form}`, Buffer.from(written));
  }

  /** Something came out there. */
  came(where: string, what: string | Uint8Array): void {
    this.seen.push({ where, bytes: Buffer.from(what) });
  }

  /** How many bytes came out. */
  get bytes(): number {
    return this.seen.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** Which secrets came out, and where. */
  found(): string[] {
    return this.seen.flatMap(({ where, bytes }) =>
      [...this.forms].flatMap(([form, secret]) => (bytes.includes(secret) ? [`${form}: ${where}`] : [])),
    );
  }
}
