/** Whether the shopper's browser sends Global Privacy Control: https://www.w3.org/TR/gpc/ */
export function hasPrivacySignal(): boolean | undefined {
  return (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
}
