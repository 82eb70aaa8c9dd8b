/** `jo@example.com` as `j•••@example.com`: enough to tell people apart in a list, too little to write to them. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 1 ? '•••' : `${email.slice(0, 1)}•••${email.slice(at)}`;
}

const ADDRESS = /[^\s"'<>:,;()]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi;

/** Any text with each address in it masked. */
export function maskEmailsIn(text: string): string {
  return text.replaceAll(ADDRESS, maskEmail);
}
