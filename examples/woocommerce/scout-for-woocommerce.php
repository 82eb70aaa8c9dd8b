<?php
/**
 * Plugin Name: Scout for WooCommerce
 * Description: Puts the Scout tag into the shop and tells it of products seen, carts, checkouts and orders.
 * Version: 0.1.0
 * Requires at least: 6.1
 * Requires PHP: 7.4
 * Requires Plugins: woocommerce
 * License: MIT
 *
 * Settings, Scout; or in wp-config.php: define( 'SCOUT_HOST', 'https://t.example.com' ); define( 'SCOUT_KEY', 'pk_…' );
 *
 * Pages that a cache may keep carry nothing of a shopper: what was put into the cart is asked for by the page's script,
 * and names and orders stand on the thank-you page alone, which WooCommerce keeps out of caches.
 */

defined( 'ABSPATH' ) || exit;

/** Orders in these states were placed, as Scout's order webhook has it. */
const SCOUT_PLACED = array( 'processing', 'completed', 'on-hold' );

/** Additions that nobody has asked for are kept up to this number, and their flag this long. */
const SCOUT_ADDED_MOST = 20, SCOUT_ADDED_SECONDS = 600;

const SCOUT_CONSENTS = array(
	'granted' => 'Granted',
	'pending' => 'Pending until the page calls scout.consent()',
	'auto'    => 'Follow the consent tool (gtag, TCF)',
);

add_action( 'plugins_loaded', 'scout_start' );
add_action( 'admin_menu', fn() => add_options_page( 'Scout', 'Scout', 'manage_options', 'scout', 'scout_print_settings_page' ) );
add_action( 'admin_init', fn() => register_setting( 'scout', 'scout', array( 'sanitize_callback' => 'scout_sanitize' ) ) );

/** Does nothing in a shop without WooCommerce or before the settings are made. */
function scout_start(): void {
	$settings = scout_settings();
	if ( '' === $settings['host'] || '' === $settings['key'] || ! class_exists( 'WooCommerce' ) ) {
		return;
	}
	add_action( 'wp_head', 'scout_print_tag', 1 );
	add_action( 'wp_footer', 'scout_print_page_events', 5 );
	add_action( 'woocommerce_add_to_cart', 'scout_keep_added', 10, 4 );
	add_action( 'wc_ajax_scout_added', 'scout_answer_added' );
	add_action( 'woocommerce_thankyou', 'scout_print_order' );
}

/** What was set: host, key, consent and email. The constants of wp-config.php come first. */
function scout_settings(): array {
	$defaults = array( 'host' => '', 'key' => '', 'consent' => 'granted', 'email' => false );
	$fixed    = array(
		'host' => defined( 'SCOUT_HOST' ) ? untrailingslashit( SCOUT_HOST ) : '',
		'key'  => defined( 'SCOUT_KEY' ) ? SCOUT_KEY : '',
	);
	return array_merge( $defaults, get_option( 'scout', array() ), array_filter( $fixed ) );
}

/** JSON that cannot end a script element or an attribute, whatever is in it. */
function scout_json( $value ): string {
	return (string) wp_json_encode( $value, JSON_HEX_TAG | JSON_HEX_AMP | JSON_HEX_APOS | JSON_HEX_QUOT );
}

function scout_call( string $method, ...$values ): string {
	return "scout.$method(" . implode( ', ', array_map( 'scout_json', $values ) ) . ');';
}

/** Leaves out what is not known. */
function scout_known( array $facts ): array {
	return array_filter( $facts, fn( $fact ) => null !== $fact && '' !== $fact && array() !== $fact );
}

function scout_print_tag(): void {
	$settings = scout_settings();
	$asks     = function_exists( 'wp_has_consent' );
	wp_print_inline_script_tag( "window.scout=window.scout||new Proxy({q:[]},{get:(t,m)=>m==='q'?t.q:(...a)=>t.q.push([m,...a])});" );
	wp_print_script_tag( array(
		'async'        => true,
		'src'          => esc_url( $settings['host'] . '/s.js' ),
		'data-key'     => $settings['key'],
		'data-consent' => $asks ? 'pending' : $settings['consent'],
	) + ( $settings['email'] ? array( 'data-email' => '' ) : array() ) );
	if ( $asks ) {
		wp_print_inline_script_tag( scout_consent_script() );
	}
	wp_print_inline_script_tag( scout_cart_script( WC_AJAX::get_endpoint( 'scout_added' ) ) );
}

