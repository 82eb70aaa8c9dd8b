/** The events that Scout knows, as the owner chooses them; custom ones are typed. */
export const EVENT_NAMES = [
  'ViewContent',
  'AddToCart',
  'InitiateCheckout',
  'Purchase',
  'Refund',
  'Cancel',
  'PageView',
  'Search',
  'ViewCategory',
  'RemoveFromCart',
  'AddToWishlist',
  'AddPaymentInfo',
  'AddShippingInfo',
  'Lead',
  'Identify',
] as const;
