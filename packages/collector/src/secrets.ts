import {
  createCipheriv,
  createDecipheriv,
  createHash,
  hkdfSync,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';

/** Seals stored keys with APP_SECRET: AES-256-GCM, a fresh nonce each time. Opens what APP_SECRET_PREVIOUS sealed too. */
export interface Vault {
  seal(plain: string): string;
  /** Throws when the text was sealed with another secret or changed since. */
  open(sealed: string): string;
}

const FORMAT = 'v1';
/** A shorter tag would be easier to forge; it is refused. */
const TAG_BYTES = 16;

export function createVault(appSecret: string, previousSecret?: string): Vault {
  const key = keyFrom(appSecret);
  const keys = [key, ...(previousSecret === undefined ? [] : [keyFrom(previousSecret)])];
  return {
    seal: (plain) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return [FORMAT, ...[nonce, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
    },
    open: (text) => {
      let failure: unknown;
      for (const each of keys) {
        try {
          return openWith(each, text);
        } catch (error) {
          failure = error;
        }
      }
      throw failure;
    },
  };
}

function keyFrom(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'scout stored keys', 32));
}

function openWith(key: Buffer, text: string): string {
  const [format, nonce, sealed, tag] = text.split('.');
  if (format !== FORMAT || nonce === undefined || sealed === undefined || tag === undefined) {
    throw new Error(`Expected a sealed key in format ${FORMAT}`);
  }
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(Buffer.from(tag, 'base64url'));
  return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]).toString('utf8');
}

/** A random token with the prefix that names its kind: `pk_` site key, `sk_` server key. */
export function createToken(prefix: string): string {
  return `${prefix}${randomBytes(18).toString('base64url')}`;
}

/** SHA-256, hex: how tokens of high entropy are kept. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Whether two secrets are the same, in a time that tells nothing about where they differ. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(hashToken(given)), Buffer.from(hashToken(expected)));
}

const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/** A salted scrypt hash (N 32768, r 8, p 1), `scrypt.<salt>.<hash>`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return ['scrypt', salt.toString('base64url'), (await derive(password, salt)).toString('base64url')].join('.');
}

export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [kind, salt, hash] = stored.split('.');
  if (kind !== 'scrypt' || salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64url');
  const given = await derive(password, Buffer.from(salt, 'base64url'));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 32, SCRYPT, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