/** Follows the WP Consent API: marketing and statistics must both be allowed. */
function scout_consent_script(): string {
	return <<<'JS'
(() => {
  const categories = ['marketing', 'statistics'];
  const isAllowed = () => typeof wp_has_consent === 'function' && categories.every((category) => wp_has_consent(category));
  const grant = () => isAllowed() && scout.consent('granted');
  scout.consent('pending');
  // A banner that finds out first whose law holds says so, and until then every answer is yes.
  addEventListener('DOMContentLoaded', () => window.waitfor_consent_hook || grant());
  document.addEventListener('wp_consent_type_defined', grant);
  // Each category is told of by itself, one a moment before the other.
  document.addEventListener('wp_listen_for_consent_change', ({ detail }) => {
    if (categories.some((category) => detail[category] === 'deny')) scout.consent('denied');
    else grant();
  });
})();
JS;
}

/**
 * Asks what was put into the cart when WooCommerce says that something was: by the cookie that a form post or a page
 * before left, by jQuery's event of the shop's lists, or by the event of the blocks.
 */
function scout_cart_script( string $endpoint ): string {
	return '((endpoint) => {' . <<<'JS'

  let asking = Promise.resolve();
  const ask = () => {
    asking = asking
      .then(() => fetch(endpoint, { method: 'POST', credentials: 'same-origin' }))
      .then((answer) => answer.json())
      .then((added) => added.forEach((cart) => scout.track('AddToCart', cart)))
      .catch(() => {});
  };
  addEventListener('DOMContentLoaded', () => {
    if (/(?:^|; )scout_added=1/.test(document.cookie)) ask();
    document.body.addEventListener('wc-blocks_added_to_cart', ask);
    if (window.jQuery) jQuery(document.body).on('added_to_cart', ask);
  });
})
JS
	. '(' . scout_json( $endpoint ) . ');';
}

/** The product of a product page, and the cart of the checkout, which no cache keeps. */
function scout_print_page_events(): void {
	if ( is_product() ) {
		$product = wc_get_product( get_queried_object_id() );
		if ( $product ) {
			$viewed = scout_item( $product ) + array( 'currency' => get_woocommerce_currency() );
			wp_print_inline_script_tag( scout_call( 'track', 'ViewContent', $viewed ) );
		}
	} elseif ( is_checkout() && ! is_wc_endpoint_url() && WC()->cart && ! WC()->cart->is_empty() ) {
		wp_print_inline_script_tag( scout_call( 'track', 'InitiateCheckout', scout_cart() ) );
	}
}

/** A product as Scout's items have it. */
function scout_item( WC_Product $product ): array {
	$id    = $product->get_parent_id() ?: $product->get_id();
	$image = wp_get_attachment_image_url( (int) $product->get_image_id(), 'woocommerce_single' );
	$terms = get_the_terms( $id, 'product_cat' );
	return scout_known( array(
		'product_id' => (string) $id,
		'sku'        => $product->get_sku(),
		'name'       => $product->get_name(),
		'price'      => '' === $product->get_price() ? null : (float) wc_get_price_to_display( $product ),
		'url'        => $product->get_permalink(),
		'image_url'  => $image ?: null,
		'categories' => is_array( $terms ) ? wp_list_pluck( $terms, 'name' ) : null,
	) );
}

/** The cart as it is now. */
function scout_cart(): array {
	$items = array();
	$value = 0.0;
	foreach ( WC()->cart->get_cart() as $line ) {
		$item    = scout_item( $line['data'] );
		$value += ( $item['price'] ?? 0 ) * $line['quantity'];
		$items[] = $item + array( 'quantity' => $line['quantity'] );
	}
	return array(
		'value'        => round( $value, wc_get_price_decimals() ),
		'currency'     => get_woocommerce_currency(),
		'checkout_url' => wc_get_checkout_url(),
		'items'        => $items,
	);
}

/** Keeps in the shopper's session what was put into the cart, however it was, until the page's script asks. */
function scout_keep_added( $cart_item_key, $product_id, $quantity, $variation_id ): void {
	$product = wc_get_product( $variation_id ?: $product_id );
	if ( ! $product || ! WC()->session || ! WC()->cart ) {
		return;
	}
	// What was added stands flat beside the whole cart.
	$addition = array_merge( scout_item( $product ), array( 'quantity' => $quantity ), scout_cart() );
	$added    = array_merge( WC()->session->get( 'scout_added', array() ), array( $addition ) );
	WC()->session->set( 'scout_added', array_slice( $added, -SCOUT_ADDED_MOST ) );
	if ( ! headers_sent() ) {
		wc_setcookie( 'scout_added', '1', time() + SCOUT_ADDED_SECONDS, is_ssl() );
	}
}

/** Answers `?wc-ajax=scout_added` with what was added since it was last asked. It only ever reads the asker's own. */
function scout_answer_added(): void {
	$added = WC()->session ? WC()->session->get( 'scout_added', array() ) : array();
	if ( $added ) {
		WC()->session->set( 'scout_added', array() );
	}
	wc_setcookie( 'scout_added', '', time() - DAY_IN_SECONDS, is_ssl() );
	wp_send_json( $added );
}

