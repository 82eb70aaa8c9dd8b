import type { EventName } from '@scout/wire';
import { findSpelling, spellings } from './spellings.ts';

/**
 * The names other tools give to the events Scout knows: GA4, Meta, Segment, Shopify's pixel, Klaviyo's metrics,
 * and the data layer of the older enhanced e-commerce.
 */
const NAMES = spellings<EventName>({
  ViewContent: ['view_item', 'Viewed Product', 'Product Viewed', 'View Product', 'Product View', 'Product Detail'],
  AddToCart: ['Added to Cart', 'Product Added', 'Product Added to Cart', 'Cart Add'],
  InitiateCheckout: ['begin_checkout', 'Started Checkout', 'Checkout Started', 'Start Checkout', 'Checkout Begin'],
  Purchase: [
    'Placed Order',
    'Order Completed',
    'Order Placed',
    'Order Paid',
    'Completed Order',
    'Checkout Completed',
    'Place Order',
    'eec.purchase',
  ],
  PageView: ['page', 'Page Viewed', 'Viewed Page', 'Active on Site'],
  Search: ['view_search_results', 'Products Searched', 'Search Submitted', 'Searched Site', 'Submitted Search'],
  ViewCategory: [
    'view_item_list',
    'view_category',
    'Viewed Category',
    'Category Viewed',
    'Product List Viewed',
    'Collection Viewed',
    'Viewed Collection',
  ],
  RemoveFromCart: ['Removed from Cart', 'Product Removed', 'Product Removed from Cart'],
  AddPaymentInfo: ['Payment Info Entered', 'Payment Info Submitted', 'Added Payment Info'],
  AddShippingInfo: ['Checkout Shipping Info Submitted', 'Shipping Info Entered', 'Added Shipping Info'],
  AddToWishlist: ['Added to Wishlist', 'Product Added to Wishlist'],
  Lead: ['generate_lead', 'Submitted Lead', 'Lead Generated'],
  Refund: ['Refunded Order', 'Order Refunded', 'Purchase Refunded'],
  Cancel: ['Cancelled Order', 'Canceled Order', 'Order Cancelled', 'Order Canceled', 'Cancel Order'],
});

/** Scout's own name for any known spelling (case, spaces, `_` and `-` do not matter), else the name as it was sent. */
export function canonicalName(name: string): string {
  return findSpelling(NAMES, name)?.name ?? name.trim();
}
