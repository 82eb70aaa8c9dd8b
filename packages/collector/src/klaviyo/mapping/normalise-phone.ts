import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** The number in E.164, or `undefined` when it is no valid one. `country` (ISO 3166 alpha-2) reads national writing. */
export function normalisePhone(phone: string, country?: string): string | undefined {
  const code = country?.toUpperCase();
  const number =
    code !== undefined && isSupportedCountry(code)
      ? parsePhoneNumberFromString(phone, { defaultCountry: code, extract: false })
      : parsePhoneNumberFromString(phone, { extract: false });
  return number?.isValid() === true ? number.number : undefined;
}
