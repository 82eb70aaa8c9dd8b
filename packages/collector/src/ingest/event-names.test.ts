import { expect, test } from 'vitest';
import { canonicalName } from './event-names.ts';

test.each([
  ['Purchase', ['purchase', 'PURCHASE', 'Placed Order', 'order_completed', 'checkout_completed', 'Order Completed']],
  ['ViewContent', ['view_item', 'viewContent', 'Viewed Product', 'Product Viewed', 'product_viewed']],
  ['AddToCart', ['add_to_cart', 'addtocart', 'Added to Cart', 'Product Added', 'product-added-to-cart']],
  ['InitiateCheckout', ['begin_checkout', 'BeginCheckout', 'Started Checkout', 'checkout_started']],
  ['PageView', ['page_view', 'page_viewed', 'Active on Site']],
  ['Search', ['search', 'view_search_results', 'Products Searched', 'search_submitted', 'Searched Site']],
  ['ViewCategory', ['view_item_list', 'Product List Viewed', 'collection_viewed', 'Viewed Category']],
  ['RemoveFromCart', ['remove_from_cart', 'Product Removed', 'Removed from Cart']],
  ['AddPaymentInfo', ['add_payment_info', 'Payment Info Entered', 'payment_info_submitted']],
  ['AddShippingInfo', ['add_shipping_info', 'checkout_shipping_info_submitted']],
  ['AddToWishlist', ['add_to_wishlist', 'Product Added to Wishlist']],
  ['Lead', ['generate_lead', 'lead']],
  ['Refund', ['refund', 'Order Refunded', 'Refunded Order']],
  ['Cancel', ['Order Cancelled', 'Canceled Order', 'Cancelled Order']],
])('%s has the spellings %j', (name, spellings) => {
  expect(spellings.map((spelling) => canonicalName(spelling))).toEqual(spellings.map(() => name));
});

test('an unknown name stays as it was sent', () => {
  expect(canonicalName('Quiz Finished')).toBe('Quiz Finished');
});

test.each(['constructor', '__proto__', 'toString', ''])('the name "%s" is nothing special', (name) => {
  expect(canonicalName(name)).toBe(name);
});