/** The order on the thank-you page, once. Its number is its id, so that the order's webhook is known as the same. */
function scout_print_order( $order_id ): void {
	$order = wc_get_order( $order_id );
	if ( ! $order || ! $order->has_status( SCOUT_PLACED ) || $order->get_meta( '_scout_told' ) ) {
		return;
	}
	$order->update_meta_data( '_scout_told', '1' );
	$order->save();
	$who = scout_known( array(
		'email'       => $order->get_billing_email(),
		'phone'       => $order->get_billing_phone(),
		'first_name'  => $order->get_billing_first_name(),
		'last_name'   => $order->get_billing_last_name(),
		'external_id' => $order->get_customer_id() ? (string) $order->get_customer_id() : null,
	) );
	$items = array();
	foreach ( $order->get_items() as $line ) {
		$product          = $line->get_product();
		$item             = $product ? scout_item( $product ) : array( 'product_id' => (string) $line->get_product_id() );
		$item['name']     = $line->get_name();
		$item['quantity'] = $line->get_quantity();
		$item['price']    = round( ( (float) $line->get_total() + (float) $line->get_total_tax() ) / max( 1, $line->get_quantity() ), 4 );
		$items[]          = $item;
	}
	$facts = scout_known( array(
		'order_id' => (string) $order->get_order_number(),
		'value'    => (float) $order->get_total(),
		'currency' => $order->get_currency(),
		'coupon'   => implode( ', ', $order->get_coupon_codes() ),
		'discount' => (float) $order->get_total_discount(),
		'tax'      => (float) $order->get_total_tax(),
		'shipping' => (float) $order->get_shipping_total(),
		'items'    => $items,
	) );
	wp_print_inline_script_tag( ( $who ? scout_call( 'identify', $who ) : '' ) . scout_call( 'track', 'Purchase', $facts ) );
}

/** Keeps what is right and says of the rest what was expected, once: WordPress asks twice for a new setting. */
function scout_sanitize( $given ): array {
	$saved    = scout_settings();
	$text     = fn( $name ) => is_array( $given ) && is_scalar( $given[ $name ] ?? null ) ? trim( (string) $given[ $name ] ) : '';
	$expected = fn( $name, $what ) => in_array( $name, array_column( get_settings_errors( 'scout' ), 'code' ), true )
		|| add_settings_error( 'scout', $name, $what );
	$host     = untrailingslashit( $text( 'host' ) );
	if ( preg_match( '#^https?://[a-z0-9.-]+(:\d+)?$#i', $host ) ) {
		$saved['host'] = $host;
	} else {
		$expected( 'host', 'Collector: expected an address such as https://t.example.com' );
	}
	if ( preg_match( '/^pk_[\w-]+$/', $text( 'key' ) ) ) {
		$saved['key'] = $text( 'key' );
	} else {
		$expected( 'key', 'Site key: expected the public key, pk_…' );
	}
	$saved['consent'] = array_key_exists( $text( 'consent' ), SCOUT_CONSENTS ) ? $text( 'consent' ) : 'granted';
	$saved['email']   = '' !== $text( 'email' );
	return $saved;
}

function scout_print_settings_page(): void {
	$settings = scout_settings();
	?>
	<div class="wrap">
		<h1>Scout</h1>
		<form method="post" action="options.php">
			<?php settings_fields( 'scout' ); ?>
			<table class="form-table" role="presentation">
				<tr>
					<th scope="row"><label for="scout-host">Collector</label></th>
					<td><input id="scout-host" name="scout[host]" type="url" class="regular-text" placeholder="https://t.example.com"
						value="<?php echo esc_attr( $settings['host'] ); ?>" <?php wp_readonly( defined( 'SCOUT_HOST' ) ); ?>></td>
				</tr>
				<tr>
					<th scope="row"><label for="scout-key">Site key</label></th>
					<td><input id="scout-key" name="scout[key]" type="text" class="regular-text" placeholder="pk_…"
						value="<?php echo esc_attr( $settings['key'] ); ?>" <?php wp_readonly( defined( 'SCOUT_KEY' ) ); ?>>
						<p class="description">From the Install page of your collector.</p></td>
				</tr>
				<tr>
					<th scope="row"><label for="scout-consent">Consent</label></th>
					<td><select id="scout-consent" name="scout[consent]">
						<?php foreach ( SCOUT_CONSENTS as $value => $label ) : ?>
							<option value="<?php echo esc_attr( $value ); ?>" <?php selected( $settings['consent'], $value ); ?>><?php echo esc_html( $label ); ?></option>
						<?php endforeach; ?>
					</select><p class="description">With the WP Consent API plugin, that decides instead.</p></td>
				</tr>
				<tr>
					<th scope="row">Email</th>
					<td><label><input type="checkbox" name="scout[email]" value="1" <?php checked( $settings['email'] ); ?>>
						Identify shoppers by the email they type at the checkout</label></td>
				</tr>
			</table>
			<?php submit_button(); ?>
		</form>
	</div>
	<?php
}
