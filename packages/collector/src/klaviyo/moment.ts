/** When something was said of a person: when the shopper acted, and of two acts in one millisecond, which was stored later. */
export interface Moment {
  /** ms */
  actedAt: number;
  deliveryId: number;
}

/** Below 0 when `a` comes before `b`; two deliveries never share a moment. */
export function compareMoments(a: Moment, b: Moment): number {
  return a.actedAt - b.actedAt || a.deliveryId - b.deliveryId;
}
