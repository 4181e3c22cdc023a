import { parseArgs } from 'node:util';

export const CREDENTIAL_USAGE = `usage: nadi credential put NAME [--data DIR] < FILE
       nadi credential list [--json] [--data DIR]
       nadi credential keys [--json] [--data DIR]
       nadi credential rotate [--new-key] [--drop-former] [--data DIR]\n`;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export interface RotationAsked {
  readonly kind: 'rotate';
  /** Puts a new key into the key file first. */
  readonly isNewKey: boolean;
  /** Takes the former keys out of the key file afterwards, if nothing is sealed by them. */
  readonly dropsFormer: boolean;
  readonly data: string | undefined;
}
export type CredentialAsked =
  | { readonly kind: 'put'; readonly name: string; readonly data: string | undefined }
  | { readonly kind: 'list' | 'keys'; readonly isJson: boolean; readonly data: string | undefined }
  | RotationAsked;

/** The arguments of `nadi credential`, or what is wrong with them. */
export function readCredentialArguments(args: string[]): CredentialAsked | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { data: { type: 'string' }, json: { type: 'boolean' }, 'new-key': { type: 'boolean' }, 'drop-former': { type: 'boolean' } },
    });
    const { data, json: isJson = false } = values;
    const [action, name, ...rest] = positionals;
    if (rest.length > 0 || (action !== 'put' && name !== undefined)) return `too many words: ${positionals.slice(1).join(' ')}`;
    switch (action) {
      case 'put':
        if (name === undefined || !NAME.test(name)) return 'NAME must be letters, digits, dots, dashes and underscores, at most 64';
        return { kind: 'put', name, data };
      case 'list':
      case 'keys':
        return { kind: action, isJson, data };
      case 'rotate':
        return { kind: 'rotate', isNewKey: values['new-key'] ?? false, dropsFormer: values['drop-former'] ?? false, data };
      default:
        return 'say put, list, keys or rotate';
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
