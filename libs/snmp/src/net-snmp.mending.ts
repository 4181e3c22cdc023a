import snmp from 'net-snmp';
import { decryptDes, encryptDes } from './des.privacy.js';
import { KeyDerivation } from './key.derivation.js';

type Protocol = 2 | 3 | 4 | 5 | 6 | 7;

interface Engine {
  readonly engineID: Buffer;
  readonly engineBoots: number;
}

/** The parts of net-snmp that are replaced, as its source has them; its types publish them as constants. */
interface Replaceable {
  readonly Authentication: { passwordToKey: (protocol: Protocol, password: string, engineId: Buffer) => Buffer };
  readonly Encryption: {
    readonly algorithms: Record<
      number,
      {
        encryptPdu: (pdu: Buffer, privacy: number, password: string, protocol: Protocol, engine: Engine) => object;
        decryptPdu: (encrypted: Buffer, privacy: number, salt: Buffer, password: string, protocol: Protocol, engine: Engine) => Buffer;
      }
    >;
  };
}

const keys = new KeyDerivation();

function localize(protocol: Protocol, password: string, engineId: Buffer): Buffer {
  const { CRYPTO_ALGORITHM } = snmp.Authentication.algorithms[protocol] as { readonly CRYPTO_ALGORITHM: string };
  return keys.localize(CRYPTO_ALGORITHM, password, engineId);
}

/** Replaces what net-snmp does too slowly or not at all. Once for the process: it has one copy of these functions. */
export function mendNetSnmp(): void {
  const { Authentication, Encryption } = snmp as unknown as Replaceable;
  // Its own takes a millisecond for every engine and remembers each for ever: 24 s of a blocked loop for 10,000 engines.
  Authentication.passwordToKey = localize;
  const des = Encryption.algorithms[snmp.PrivProtocols.des];
  if (!des) return;
  des.encryptPdu = (pdu, _, password, protocol, engine) =>
    encryptDes(localize(protocol, password, engine.engineID), pdu, engine.engineBoots);
  des.decryptPdu = (encrypted, _, salt, password, protocol, engine) =>
    decryptDes(localize(protocol, password, engine.engineID), encrypted, salt);
}
